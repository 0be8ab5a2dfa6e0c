"""The web chat's page in a real browser, against the real server; its replies are put there by hand."""

import asyncio
import json
import re
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
from playwright.async_api import Browser, Locator, Page, Route, expect
from sqlalchemy import func, select

import knowledge_base.models  # noqa: F401 - its tables belong to the schema
from bot.models import InboxMessage, OutboxMessage, OutboxState
from bot.settings import Settings
from bot.wakeup import Wakeup
from knowledge_base.database import Base, Sessions, make_engine, make_sessions, utc_now
from knowledge_base.locales import LOCALES, NATIVE_NAMES
from tests.webhooks.browser import open_browser
from webhooks.app import create_app

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

PAGE_WEIGHT: Final = 60_000  #: bytes of page, style, script and picture together
ANSWER: Final = (
    "Siz Oʻzbekistondansiz va Qozogʻistondasiz.\n\n"
    "1. Uy egasidan darhol migratsiya xizmatiga xabar berishni soʻrang.\n"
    "2. Elektron guvohnomani saqlab oling: vmp.gov.kz.\n\n"
    "• Politsiya: 102\n\n"
    "Manba: Hukumat qarori, 25.11.2025 https://adilet.zan.kz/rus/docs/P1200000148.\nTekshirilgan: 22.11.2026"
)
BUTTONS: Final = [["Yordam berdi", "helped"], ["Yordam bermadi", "unhelpful"], ["Menyu", "menu"]]


@dataclass
class Office:
    """The server behind the page, and a hand that writes the replies."""

    url: str
    sessions: Sessions
    wakeup: Wakeup

    async def received(self) -> list[InboxMessage]:
        """Return what the inbox holds, oldest first."""
        async with self.sessions() as session:
            return list(await session.scalars(select(InboxMessage).order_by(InboxMessage.id)))

    async def reply(self, text: str, buttons: list[list[str]] | None = None) -> None:
        """Put a reply to the last message into the outbox, as a worker leaves it once it is sent."""
        asked = (await self.received())[-1]
        async with self.sessions.begin() as session:
            session.add(
                OutboxMessage(
                    channel="web", address=asked.address, text=text, buttons=buttons or [], author="bot",
                    queued_at=utc_now(), sent_at=utc_now(), not_before=utc_now(), state=OutboxState.SENT,
                    attempts=1, possible_duplicates=0,
                )
            )  # fmt: skip
        self.wakeup.call()


@dataclass
class Visit:
    """One person's browser tab, and what it asked for and complained of."""

    page: Page
    office: Office
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    async def open(self, lang: str = "uz-Latn") -> None:
        """Open the page and wait until it can be written in."""
        await self.page.goto(f"{self.office.url}/?lang={lang}")
        await expect(self.page.locator("textarea")).to_be_enabled()

    async def say(self, text: str) -> None:
        """Write a line and send it with Enter."""
        await self.page.locator("textarea").fill(text)
        await self.page.locator("textarea").press("Enter")

    async def ask(self, text: str, answer: str, buttons: list[list[str]] | None = None) -> None:
        """Send a line and wait for its answer."""
        await self.say(text)
        await expect(self.lines("you").filter(has_text=text).last).not_to_have_class(re.compile("waiting"))
        await self.office.reply(answer, buttons)
        await expect(self.lines("bot").last).to_contain_text(answer.partition("\n")[0])

    def lines(self, sender: str) -> Locator:
        """Return the lines of `you` or of the `bot`, oldest first."""
        return self.page.locator(f"#lines > li.{sender}")

    async def token(self) -> str | None:
        """Return the token that this browser remembers."""
        found: str | None = await self.page.evaluate("localStorage.getItem('migrantbot.token')")
        return found


@pytest_asyncio.fixture(loop_scope="module")
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """The public application on a free port, with an empty database."""
    url = f"sqlite:///{tmp_path}/chat.db"
    engine = make_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    sessions = make_sessions(engine)
    listener = socket.create_server(("127.0.0.1", 0))
    wakeup = Wakeup()
    app = create_app(Settings(database_url=url), sessions=sessions, wakeup=wakeup)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none", timeout_graceful_shutdown=1))
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield Office(f"http://127.0.0.1:{listener.getsockname()[1]}", sessions, wakeup)
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
    context = await browser.new_context(**{"viewport": {"width": 390, "height": 780}, **options})
    visit = Visit(await context.new_page(), office)
    visit.page.on("request", lambda request: visit.requests.append(request.url))
    visit.page.on(
        "console", lambda said: visit.complaints.append(said.text) if said.type == "error" else None
    )
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    try:
        yield visit
        assert {urlsplit(each).netloc for each in visit.requests} == {urlsplit(office.url).netloc}
    finally:
        await context.close()


