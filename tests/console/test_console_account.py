"""One's own account: password, second step, and where one is signed in."""

import re

import pytest
from sqlalchemy import select

from console.browser_sessions import browser_name
from console.models import Activity, Role, Staff
from tests.console.accounts import PASSWORD, an_account, try_password, with_second_step
from tests.console.workplace import Browser, Workplace, hidden_fields

NEW = "toza suv va katta tosh"


async def _signed_in(workplace: Workplace, login: str) -> Browser:
    browser = workplace.open_browser()
    answer = await browser.post("/sign-in", data={"login": login, "password": PASSWORD})
    assert answer.status_code == 303
    return browser


@pytest.mark.parametrize("role", list(Role))
async def test_everybody_has_an_account_page(workplace: Workplace, role: Role) -> None:
    """Whatever the role."""
    browser = await workplace.sign_in(role)
    answer = await browser.get("/account")
    assert answer.status_code == 200
    assert "To have a password you need a login" in answer.text


async def test_an_invited_person_is_led_to_a_password(workplace: Workplace) -> None:
    """The link works once, so the first page is the one where the next way in is made."""
    account = await an_account(workplace)
    async with workplace.sessions.begin() as session:
        (await session.get_one(Staff, account.staff_id)).password_hash = None
    answer = await workplace.open_browser().post(await workplace.link(account.staff_id))
    assert answer.headers["location"] == "/account"


@pytest.mark.parametrize(
    ("role", "is_asked"),
    [
        (Role.ADMINISTRATOR, True),
        (Role.REVIEWER, True),
        (Role.OPERATOR, True),
        (Role.EDITOR, False),
        (Role.ANALYST, False),
    ],
)
async def test_who_reaches_people_is_asked_for_a_second_step(
    workplace: Workplace, role: Role, is_asked: bool
) -> None:
    """At sign-in and on the account page, until it is set up."""
    account = await an_account(workplace, role)
    answer = await try_password(workplace, account.login)
    assert (answer.headers["location"] == "/account") is is_asked
    text = (await account.browser.get("/account")).text
    assert ("Please set up a second step" in text) is is_asked


async def test_a_weak_password_is_refused_with_its_reason(workplace: Workplace) -> None:
    """And the old one goes on working."""
    account = await an_account(workplace)
    answer = await account.browser.send_form("/account/password", on="/account", new="password1234")
    assert answer.status_code == 422
    assert "Many people use this password" in answer.text
    assert (await try_password(workplace, account.login)).status_code == 303


async def test_changing_the_password_needs_the_present_one(workplace: Workplace) -> None:
    """An unlocked laptop is not enough to keep its owner out."""
    account = await an_account(workplace)
    browser = await _signed_in(workplace, account.login)
    refused = await browser.send_form("/account/password", on="/account", new=NEW, present="wrong")
    assert refused.status_code == 422
    changed = await browser.send_form("/account/password", on="/account", new=NEW, present=PASSWORD)
    assert changed.status_code == 303
    assert (await try_password(workplace, account.login, NEW)).status_code == 303
    assert (await try_password(workplace, account.login, PASSWORD)).status_code == 422


async def test_a_forgotten_password_is_set_anew_after_a_link(workplace: Workplace) -> None:
    """That is what the link of an administrator is for."""
    account = await an_account(workplace)
    browser = workplace.open_browser()
    await browser.post(await workplace.link(account.staff_id))
    assert (await browser.send_form("/account/password", on="/account", new=NEW)).status_code == 303
    assert (await try_password(workplace, account.login, NEW)).status_code == 303


async def test_guessing_the_present_password_is_slowed_down_too(workplace: Workplace) -> None:
    """The account page is no way around the limit of the sign-in page."""
    account = await an_account(workplace)
    browser = await _signed_in(workplace, account.login)
    for _ in range(5):
        await browser.send_form("/account/password", on="/account", new=NEW, present="wrong")
    answer = await browser.send_form("/account/password", on="/account", new=NEW, present=PASSWORD)
    assert "There were too many tries" in answer.text
    assert (await try_password(workplace, account.login, NEW)).status_code == 429


async def test_a_new_password_ends_the_other_sessions(workplace: Workplace) -> None:
    """Whoever had the old one is out."""
    account = await an_account(workplace)
    other = await _signed_in(workplace, account.login)
    await account.browser.send_form("/account/password", on="/account", new=NEW)
    assert (await other.get("/account")).status_code == 303
    assert (await account.browser.get("/account")).status_code == 200


async def test_who_has_no_login_cannot_set_a_password(workplace: Workplace) -> None:
    """Logins are given by administrators: one of one's own choice could be a colleague's e-mail."""
    browser = await workplace.sign_in(Role.EDITOR)
    csrf = hidden_fields((await browser.get("/account")).text, "/sign-out")["csrf"]
    answer = await browser.post("/account/password", data={"csrf": csrf, "new": NEW, "login": "x"})
    assert answer.status_code == 422
    assert "You have no login yet" in answer.text


