"""A person takes over: open, claim, reply, close."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import Reply
from bot.models import Chat, Handoff, HandoffState, OutboxMessage
from bot.notices import bot_is_back, person_writes
from bot.outbox import BOT, enqueue
from bot.texts import texts_for
from bot.turns import HandoffReason


async def open_handoff(session: AsyncSession, chat: Chat, reason: HandoffReason, *, now: datetime) -> Handoff:
    """Open a handoff, or raise the urgency of the one that is open; a chat has one at a time."""
    handoff = await session.scalar(
        select(Handoff).where(Handoff.chat_id == chat.id, Handoff.state != HandoffState.CLOSED)
    )
    is_urgent = reason is HandoffReason.DANGER
    if handoff is None:
        handoff = Handoff(
            chat_id=chat.id, reason=reason, is_urgent=is_urgent, state=HandoffState.OPEN, opened_at=now
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
    handoff.state = HandoffState.CLOSED
    handoff.closed_at = now
    handoff.outcome = outcome
    chat.with_person = False
    if chat.gone_at is None and await _has_been_answered(session, handoff):
        await enqueue(session, chat, [Reply(bot_is_back(texts_for(chat.locale or "ru")))], now=now)


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
