"""The pages of files in a real browser: upload, look, apply; nothing amiss on a wide and a narrow screen."""

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
import uvicorn
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import FilePayload, Page, expect

from bot.settings import Settings
from console.app import create_app
from console.models import Role
from knowledge_base.database import Base, make_engine, make_sessions, utc_now
from knowledge_base.loading import load_content
from tests.console.workplace import Clock, Workplace
from tests.knowledge_base.small_content import write_small_content
from tests.webhooks.browser import open_browser

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

ROWS = (
    "question,language,text,remarks\n"
    "work.allowed,en,is work allowed to me without a long unbroken" + "word" * 30 + ",x\n"
    "no.such,en,what is this about,\n"
    "stay.limit,ru,сколько дней можно быть,\n"
)


@dataclass
class Visit:
    """An editor's tab, and what it asked for and complained of."""

    page: Page
    url: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    async def check(self, name: str) -> None:
        """No violation, nothing wider than the screen, no complaint, no request elsewhere."""
        found = await Axe().run(self.page)
        assert found.violations_count == 0, found.generate_report()
        for width in (1280, 390, 320):
            await self.page.set_viewport_size({"width": width, "height": 800})
            wide = await self.page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wide <= 0, f"{name} is {wide} px too wide at {width}"
        assert self.complaints == []
        assert {urlsplit(each).netloc for each in self.requests} == {urlsplit(self.url).netloc}


@pytest_asyncio.fixture(loop_scope="module")
async def visit(tmp_path: Path) -> AsyncIterator[Visit]:
    """An editor who is signed in, on the real server."""
    engine = make_engine(f"sqlite:///{tmp_path}/console.db")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    sessions = make_sessions(engine)
    folder = write_small_content(tmp_path / "content")
    async with sessions.begin() as session:
        await load_content(session, now=utc_now(), folder=folder)
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    app = create_app(Settings(secret_key="a secret"), sessions=sessions)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none", timeout_graceful_shutdown=1))
    running = asyncio.create_task(server.serve(sockets=[listener]))
    workplace = Workplace(app, sessions, Clock(utc_now()))
    link = await workplace.link(await workplace.hire(Role.EDITOR, "Botagoz"))
    try:
        async with open_browser() as browser:
            context = await browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 800})
            visit = Visit(await context.new_page(), url)
            await visit.page.goto(url + link)
            await visit.page.locator("main button").first.click()
            await visit.page.wait_for_load_state()
            visit.page.on("request", lambda request: visit.requests.append(request.url))
            visit.page.on(
                "console", lambda said: visit.complaints.append(said.text) if said.type == "error" else None
            )
            yield visit
            await context.close()
    finally:
        server.should_exit = True
        await running
        listener.close()
        await engine.dispose()


async def test_a_file_is_sent_looked_at_and_applied(visit: Visit) -> None:
    """From the form to the applied rows, by clicks, without a violation on the way."""
    page = visit.page
    await page.goto(f"{visit.url}/files")
    await visit.check("files")
    file = FilePayload(name="new phrasings.csv", mimeType="text/csv", buffer=ROWS.encode())
    await page.get_by_label("File", exact=True).set_input_files(file)
    await page.get_by_role("button", name="Look at it").click()
    apply = page.get_by_role("button", name="Apply all new and changed rows: 2")
    await expect(apply).to_be_visible(timeout=20_000)
    await expect(page.get_by_text("There is no question “no.such”.")).to_be_visible()
    await visit.check("preview")

    await page.get_by_label("Why (optional)").fill("from the summer school")
    await apply.click()

    await expect(page.get_by_text("Applied rows: 2.")).to_be_visible(timeout=20_000)
    await visit.check("applied")
    await page.goto(f"{visit.url}/files")
    await expect(page.get_by_role("link", name="new phrasings.csv")).to_be_visible()
    await visit.check("files-after")


async def test_an_export_is_a_download_with_a_name(visit: Visit) -> None:
    """Chosen by keyboard, named by what it is and the day."""
    page = visit.page
    await page.goto(f"{visit.url}/files")
    await page.get_by_label("What").select_option("facts")
    async with page.expect_download() as waiting:
        await page.get_by_role("button", name="CSV").press("Enter")
    download = await waiting.value
    assert download.suggested_filename.startswith("facts-20") and download.suggested_filename.endswith(".csv")


async def test_a_file_of_something_else_is_explained(visit: Visit) -> None:
    """One sentence and the way back."""
    page = visit.page
    await page.goto(f"{visit.url}/files")
    file = FilePayload(name="photo.xlsx", mimeType="image/png", buffer=b"\x89PNG\r\n\x1a\n\0\0\0")
    await page.get_by_label("File", exact=True).set_input_files(file)
    await page.get_by_role("button", name="Look at it").click()
    await expect(page.get_by_role("alert")).to_contain_text("This is not a spreadsheet", timeout=20_000)
    await visit.check("refused")
