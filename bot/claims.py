"""What the inbox and the outbox share: a claimed row is changed by its claimant only."""

from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import InboxMessage, OutboxMessage


class ClaimLost(Exception):
    """Another worker took this over while we were at it: whatever we did must not be recorded."""


async def update_claimed(
    session: AsyncSession, row: type[InboxMessage | OutboxMessage], row_id: int, claim: str, **values: Any
) -> None:
    """Set values of a row that is still held under this claim, the fencing token; else raise ClaimLost."""
    result = await session.execute(
        update(row)
        .where(row.id == row_id, row.claimed_by == claim)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    if result.rowcount != 1:  # type: ignore[attr-defined]
        raise ClaimLost


def insert_for(session: AsyncSession) -> Any:
    """Return the engine's own INSERT, which knows ON CONFLICT."""
    return postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
