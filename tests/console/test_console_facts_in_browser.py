"""Overview, coverage and facts in a real browser: axe, narrow screens, own requests, and a fee corrected."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
import uvicorn
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

import knowledge_base.models  # noqa: F401 - its tables belong to the schema
from bot.settings import Settings
from console.app import create_app
from console.models import Role
from console.sign_in import make_sign_in_link
from console.staff import add_staff
from knowledge_base.database import Base, Sessions, make_engine, make_sessions, utc_now
from knowledge_base.loading import load_content
from tests.knowledge_base.small_content import write_small_content
from tests.webhooks.browser import open_browser

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

PAGES: Final = (
    "/", "/coverage", "/coverage?stay_in=all&sort=need", "/facts", "/facts?q=nothing", "/facts/kz.fee",
    "/facts/links",
)  # fmt: skip


@dataclass
class Office:
    """The console on a port, with the small content and one administrator."""

    url: str
    sessions: Sessions

    async def link(self) -> str:
        async with self.sessions.begin() as session:
            return f"{self.url}/sign-in/" + await make_sign_in_link(session, 1, now=utc_now())


@dataclass
class Visit:
    """One person's tab, what it asked for, what it complained of, and how often its person clicked."""

    page: Page
    office: Office
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    clicks: int = 0

    async def open(self, path: str) -> None:
        await self.page.goto(self.office.url + path)

    async def press(self, role: Any, name: str) -> None:
        self.clicks += 1
        await self.page.get_by_role(role, name=name).first.click()

    async def problems(self) -> list[str]:
        found = (await Axe().run(self.page)).response["violations"]
        return [f"{each['id']}: {[node['html'] for node in each['nodes']]}" for each in found]


@pytest_asyncio.fixture(loop_scope="module")
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    engine = make_engine(f"sqlite:///{tmp_path}/console.db")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    sessions = make_sessions(engine)
    async with sessions.begin() as session:
        await add_staff(session, name="Aigul", role=Role.ADMINISTRATOR, now=utc_now(), locale="en")
        await load_content(session, now=utc_now(), folder=write_small_content(tmp_path / "content"))
    listener = socket.create_server(("127.0.0.1", 0))
    app = create_app(Settings(secret_key="a secret"), sessions=sessions)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none", timeout_graceful_shutdown=1))
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield Office(f"http://127.0.0.1:{listener.getsockname()[1]}", sessions)
    finally:
        server.should_exit = True
        await running
        listener.close()
        await engine.dispose()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as browser:
        yield browser


@asynccontextmanager
async def a_visit(browser: Browser, office: Office, **options: Any) -> AsyncIterator[Visit]:
    """Sign a person in; at the end no request may have left the host, and nothing may have gone wrong."""
    context = await browser.new_context(**options)
    visit = Visit(await context.new_page(), office)
    visit.page.on("request", lambda request: visit.requests.append(request.url))
    visit.page.on(
        "console", lambda said: visit.complaints.append(said.text) if said.type == "error" else None
    )
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    try:
        await visit.page.goto(await office.link())
        await visit.page.locator("main button").click()
        yield visit
        hosts = {urlsplit(each).netloc for each in visit.requests if not each.startswith("data:")}
        assert hosts == {urlsplit(office.url).netloc}
        assert visit.complaints == []
    finally:
        await context.close()


@pytest.mark.parametrize("scheme", ["dark"])  # in the light: test_console_everywhere.py
async def test_no_page_has_an_obstacle(browser: Browser, office: Office, scheme: str) -> None:
    """For eyes, screen readers and keyboards; by day and by night."""
    async with a_visit(browser, office, color_scheme=scheme) as visit:
        for path in PAGES:
            await visit.open(path)
            assert await visit.problems() == [], path
        await visit.open("/facts/kz.fee")
        await visit.page.get_by_label("Value").fill("3")
        await visit.press("button", "See what changes")
        assert await visit.problems() == []


async def test_no_page_scrolls_sideways_on_a_small_phone(browser: Browser, office: Office) -> None:
    """Wide tables scroll inside their own region, which the keyboard reaches."""
    async with a_visit(browser, office, viewport={"width": 320, "height": 568}) as visit:
        for path in PAGES:
            await visit.open(path)
            assert await visit.page.evaluate("document.documentElement.scrollWidth") == 320, path
        await visit.open("/facts/kz.fee")
        await visit.page.get_by_label("Value").fill("3")
        await visit.press("button", "See what changes")
        assert await visit.page.evaluate("document.documentElement.scrollWidth") == 320


async def test_a_fee_is_corrected_for_all_languages_in_under_eight_clicks(
    browser: Browser, office: Office
) -> None:
    """From the first page, without JavaScript: find it, change it, see what changes, confirm."""
    async with a_visit(browser, office, java_script_enabled=False) as visit:
        await visit.press("link", "Facts")
        await visit.page.get_by_label("Search").fill("kz.fee")
        await visit.press("button", "Show")
        await visit.press("link", "Invented for a test.")
        await visit.page.get_by_label("Value").fill("3")
        await visit.press("button", "See what changes")
        await expect(visit.page.locator(".text-change")).to_have_count(7)
        await visit.press("button", "Change it everywhere")
        await expect(visit.page.get_by_role("status")).to_contain_text("in every answer and language")
        assert visit.clicks < 8


async def test_a_fee_is_corrected_with_the_keyboard_alone(browser: Browser, office: Office) -> None:
    """Enter sends the form, Enter confirms."""
    async with a_visit(browser, office) as visit:
        await visit.open("/facts/kz.fee")
        await visit.page.get_by_label("Value").focus()
        await visit.page.keyboard.press("Control+A")
        await visit.page.keyboard.type("4")
        await visit.page.keyboard.press("Enter")
        await expect(visit.page.get_by_role("heading", level=1)).to_have_text("What changes")
        await visit.page.get_by_role("button", name="Change it everywhere").focus()
        await visit.page.keyboard.press("Enter")
        await expect(visit.page.locator(".big")).to_contain_text("4 MCI")
