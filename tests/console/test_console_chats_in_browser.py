"""The operators' pages in a real browser: accessible, narrow, quiet, and up to date by themselves."""

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
from bot.models import Handoff
from bot.settings import Settings
from bot.turns import HandoffReason
from console.app import create_app
from console.models import CannedReply, HandoffNote, Role
from knowledge_base.database import Base, make_engine, make_sessions
from tests.console.library import open_library
from tests.console.workplace import Clock, Workplace, a_message
from tests.webhooks.browser import open_browser

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

PAGES: Final = (
    "/handoffs", "/handoffs?state=closed", "/handoffs/groups", "/handoffs/group?question=stay.limit",
    "/handoffs/1", "/handoffs/2", "/handoffs/1/knowledge?question=stay.limit", "/replies", "/replies/new",
    "/replies/1", "/on-call",
)  # fmt: skip
LONG: Final = "Ishdanboʻshatishtoʻgʻrisidagi " * 12


@dataclass
class Visit:
    """One operator's browser, what it asked for and complained of."""

    page: Page
    url: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    async def go(self, path: str) -> None:
        """Open a page of the console."""
        await self.page.goto(self.url + path)


@pytest_asyncio.fixture(loop_scope="module")
async def place(tmp_path: Path) -> AsyncIterator[Workplace]:
    """The console on a free port, with chats of every kind that wait."""
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
        await open_library(place, tmp_path / "content")
        await _fill(place)
        yield place
    finally:
        server.should_exit = True
        await running
        listener.close()
        await engine.dispose()


