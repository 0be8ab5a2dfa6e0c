"""Sign-in, account, people and activity in a real browser: axe, keyboard, narrow screens, own requests."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyotp
import pytest
import pytest_asyncio
import uvicorn
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

import knowledge_base.models  # noqa: F401 - its tables belong to the schema
from bot.settings import Settings
from console.activity import record
from console.app import create_app
from console.models import OrganisationKind, Role
from console.organisations import OrganisationForm, write_organisation
from console.sign_in import make_sign_in_link
from console.staff import StaffForm, invite
from knowledge_base.database import Base, Sessions, make_engine, make_sessions, utc_now
from tests.webhooks.browser import open_browser

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

PASSWORD = "ertak bulut choynak 7"
PAGES = (
    "/account",
    "/people",
    "/people?state=disabled",
    "/people/new",
    "/people/2",
    "/people/organisations",
    "/people/organisations/new",
    "/people/organisations/1",
    "/activity",
    "/activity?person=1",
)


@dataclass
class Office:
    """The console on a port, with an administrator who has a login but no password yet."""

    url: str
    sessions: Sessions

    async def link(self) -> str:
        async with self.sessions.begin() as session:
            return f"{self.url}/sign-in/" + await make_sign_in_link(session, 1, now=utc_now())


@dataclass
class Visit:
    """One person's tab, what it asked for, and what it complained of."""

    page: Page
    office: Office
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    async def open(self, path: str) -> None:
        await self.page.goto(self.office.url + path)

    async def sign_in(self) -> None:
        await self.page.goto(await self.office.link())
        await self.page.get_by_role("button", name="Sign in").click()
        await self.page.wait_for_url("**/account")


