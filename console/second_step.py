"""The second step of a sign-in: a code from an app on the phone that counts once (TOTP)."""

import re
from datetime import datetime
from typing import Final

import pyotp
import segno
from sqlalchemy import or_, update
from sqlalchemy.ext.asyncio import AsyncSession

from console.activity import record
from console.models import Role, Staff

ISSUER: Final = "Migrant rights console"
_SECRET: Final = re.compile(r"^[A-Z2-7]{32}$")
_CODE: Final = re.compile(r"^[0-9]{6}$")
_STEP: Final = 30  #: seconds that a code is shown
#: Who can write to migrants, or decide what they read, is asked to have a second step.
_ASKED: Final = frozenset({Role.ADMINISTRATOR, Role.REVIEWER, Role.OPERATOR})


def new_secret() -> str:
    """Return a secret for an app; it is kept only once a code has shown that the app has it."""
    return pyotp.random_base32()


def is_secret(text: str) -> bool:
    """Tell whether a form brought back a secret of ours, and not something shorter."""
    return _SECRET.match(text) is not None


def picture(secret: str, login: str) -> str:
    """Return the QR code to scan, as the address of an image; black on white, whatever the page's colours."""
    uri = pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)
    return segno.make(uri, error="m").svg_data_uri(scale=5, border=4, light="#fff", dark="#000")


def is_asked_for(staff: Staff) -> bool:
    """Tell whether this person should set up a second step and has not."""
    return staff.role in _ASKED and staff.totp_secret is None


def step_of_code(secret: str, code: str, *, now: datetime) -> int | None:
    """Return the time step whose code this is: now, or one earlier or later for clocks that differ."""
    code = "".join(code.split())
    if not _CODE.match(code):
        return None
    totp, current = pyotp.TOTP(secret), int(now.timestamp()) // _STEP
    return next(
        (step for step in (current, current - 1, current + 1) if totp.verify(code, for_time=step * _STEP)),
        None,
    )


async def use_code(session: AsyncSession, staff: Staff, code: str, *, now: datetime) -> bool:
    """Use a code up; False for a wrong one and for one that was used before. The caller commits."""
    step = None if staff.totp_secret is None else step_of_code(staff.totp_secret, code, now=now)
    if step is None:
        return False
    used = await session.execute(
        update(Staff)
        .where(Staff.id == staff.id, or_(Staff.totp_last_step.is_(None), Staff.totp_last_step < step))
        .values(totp_last_step=step)
        .returning(Staff.id)
    )
    return used.one_or_none() is not None


async def set_up(session: AsyncSession, staff_id: int, secret: str, step: int, *, now: datetime) -> None:
    """Keep a secret whose app has shown the code of a `step`, which is thereby used. The caller commits."""
    await session.execute(
        update(Staff).where(Staff.id == staff_id).values(totp_secret=secret, totp_last_step=step)
    )
    await record(session, staff_id=staff_id, at=now, action="second_step_set_up", subject=f"staff:{staff_id}")


async def remove(session: AsyncSession, staff: Staff, *, now: datetime, by: int) -> None:
    """Take the second step away; where there is none, nothing happens. The caller commits."""
    gone = await session.execute(
        update(Staff)
        .where(Staff.id == staff.id, Staff.totp_secret.is_not(None))
        .values(totp_secret=None, totp_last_step=None)
        .returning(Staff.id)
    )
    if gone.one_or_none() is not None:
        await record(session, staff_id=by, at=now, action="second_step_removed", subject=f"staff:{staff.id}")