async def _fill(place: Workplace) -> None:
    first = await place.person_waits("Меня зовут Азиз. Сколько дней можно жить?", locale="ru")
    second = await place.person_waits(LONG, channel="whatsapp", reason=HandoffReason.DANGER)
    closed = await place.person_waits("Done with", locale="kk")
    bekzod = await place.hire(Role.OPERATOR, "Bekzod")
    async with place.sessions.begin() as session:
        for handoff_id in (first, second):
            handoff = await session.get_one(Handoff, handoff_id)
            handoff.question_id, handoff.candidates = "stay.limit", [["stay.limit", 0.43]]
        done = await session.get_one(Handoff, closed)
        done.state, done.outcome, done.closed_at = "closed", "answered", place.clock.now
        texts = {"ru": "Приходите к нам.", "kk": "Бізге келіңіз."}
        session.add(CannedReply(title="Come to us", texts=texts, updated_at=place.clock.now))
        session.add(HandoffNote(handoff_id=first, staff_id=bekzod, text="Called once.", at=place.clock.now))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all tests."""
    async with open_browser() as browser:
        yield browser


@asynccontextmanager
async def a_visit(browser: Browser, place: Workplace, **options: Any) -> AsyncIterator[Visit]:
    """An operator who is signed in; at the end nothing may be amiss and no request may have left the host."""
    settings = {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", **options}
    context = await browser.new_context(**settings)
    visit = Visit(await context.new_page(), place.host)
    visit.page.on("request", lambda request: visit.requests.append(request.url))
    visit.page.on(
        "console", lambda said: visit.complaints.append(said.text) if said.type == "error" else None
    )
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    try:
        await visit.go(await place.link(await place.hire(Role.OPERATOR, "Aigul")))
        await visit.page.get_by_role("button", name="Sign in").click()
        yield visit
        assert {urlsplit(each).netloc for each in visit.requests} == {urlsplit(place.host).netloc}
        assert visit.complaints == []
    finally:
        await context.close()


@pytest.mark.parametrize("scheme", ["dark"])  # in the light: test_console_everywhere.py
async def test_the_pages_are_accessible(browser: Browser, place: Workplace, scheme: str) -> None:
    """No rule of axe is broken, in light and in dark."""
    async with a_visit(browser, place, color_scheme=scheme) as visit:
        await _shift(visit)
        for path in PAGES:
            await visit.go(path)
            found = (await Axe().run(visit.page)).response["violations"]
            assert [(path, each["id"], each["nodes"][0]["html"][:200]) for each in found] == []


async def test_the_pages_fit_a_small_phone(browser: Browser, place: Workplace) -> None:
    """At 320 pixels nothing is cut off and nobody scrolls sideways."""
    async with a_visit(browser, place, viewport={"width": 320, "height": 640}) as visit:
        await _shift(visit)
        for path in PAGES:
            await visit.go(path)
            assert await visit.page.evaluate("document.documentElement.scrollWidth") <= 320, path


async def test_new_work_comes_in_while_somebody_types(browser: Browser, place: Workplace) -> None:
    """The new message stands in the chat, what was typed and the keyboard stay where they are."""
    async with a_visit(browser, place) as visit:
        await visit.page.clock.install()
        await visit.go("/handoffs/1")
        box = visit.page.locator("#text")
        await box.fill("Half a rep")
        chat = await place.chat_of(1)
        async with place.sessions.begin() as session:
            session.add(a_message(chat, "And one more thing", place.clock.now))
        await visit.page.clock.run_for(10_500)
        await expect(visit.page.locator("#lines")).to_contain_text("And one more thing")
        await expect(visit.page.locator("#announcer")).to_have_text(
            "Something has changed in this chat. It is shown now."
        )
        await expect(box).to_have_value("Half a rep")
        await expect(box).to_be_focused()


async def test_an_urgent_chat_is_announced_in_the_open_queue(browser: Browser, place: Workplace) -> None:
    """Without reloading: in the list, in the title, by voice and, once allowed, by a notification."""
    async with a_visit(browser, place) as visit:
        await visit.page.add_init_script(
            "window.told = []; window.Notification = class { constructor(words) { told.push(words) } };"
            "Notification.permission = 'granted';"
        )
        await visit.page.clock.install()
        await visit.go("/handoffs")
        await visit.page.get_by_role("button", name="Tell me of urgent chats").click()
        await expect(visit.page.get_by_role("button", name="You are told of urgent chats")).to_be_visible()
        await place.person_waits("Menga yordam kerak", reason=HandoffReason.DANGER)
        await visit.page.clock.run_for(10_500)
        await expect(visit.page.locator("#queue")).to_contain_text("Menga yordam kerak")
        await expect(visit.page.locator("#announcer")).to_have_text("An urgent chat waits.")
        await expect(visit.page).to_have_title("(2!) Chats that need a person · Console")
        assert await visit.page.evaluate("told") == ["An urgent chat waits."]


async def test_a_reply_is_begun_with_one_press(browser: Browser, place: Workplace) -> None:
    """The suggested answer stands behind what is typed; the person gets both."""
    async with a_visit(browser, place) as visit:
        await visit.go("/handoffs/1")
        await visit.page.locator("#text").fill("Здравствуйте!")
        await visit.page.get_by_role("button", name="Put into the reply").first.click()
        await visit.page.get_by_role("button", name="Send").click()
        await expect(visit.page.locator("li.staff .text")).to_contain_text("30 дней")
        [queued] = [row for row in await place.outbox() if row.author != "bot"]
        assert "Здравствуйте!\n\n" in queued.text


async def test_everything_works_without_javascript(browser: Browser, place: Workplace) -> None:
    """An old browser puts the answer into the box by a form, and the queue loads itself again."""
    async with a_visit(browser, place, java_script_enabled=False) as visit:
        await visit.go("/handoffs/1")
        await visit.page.locator("#text").fill("Здравствуйте!")
        await visit.page.get_by_role("button", name="Put into the reply").first.click()
        typed = await visit.page.locator("#text").input_value()
        assert typed.startswith("Здравствуйте!\n\n") and "30 дней" in typed
        await visit.go("/handoffs")
        await expect(visit.page.locator("meta[http-equiv=refresh]")).to_be_attached()
        await expect(visit.page.locator("#alerts")).to_be_hidden()


async def _shift(visit: Visit) -> None:
    """Put oneself on the rota, so that the page has a table to judge."""
    await visit.go("/on-call")
    await visit.page.get_by_label("From (UTC)").fill("2026-11-22T08:00")
    await visit.page.get_by_label("Until (UTC)").fill("2026-11-23T08:00")
    await visit.page.get_by_role("button", name="Add").click()
