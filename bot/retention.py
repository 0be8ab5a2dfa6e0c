"""What is kept has a day on which it goes."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, exists
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import (
    Chat,
    Handoff,
    HandoffState,
    InboxMessage,
    InboxState,
    OutboxMessage,
    OutboxState,
)

#: A chat nobody wrote in for so long is erased with its language and route.
CHAT_LIFETIME: Final = timedelta(days=180)


async def purge(session: AsyncSession, *, now: datetime, retention_days: int) -> int:
    """Delete what is past its day; return how many rows went. Nothing unfinished is touched.

    The caller commits.
    """
    past = now - timedelta(days=retention_days)
    statements = [
        delete(InboxMessage).where(
            InboxMessage.received_at < past,
            InboxMessage.state.in_((InboxState.HANDLED, InboxState.FAILED)),
        ),
        delete(OutboxMessage).where(
            OutboxMessage.queued_at < past,
            OutboxMessage.state.not_in((OutboxState.QUEUED, OutboxState.SENDING)),
        ),
        delete(Handoff).where(Handoff.state == HandoffState.CLOSED, Handoff.closed_at < past),
        delete(Chat).where(
            Chat.last_message_at < now - CHAT_LIFETIME,
            ~exists().where(Handoff.chat_id == Chat.id, Handoff.state != HandoffState.CLOSED),
        ),
    ]
    gone = 0
    for statement in statements:
        gone += int((await session.execute(statement)).rowcount)  # type: ignore[attr-defined]
    return gone