@pytest_asyncio.fixture(loop_scope="module")
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """A console with two people, an organisation and a change of each kind in its log."""
    engine = make_engine(f"sqlite:///{tmp_path}/console.db")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    sessions, now = make_sessions(engine), utc_now()
    async with sessions.begin() as session:
        kept = OrganisationForm("Consulate", OrganisationKind.CONSULATE, ("tg", "ru"), ("RU",), ("TJ",))
        await write_organisation(session, None, kept, now=now - timedelta(days=2))
        for name, role in (("Aigul Saparova", Role.ADMINISTRATOR), ("Bekzod", Role.EDITOR)):
            login = f"{name.split()[0].lower()}@ngo.example"
            await invite(session, StaffForm(name, role, 1, "en", login), now=now - timedelta(days=1))
        await record(
            session,
            staff_id=2,
            at=now,
            action="answer_saved",
            subject="answer:7",
            before={"text": "You pay 5 MRP.\nGo to the police."},
            after={"text": "You pay 7 MRP.\nGo to the migration service."},
            why="New law since January",
        )
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    app = create_app(Settings(secret_key="a secret"), sessions=sessions)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none", timeout_graceful_shutdown=1))
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield Office(url, sessions)
    finally:
        server.should_exit = True
        await running
        listener.close()
        await engine.dispose()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all tests; everybody gets a fresh profile in it."""
    async with open_browser() as browser:
        yield browser


@asynccontextmanager
async def a_visit(browser: Browser, office: Office, **options: Any) -> AsyncIterator[Visit]:
    """A person with a browser of their own; at the end no request may have gone anywhere else."""
    context = await browser.new_context(
        **{"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", **options}
    )
    visit = Visit(await context.new_page(), office)
    visit.page.on("request", lambda request: visit.requests.append(request.url))
    visit.page.on(
        "console", lambda said: visit.complaints.append(said.text) if said.type == "error" else None
    )
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    try:
        yield visit
        hosts = {urlsplit(each).netloc for each in visit.requests if not each.startswith("data:")}
        assert hosts == {urlsplit(office.url).netloc}
        assert visit.complaints == []
    finally:
        await context.close()


async def _violations(page: Page) -> list[str]:
    results = await Axe().run(page)
    return [f"{page.url} {each['id']}: {each['help']}" for each in results.response["violations"]]


@pytest.mark.parametrize("scheme", ["dark"])  # in the light: test_console_everywhere.py
async def test_axe_finds_nothing(browser: Browser, office: Office, scheme: str) -> None:
    """On every page of this part, in both colours."""
    async with a_visit(browser, office, color_scheme=scheme) as visit:
        found: list[str] = []
        for path in ("/sign-in", "/sign-in/old"):
            if path != "/sign-in/old":  # its 410 is an error in the console of the browser
                await visit.open(path)
                found += await _violations(visit.page)
        await visit.sign_in()
        for path in PAGES:
            await visit.open(path)
            found += await _violations(visit.page)
        await visit.open("/activity")
        await visit.page.locator("summary").first.click()
        found += await _violations(visit.page)
        await _set_password(visit)
        await visit.open("/account/second-step")
        found += await _violations(visit.page)
        await visit.open("/people/2")
        await visit.page.get_by_role("button", name="Make a sign-in link").click()
        found += await _violations(visit.page)
        assert found == []


async def test_nothing_is_wider_than_a_small_phone(browser: Browser, office: Office) -> None:
    """At 320 px the page itself never scrolls sideways; wide tables do so in their own frame."""
    async with a_visit(browser, office, viewport={"width": 320, "height": 640}) as visit:
        await visit.open("/sign-in")
        wide = await _width(visit.page)
        await visit.sign_in()
        await _set_password(visit)
        widths = {"/sign-in": wide}
        for path in (*PAGES, "/account/second-step"):
            await visit.open(path)
            widths[path] = await _width(visit.page)
        assert {path: width for path, width in widths.items() if width > 320} == {}


async def test_an_account_is_made_safe_with_the_keyboard_alone(browser: Browser, office: Office) -> None:
    """Password, second step, out, and in again by both: as a new administrator does it."""
    async with a_visit(browser, office) as visit:
        page, keyboard = visit.page, visit.page.keyboard
        await visit.sign_in()
        await page.get_by_label("New password").focus()
        await keyboard.type(PASSWORD)
        await keyboard.press("Enter")
        await expect(page.get_by_role("status")).to_contain_text("The new password is kept")

        await page.get_by_role("link", name="Set it up").first.focus()
        await keyboard.press("Enter")
        secret = re.sub(r"\s", "", await page.locator(".secret").inner_text())
        await page.get_by_label("Code of your app").focus()
        await keyboard.type(pyotp.TOTP(secret).now())
        await keyboard.press("Enter")
        await expect(page.get_by_role("status")).to_contain_text("The second step is set up")

        await page.get_by_role("button", name="Sign out", exact=True).focus()
        await keyboard.press("Enter")
        await page.get_by_label("Login").focus()
        await keyboard.type("aigul@ngo.example")
        await keyboard.press("Tab")
        await keyboard.type(PASSWORD)
        await keyboard.press("Tab")
        await keyboard.type(pyotp.TOTP(secret).at(utc_now() + timedelta(seconds=30)))
        await keyboard.press("Enter")
        await page.wait_for_url(lambda url: "/sign-in" not in url)
        await visit.open("/account")
        await expect(page.get_by_role("heading", name="Aigul Saparova")).to_be_visible()
        visit.complaints.clear()  # what the start page may complain of is not this part's


async def test_a_person_is_invited_and_comes_in(browser: Browser, office: Office) -> None:
    """The link that the page shows, opened elsewhere, leads to choosing a password."""
    async with a_visit(browser, office) as visit, a_visit(browser, office) as newcomer:
        await visit.sign_in()
        await visit.open("/people")
        await visit.page.get_by_role("link", name="Add a person").click()
        await visit.page.get_by_label("Name", exact=True).fill("Dilnoza")
        await visit.page.get_by_label("Login").fill("dilnoza@ngo.example")
        await visit.page.get_by_role("radio", name="operator").check()
        await visit.page.get_by_label("Organisation").select_option(label="Consulate")
        await visit.page.get_by_role("button", name="Add and show the link").click()
        link = await visit.page.locator("#link").inner_text()

        await newcomer.page.goto(link)
        await newcomer.page.get_by_role("button", name="Sign in").click()
        await expect(newcomer.page.get_by_role("heading", name="Dilnoza")).to_be_visible()
        await expect(newcomer.page.get_by_text("Choose a password now")).to_be_visible()


async def _set_password(visit: Visit) -> None:
    await visit.open("/account")
    await visit.page.get_by_label("New password").fill(PASSWORD)
    await visit.page.get_by_role("button", name="Set the password").click()
    await expect(visit.page.get_by_role("status")).to_be_visible()


async def _width(page: Page) -> int:
    width: int = await page.evaluate("document.documentElement.scrollWidth")
    return width
