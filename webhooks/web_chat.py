"""The web chat: a small page, and the three requests it makes.

A chat belongs to a random token that the browser made and can throw away. Only its hash is kept, so that
nobody who reads the database can join a chat; it travels in a header, so that it is in no log.
"""

import asyncio
import hashlib
import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter, Header, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader
from pydantic import BaseModel, BeforeValidator, Field
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.staticfiles import StaticFiles

from bot.buttons import MENU, TOPIC_NAMES
from bot.chats import forget_chat
from bot.messages import MAX_ACTION, MAX_TEXT, Button, IncomingMessage, Kind, clean_text
from bot.models import Chat, InboxMessage, InboxState, OutboxMessage, OutboxState
from bot.texts import Texts, texts_for
from knowledge_base.locales import LOCALES, NATIVE_NAMES
from webhooks.keeping import door_of, keep
from webhooks.page_texts import page_texts

router = APIRouter()

HERE: Final = Path(__file__).parent
CHANNEL: Final = "web"
LONG_POLL: Final = 25.0  #: seconds a request for news waits before it says that there is none
MAX_HISTORY: Final = 200
_LOOK_AGAIN: Final = 1.0  #: seconds; a worker in the same process wakes the request at once
_TOKEN: Final = re.compile(r"^Bearer ([A-Za-z0-9_-]{32,128})$")
_pages = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True)

Authorization = Annotated[str, Header()]


def without_surrogates(text: object) -> object:
    """Drop halves of a character: a field that cuts an emoji in two must not make the message unreadable."""
    return text.encode("utf-8", "ignore").decode() if isinstance(text, str) else text


class Said(BaseModel):
    """What the page sends: a text or a pressed button, with an id that makes a repetition harmless."""

    id: str = Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")
    text: Annotated[str, BeforeValidator(without_surrogates)] = Field(default="", max_length=MAX_TEXT)
    action: str | None = Field(default=None, max_length=MAX_ACTION)
    locale: str | None = None


class Line(BaseModel):
    """One line of the conversation as the page shows it."""

    id: str
    sender: str  #: you, bot or person
    text: str
    buttons: list[list[str]] = []
    at: datetime


class News(BaseModel):
    """Lines in order, and the cursor for the next request."""

    lines: list[Line]
    cursor: int


@router.get("/", include_in_schema=False)
async def page(request: Request, lang: str = "") -> HTMLResponse:
    """Return the page in the language of `?lang=` or of the browser."""
    locale = lang if lang in LOCALES else _preferred(request.headers.get("accept-language", ""))
    texts = texts_for(locale)
    html = _pages.get_template("chat.html").render(
        texts=page_texts(texts),
        locale=locale,
        names=NATIVE_NAMES,
        starters=_starters(texts),
        max_text=MAX_TEXT,
        version=_static_version(),
    )
    return HTMLResponse(html, headers=_SECURITY_HEADERS)


@router.post("/chat/messages", status_code=202)
async def say(request: Request, said: Said, authorization: Authorization = "") -> Response:
    """Keep what the person wrote or pressed; the answer comes through `GET /chat/messages`."""
    address = _address(authorization)
    message = IncomingMessage(
        channel=CHANNEL,
        external_id=f"{address[:16]}:{said.id}",
        address=address,
        kind=Kind.BUTTON if said.action else Kind.TEXT,
        text=clean_text(said.text),
        action=clean_text(said.action) if said.action else None,
        language_hint=said.locale if said.locale in LOCALES else None,
    )
    await keep(door_of(request), message)
    return Response(status_code=202)


@router.get("/chat/messages")
async def news(
    request: Request, after: Annotated[int, Query(ge=-1, lt=2**31)] = -1, authorization: Authorization = ""
) -> News:
    """Return the bot's lines after the cursor, waiting for the first; with -1 the whole conversation."""
    address = _address(authorization)
    door = door_of(request)
    if after < 0:
        async with door.sessions() as session:
            return await _history(session, address)
    loop = asyncio.get_running_loop()
    closes_at = loop.time() + LONG_POLL
    while True:
        async with door.sessions() as session:
            rows = await _sent_after(session, address, after)
        if rows or loop.time() >= closes_at or await request.is_disconnected():
            lines = [_line_of_reply(row) for row in rows]
            return News(lines=lines, cursor=rows[-1].id if rows else after)
        await door.wakeup.wait(_LOOK_AGAIN)


