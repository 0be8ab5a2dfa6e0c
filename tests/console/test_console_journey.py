"""From a question that nobody could answer to the answer for the next person, without a mouse."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
import uvicorn
from playwright.async_api import Browser, Locator, Page, expect
from sqlalchemy import delete, func, select

import knowledge_base.models  # noqa: F401 - its tables belong to the schema
from bot.conversation import Conversation
from bot.dispatcher import Equipment
from bot.settings import Settings
from bot.turns import Outcome, Turn
from console.app import create_app
from console.models import Role, Staff
from knowledge_base.database import Base, make_engine, make_sessions
from knowledge_base.index import LiveIndex, open_index
from knowledge_base.loading import load_content
from knowledge_base.models import RegressionRow
from knowledge_base.routes import Route
from tests.console.accounts import PASSWORD, an_account
from tests.console.workplace import Clock, Workplace
from tests.webhooks.browser import open_browser

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

QUESTION: Final = "work.self_employed"
ASKED: Final = {
    "ru": "Меня зовут Азиз. Куплю корову, буду продавать молоко на базаре, так разрешается?",
    "uz-Latn": "Sigir olib, bozorda sut sotsam bo'ladimi?",
}
#: How the next two people say it: not word for word what was learned.
NEXT: Final = {
    "ru": "куплю корову и буду продавать молоко на базаре, разрешается",
    "uz-Latn": "Sigir olib bozorda sut sotsam boʻladimi",
}
ANSWERS: Final = {
    "ru": "Молоко с базара тоже работа на себя. Сначала спросите в ЦОНе, можно ли вам открыть ИП.",
    "uz-Latn": "Bozorda sut sotish ham oʻzingizga ishlash. Avval TSONdan soʻrang, sizga YaTT mumkinmi.",
}
_MOST_TABS = 150


@dataclass
class Hands:
    """Two hands on a keyboard: every step of a person is here, and none of them is a click."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    async def reach(self, wanted: Locator) -> None:
        """Press Tab until this control has the focus, as somebody does who has only the keyboard."""
        await wanted.wait_for()
        for _ in range(_MOST_TABS):
            if await wanted.evaluate("each => each === document.activeElement"):
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"no Tab reaches {wanted}")

    async def press(self, name: str, role: str = "button") -> None:
        """Reach a button or a link by its name, and press Enter."""
        where = self.page.get_by_role("main").or_(self.page.get_by_role("navigation"))
        await self.reach(where.get_by_role(role, name=name).first)  # type: ignore[arg-type]
        await self.page.keyboard.press("Enter")

    async def type(self, label: str, text: str) -> None:
        """Reach a field and type over what stands in it."""
        await self.reach(self.page.get_by_label(label, exact=True))
        await self.page.keyboard.press("ControlOrMeta+A")
        await self.page.keyboard.insert_text(text)

    async def choose(self, label: str, value: str) -> None:
        """Reach a list and go through it with the arrow keys until it says this."""
        wanted = self.page.get_by_label(label, exact=True)
        await self.reach(wanted)
        await self.page.keyboard.press("Home")
        for _ in range(await wanted.locator("option").count()):
            if await wanted.input_value() == value:
                return
            await self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{label} does not offer {value}")

    async def tick(self, form: Locator, name: str) -> None:
        """Reach a box of a form and tick it with the space bar."""
        await self.reach(form.get_by_role("checkbox", name=name))
        await self.page.keyboard.press("Space")

    async def told(self, sentence: str) -> None:
        """Wait until the page says this."""
        await expect(self.page.get_by_role("status").filter(has_text=sentence)).to_be_visible()


@pytest_asyncio.fixture(loop_scope="module")
async def place(tmp_path: Path) -> AsyncIterator[Workplace]:
    """The console on a free port, over the content that is shipped."""
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
        async with sessions.begin() as session:
            await load_content(session, now=clock.now)
            # A known question of each language is enough for a trial to have something to show.
            few = select(func.min(RegressionRow.id)).group_by(RegressionRow.locale)
            await session.execute(delete(RegressionRow).where(RegressionRow.id.not_in(few)))
        yield place
    finally:
        for each in place.browsers:
            await each.aclose()
        server.should_exit = True
        await running
        listener.close()
        await engine.dispose()


