"""The durable outbox: replies that have to reach a person.

A row is claimed and its start recorded before the channel is called, so that after a crash we know which
sends have an unknown outcome. Those, and only those, are sent again and counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.channels import Pace
from bot.claims import insert_for, update_claimed
from bot.messages import Button, Reply
from bot.models import ChannelPace, Chat, OutboxMessage, OutboxState

BOT: Final = "bot"
_BURST: Final = timedelta(seconds=1)
#: Seconds to wait before each new try; about a day in all, then a person has to look at it.
RETRY_PAUSES: Final = (2, 8, 30, 120, 600, 1800, 3600, 3600, 7200, 14400, 28800, 28800)


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing may be sent before this moment."""

    until: datetime


async def enqueue(
    session: AsyncSession,
    chat: Chat,
    replies: Sequence[Reply],
    *,
    now: datetime,
    author: str = BOT,
    in_reply_to: int | None = None,
    callback_id: str | None = None,
) -> None:
    """Queue replies in order; the first one also acknowledges a pressed button. The caller commits."""
    for number, reply in enumerate(replies):
        row = _queued(chat, reply, now=now, author=author)
        row.in_reply_to = in_reply_to
        row.callback_id = callback_id if number == 0 else None
        session.add(row)
        # One flush a reply keeps the ids, and so the order, as the turn has them.
        await session.flush()


async def enqueue_each(
    session: AsyncSession, replies: Sequence[tuple[Chat, Reply]], *, now: datetime, author: str = BOT
) -> None:
    """Queue one reply for each of many chats, all at once. The caller commits."""
    session.add_all([_queued(chat, reply, now=now, author=author) for chat, reply in replies])
    await session.flush()


async def claim_next(
    session: AsyncSession, *, claim: str, now: datetime, paces: Mapping[str, Pace]
) -> OutboxMessage | Wait | None:
    """Claim the oldest reply that may be sent now; None when there is nothing. The caller commits.

    Limits hold over all workers: the channel's as a leaky bucket with one second of burst (GCRA, ITU-T
    I.371), the chat's as a gap between two messages. A slow channel does not hold up the others.
    """
    open_channels, waits = dict(paces), []
    while open_channels:
        row = await _oldest(session, list(open_channels), now)
        if row is None:
            break
        pace = open_channels.pop(row.channel)
        wait = await _wait_for_channel(session, row.channel, pace, now)
        if wait is None:
            await _start(session, row, pace, claim=claim, now=now)
            return row
        waits.append(wait)
    return min(waits, key=lambda wait: wait.until, default=None)


async def _oldest(session: AsyncSession, channels: Sequence[str], now: datetime) -> OutboxMessage | None:
    row: OutboxMessage | None = await session.scalar(
        select(OutboxMessage)
        .outerjoin(Chat, Chat.id == OutboxMessage.chat_id)
        .where(
            OutboxMessage.state == OutboxState.QUEUED,
            OutboxMessage.not_before <= now,
            OutboxMessage.channel.in_(channels),
            or_(Chat.next_send_at.is_(None), Chat.next_send_at <= now),
            ~_is_held_back(),
        )
        .order_by(OutboxMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=OutboxMessage)
    )
    return row


async def _start(session: AsyncSession, row: OutboxMessage, pace: Pace, *, claim: str, now: datetime) -> None:
    row.state = OutboxState.SENDING
    row.attempts += 1
    row.claimed_by = claim
    row.send_started_at = now
    if pace.chat_gap and row.chat_id is not None:
        chat = await session.get(Chat, row.chat_id)
        if chat is not None:
            chat.next_send_at = now + timedelta(seconds=pace.chat_gap)
    await session.flush()


async def mark_sent(
    session: AsyncSession, row: OutboxMessage, *, claim: str, now: datetime, provider_id: str | None
) -> None:
    """Record that the channel took it; raise ClaimLost when the claim is no longer ours."""
    values: dict[str, Any] = {"state": OutboxState.SENT, "sent_at": now, "provider_id": provider_id}
    await update_claimed(
        session, OutboxMessage, row.id, claim, claimed_by=None, error=None, **values, **_forgotten(row)
    )


