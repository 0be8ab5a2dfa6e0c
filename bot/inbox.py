"""The durable inbox: what arrived and is not answered yet.

One chat's messages are claimed in order of arrival, different chats in parallel; a claim is a committed
row, so that a worker that dies leaves a trace and not a hole (`bot/liveness.py` gives such claims back).
"""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.claims import insert_for, update_claimed
from bot.messages import IncomingMessage, Kind
from bot.models import InboxMessage, InboxState

#: Seconds to wait before each new try; after the last one the message is failed and a person is told.
RETRY_PAUSES: Final = (1, 5, 30)
MAX_ATTEMPTS: Final = len(RETRY_PAUSES) + 1


async def receive(session: AsyncSession, message: IncomingMessage, *, now: datetime) -> bool:
    """Store a message once; False means that the channel sent it again. The caller commits."""
    values = asdict(message)
    del values["sent_at"]
    values |= {
        "kind": message.kind.value,
        "received_at": now,
        "state": InboxState.PENDING,
        "attempts": 0,
        "not_before": now,
    }
    statement = (
        insert_for(session)(InboxMessage)
        .values(**values)
        .on_conflict_do_nothing(index_elements=["channel", "external_id"])
        .returning(InboxMessage.id)
    )
    return (await session.execute(statement)).scalar_one_or_none() is not None


async def claim_next(session: AsyncSession, *, claim: str, now: datetime) -> InboxMessage | None:
    """Claim the oldest message that no earlier unfinished one of its chat holds back. The caller commits."""
    earlier = aliased(InboxMessage)
    is_held_back = exists().where(
        earlier.channel == InboxMessage.channel,
        earlier.address == InboxMessage.address,
        earlier.id < InboxMessage.id,
        earlier.state.in_((InboxState.PENDING, InboxState.HANDLING)),
    )
    row = await session.scalar(
        select(InboxMessage)
        .where(
            InboxMessage.state == InboxState.PENDING,
            InboxMessage.not_before <= now,
            ~is_held_back,
        )
        .order_by(InboxMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if row is not None:
        row.state = InboxState.HANDLING
        row.attempts += 1
        row.claimed_by = claim
        await session.flush()
    return row


async def finish(
    session: AsyncSession,
    message_id: int,
    *,
    claim: str,
    now: datetime,
    outcome: str,
    question_id: str | None,
    locale: str | None,
) -> None:
    """Mark a claimed message handled; raise ClaimLost when the claim is no longer ours."""
    await update_claimed(
        session,
        InboxMessage,
        message_id,
        claim,
        state=InboxState.HANDLED,
        handled_at=now,
        outcome=outcome,
        question_id=question_id,
        locale=locale,
        claimed_by=None,
    )


async def put_back(
    session: AsyncSession, row: InboxMessage, *, claim: str, now: datetime, error: str
) -> bool:
    """Try again later, or give up after the last pause; True when given up."""
    gives_up = row.attempts > len(RETRY_PAUSES)
    pause = 0 if gives_up else RETRY_PAUSES[row.attempts - 1]
    await update_claimed(
        session,
        InboxMessage,
        row.id,
        claim,
        state=InboxState.FAILED if gives_up else InboxState.PENDING,
        not_before=now + timedelta(seconds=pause),
        claimed_by=None,
        error=error,
        handled_at=now if gives_up else None,
    )
    return gives_up


def as_message(row: InboxMessage) -> IncomingMessage:
    """Return the row as the message that was received."""
    return IncomingMessage(
        channel=row.channel,
        external_id=row.external_id,
        address=row.address,
        kind=Kind(row.kind),
        text=row.text,
        action=row.action,
        callback_id=row.callback_id,
        latitude=row.latitude,
        longitude=row.longitude,
        language_hint=row.language_hint,
        sent_at=row.received_at,
    )
