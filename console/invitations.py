"""Links that an administrator makes for other people: to begin with, or when a password is forgotten."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from console.activity import record, was_done
from console.models import SignInLink, Staff
from console.sign_in import INVITATION_LIFETIME, make_sign_in_link
from console.staff import StaffForm, StaffRefusal, invite


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that is shown once; only its hash is kept."""

    staff: Staff
    token: str
    until: datetime


class AlreadyMade(Exception):
    """The same form came before: its link was shown then and cannot be shown again."""


async def invite_with_link(
    session: AsyncSession, form: StaffForm, *, now: datetime, by: int, form_id: str
) -> Invitation | StaffRefusal:
    """Add a person and make their first link; raise AlreadyMade for a form sent twice. The caller commits."""
    if await was_done(session, form_id):
        raise AlreadyMade
    staff = await invite(session, form, now=now, by=by, form_id=form_id)
    if isinstance(staff, StaffRefusal):
        return staff
    token = await make_sign_in_link(session, staff.id, now=now, lifetime=INVITATION_LIFETIME)
    return Invitation(staff, token, now + INVITATION_LIFETIME)


async def new_link(
    session: AsyncSession, staff_id: int, *, now: datetime, by: int, form_id: str
) -> Invitation:
    """Make a new link for somebody; older ones that were not used stop working. The caller commits.

    Raises LookupError for somebody who is not there or disabled, AlreadyMade for a form sent twice.
    """
    if await was_done(session, form_id):
        raise AlreadyMade
    staff = await session.get(Staff, staff_id)
    if staff is None or staff.disabled_at is not None:
        raise LookupError(staff_id)
    await session.execute(
        delete(SignInLink).where(SignInLink.staff_id == staff_id, SignInLink.used_at.is_(None))
    )
    token = await make_sign_in_link(session, staff_id, now=now, lifetime=INVITATION_LIFETIME)
    await record(
        session, staff_id=by, at=now, action="link_made", subject=f"staff:{staff_id}", form_id=form_id
    )
    return Invitation(staff, token, now + INVITATION_LIFETIME)
