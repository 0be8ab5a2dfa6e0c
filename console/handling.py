"""What an operator does with a handoff: claim, assign, release, reply, close. Normal refusals are values."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.handoffs import (
    ask_to_write,
    assign_handoff,
    claim_handoff,
    close_handoff,
    is_window_closed,
    keep_silent,
    release_handoff,
    reply_to_person,
)
from bot.messages import clean_text
from bot.models import Chat, Handoff, HandoffState
from console.access import CHATS
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
    NO_COLLEAGUE = "no_colleague"
    NO_TEMPLATE = "no_template"


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
    if is_window_closed(chat, now=now):
        return Refusal.WINDOW_CLOSED
    return None


async def claim(
    session: AsyncSession, handoff: Handoff, chat: Chat, staff: Staff, *, now: datetime, silence: timedelta
) -> Refusal | None:
    """Take a handoff; the bot keeps silent in the chat from now on, for `silence` after the last word."""
    was_mine = handoff.claimed_by == staff.id
    if not await claim_handoff(session, handoff, chat, staff_id=staff.id):
        return Refusal.CLOSED if handoff.state == HandoffState.CLOSED else Refusal.TAKEN
    keep_silent(handoff, now=now, silence=silence)
    if not was_mine:
        await record(session, staff_id=staff.id, at=now, action="claimed", subject=_subject(handoff))
    return None


async def assign(
    session: AsyncSession,
    handoff: Handoff,
    chat: Chat,
    staff: Staff,
    colleague_id: int,
    *,
    now: datetime,
    silence: timedelta,
) -> Refusal | None:
    """Give a handoff to somebody who may work with chats; to whoever has it already changes nothing."""
    if handoff.state == HandoffState.CLOSED:
        return Refusal.CLOSED
    if not may_end(handoff, staff):
        return Refusal.TAKEN
    colleague = await session.get(Staff, colleague_id)
    if colleague is None or not may_take(colleague):
        return Refusal.NO_COLLEAGUE
    before = handoff.claimed_by
    if before == colleague.id:
        return None
    await assign_handoff(session, handoff, chat, staff_id=colleague.id)
    keep_silent(handoff, now=now, silence=silence)
    await record(
        session,
        staff_id=staff.id,
        at=now,
        action="assigned",
        subject=_subject(handoff),
        before={"claimed_by": before},
        after={"claimed_by": colleague.id},
    )
    return None


async def colleagues(session: AsyncSession) -> list[Staff]:
    """Return everybody to whom a chat can be given, by name."""
    roles = [Role.ADMINISTRATOR.value, *(role.value for role in CHATS)]
    found = await session.scalars(
        select(Staff).where(Staff.disabled_at.is_(None), Staff.role.in_(roles)).order_by(Staff.name, Staff.id)
    )
    return list(found)


def may_take(staff: Staff) -> bool:
    """Operators and administrators who still work here."""
    return staff.disabled_at is None and (staff.role == Role.ADMINISTRATOR or staff.role in CHATS)


async def release(
    session: AsyncSession, handoff: Handoff, chat: Chat, staff: Staff, *, now: datetime
) -> Refusal | None:
    """Give a handoff back to the queue; meanwhile the bot answers, so that nobody is met with silence."""
    if handoff.state == HandoffState.CLOSED:
        return Refusal.CLOSED
    if not may_end(handoff, staff):
        return Refusal.TAKEN
    if handoff.claimed_by is not None:
        await release_handoff(session, handoff, chat)
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
    silence: timedelta,
) -> Refusal | None:
    """Queue a reply and claim the handoff; the same form sent again changes nothing."""
    if await was_done(session, form_id):
        return None
    text = clean_text(text)
    refusal = cannot_reply(handoff, chat, staff, now=now) or cannot_be_sent(text)
    if refusal is None:
        refusal = await claim(session, handoff, chat, staff, now=now, silence=silence)
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


async def send_template(
    session: AsyncSession,
    handoff: Handoff,
    chat: Chat,
    staff: Staff,
    template: str | None,
    *,
    form_id: str,
    now: datetime,
    silence: timedelta,
) -> Refusal | None:
    """Ask a person whose WhatsApp window is closed to write again; the same form twice asks once."""
    if await was_done(session, form_id):
        return None
    refusal = cannot_reply(handoff, chat, staff, now=now)
    if refusal not in (None, Refusal.WINDOW_CLOSED):
        return refusal
    if template is None or refusal is None:
        return Refusal.NO_TEMPLATE
    refusal = await claim(session, handoff, chat, staff, now=now, silence=silence)
    if refusal is not None:
        return refusal
    await ask_to_write(session, chat, template, staff_id=staff.id, now=now)
    await record(
        session,
        staff_id=staff.id,
        at=now,
        action="asked_to_write",
        subject=_subject(handoff),
        form_id=form_id,
    )
    return None


def cannot_be_sent(text: str) -> Refusal | None:
    """Return what is wrong with a cleaned text, or None."""
    if not text:
        return Refusal.EMPTY
    return Refusal.TOO_LONG if len(text) > MAX_REPLY else None


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