@asynccontextmanager
async def at_the_keyboard(browser: Browser, place: Workplace, role: Role, login: str) -> AsyncIterator[Hands]:
    """Somebody who signs in with login and password; at the end nothing was amiss on any page."""
    account = await an_account(place, role, login)
    async with place.sessions.begin() as session:
        (await session.get_one(Staff, account.staff_id)).name = login.partition("@")[0]
    context = await browser.new_context(locale="en-GB", reduced_motion="reduce")
    hands = Hands(await context.new_page())
    hands.page.on("request", lambda request: hands.requests.append(request.url))
    hands.page.on("pageerror", lambda error: hands.complaints.append(str(error)))
    hands.page.on(
        "console", lambda said: hands.complaints.append(said.text) if said.type == "error" else None
    )
    try:
        await hands.page.goto(place.host)
        await hands.type("Login", login)
        await hands.type("Password", PASSWORD)
        await hands.press("Sign in")
        yield hands
        assert {urlsplit(each).netloc for each in hands.requests} == {urlsplit(place.host).netloc}
        assert hands.complaints == []
    finally:
        await context.close()


async def test_an_unanswered_question_becomes_the_answer_for_the_next_person(
    place: Workplace, equipment: Equipment
) -> None:
    """Claim, reply, make it knowledge, review and publish by keyboard alone; then two others ask."""
    index = await open_index(place.sessions, show_drafts=False)
    for text in NEXT.values():
        assert _ask(text, index, equipment, place).outcome is not Outcome.ANSWER
    handoff_id = await place.person_waits(ASKED["ru"], locale="ru")

    async with open_browser() as browser:
        async with at_the_keyboard(browser, place, Role.OPERATOR, "aigul@ngo.example") as operator:
            await _answer_the_person(operator)
            await _make_it_knowledge(operator, "ru")
            await _make_it_knowledge(operator, "uz-Latn")
        async with at_the_keyboard(browser, place, Role.REVIEWER, "raushan@ngo.example") as reviewer:
            await _review_and_publish(reviewer)

    assert (await place.handoff(handoff_id)).state == "claimed"
    assert len(await place.outbox()) == 1
    assert await index.refresh(place.sessions)
    for locale, text in NEXT.items():
        turn = _ask(text, index, equipment, place)
        assert (turn.outcome, turn.question_id, turn.locale) == (Outcome.ANSWER, QUESTION, locale)
        assert ANSWERS[locale] in "\n".join(reply.text for reply in turn.replies)


def _ask(text: str, index: LiveIndex, equipment: Equipment, place: Workplace) -> Turn:
    """Let somebody from Uzbekistan in Kazakhstan ask, who never wrote before."""
    return Conversation(equipment, index.snapshot).say(text, now=place.clock.now, route=Route("UZ", "KZ"))


async def _answer_the_person(operator: Hands) -> None:
    await operator.press("Chats", "link")
    await operator.press(ASKED["ru"], "link")
    await operator.press("Take this chat")
    label = "Your reply in the person's language: Русский"
    await operator.type(label, "Это тоже работа: спросите сначала в ЦОНе.")
    await operator.press("Send")
    await expect(operator.page.locator("#lines")).to_contain_text("Это тоже работа: спросите сначала в ЦОНе.")


async def _make_it_knowledge(operator: Hands, locale: str) -> None:
    """Teach the question and write the answer in a language."""
    if locale == "ru":
        await operator.press("Make it knowledge", "link")
    await operator.choose("Question", QUESTION)
    await operator.choose("Language of the answer", locale)
    await operator.press("Show")
    asked = operator.page.get_by_label("How it was asked")
    if locale == "ru":
        await expect(asked).not_to_have_value(re.compile("Азиз"))
    await operator.type("How it was asked", ASKED[locale].removeprefix("Меня зовут Азиз. "))
    await operator.choose("In which language", locale)
    form = operator.page.locator("form", has=asked)
    await operator.tick(form, "nothing here tells who the person is")
    await operator.press("It asks:")
    await operator.told("an editor decides on it")
    await operator.choose("Language of the answer", locale)
    await operator.press("Show")
    answer = operator.page.locator("#draft")
    await operator.reach(answer)
    await operator.page.keyboard.press("ControlOrMeta+A")
    await operator.page.keyboard.insert_text(ANSWERS[locale])
    await operator.tick(operator.page.locator("form", has=answer), "nothing here tells who the person is")
    await operator.press("Send to review")
    await operator.told("Sent to review")


async def _review_and_publish(reviewer: Hands) -> None:
    """Look at both texts, approve them together, and take the phrasings along."""
    await reviewer.press("Reviews", "link")
    boxes = reviewer.page.get_by_role("checkbox")
    await expect(boxes).to_have_count(len(ANSWERS))
    for box in await boxes.all():
        await reviewer.reach(box)
        await reviewer.page.keyboard.press("Space")
    await reviewer.press("Approve and publish")
    await reviewer.press("Publish the texts and the phrasings")
    await reviewer.told("Published")
