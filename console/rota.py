"""Who is on call, and where each is told of urgent chats; `bot/escalation.py` does the telling."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.claims import insert_for
from bot.models import OnCallShift, StaffContact
from bot.staff_contacts import code_hash
from bot.texts import later
from console.models import Staff

CODE_LIFETIME: Final = timedelta(minutes=30)
LONGEST_SHIFT: Final = timedelta(days=14)
PAGE: Final = 50


class ShiftRefusal(StrEnum):
    """Why a shift was not kept; the sentences are marked with `later`."""

    NO_TIME = later("Give both times.")
    ENDS_EARLY = later("It has to end after it begins.")
    IS_OVER = later("It would be over already.")
    TOO_LONG = later("A shift lasts two weeks at most.")
    NOBODY = later("Choose somebody who works with chats.")


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift that is not over, and whether its person can be told."""

    id: int
    staff_id: int
    name: str
    starts_at: datetime
    ends_at: datetime
    is_connected: bool


def read_time(text: str) -> datetime | None:
    """Return the time of a form's field, which is in UTC as every time in the console; None if it is none."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        return None


def refuse(starts_at: datetime | None, ends_at: datetime | None, *, now: datetime) -> ShiftRefusal | None:
    """Return what is wrong with the times of a shift, or None."""
    if starts_at is None or ends_at is None:
        return ShiftRefusal.NO_TIME
    if ends_at <= starts_at:
        return ShiftRefusal.ENDS_EARLY
    if ends_at <= now:
        return ShiftRefusal.IS_OVER
    return ShiftRefusal.TOO_LONG if ends_at - starts_at > LONGEST_SHIFT else None


async def coming_shifts(session: AsyncSession, *, now: datetime, page: int = 1) -> tuple[list[Shift], bool]:
    """Return a page of the shifts that are not over, and whether there are more."""
    found = await session.execute(
        select(OnCallShift, Staff.name, StaffContact.address)
        .join(Staff, Staff.id == OnCallShift.staff_id)
        .outerjoin(StaffContact, StaffContact.staff_id == OnCallShift.staff_id)
        .where(OnCallShift.ends_at > now, Staff.disabled_at.is_(None))
        .order_by(OnCallShift.starts_at, OnCallShift.id)
        .limit(PAGE + 1)
        .offset((page - 1) * PAGE)
    )
    shifts = [
        Shift(row.id, row.staff_id, name, row.starts_at, row.ends_at, address is not None)
        for row, name, address in found
    ]
    return shifts[:PAGE], len(shifts) > PAGE


async def connected(session: AsyncSession, staff_ids: Sequence[int]) -> set[int]:
    """Return which of these people have connected their Telegram."""
    found = await session.scalars(
        select(StaffContact.staff_id).where(
            StaffContact.staff_id.in_(staff_ids), StaffContact.address.is_not(None)
        )
    )
    return set(found)


def code_of(secret_key: str, staff_id: int, nonce: str) -> str:
    """Return the code of a form; the same form makes the same code, so sending it twice changes nothing."""
    said = f"staff contact:{staff_id}:{nonce}"
    return hmac.new(secret_key.encode(), said.encode(), hashlib.sha256).hexdigest()[:32]


async def offer_code(session: AsyncSession, staff_id: int, code: str, *, now: datetime) -> None:
    """Keep the hash of a code until it is sent to the bot; an earlier code is no good any more."""
    values = {"code_hash": code_hash(code), "expires_at": now + CODE_LIFETIME}
    await session.execute(
        insert_for(session)(StaffContact)
        .values(staff_id=staff_id, **values)
        .on_conflict_do_update(index_elements=["staff_id"], set_=values)
    )


async def is_offered(session: AsyncSession, staff_id: int, code: str, *, now: datetime) -> bool:
    """Tell whether the bot still waits for this code."""
    found = await session.scalar(
        select(StaffContact.staff_id).where(
            StaffContact.staff_id == staff_id,
            StaffContact.code_hash == code_hash(code),
            StaffContact.expires_at > now,
        )
    )
    return found is not None
