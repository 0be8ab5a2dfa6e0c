"""The console on a port with something of everything in it, and visitors with real browsers."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from playwright.async_api import Browser, Page

import knowledge_base.models  # noqa: F401 - its tables belong to the schema
from bot.models import Handoff
from bot.settings import Settings
from bot.turns import HandoffReason
from console.activity import record
from console.app import create_app
from console.models import CannedReply, HandoffNote, OrganisationKind, Role
from console.organisations import OrganisationForm, write_organisation
from knowledge_base.database import Base, make_engine, make_sessions
from knowledge_base.models import AnswerRow, Suggestion
from tests.console.library import BETTER, Library, open_library
from tests.console.workplace import Clock, Workplace


@dataclass
class Visit:
    """One person's tab: what it asked for, complained of, and which dialogs opened."""

    page: Page
    url: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    async def go(self, path: str) -> None:
        """Open a page of the console."""
        await self.page.goto(self.url + path)


@dataclass
class Office:
    """The console, and the small knowledge base in it."""

    place: Workplace
    library: Library

    @asynccontextmanager
    async def visit(self, browser: Browser, role: Role, **options: Any) -> AsyncIterator[Visit]:
        """Somebody of a role, signed in; in the end nothing may be amiss, no request have left the host."""
        settings = {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", **options}
        context = await browser.new_context(**settings)
        visit = Visit(await context.new_page(), self.place.host)
        complaints = visit.complaints
        visit.page.on("request", lambda request: visit.requests.append(request.url))
        visit.page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        visit.page.on("pageerror", lambda error: complaints.append(str(error)))

        async def refuse(dialog: Any) -> None:
            complaints.append(f"dialog: {dialog.message}")
            await dialog.dismiss()

        visit.page.on("dialog", refuse)
        try:
            await visit.go(await self.place.link(await self.place.hire(role, role.value.title(), "en")))
            await visit.page.get_by_role("button", name="Sign in").click()
            await visit.page.wait_for_url(lambda url: "/sign-in" not in url)
            yield visit
            assert {urlsplit(each).netloc for each in visit.requests} == {urlsplit(visit.url).netloc}
            assert complaints == []
        finally:
            await context.close()


@asynccontextmanager
async def open_office(folder: Path) -> AsyncIterator[Office]:
    """Serve the console over a fresh SQLite file with chats, texts, people and a log."""
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
        office = Office(place, await open_library(place, folder / "content"))
        await _fill(office)
        yield office
    finally:
        for browser in place.browsers:
            await browser.aclose()
        server.should_exit = True
        await running
        listener.close()
        await engine.dispose()


async def _fill(office: Office) -> None:
    """Chats of every kind, an organisation, a text in review, a suggestion and lines of the log."""
    place = office.place
    first = await place.person_waits("Меня зовут Азиз. Сколько дней можно жить?", locale="ru")
    await place.person_waits("Ishdanboʻshatish" * 20, channel="whatsapp", reason=HandoffReason.DANGER)
    closed = await place.person_waits("Рахмет", locale="kk")
    writer, now = await place.hire(Role.EDITOR, "Dilnoza", "en"), place.clock.now
    async with place.sessions.begin() as session:
        handoff = await session.get_one(Handoff, first)
        handoff.question_id, handoff.candidates = "stay.limit", [["stay.limit", 0.43]]
        done = await session.get_one(Handoff, closed)
        done.state, done.outcome, done.closed_at = "closed", "answered", now
        session.add(CannedReply(title="Come to us", texts={"ru": "Приходите к нам."}, updated_at=now))
        session.add(HandoffNote(handoff_id=first, staff_id=writer, text="Called once.", at=now))
        kept = OrganisationForm("Consulate", OrganisationKind.CONSULATE, ("tg",), ("RU",), ("TJ",))
        await write_organisation(session, None, kept, now=now)
        session.add(
            Suggestion(
                question_id="stay.limit", locale="ru", text="сколько дней можно", state="waiting",
                suggested_by="Dilnoza", suggested_at=now,
            )
        )  # fmt: skip
        answer = await session.get_one(AnswerRow, office.library.answer_id)
        await record(
            session, staff_id=writer, at=now, action="text_saved", subject=f"answer:{answer.id}",
            before={"text": "30 days"}, after={"text": "31 days"}, why="The law changed.",
        )  # fmt: skip
    editor = place.open_browser()
    await editor.post(await place.link(writer))
    answered = await office.library.write(editor, BETTER, act="submit")
    assert answered.status_code == 303, answered.text
