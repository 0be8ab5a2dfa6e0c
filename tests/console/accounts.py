"""People with a login, a password and an app on the phone, made through the pages as they would."""

from dataclasses import dataclass

import httpx
import pyotp
from sqlalchemy import update

from console.models import Role, Staff
from tests.console.workplace import Browser, Workplace, hidden_fields

PASSWORD = "ertak bulut choynak 7"


@dataclass
class Account:
    """Somebody who can sign in with a password."""

    staff_id: int
    login: str
    browser: Browser  #: in which the password was set
    secret: str = ""

    def code(self, workplace: Workplace) -> str:
        """Return what the app on the phone shows now."""
        return pyotp.TOTP(self.secret).at(workplace.clock.now)


async def an_account(
    workplace: Workplace, role: Role = Role.EDITOR, login: str = "aigul@ngo.example"
) -> Account:
    """Hire somebody, who sets a password on the account page."""
    staff_id = await workplace.hire(role)
    async with workplace.sessions.begin() as session:
        await session.execute(update(Staff).where(Staff.id == staff_id).values(login=login))
    browser = workplace.open_browser()
    await browser.post(await workplace.link(staff_id))
    answer = await browser.send_form("/account/password", on="/account", new=PASSWORD)
    assert answer.status_code == 303, answer.text
    return Account(staff_id, login, browser)


async def with_second_step(workplace: Workplace, account: Account) -> Account:
    """Set up the second step, and go on to a code that was not used for it."""
    fields = hidden_fields((await account.browser.get("/account/second-step")).text, "/account/second-step")
    account.secret = fields["secret"]
    answer = await account.browser.post(
        "/account/second-step", data={**fields, "code": account.code(workplace)}
    )
    assert answer.headers["location"] == "/account?done=set_up"
    workplace.clock.forward(seconds=60)
    return account


async def try_password(
    workplace: Workplace, login: str, password: str = PASSWORD, code: str = "", *, address: str = "192.0.2.1"
) -> httpx.Response:
    """Type a login and a password in a fresh browser at an address of the network."""
    browser = workplace.open_browser()
    browser._transport = httpx.ASGITransport(app=workplace.app, client=(address, 4000))
    return await browser.post("/sign-in", data={"login": login, "password": password, "code": code})