@router.delete("/chat", status_code=204)
async def forget(request: Request, authorization: Authorization = "") -> Response:
    """Erase the chat and everything said in it, at once, also what nobody has answered yet."""
    address = _address(authorization)
    async with door_of(request).sessions.begin() as session:
        await _drop_unanswered(session, address)
        chat = await session.scalar(select(Chat).where(Chat.channel == CHANNEL, Chat.address == address))
        if chat is not None:
            await forget_chat(session, chat, keep_reply=False)
        else:
            await session.execute(
                delete(OutboxMessage).where(
                    OutboxMessage.channel == CHANNEL, OutboxMessage.address == address
                )
            )
    return Response(status_code=204)


def static_files() -> StaticFiles:
    """Return the page's style and script."""
    return StaticFiles(directory=HERE / "static")


_SECURITY_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors *",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def _address(authorization: str) -> str:
    """Return the address that belongs to a token; 401 when there is none or it is too weak."""
    token = _TOKEN.match(authorization)
    if token is None:
        raise HTTPException(401, "a token of at least 32 letters and digits is needed")
    return hashlib.sha256(token.group(1).encode()).hexdigest()


def _starters(texts: Texts) -> list[Button]:
    """Return what a person can press before anything was said; a topic without questions shows the menu."""
    topics = [
        Button(texts.say(TOPIC_NAMES[topic]), f"topic:{topic}") for topic in ("registration", "child", "work")
    ]
    return [*topics, Button(texts.say("Menu"), MENU)]


@cache
def _static_version() -> str:
    """Return a name for the present style and script, so that a browser never mixes old and new ones."""
    content = b"".join(path.read_bytes() for path in sorted((HERE / "static").iterdir()) if path.is_file())
    return hashlib.sha256(content).hexdigest()[:8]


async def _drop_unanswered(session: AsyncSession, address: str) -> None:
    """Empty the messages that wait or are being handled; the worker that has one loses its claim to it."""
    await session.execute(
        update(InboxMessage)
        .where(
            InboxMessage.channel == CHANNEL,
            InboxMessage.address == address,
            InboxMessage.state.in_((InboxState.PENDING, InboxState.HANDLING)),
        )
        .values(
            state=InboxState.HANDLED, claimed_by=None, address="", text="", action=None, language_hint=None
        )
    )


async def _history(session: AsyncSession, address: str) -> News:
    received = await session.scalars(
        select(InboxMessage)
        .where(InboxMessage.channel == CHANNEL, InboxMessage.address == address)
        .order_by(InboxMessage.id.desc())
        .limit(MAX_HISTORY)
    )
    lines = [
        # The page's own id, so that it knows which of its unsent messages had arrived after all.
        Line(id=row.external_id.partition(":")[2], sender="you", text=row.text, at=row.received_at)
        for row in received
        if row.text
    ]
    replies = await _sent_after(session, address, -1)
    lines += [_line_of_reply(row) for row in replies]
    lines.sort(key=lambda line: line.at)
    return News(lines=lines, cursor=replies[-1].id if replies else 0)


async def _sent_after(session: AsyncSession, address: str, after: int) -> list[OutboxMessage]:
    rows = await session.scalars(
        select(OutboxMessage)
        .where(
            OutboxMessage.channel == CHANNEL,
            OutboxMessage.address == address,
            OutboxMessage.id > after,
            OutboxMessage.state.in_((OutboxState.SENT, OutboxState.DELIVERED)),
        )
        .order_by(OutboxMessage.id.desc())
        .limit(MAX_HISTORY)
    )
    return list(rows)[::-1]


def _line_of_reply(row: OutboxMessage) -> Line:
    sender = "bot" if row.author == "bot" else "person"
    return Line(id=f"out{row.id}", sender=sender, text=row.text, buttons=row.buttons, at=row.queued_at)


def _preferred(accept_language: str) -> str:
    """Return the first of the browser's languages that we speak, else Russian, which most can read."""
    for part in accept_language.lower().split(","):
        code = part.split(";")[0].strip()
        if code.startswith("uz"):
            return "uz-Cyrl" if "cyrl" in code else "uz-Latn"
        if (base := code.split("-")[0]) in LOCALES:
            return base
    return "ru"