@pytest_asyncio.fixture(loop_scope="module")
async def visit(browser: Browser, office: Office) -> AsyncIterator[Visit]:
    """A person on a phone of common size."""
    async with a_visit(browser, office) as visit:
        yield visit


async def test_a_question_is_sent_and_its_answer_shown(visit: Visit) -> None:
    """Lines are told apart by their sender, addresses and phone numbers can be pressed, nothing is amiss."""
    await visit.open()
    await visit.ask("Qayerda roʻyxatdan oʻtaman?", ANSWER)

    await expect(visit.lines("you").locator("p")).to_have_text("Qayerda roʻyxatdan oʻtaman?")
    await expect(visit.lines("you").locator(".name")).to_have_text("Siz")
    links = visit.lines("bot").locator("a")
    assert [await link.get_attribute("href") for link in await links.all()] == [
        "https://vmp.gov.kz/", "tel:102", "https://adilet.zan.kz/rus/docs/P1200000148",
    ]  # fmt: skip
    assert await links.last.get_attribute("rel") == "noopener noreferrer"
    assert visit.complaints == []


async def test_a_text_is_never_read_as_html(visit: Visit) -> None:
    """What looks like markup is shown as it was written, whoever wrote it."""
    await visit.open()
    markup = "<img src=x onerror=alert(1)><b>a</b>"
    await visit.ask(markup, markup)

    await expect(visit.lines("bot").locator("p")).to_have_text(markup)
    await expect(visit.page.locator("#lines img, #lines b")).to_have_count(0)


async def test_a_pressed_button_is_the_persons_own_line(visit: Visit) -> None:
    """The label is shown and kept, the action travels with it, and the newest answer's buttons stand out."""
    await visit.open()
    await visit.ask("Salom", "Nima haqida?", [["Bolalar", "topic:child"], ["Ish", "topic:work"]])
    await visit.page.get_by_role("button", name="Bolalar").dblclick()
    await expect(visit.lines("you").last.locator("p")).to_have_text("Bolalar")
    await expect(visit.lines("you").last).not_to_have_class(re.compile("waiting"))

    pressed = (await visit.office.received())[-1]
    assert (pressed.kind, pressed.action, pressed.text) == ("button", "topic:child", "Bolalar")

    await visit.office.reply("Savolni tanlang:", [["Maktab", "question:child.school"]])
    await expect(visit.lines("bot").nth(1)).to_have_class(re.compile("newest"))
    await expect(visit.lines("bot").nth(0)).not_to_have_class(re.compile("newest"))
    await visit.page.get_by_role("button", name="Ish", exact=True).click()
    await expect(visit.lines("you").locator("p")).to_have_text(["Salom", "Bolalar", "Ish"])


async def test_the_keyboard_alone_is_enough(visit: Visit) -> None:
    """Shift+Enter makes a new line, Enter sends, Tab reaches the answer's buttons; the log is announced."""
    await visit.open()
    box = visit.page.get_by_label("Xabaringiz")
    await box.focus()
    await visit.page.keyboard.type("Birinchi qator")
    await visit.page.keyboard.press("Shift+Enter")
    await visit.page.keyboard.type("ikkinchi qator")
    await visit.page.keyboard.press("Enter")
    await expect(visit.lines("you")).not_to_have_class(re.compile("waiting"))
    assert [row.text for row in await visit.office.received()] == ["Birinchi qator\nikkinchi qator"]

    await visit.office.reply("Nima haqida?", [["Bolalar", "topic:child"]])
    choice = visit.page.get_by_role("log", name="Suhbat").get_by_role("button", name="Bolalar")
    await expect(choice).to_be_visible()
    await visit.page.keyboard.press("Shift+Tab")
    await expect(choice).to_be_focused()
    await visit.page.keyboard.press("Enter")
    await expect(visit.lines("you").last.locator("p")).to_have_text("Bolalar")


async def test_an_empty_chat_offers_where_to_begin(visit: Visit) -> None:
    """Who only looks leaves no token; a starter begins the chat and then makes room."""
    await visit.open()
    assert await visit.token() is None
    await visit.page.locator("#starters button").last.click()

    await expect(visit.lines("you")).to_have_count(1)
    await expect(visit.lines("you")).not_to_have_class(re.compile("waiting"))
    await expect(visit.page.locator("#starters")).to_be_hidden()
    assert [row.action for row in await visit.office.received()] == ["menu"]


async def test_a_chat_survives_a_reload(visit: Visit) -> None:
    """The same token brings the same lines back in their order, once each."""
    await visit.open()
    await visit.ask("Birinchi savol", "Birinchi javob")
    await visit.ask("Ikkinchi savol", "Ikkinchi javob")
    token = await visit.token()
    await visit.page.reload()

    await expect(visit.page.locator("#lines p")).to_have_text(
        ["Birinchi savol", "Birinchi javob", "Ikkinchi savol", "Ikkinchi javob"]
    )
    assert token is not None and re.fullmatch(r"[A-Za-z0-9_-]{43}", token)
    assert await visit.token() == token