async def mark_busy(
    session: AsyncSession,
    row: OutboxMessage,
    *,
    claim: str,
    now: datetime,
    retry_after: float | None,
    outcome_unknown: bool,
) -> None:
    """Put it back with a growing pause, or fail it after the last one.

    A pause that the channel itself asks for holds for everybody on it: to go on would prolong it.
    """
    if row.attempts > len(RETRY_PAUSES):
        await mark_failed(session, row, claim=claim, error="gave_up")
        return
    pause = max(RETRY_PAUSES[row.attempts - 1], retry_after or 0)
    if retry_after:
        await _pause_channel(session, row.channel, until=now + timedelta(seconds=retry_after))
    await update_claimed(
        session,
        OutboxMessage,
        row.id,
        claim,
        state=OutboxState.QUEUED,
        not_before=now + timedelta(seconds=pause),
        claimed_by=None,
        error="busy",
        possible_duplicates=row.possible_duplicates + int(outcome_unknown),
    )


async def mark_failed(session: AsyncSession, row: OutboxMessage, *, claim: str, error: str) -> None:
    """Keep it, with the reason, for a person to see; later replies of the chat go on."""
    await update_claimed(
        session,
        OutboxMessage,
        row.id,
        claim,
        state=OutboxState.FAILED,
        claimed_by=None,
        error=error[:64],
        **_forgotten(row),
    )


async def record_delivery(
    session: AsyncSession, channel: str, provider_id: str, *, delivered: bool, error: str | None
) -> bool:
    """Note what the channel said later about a sent message; False when we do not know the message."""
    result = await session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.channel == channel,
            OutboxMessage.provider_id == provider_id,
            OutboxMessage.state.in_((OutboxState.SENT, OutboxState.DELIVERED)),
        )
        .values(state=OutboxState.DELIVERED if delivered else OutboxState.FAILED, error=error)
    )
    return bool(result.rowcount)  # type: ignore[attr-defined]


def as_reply(row: OutboxMessage) -> Reply:
    """Return the row as the reply that was queued."""
    buttons = tuple(Button(label, action) for label, action in row.buttons)
    return Reply(row.text, buttons, row.question_id, row.template)


def _queued(chat: Chat, reply: Reply, *, now: datetime, author: str) -> OutboxMessage:
    return OutboxMessage(
        chat_id=chat.id,
        channel=chat.channel,
        address=chat.address,
        text=reply.text,
        buttons=[[button.label, button.action] for button in reply.buttons],
        question_id=reply.question_id,
        author=author,
        queued_at=now,
        state=OutboxState.QUEUED,
        attempts=0,
        not_before=now,
        possible_duplicates=0,
        template=reply.template,
    )


def _is_held_back() -> Any:
    earlier = aliased(OutboxMessage)
    return exists().where(
        earlier.channel == OutboxMessage.channel,
        earlier.address == OutboxMessage.address,
        earlier.id < OutboxMessage.id,
        earlier.state.in_((OutboxState.QUEUED, OutboxState.SENDING)),
    )


def _forgotten(row: OutboxMessage) -> dict[str, str]:
    """What is emptied once a reply is done with: all that is personal, where the person was forgotten."""
    # Without a chat it was the last word before that; the web chat's address is already a hash.
    return {"address": "", "text": ""} if row.chat_id is None and row.channel != "web" else {}


async def _wait_for_channel(session: AsyncSession, channel: str, pace: Pace, now: datetime) -> Wait | None:
    row = await _lock_pace(session, channel, now)
    if row.next_at - now > _BURST:
        return Wait(row.next_at - _BURST)
    row.next_at = max(row.next_at, now) + timedelta(seconds=1 / pace.per_second)
    return None


async def _pause_channel(session: AsyncSession, channel: str, *, until: datetime) -> None:
    row = await _lock_pace(session, channel, until)
    row.next_at = max(row.next_at, until + _BURST)


async def _lock_pace(session: AsyncSession, channel: str, now: datetime) -> ChannelPace:
    """Return the channel's row, locked until the commit; two workers may come to be its first at once."""
    row = await session.get(ChannelPace, channel, with_for_update=True, populate_existing=True)
    if row is None:
        await session.execute(
            insert_for(session)(ChannelPace).values(channel=channel, next_at=now).on_conflict_do_nothing()
        )
        row = await session.get_one(ChannelPace, channel, with_for_update=True)
    return row
