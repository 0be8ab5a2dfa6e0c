"""The pages of texts in a real browser: accessible, narrow, quiet, and to be used by keyboard alone."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
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
from knowledge_base.database import Base, make_engine, make_sessions
from knowledge_base.suggestions import suggest
from tests.console.library import BETTER, Library, open_library
from tests.console.workplace import Clock, Workplace
from tests.webhooks.browser import open_browser

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

#: What is folded away has to be sound too.
OPEN_ALL = "for (const each of document.querySelectorAll('main details')) each.open = true"


@dataclass
class Visit:
    """One colleague's browser, what it asked for and complained of."""

    page: Page
    url: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    async def go(self, path: str) -> None:
        """Open a page of the console."""
        await self.page.goto(self.url + path)


@pytest_asyncio.fixture(loop_scope="module")
async def library(tmp_path: Path) -> AsyncIterator[Library]:
    """The console on a free port, over the small content and one suggestion."""
    engine = make_engine(f"sqlite:///{tmp_path}/console.db")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    sessions, clock = make_sessions(engine), Clock()
    listener = socket.create_server(("127.0.0.1", 0))
    app = create_app(Settings(secret_key="a secret"), sessions=sessions, clock=clock)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none", timeout_graceful_shutdown=1))
    running = asyncio.create_task(server.serve(sockets=[listener]))
    place = Workplace(app, sessions, clock, host=f"http://127.0.0.1:{listener.getsockname()[1]}")
    try:
        library = await open_library(place, tmp_path / "content")
        async with sessions.begin() as session:
            await suggest(session, "for what time", "en", "stay.limit", by="Aigul", now=clock.now)
        yield library
    finally:
        server.should_exit = True
        await running
        listener.close()
        await engine.dispose()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all tests."""
    async with open_browser() as browser:
        yield browser


@asynccontextmanager
async def a_visit(
    browser: Browser, library: Library, role: Role, name: str, **options: Any
) -> AsyncIterator[Visit]:
    """A colleague who signs in; at the end nothing was asked of another host and nothing complained."""
    context = await browser.new_context(**{"locale": "en-GB", "reduced_motion": "reduce", **options})
    visit = Visit(await context.new_page(), library.place.host)
    visit.page.on("request", lambda request: visit.requests.append(request.url))
    visit.page.on(
        "console", lambda said: visit.complaints.append(said.text) if said.type == "error" else None
    )
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    try:
        await visit.go(await library.place.link(await library.place.hire(role, name)))
        await visit.page.locator("main button").click()
        yield visit
        assert {urlsplit(each).netloc for each in visit.requests} == {urlsplit(visit.url).netloc}
        assert visit.complaints == []
    finally:
        await context.close()


def pages_of(library: Library) -> list[str]:
    """Return every page of this part."""
    return [
        "/questions", "/questions/stay.limit?new=1&said_in=en", "/try", library.path(), library.path("en"),
        f"{library.path()}/revisions", "/reviews", f"/reviews/{library.answer_id}/ru", "/suggestions",
    ]  # fmt: skip


async def prepare(visit: Visit, library: Library) -> None:
    """Write a text and a comment, so that every page has something to show."""
    await visit.go(library.path())
    await visit.page.get_by_label("Text of the answer").fill(BETTER)
    await visit.page.get_by_role("button", name="Save and send to review").click()
    await visit.page.get_by_text("Write a comment").click()
    await visit.page.get_by_label("Comment for colleagues").fill("Is this still so?")
    await visit.page.get_by_role("button", name="Add the comment").click()


async def violations(page: Page) -> list[str]:
    found = await Axe().run(page)
    return [
        f"{each['id']}: {[node['html'] for node in each['nodes']]}" for each in found.response["violations"]
    ]


@pytest.mark.parametrize("scheme", ["dark"])  # in the light: test_console_everywhere.py
async def test_the_pages_are_accessible(browser: Browser, library: Library, scheme: str) -> None:
    """The automatic part of WCAG finds nothing, in either colour scheme."""
    async with a_visit(browser, library, Role.ADMINISTRATOR, "Dilnoza", color_scheme=scheme) as visit:
        await prepare(visit, library)
        for path in pages_of(library):
            await visit.go(path)
            await visit.page.evaluate(OPEN_ALL)
            assert await violations(visit.page) == [], path
        await visit.go("/try")
        await visit.page.get_by_label("What somebody writes").fill("how many days")
        await visit.page.get_by_role("button", name="Try it").click()
        assert await violations(visit.page) == []


async def test_the_pages_fit_a_320_pixel_phone(browser: Browser, library: Library) -> None:
    """Nothing but a wide table is scrolled sideways, and that in a region of its own."""
    size = {"width": 320, "height": 640}
    async with a_visit(browser, library, Role.ADMINISTRATOR, "Dilnoza", viewport=size) as visit:
        await prepare(visit, library)
        for path in pages_of(library):
            await visit.go(path)
            await visit.page.evaluate(OPEN_ALL)
            assert await visit.page.evaluate("document.documentElement.scrollWidth") == 320, path


async def test_a_text_is_written_reviewed_and_published_by_keyboard_alone(
    browser: Browser, library: Library
) -> None:
    """An editor and a reviewer who use no mouse."""

    async def reach(page: Page, name: str, role: Any = "button") -> None:
        """Press Tab until the control is reached, as somebody does who sees only the focus."""
        wanted = page.get_by_role(role, name=name, exact=True)
        for _ in range(120):
            await page.keyboard.press("Tab")
            if await wanted.evaluate("each => each === document.activeElement"):
                return
        raise AssertionError(f"{name} cannot be reached by Tab")

    async with a_visit(browser, library, Role.EDITOR, "Dilnoza") as editor:
        await editor.go(library.path())
        await reach(editor.page, "Text of the answer", "textbox")
        await editor.page.keyboard.press("Control+A")
        await editor.page.keyboard.insert_text(BETTER)
        await reach(editor.page, "Save and send to review")
        await editor.page.keyboard.press("Enter")
        await expect(editor.page.get_by_text("Saved and sent to review.")).to_be_visible()
    async with a_visit(browser, library, Role.REVIEWER, "Raushan") as reviewer:
        await reviewer.go(f"/reviews/{library.answer_id}/ru")
        await reach(reviewer.page, "Approve and publish")
        await reviewer.page.keyboard.press("Enter")
        await reach(reviewer.page, "Publish the texts and the phrasings")
        await reviewer.page.keyboard.press("Enter")
        await expect(reviewer.page.get_by_role("status")).to_contain_text("Published")
    public = (await library.history()).public
    assert public is not None and (public.text, public.reviewed_by) == (BETTER, "Raushan")


async def test_the_pages_work_without_javascript(browser: Browser, library: Library) -> None:
    """Check and preview, then save, on a browser that runs no script."""
    async with a_visit(browser, library, Role.EDITOR, "Erlan", java_script_enabled=False) as visit:
        await visit.go(library.path("en"))
        await visit.page.locator("#text").fill("In 5 days: {kz.days}.")
        await visit.page.locator("button[value=preview]").click()
        await expect(visit.page.locator(".problems")).to_contain_text("a number stands here")
        await visit.page.locator("button[value=save]").click()
        await expect(visit.page.get_by_role("status")).to_contain_text("Saved as a draft.")


async def test_checks_follow_the_typing(browser: Browser, library: Library) -> None:
    """Nobody has to press a button to learn that a number is no fact, and the cursor stays where it is."""
    async with a_visit(browser, library, Role.EDITOR, "Erlan") as visit:
        await visit.go(library.path())
        text = visit.page.get_by_label("Text of the answer")
        await text.fill("Ваш срок 30 дней: {kz.days}.")
        await expect(visit.page.locator(".problems")).to_contain_text("a number stands here")
        await text.fill(BETTER)
        await expect(visit.page.locator("#seen")).to_contain_text("All checks pass.")
        await expect(visit.page.locator(".preview.sms")).to_contain_text("Ваш срок: 30 дней.")
        await expect(text).to_be_focused()
    assert len((await library.history()).rows) == 1
