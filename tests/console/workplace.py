"""A console to test: people of the organisation, chats that wait, and browsers to look with."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape

import httpx
from fastapi import FastAPI
from sqlalchemy import select

from bot.handoffs import open_handoff
from bot.models import Chat, Handoff, InboxMessage, OutboxMessage
from bot.turns import HandoffReason
from console.models import Role
from console.sign_in import make_sign_in_link
from console.staff import add_staff
from knowledge_base.database import Sessions

HOST = "http://127.0.0.1:8001"
START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@dataclass
class Clock:
    """Time that moves when a test says so."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


class Browser(httpx.AsyncClient):
    """A browser: keeps cookies, says where a form comes from, finds the hidden fields of a form."""

    async def send_form(
        self, path: str, *, on: str, headers: dict[str, str] | None = None, **fields: str
    ) -> httpx.Response:
        """Load the page `on`, fill the form that posts to `path` and send it."""
        hidden = hidden_fields((await self.get(on)).text, path)
        return await self.post(path, data={**hidden, **fields}, headers=headers)


def hidden_fields(html: str, path: str) -> dict[str, str]:
    """Return the hidden fields of the form that posts to a path."""
    form = re.search(rf'<form method="post" action="{re.escape(path)}".*?</form>', html, re.S)
    assert form is not None, f"no form for {path}"
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form.group())
    return {name: unescape(value) for name, value in found}


@dataclass
class Workplace:
    """The console over one database, with a clock of its own."""

    app: FastAPI
    sessions: Sessions
    clock: Clock
    host: str = HOST
    browsers: list[Browser] = field(default_factory=list)

    def open_browser(self) -> Browser:
        browser = Browser(
            transport=httpx.ASGITransport(app=self.app),
            base_url=self.host,
            headers={"Origin": self.host, "Sec-Fetch-Site": "same-origin", "Accept-Language": "en"},
        )
        self.browsers.append(browser)
        return browser

    async def hire(self, role: Role, name: str = "Aigul", locale: str | None = None) -> int:
        async with self.sessions.begin() as session:
            staff = await add_staff(session, name=name, role=role, locale=locale, now=self.clock.now)
            return staff.id

    async def link(self, staff_id: int) -> str:
        async with self.sessions.begin() as session:
            return "/sign-in/" + await make_sign_in_link(session, staff_id, now=self.clock.now)

    async def sign_in(self, role: Role = Role.OPERATOR, name: str = "Aigul") -> Browser:
        """Return the browser of a new person who is signed in."""
        browser = self.open_browser()
        answer = await browser.post(await self.link(await self.hire(role, name)))
        assert answer.status_code == 303
        return browser

    async def person_waits(
        self,
        text: str = "Menga oylik bermayapti",
        *,
        reason: HandoffReason = HandoffReason.UNANSWERED,
        channel: str = "telegram",
        locale: str | None = "uz-Latn",
        address: str | None = None,
    ) -> int:
        """Let a person write and the bot open a handoff; return its id."""
        now = self.clock.now
        async with self.sessions.begin() as session:
            number = len((await session.scalars(select(Chat.id))).all()) + 1
            chat = Chat(
                channel=channel,
                address=address or f"7701555{number:04}",
                locale=locale,
                citizenship="UZ",
                stay_in="KZ",
                memory={},
                with_person=False,
                window_closes_at=now + timedelta(hours=24) if channel == "whatsapp" else None,
                created_at=now,
                last_message_at=now,
            )
            session.add(chat)
            await session.flush()
            session.add(a_message(chat, text, now))
            handoff = await open_handoff(session, chat, reason, now=now)
            return handoff.id

    async def chat_of(self, handoff_id: int) -> Chat:
        async with self.sessions() as session:
            chat = await session.scalar(select(Chat).join(Handoff).where(Handoff.id == handoff_id))
            assert chat is not None
            return chat

    async def handoff(self, handoff_id: int) -> Handoff:
        async with self.sessions() as session:
            return await session.get_one(Handoff, handoff_id)

    async def outbox(self) -> list[OutboxMessage]:
        async with self.sessions() as session:
            return list(await session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def a_message(chat: Chat, text: str, at: datetime, *, kind: str = "text") -> InboxMessage:
    """A message of the person that the bot could not answer."""
    return InboxMessage(
        channel=chat.channel,
        external_id=f"{chat.id}-{at.timestamp()}-{text[:20]}",
        address=chat.address,
        kind=kind,
        text=text,
        received_at=at,
        state="handled",
        attempts=1,
        not_before=at,
        handled_at=at,
        outcome="unanswered",
        locale=chat.locale,
    )
