"""The console in each of its languages in a real browser: long words fit, and nothing is asked elsewhere."""

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
import uvicorn
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser

import knowledge_base.models  # noqa: F401 - its tables belong to the schema
from bot.settings import Settings
from console.app import create_app
from console.models import Role
from console.texts import CONSOLE_LOCALES
from knowledge_base.database import Base, make_engine, make_sessions
from tests.console.library import BETTER, Library, open_library
from tests.console.workplace import Clock, Workplace
from tests.webhooks.browser import open_browser

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

#: What is folded away has to fit too.
OPEN_ALL = "for (const each of document.querySelectorAll('main details')) each.open = true"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all tests."""
    async with open_browser() as browser:
        yield browser


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def library(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Library]:
    """The console on a free port, with a person who waits and a text in review."""
    folder: Path = tmp_path_factory.mktemp("languages")
    engine = make_engine(f"sqlite:///{folder}/console.db")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    sessions, clock = make_sessions(engine), Clock()
    listener = socket.create_server(("127.0.0.1", 0))
    app = create_app(Settings(secret_key="a secret"), sessions=sessions, clock=clock)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none", timeout_graceful_shutdown=1))
    running = asyncio.create_task(server.serve(sockets=[listener]))
    place = Workplace(app, sessions, clock, host=f"http://127.0.0.1:{listener.getsockname()[1]}")
    try:
        library = await open_library(place, folder / "content")
        await place.person_waits(channel="whatsapp")
        await library.write(await place.sign_in(Role.EDITOR, "Nodira"), BETTER, act="submit")
        yield library
    finally:
        for each in place.browsers:
            await each.aclose()
        server.should_exit = True
        await running
        listener.close()
        await engine.dispose()


def pages_of(library: Library) -> list[str]:
    """Return a page of each kind."""
    return [
        "/", "/coverage", "/handoffs", "/handoffs/1", "/handoffs/1/knowledge", "/handoffs/groups",
        "/questions", "/questions/stay.limit", "/try", library.path(), "/reviews",
        f"/reviews/{library.answer_id}/ru", "/suggestions", "/facts", "/facts/kz.days", "/facts/links",
        "/replies", "/replies/new", "/on-call", "/files", "/people", "/people/new", "/people/1",
        "/people/organisations/new", "/account", "/activity",
    ]  # fmt: skip


@pytest.mark.parametrize("locale", CONSOLE_LOCALES)
async def test_the_words_of_each_language_fit_a_320_pixel_phone(
    browser: Browser, library: Library, locale: str
) -> None:
    """Kazakh and Kyrgyz words are longer than English ones; no page is scrolled sideways for that."""
    context = await browser.new_context(viewport={"width": 320, "height": 640}, reduced_motion="reduce")
    page = await context.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    place = library.place
    try:
        link = await place.link(await place.hire(Role.ADMINISTRATOR, "Aigul", locale))
        await page.goto(place.host + link)
        await page.locator("main button").click()
        for path in pages_of(library):
            await page.goto(place.host + path)
            await page.evaluate(OPEN_ALL)
            assert await page.locator("html").get_attribute("lang") == locale, path
            assert await page.evaluate("document.documentElement.scrollWidth") == 320, path
        await page.goto(f"{place.host}/")
        found = await Axe().run(page)
        assert [each["id"] for each in found.response["violations"]] == []
        assert {urlsplit(each).netloc for each in requests} == {urlsplit(place.host).netloc}
    finally:
        await context.close()
