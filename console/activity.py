"""The append-only log of what staff did, which also makes a form that is sent twice act once."""

from datetime import datetime

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
    **details: str | int | None,
) -> None:
    """Add a line; details are ids and outcomes, never what a migrant wrote. The caller commits."""
    session.add(
        Activity(staff_id=staff_id, at=at, action=action, subject=subject, details=details, form_id=form_id)
    )
    await session.flush()


async def was_done(session: AsyncSession, form_id: str) -> bool:
    """Tell whether this form has already had its effect."""
    return await session.scalar(select(Activity.id).where(Activity.form_id == form_id)) is not None