async def test_a_message_whose_receipt_was_lost_is_kept_once(visit: Visit) -> None:
    """The page sends it again under the same id, so the server knows it for the same message."""
    posts: list[str] = []

    async def lose_the_first_receipt(route: Route) -> None:
        if route.request.method != "POST":
            await route.continue_()
            return
        posts.append(json.loads(route.request.post_data or "{}")["id"])
        response = await route.fetch()
        await (route.abort() if len(posts) == 1 else route.fulfill(response=response))

    await visit.page.route("**/chat/messages", lose_the_first_receipt)
    await visit.open()
    await visit.say("Ishlasam boʻladimi?")
    await expect(visit.lines("you")).not_to_have_class(re.compile("waiting"))

    assert len(posts) == 2 and len(set(posts)) == 1
    assert [row.text for row in await visit.office.received()] == ["Ishlasam boʻladimi?"]
    await visit.page.reload()
    await expect(visit.lines("you")).to_have_count(1)


async def test_without_a_connection_messages_wait_in_order(visit: Visit) -> None:
    """They are shown as not sent, even after the page was closed, and go out when the connection is back."""
    await visit.open()
    await visit.ask("Birinchi", "Javob")
    await visit.page.route("**/chat/messages*", lambda route: route.abort())
    await visit.say("Ikkinchi")
    await visit.say("Uchinchi")
    await expect(visit.page.get_by_role("button", name="Yuborilmadi")).to_have_count(1)
    await expect(visit.page.get_by_role("status")).to_have_text("Aloqa uzildi. Qayta ulanmoqda…")
    await visit.page.reload()
    await expect(visit.page.locator("#lines .waiting p")).to_have_text(["Ikkinchi", "Uchinchi"])

    await visit.page.unroute("**/chat/messages*")
    await visit.page.evaluate("window.dispatchEvent(new Event('online'))")

    await expect(visit.page.locator("#lines .waiting")).to_have_count(0)
    await expect(visit.page.locator("#lines p")).to_have_text(["Birinchi", "Javob", "Ikkinchi", "Uchinchi"])
    await expect(visit.page.get_by_role("status")).to_be_empty()
    assert [row.text for row in await visit.office.received()] == ["Birinchi", "Ikkinchi", "Uchinchi"]


async def test_the_retry_button_sends_at_once(visit: Visit) -> None:
    """Nobody has to wait for the page's own next try."""
    await visit.open()
    await visit.page.route("**/chat/messages", lambda route: route.abort())
    await visit.say("Salom")
    retry = visit.page.get_by_role("button", name="Yuborilmadi. Qayta yuborish uchun bosing.")
    await expect(retry).to_be_visible()
    await visit.page.unroute("**/chat/messages")
    await retry.click()

    await expect(visit.lines("you")).not_to_have_class(re.compile("waiting"))
    await expect(retry).to_have_count(0)


async def test_a_message_that_is_too_long_stays_with_the_person(visit: Visit) -> None:
    """It is said so in plain words, and the text is there to be shortened."""
    await visit.open()
    await visit.say("о" * 4001)

    await expect(visit.page.get_by_role("status")).to_have_text("Bu xabar juda uzun.")
    await expect(visit.page.locator("textarea")).to_have_value("о" * 4001)
    assert await visit.office.received() == []


async def test_a_deleted_chat_leaves_nothing(visit: Visit) -> None:
    """After one question the lines, the token and what the server kept are gone, and a new chat can begin."""
    await visit.open()
    await visit.ask("Mening sirim", "Javob")
    token = await visit.token()
    await visit.page.get_by_role("button", name="Suhbatni oʻchirish").click()
    await visit.page.get_by_role("button", name="Yoʻq").click()
    await expect(visit.lines("you")).to_have_count(1)
    await visit.page.get_by_role("button", name="Suhbatni oʻchirish").click()
    await visit.page.get_by_role("button", name="Ha,").click()

    await expect(visit.page.get_by_role("status")).to_have_text("Suhbat oʻchirildi.")
    await expect(visit.page.locator("#lines li")).to_have_count(0)
    assert await visit.token() is None
    assert [(row.text, row.address) for row in await visit.office.received()] == [("", "")]
    async with visit.office.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(OutboxMessage)) == 0

    await visit.ask("Yangi savol", "Yangi javob")
    assert await visit.token() not in (None, token)


