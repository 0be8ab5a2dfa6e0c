"""Who works here: add a person, and shut one out at once."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Chat, Handoff, HandoffState
from console.activity import record
from console.models import Role, SignInLink, Staff, StaffSession


async def add_staff(
    session: AsyncSession,
    *,
    name: str,
    role: Role,
    now: datetime,
    locale: str | None = None,
    by: int | None = None,
) -> Staff:
    """Add a person of the organisation; raise ValueError for an empty name. The caller commits."""
    name = " ".join(name.split())[:128]
    if not name:
        raise ValueError("a name is needed")
    staff = Staff(name=name, role=role.value, locale=locale, created_at=now)
    session.add(staff)
    await session.flush()
    await record(
        session, staff_id=by, at=now, action="staff_added", subject=f"staff:{staff.id}", role=role.value
    )
    return staff


async def disable_staff(
    session: AsyncSession, staff_id: int, *, now: datetime, by: int | None = None
) -> bool:
    """Shut a person out of every browser at once and give their chats back to the queue.

    False when there is nobody with this id or they are already disabled. The caller commits.
    """
    staff = await session.get(Staff, staff_id, with_for_update=True)
    if staff is None or staff.disabled_at is not None:
        return False
    staff.disabled_at = now
    await session.execute(delete(SignInLink).where(SignInLink.staff_id == staff_id))
    await session.execute(
        update(StaffSession)
        .where(StaffSession.staff_id == staff_id, StaffSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    held = (Handoff.claimed_by == staff_id, Handoff.state == HandoffState.CLAIMED)
    await session.execute(
        update(Chat).where(Chat.id.in_(select(Handoff.chat_id).where(*held))).values(with_person=False)
    )
    await session.execute(update(Handoff).where(*held).values(state=HandoffState.OPEN, claimed_by=None))
    await record(session, staff_id=by, at=now, action="staff_disabled", subject=f"staff:{staff_id}")
    return True


async def list_staff(session: AsyncSession) -> list[Staff]:
    """Return everybody, the disabled too, in the order they were added."""
    return list(await session.scalars(select(Staff).order_by(Staff.id)))


async def first_administrator(session: AsyncSession) -> Staff | None:
    """Return the administrator who has been here longest and may still sign in."""
    staff: Staff | None = await session.scalar(
        select(Staff)
        .where(Staff.role == Role.ADMINISTRATOR.value, Staff.disabled_at.is_(None))
        .order_by(Staff.id)
        .limit(1)
    )
    return staff
