"""Who works here: add a person, change what they may do, and shut one out at once."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Chat, Handoff, HandoffState
from console.activity import record
from console.models import Organisation, Role, SignInLink, Staff, StaffSession
from console.texts import CONSOLE_LOCALES

PER_PAGE: Final = 50


class StaffRefusal(StrEnum):
    """Why somebody was not added or changed."""

    NO_NAME = "no_name"
    NO_ROLE = "no_role"
    LOGIN_TAKEN = "login_taken"
    NO_ORGANISATION = "no_organisation"
    LAST_ADMINISTRATOR = "last_administrator"


@dataclass(frozen=True, slots=True)
class StaffForm:
    """What an administrator says of a person."""

    name: str = ""
    role: str = ""
    organisation_id: int | None = None
    locale: str | None = None
    login: str | None = None

    def cleaned(self) -> "StaffForm":
        """Return it with one space between words and the login in lower case."""
        return replace(
            self,
            name=" ".join(self.name.split())[:128],
            locale=self.locale if self.locale in CONSOLE_LOCALES else None,
            login=clean_login(self.login or "") or None,
        )

    def values(self) -> dict[str, Any]:
        """Return the columns, which are also what the activity log shows."""
        return {
            "name": self.name,
            "role": self.role,
            "organisation_id": self.organisation_id,
            "locale": self.locale,
            "login": self.login,
        }


def clean_login(login: str) -> str:
    """Return a login as it is kept and compared: no spaces, lower case."""
    return "".join(login.split()).lower()[:128]


def form_of(staff: Staff) -> StaffForm:
    """Return what is said of a person now."""
    return StaffForm(staff.name, staff.role, staff.organisation_id, staff.locale, staff.login)


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
    form = StaffForm(name=name, role=role.value, locale=locale)
    added = await invite(session, form, now=now, by=by)
    if isinstance(added, StaffRefusal):
        raise ValueError("a name is needed")
    return added


async def invite(
    session: AsyncSession,
    form: StaffForm,
    *,
    now: datetime,
    by: int | None = None,
    form_id: str | None = None,
) -> Staff | StaffRefusal:
    """Add a person; they get in by a link, which is made apart from this. The caller commits."""
    form = form.cleaned()
    refusal = await _cannot_be(session, form, staff_id=0)
    if refusal is not None:
        return refusal
    staff = Staff(**form.values(), created_at=now)
    session.add(staff)
    await session.flush()
    await record(
        session,
        staff_id=by,
        at=now,
        action="staff_added",
        subject=f"staff:{staff.id}",
        form_id=form_id,
        after={name: value for name, value in form.values().items() if value is not None},
        role=form.role,
    )
    return staff


async def change_staff(
    session: AsyncSession, staff_id: int, form: StaffForm, *, now: datetime, by: int | None = None
) -> Staff | StaffRefusal:
    """Change what is said of a person. Raises LookupError for an id that is not there.

    Who may no longer have chats gives them back to the queue. A new login is a new name at the
    organisation's own provider too, so the old link to it goes. The caller commits.
    """
    form = form.cleaned()
    staff = await _locked(session, staff_id)
    refusal = await _cannot_be(session, form, staff_id=staff_id)
    if refusal is None and form.role != Role.ADMINISTRATOR and await _is_last_administrator(session, staff):
        refusal = StaffRefusal.LAST_ADMINISTRATOR
    if refusal is not None:
        return refusal
    old, new = form_of(staff).values(), form.values()
    changed = [name for name in new if new[name] != old[name]]
    if not changed:
        return staff
    for name in changed:
        setattr(staff, name, new[name])
    if "login" in changed:
        staff.oidc_subject = None
    if form.role not in (Role.OPERATOR, Role.ADMINISTRATOR):
        await _give_chats_back(session, staff_id)
    await record(
        session,
        staff_id=by,
        at=now,
        action="staff_changed",
        subject=f"staff:{staff_id}",
        before={name: old[name] for name in changed},
        after={name: new[name] for name in changed},
    )
    return staff


async def disable_staff(
    session: AsyncSession, staff_id: int, *, now: datetime, by: int | None = None, why: str = ""
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
    await _give_chats_back(session, staff_id)
    await record(session, staff_id=by, at=now, action="staff_disabled", subject=f"staff:{staff_id}", why=why)
    return True


async def disable_other(
    session: AsyncSession, staff_id: int, *, now: datetime, by: int | None, why: str
) -> StaffRefusal | None:
    """Shut a person out, but never the last administrator: nobody could let anybody in again."""
    staff = await _locked(session, staff_id)
    if await _is_last_administrator(session, staff):
        return StaffRefusal.LAST_ADMINISTRATOR
    await disable_staff(session, staff_id, now=now, by=by, why=why)
    return None


async def enable_staff(session: AsyncSession, staff_id: int, *, now: datetime, by: int | None) -> None:
    """Let a person in again, with the password they had; a second time changes nothing."""
    staff = await _locked(session, staff_id)
    if staff.disabled_at is not None:
        staff.disabled_at = None
        await record(session, staff_id=by, at=now, action="staff_enabled", subject=f"staff:{staff_id}")


async def list_staff(session: AsyncSession) -> list[Staff]:
    """Return everybody, the disabled too, in the order they were added."""
    return list(await session.scalars(select(Staff).order_by(Staff.id)))


async def people(
    session: AsyncSession, *, page: int, is_disabled: bool
) -> tuple[list[tuple[Staff, Organisation | None]], bool]:
    """Return a page of people by name with their organisations, and whether there are more."""
    rows = await session.execute(
        select(Staff, Organisation)
        .outerjoin(Organisation, Organisation.id == Staff.organisation_id)
        .where(Staff.disabled_at.is_not(None) if is_disabled else Staff.disabled_at.is_(None))
        .order_by(Staff.name, Staff.id)
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE + 1)
    )
    found: list[tuple[Staff, Organisation | None]] = [(staff, organisation) for staff, organisation in rows]
    return found[:PER_PAGE], len(found) > PER_PAGE


async def first_administrator(session: AsyncSession) -> Staff | None:
    """Return the administrator who has been here longest and may still sign in."""
    staff: Staff | None = await session.scalar(
        select(Staff)
        .where(Staff.role == Role.ADMINISTRATOR.value, Staff.disabled_at.is_(None))
        .order_by(Staff.id)
        .limit(1)
    )
    return staff


async def _locked(session: AsyncSession, staff_id: int) -> Staff:
    staff = await session.get(Staff, staff_id, with_for_update=True, populate_existing=True)
    if staff is None:
        raise LookupError(staff_id)
    return staff


async def _cannot_be(session: AsyncSession, form: StaffForm, *, staff_id: int) -> StaffRefusal | None:
    if not form.name:
        return StaffRefusal.NO_NAME
    if form.role not in set(Role):
        return StaffRefusal.NO_ROLE
    taken = select(Staff.id).where(Staff.login == form.login, Staff.id != staff_id)
    if form.login and await session.scalar(taken) is not None:
        return StaffRefusal.LOGIN_TAKEN
    if form.organisation_id is not None and await session.get(Organisation, form.organisation_id) is None:
        return StaffRefusal.NO_ORGANISATION
    return None


async def _is_last_administrator(session: AsyncSession, staff: Staff) -> bool:
    if staff.role != Role.ADMINISTRATOR or staff.disabled_at is not None:
        return False
    # All of them are locked, in one order, so that two cannot take the right from each other at once.
    there_are = await session.scalars(
        select(Staff.id)
        .where(Staff.role == Role.ADMINISTRATOR.value, Staff.disabled_at.is_(None))
        .order_by(Staff.id)
        .with_for_update()
    )
    return set(there_are) == {staff.id}


async def _give_chats_back(session: AsyncSession, staff_id: int) -> None:
    held = (Handoff.claimed_by == staff_id, Handoff.state == HandoffState.CLAIMED)
    await session.execute(
        update(Chat).where(Chat.id.in_(select(Handoff.chat_id).where(*held))).values(with_person=False)
    )
    await session.execute(update(Handoff).where(*held).values(state=HandoffState.OPEN, claimed_by=None))