async def test_a_chat_deleted_without_a_connection_is_deleted_once_it_is_back(visit: Visit) -> None:
    """The screen is empty at once, whoever looks at it; the server hears of it as soon as it can."""
    await visit.open()
    await visit.ask("Mening sirim", "Javob")
    await visit.page.route("**/chat", lambda route: route.abort())
    await visit.page.get_by_role("button", name="Suhbatni oʻchirish").click()
    await visit.page.get_by_role("button", name="Ha,").click()
    await expect(visit.page.locator("#lines li")).to_have_count(0)
    await expect(visit.page.get_by_role("status")).to_have_text("Aloqa uzildi. Qayta ulanmoqda…")
    await visit.page.reload()
    await visit.page.unroute("**/chat")
    await visit.page.evaluate("window.dispatchEvent(new Event('online'))")

    await expect(visit.page.get_by_role("status")).to_be_empty()
    await visit.page.wait_for_function("localStorage.getItem('migrantbot.leaving') === null")
    assert [row.text for row in await visit.office.received()] == [""]


async def test_the_language_is_changed_on_the_page_and_in_the_chat(visit: Visit) -> None:
    """The page comes back in the chosen language with its lines, and the bot is told."""
    await visit.open("ru")
    await visit.ask("Здравствуйте", "Добрый день!")
    await visit.page.locator("summary").click()
    await visit.page.get_by_role("link", name=NATIVE_NAMES["kk"]).click()

    await expect(visit.page.locator("html")).to_have_attribute("lang", "kk")
    await expect(visit.page.locator("#lines p")).to_have_text(["Здравствуйте", "Добрый день!", "Қазақша"])
    await expect(visit.lines("you").last).not_to_have_class(re.compile("waiting"))
    assert (await visit.office.received())[-1].action == "language:kk"
    await visit.page.goto(visit.office.url)
    await expect(visit.page.locator("html")).to_have_attribute("lang", "kk")


async def test_blocked_storage_does_not_block_the_chat(visit: Visit) -> None:
    """Where the browser forbids it to remember, the chat lasts as long as the page."""
    await visit.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('blocked'); }});"
    )
    await visit.open()
    await visit.ask("Salom", "Assalomu alaykum!")

    await expect(visit.lines("bot")).to_have_count(1)
    assert visit.complaints == []


async def test_the_page_weighs_little(visit: Visit) -> None:
    """All that a first visit loads stays below the promise, for those who pay by the megabyte."""
    sizes: list[int] = []

    async def weigh(route: Route) -> None:
        response = await route.fetch()
        sizes.append(len(await response.body()))
        await route.fulfill(response=response)

    await visit.page.route("**/*", weigh)
    await visit.open()
    await visit.page.wait_for_load_state("networkidle")

    assert len(sizes) >= 4
    assert sum(sizes) < PAGE_WEIGHT


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_page_is_accessible(browser: Browser, office: Office, scheme: str) -> None:
    """The automatic part of WCAG finds nothing: empty, in talk, with a message unsent, and while it asks."""
    async with a_visit(browser, office, color_scheme=scheme, reduced_motion="reduce") as visit:
        await visit.open()
        assert await _violations(visit.page) == []
        await visit.page.locator("summary").click()
        assert await _violations(visit.page) == []
        await visit.ask("Qayerda roʻyxatdan oʻtaman?", ANSWER, BUTTONS)
        await visit.ask("Rahmat", "Arzimaydi.", BUTTONS)
        await visit.page.route("**/chat/messages*", lambda route: route.abort())
        await visit.say("Yana bir savol")
        await expect(visit.page.get_by_role("button", name="Yuborilmadi")).to_be_visible()
        assert await _violations(visit.page) == []
        await visit.page.get_by_role("button", name="Suhbatni oʻchirish").click()
        assert await _violations(visit.page) == []


@pytest.mark.parametrize("locale", LOCALES)
async def test_the_page_fits_a_320_pixel_phone(browser: Browser, office: Office, locale: str) -> None:
    """Nothing has to be scrolled sideways, and every target is large enough for a thumb."""
    async with a_visit(browser, office, viewport={"width": 320, "height": 568}) as visit:
        await visit.open(locale)
        await visit.ask(
            "w" * 300, ANSWER + "\nhttps://example.org/" + "a" * 300, [*BUTTONS, ["й" * 120, "menu"]]
        )

        page = visit.page
        assert await page.evaluate("document.documentElement.scrollWidth") == 320
        small = await page.evaluate(
            "[...document.querySelectorAll('button, summary, textarea')].filter(each => each.offsetParent)"
            ".filter(each => each.offsetHeight < 44 || each.offsetWidth < 44).map(each => each.outerHTML)"
        )
        assert small == []


async def _violations(page: Page) -> list[str]:
    found = await Axe().run(page)
    return [
        f"{each['id']}: {[node['html'] for node in each['nodes']]}" for each in found.response["violations"]
    ]