async def test_the_picture_to_scan_comes_with_the_page(workplace: Workplace) -> None:
    """No other host is asked for it, and the secret can be typed where there is no camera."""
    account = await an_account(workplace)
    text = (await account.browser.get("/account/second-step")).text
    secret = hidden_fields(text, "/account/second-step")["secret"]
    assert 'src="data:image/svg+xml' in text
    assert re.sub(r"\s", "", text).count(secret) == 2


async def test_a_second_step_is_kept_only_once_its_code_fits(workplace: Workplace) -> None:
    """A picture that was not scanned locks nobody out; the same picture comes back."""
    account = await an_account(workplace)
    page = "/account/second-step"
    fields = hidden_fields((await account.browser.get(page)).text, page)
    answer = await account.browser.post(page, data={**fields, "code": "000000"})
    assert answer.status_code == 422
    assert hidden_fields(answer.text, page)["secret"] == fields["secret"]
    assert (await try_password(workplace, account.login)).status_code == 303


async def test_a_secret_that_is_not_ours_is_refused(workplace: Workplace) -> None:
    """A short one could be guessed."""
    account = await an_account(workplace)
    page = "/account/second-step"
    answer = await account.browser.send_form(page, on=page, secret="AAAAAAAA", code="123456")
    assert answer.status_code == 400


async def test_removing_the_second_step_needs_the_password(workplace: Workplace) -> None:
    """Again because of laptops left open."""
    account = await with_second_step(workplace, await an_account(workplace))
    browser = workplace.open_browser()
    await browser.post(
        "/sign-in",
        data={"login": account.login, "password": PASSWORD, "code": account.code(workplace)},
    )
    path = "/account/second-step/remove"
    assert (await browser.send_form(path, on="/account", present="wrong")).status_code == 422
    assert (await browser.send_form(path, on="/account", present=PASSWORD)).status_code == 303
    assert (await try_password(workplace, account.login)).status_code == 303


async def test_sessions_are_listed_with_this_one_marked(workplace: Workplace) -> None:
    """By browser and way in; the mark says which not to end by mistake."""
    account = await an_account(workplace)
    await _signed_in(workplace, account.login)
    text = (await account.browser.get("/account")).text
    assert text.count('<th scope="row">') == 2
    assert text.count("this one") == 1
    assert text.count('name="key"') == 1


async def test_one_session_can_be_ended(workplace: Workplace) -> None:
    """The laptop in the taxi is signed out, the one in front of me is not."""
    account = await an_account(workplace)
    lost = await _signed_in(workplace, account.login)
    kept = await _signed_in(workplace, account.login)
    await lost.get("/account")
    keys = re.findall(r'name="key" value="(\w+)"', (await lost.get("/account")).text)
    mine = re.findall(r'name="key" value="(\w+)"', (await account.browser.get("/account")).text)
    lost_key = (set(mine) - set(keys)).pop()
    await account.browser.send_form("/account/sessions/end", on="/account", key=lost_key)
    assert (await lost.get("/account")).status_code == 303
    assert (await kept.get("/account")).status_code == 200


async def test_all_other_sessions_can_be_ended_at_once(workplace: Workplace) -> None:
    """Without finding out which one it was."""
    account = await an_account(workplace)
    others = [await _signed_in(workplace, account.login) for _ in range(2)]
    await account.browser.send_form("/account/sessions/end", on="/account")
    assert [(await other.get("/account")).status_code for other in others] == [303, 303]
    assert (await account.browser.get("/account")).status_code == 200


async def test_a_colleagues_session_cannot_be_ended(workplace: Workplace) -> None:
    """The key in the form names one's own sessions only."""
    account = await an_account(workplace)
    await _signed_in(workplace, account.login)
    key = re.findall(r'name="key" value="(\w+)"', (await account.browser.get("/account")).text)[0]
    other = await an_account(workplace, login="bekzod@ngo.example")
    await other.browser.post(
        "/account/sessions/end",
        data={**hidden_fields((await other.browser.get("/account")).text, "/sign-out"), "key": key},
    )
    assert key in (await account.browser.get("/account")).text


async def test_what_is_done_with_an_account_is_written_down(workplace: Workplace) -> None:
    """Without the password and without the secret."""
    account = await with_second_step(workplace, await an_account(workplace))
    async with workplace.sessions() as session:
        rows = list(await session.scalars(select(Activity).order_by(Activity.id)))
    assert [row.action for row in rows][-2:] == ["password_set", "second_step_set_up"]
    written = str([(row.details, row.before, row.after, row.why) for row in rows])
    assert account.secret not in written
    assert PASSWORD not in written


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Mobile Safari/604.1", "Safari, iOS"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/124.0 YaBrowser/24.6 Safari/537.36", "Yandex, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge, Windows"),
        ("curl/8.5", ""),
    ],
)  # fmt: skip
def test_browsers_are_known_by_family(user_agent: str, name: str) -> None:
    """Enough to know one's own by, and no more is kept."""
    assert browser_name(user_agent) == name
