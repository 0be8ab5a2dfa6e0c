"""What an operator does with a handoff: claim, release, reply, close. Normal refusals are values."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.handoffs import claim_handoff, close_handoff, reply_to_person
from bot.messages import clean_text
from bot.models import Chat, Handoff, HandoffState
from console.activity import record, was_done
from console.models import Role, Staff

#: Characters of a reply; with the line above it and in any script it stays within every channel's limit.
MAX_REPLY: Final = 3500


class CloseOutcome(StrEnum):
    """How a handoff ended; the words of the figures."""

    ANSWERED = "answered"
    NOT_OURS = "not_ours"
    SPAM = "spam"
    UNREACHABLE = "unreachable"


class Refusal(StrEnum):
    """Why nothing was done."""

    TAKEN = "taken"
    CLOSED = "closed"
    GONE = "gone"
    WINDOW_CLOSED = "window_closed"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_OUTCOME = "no_outcome"


async def lock_handoff(session: AsyncSession, handoff_id: int) -> tuple[Handoff, Chat] | None:
    """Return a handoff and its chat, both locked until the commit; None when it is not (any longer) there.

    The chat first, as the worker does: two who lock in the same order cannot wait for each other.
    """
    chat = await session.scalar(
        select(Chat)
        .where(Chat.id == select(Handoff.chat_id).where(Handoff.id == handoff_id).scalar_subquery())
        .with_for_update()
    )
    handoff = await session.get(Handoff, handoff_id, with_for_update=True, populate_existing=True)
    return None if chat is None or handoff is None else (handoff, chat)


def cannot_reply(handoff: Handoff, chat: Chat, staff: Staff, *, now: datetime) -> Refusal | None:
    """Return why this person cannot reply in this chat now, or None when they can."""
    if handoff.state == HandoffState.CLOSED:
        return Refusal.CLOSED
    if handoff.claimed_by not in (None, staff.id):
        return Refusal.TAKEN
    if chat.gone_at is not None:
        return Refusal.GONE
    if chat.channel == "whatsapp" and (chat.window_closes_at is None or chat.window_closes_at <= now):
        return Refusal.WINDOW_CLOSED
    return None


async def claim(
    session: AsyncSession, handoff: Handoff, chat: Chat, staff: Staff, *, now: datetime
) -> Refusal | None:
    """Take a handoff; the bot keeps silent in the chat from now on."""
    was_mine = handoff.claimed_by == staff.id
    if not await claim_handoff(session, handoff, chat, staff_id=staff.id):
        return Refusal.CLOSED if handoff.state == HandoffState.CLOSED else Refusal.TAKEN
    if not was_mine:
        await record(session, staff_id=staff.id, at=now, action="claimed", subject=_subject(handoff))
    return None


async def release(
    session: AsyncSession, handoff: Handoff, chat: Chat, staff: Staff, *, now: datetime
) -> Refusal | None:
    """Give a handoff back to the queue; meanwhile the bot answers, so that nobody is met with silence."""
    if handoff.state == HandoffState.CLOSED:
        return Refusal.CLOSED
    if not may_end(handoff, staff):
        return Refusal.TAKEN
    if handoff.claimed_by is not None:
        handoff.state, handoff.claimed_by = HandoffState.OPEN, None
        chat.with_person = False
        await record(session, staff_id=staff.id, at=now, action="released", subject=_subject(handoff))
    return None


async def reply(
    session: AsyncSession,
    handoff: Handoff,
    chat: Chat,
    staff: Staff,
    text: str,
    *,
    form_id: str,
    now: datetime,
) -> Refusal | None:
    """Queue a reply and claim the handoff; the same form sent again changes nothing."""
    if await was_done(session, form_id):
        return None
    text = clean_text(text)
    refusal = cannot_reply(handoff, chat, staff, now=now)
    if refusal is None and not text:
        refusal = Refusal.EMPTY
    if refusal is None and len(text) > MAX_REPLY:
        refusal = Refusal.TOO_LONG
    if refusal is None:
        refusal = await claim(session, handoff, chat, staff, now=now)
    if refusal is not None:
        return refusal
    await reply_to_person(session, chat, text, staff_id=staff.id, now=now)
    await record(
        session,
        staff_id=staff.id,
        at=now,
        action="replied",
        subject=_subject(handoff),
        form_id=form_id,
        characters=len(text),
    )
    return None


async def close(
    session: AsyncSession, handoff: Handoff, chat: Chat, staff: Staff, outcome: str, *, now: datetime
) -> Refusal | None:
    """Close a handoff with its outcome and give the chat back to the bot; a second time changes nothing."""
    if handoff.state == HandoffState.CLOSED:
        return None
    if not may_end(handoff, staff):
        return Refusal.TAKEN
    if outcome not in set(CloseOutcome):
        return Refusal.NO_OUTCOME
    await close_handoff(session, handoff, chat, outcome=outcome, now=now)
    await record(
        session, staff_id=staff.id, at=now, action="closed", subject=_subject(handoff), outcome=outcome
    )
    return None


def may_end(handoff: Handoff, staff: Staff) -> bool:
    """Whoever has it, anybody while nobody has it, and an administrator in any case."""
    return handoff.claimed_by in (None, staff.id) or staff.role == Role.ADMINISTRATOR


def _subject(handoff: Handoff) -> str:
    return f"handoff:{handoff.id}"
