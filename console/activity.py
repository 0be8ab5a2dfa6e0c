"""The append-only log of what staff did, which also makes a form that is sent twice act once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from console.models import Activity


async def record(
    session: AsyncSession,
    *,
    staff_id: int | None,
    at: datetime,
    action: str,
    subject: str,
    form_id: str | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    why: str | None = None,
    **details: str | int | None,
) -> None:
    """Add a line; details are ids and outcomes, never what a migrant wrote. The caller commits.

    `before` and `after` hold what a change touched, by the name of the field; `why` is a person's own words.
    """
    session.add(
        Activity(
            staff_id=staff_id,
            at=at,
            action=action,
            subject=subject,
            details=details,
            before=None if before is None else dict(before),
            after=None if after is None else dict(after),
            why=why or None,
            form_id=form_id,
        )
    )
    await session.flush()


async def was_done(session: AsyncSession, form_id: str) -> bool:
    """Tell whether this form has already had its effect."""
    return await session.scalar(select(Activity.id).where(Activity.form_id == form_id)) is not None
