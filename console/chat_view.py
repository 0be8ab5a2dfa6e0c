"""The page of one chat: all that is shown on it, whoever asks for it and after whatever was refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import Path, Request, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.handoffs import is_window_closed, reopening_template
from bot.models import Chat, Handoff, HandoffState
from bot.texts import Texts, later
from console import handling
from console.access import PageRefused, Visitor, desk_of
from console.handling import CloseOutcome, Refusal
from console.history import read_history
from console.live import chat_version
from console.models import CannedReply, HandoffNote, Staff
from console.nonces import new_nonce
from console.pages import page, texts_of
from console.previews import equipment_of
from console.suggesting import Thought, thoughts_of
from console.words import route_words, span
from knowledge_base.routes import Route

NOT_THERE: Final = later("This chat is not here. Perhaps the person asked to be forgotten.")
_MAX_CANNED: Final = 100
_MAX_NOTES: Final = 100

#: A larger number is no id: PostgreSQL's integers end here, and asking for it would be an error.
HandoffId = Annotated[int, Path(ge=1, le=2**31 - 1)]


@dataclass(frozen=True, slots=True)
class Note:
    """What a colleague wrote beside the chat."""

    name: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Ready:
    """A canned reply in one language."""

    name: str  #: by what a form asks for it
    title: str
    locale: str
    text: str


async def chat_page(
    request: Request,
    handoff_id: int,
    visitor: Visitor,
    *,
    refusal: Refusal | None = None,
    problem: str = "",
    draft: str = "",
    note: str = "",
    use: str = "",
) -> Response:
    """Show a whole chat and what can be done with it; what was typed stands where it stood.

    `use` names a suggested answer or a canned reply that is put behind what is typed already.
    """
    desk, texts = desk_of(request), texts_of(request)
    now, staff = desk.clock(), visitor.staff
    async with desk.sessions() as session:
        handoff = await session.get(Handoff, handoff_id)
        chat = await session.get(Chat, handoff.chat_id) if handoff is not None else None
        if handoff is None or chat is None:
            raise PageRefused(404, NOT_THERE)
        history = await read_history(session, chat)
        people = await handling.colleagues(session)
        claimant = await session.get(Staff, handoff.claimed_by) if handoff.claimed_by is not None else None
        notes = await _notes(session, handoff)
        canned = await _canned(session, chat.locale)
        version = await chat_version(session, handoff_id, now=now)
    thoughts = await _thoughts(request, handoff, chat)
    is_shut = is_window_closed(chat, now=now)
    return page(
        request,
        "conversation.html",
        status=409 if refusal is not None or problem else 200,
        handoff=handoff,
        chat=chat,
        history=history,
        claimant=claimant,
        colleagues=[each for each in people if each.id != handoff.claimed_by],
        notes=notes,
        note=note,
        thoughts=thoughts,
        sure=round(100 * desk.settings.answer_confidence),
        canned=canned,
        version=version,
        is_mine=handoff.claimed_by == staff.id and handoff.state == HandoffState.CLAIMED,
        is_closed=handoff.state == HandoffState.CLOSED,
        may_end=handling.may_end(handoff, staff),
        obstacle=handling.cannot_reply(handoff, chat, staff, now=now),
        reopens_with=reopening_template(desk.settings.twilio_content_sids, chat.locale) if is_shut else None,
        refusal=refusal,
        problem=problem,
        draft=_with(draft, use, thoughts, canned),
        window=_window(chat, texts, now),
        silent=span(texts, handoff.silent_until - now) if handoff.silent_until else "",
        route=route_words(texts, Route(chat.citizenship, chat.stay_in, chat.via)),
        age=span(texts, now - handoff.opened_at),
        outcomes=list(CloseOutcome),
        max_reply=handling.MAX_REPLY,
        new_nonce=new_nonce,
    )


async def _thoughts(request: Request, handoff: Handoff, chat: Chat) -> list[Thought]:
    if not handoff.candidates:
        return []
    desk = desk_of(request)
    return thoughts_of(
        handoff,
        chat,
        console_locale=texts_of(request).locale,
        knowledge=await desk.knowledge.snapshot(),
        equipment=await equipment_of(request),
        now=desk.clock(),
    )


def _window(chat: Chat, texts: Texts, now: datetime) -> dict[str, Any]:
    """Return until when WhatsApp lets us write, and how long that is."""
    closes_at = chat.window_closes_at
    is_open = closes_at is not None and closes_at > now
    return {"closes_at": closes_at, "left": span(texts, closes_at - now) if closes_at and is_open else None}


def _with(draft: str, use: str, thoughts: list[Thought], canned: list[Ready]) -> str:
    found = [each.answer for each in thoughts if each.name == use and each.answer]
    found += [each.text for each in canned if each.name == use]
    return "\n\n".join(part for part in (draft.strip(), *found[:1]) if part)


async def _notes(session: AsyncSession, handoff: Handoff) -> list[Note]:
    found = await session.execute(
        select(Staff.name, HandoffNote.at, HandoffNote.text)
        .join(HandoffNote, HandoffNote.staff_id == Staff.id)
        .where(HandoffNote.handoff_id == handoff.id)
        .order_by(HandoffNote.id.desc())
        .limit(_MAX_NOTES)
    )
    return [Note(*row) for row in found][::-1]


async def _canned(session: AsyncSession, locale: str | None) -> list[Ready]:
    """Return the canned replies in every language they have, those in the person's own first."""
    rows = await session.scalars(
        select(CannedReply).order_by(CannedReply.title, CannedReply.id).limit(_MAX_CANNED)
    )
    ready = [
        Ready(f"canned:{row.id}:{each}", row.title, each, text)
        for row in rows
        for each, text in row.texts.items()
    ]
    return sorted(ready, key=lambda each: each.locale != locale)
