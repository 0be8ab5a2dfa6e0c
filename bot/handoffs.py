"""A person takes over: open, claim, reply, close."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import Reply
from bot.models import Chat, Handoff, HandoffState, OutboxMessage
from bot.notices import bot_is_back, person_writes, please_write
from bot.outbox import BOT, enqueue, enqueue_each
from bot.texts import texts_for
from bot.turns import HandoffReason
from knowledge_base.matching import Match

#: Name of the content template that opens a WhatsApp chat again; with `_ru` and so on in one language.
REOPEN: Final = "reopen"


async def open_handoff(
    session: AsyncSession,
    chat: Chat,
    reason: HandoffReason,
    *,
    now: datetime,
    candidates: Sequence[Match] = (),
) -> Handoff:
    """Open a handoff, or raise the urgency of the one that is open; a chat has one at a time.

    `candidates` is what the bot took the message for: operators see it, and like questions stand together.
    """
    handoff = await session.scalar(
        select(Handoff).where(Handoff.chat_id == chat.id, Handoff.state != HandoffState.CLOSED)
    )
    is_urgent = reason is HandoffReason.DANGER
    if handoff is None:
        handoff = Handoff(
            chat_id=chat.id,
            reason=reason,
            is_urgent=is_urgent,
            state=HandoffState.OPEN,
            opened_at=now,
            candidates=[[match.question_id, round(match.confidence, 3)] for match in candidates],
            question_id=candidates[0].question_id if candidates else None,
        )
        session.add(handoff)
    elif is_urgent and not handoff.is_urgent:
        handoff.reason, handoff.is_urgent = reason, True
    await session.flush()
    return handoff


async def claim_handoff(session: AsyncSession, handoff: Handoff, chat: Chat, *, staff_id: int) -> bool:
    """Take a handoff; False when somebody else has it or it is closed. From now on the bot is silent."""
    if handoff.state == HandoffState.CLOSED or handoff.claimed_by not in (None, staff_id):
        return False
    handoff.state = HandoffState.CLAIMED
    handoff.claimed_by = staff_id
    chat.with_person = True
    await session.flush()
    return True


def keep_silent(handoff: Handoff, *, now: datetime, silence: timedelta) -> None:
    """Have the bot wait for staff from now on, but not for ever: somebody may have forgotten the chat."""
    handoff.silent_until = now + silence


async def assign_handoff(session: AsyncSession, handoff: Handoff, chat: Chat, *, staff_id: int) -> bool:
    """Give a handoff to a colleague, whoever has it; False when it is closed."""
    if handoff.state == HandoffState.CLOSED:
        return False
    handoff.claimed_by = None
    return await claim_handoff(session, handoff, chat, staff_id=staff_id)


async def release_handoff(session: AsyncSession, handoff: Handoff, chat: Chat) -> None:
    """Give a handoff back to the queue; meanwhile the bot answers, so that nobody is met with silence."""
    handoff.state, handoff.claimed_by, handoff.silent_until = HandoffState.OPEN, None, None
    chat.with_person = False
    await session.flush()


async def give_back_silent(session: AsyncSession, *, now: datetime, silence: timedelta) -> int:
    """Give chats back to the bot in which staff said nothing for too long, and tell the people there.

    The handoffs are open again: somebody still has to act. Return how many. The caller commits.
    """
    is_silent = or_(
        Handoff.silent_until <= now, and_(Handoff.silent_until.is_(None), Handoff.opened_at <= now - silence)
    )
    due = list(
        await session.scalars(
            select(Chat)
            .where(
                Chat.id.in_(
                    select(Handoff.chat_id).where(Handoff.state == HandoffState.CLAIMED, is_silent).limit(100)
                )
            )
            .with_for_update(skip_locked=True)
        )
    )
    given_back = 0
    for chat in due:
        # The chat is locked first, as everywhere; somebody may have written just before.
        handoff = await session.scalar(
            select(Handoff)
            .where(Handoff.chat_id == chat.id, Handoff.state == HandoffState.CLAIMED, is_silent)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        if handoff is None:
            continue
        await release_handoff(session, handoff, chat)
        if can_be_written_to(chat, now=now):
            await enqueue(session, chat, [Reply(bot_is_back(texts_for(chat.locale or "ru")))], now=now)
        given_back += 1
    return given_back


def can_be_written_to(chat: Chat, *, now: datetime) -> bool:
    """Tell whether free text reaches the person: not gone, and on WhatsApp within the 24 hours."""
    return chat.gone_at is None and not is_window_closed(chat, now=now)


def is_window_closed(chat: Chat, *, now: datetime) -> bool:
    """Tell whether WhatsApp takes no free text from us until the person writes again."""
    return chat.channel == "whatsapp" and (chat.window_closes_at is None or chat.window_closes_at <= now)


def reopening_template(names: Iterable[str], locale: str | None) -> str | None:
    """Return the content template that asks a person to write again, in their language if there is one."""
    return next((name for name in (f"{REOPEN}_{locale}", REOPEN) if name in names), None)


async def ask_to_write(
    session: AsyncSession, chat: Chat, template: str, *, staff_id: int, now: datetime
) -> None:
    """Queue the template by which a closed WhatsApp window is opened again."""
    reply = Reply(please_write(texts_for(chat.locale or "ru")), template=template)
    await enqueue(session, chat, [reply], now=now, author=f"staff:{staff_id}")


async def reply_to_each(
    session: AsyncSession, chats: Sequence[Chat], text: str, *, staff_id: int, now: datetime
) -> None:
    """Queue one reply of an operator for each of many people."""
    replies = [(chat, Reply(person_writes(texts_for(chat.locale or "ru"), text))) for chat in chats]
    await enqueue_each(session, replies, now=now, author=f"staff:{staff_id}")


async def close_each(
    session: AsyncSession, pairs: Sequence[tuple[Handoff, Chat]], *, outcome: str, now: datetime
) -> None:
    """Close handoffs whose people were just written to; the bot says to each that it is back."""
    for handoff, chat in pairs:
        _close(handoff, chat, outcome=outcome, now=now)
    replies = [(chat, Reply(bot_is_back(texts_for(chat.locale or "ru")))) for _, chat in pairs]
    await enqueue_each(session, replies, now=now)


async def reply_to_person(
    session: AsyncSession, chat: Chat, text: str, *, staff_id: int, now: datetime
) -> None:
    """Queue an operator's reply in the person's channel; the line above it is in the person's language."""
    reply = Reply(person_writes(texts_for(chat.locale or "ru"), text))
    await enqueue(session, chat, [reply], now=now, author=f"staff:{staff_id}")


async def close_handoff(
    session: AsyncSession, handoff: Handoff, chat: Chat, *, outcome: str, now: datetime
) -> None:
    """Close a handoff and give the chat back to the bot, which says so where somebody had written."""
    _close(handoff, chat, outcome=outcome, now=now)
    if can_be_written_to(chat, now=now) and await _has_been_answered(session, handoff):
        await enqueue(session, chat, [Reply(bot_is_back(texts_for(chat.locale or "ru")))], now=now)


def _close(handoff: Handoff, chat: Chat, *, outcome: str, now: datetime) -> None:
    handoff.state = HandoffState.CLOSED
    handoff.closed_at = now
    handoff.outcome = outcome
    handoff.silent_until = None
    chat.with_person = False


async def _has_been_answered(session: AsyncSession, handoff: Handoff) -> bool:
    """True when an operator has written to this person since the handoff was opened."""
    found = await session.scalar(
        select(OutboxMessage.id)
        .where(
            OutboxMessage.chat_id == handoff.chat_id,
            OutboxMessage.queued_at >= handoff.opened_at,
            OutboxMessage.author != BOT,
        )
        .limit(1)
    )
    return found is not None
