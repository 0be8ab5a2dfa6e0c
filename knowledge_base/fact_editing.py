"""Facts are changed here: once, for every answer and every language that names them.

Each change adds a revision and moves the content version. A change names the revision it began from; where
another has come since, nothing is written. The caller commits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import Select, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge_base.content_types import Fact
from knowledge_base.loading import bump_content_version, lock_content
from knowledge_base.models import FactRevision
from knowledge_base.rows import fact_row, fact_value

_MAX_ID: Final = 64
_DAY: Final = timedelta(days=1)


class FactRefusal(StrEnum):
    """Why nothing was written."""

    GONE = "gone"
    SAME = "same"
    OVERLAPS = "overlaps"
    STARTS_TOO_EARLY = "starts_too_early"
    ALREADY_ENDED = "already_ended"
    NOTHING_BEFORE = "nothing_before"
    IN_FORCE = "in_force"


@dataclass(frozen=True, slots=True)
class Stale:
    """Somebody was faster: this is the revision that counts now."""

    number: int
    author: str


@dataclass(frozen=True, slots=True)
class Written:
    """The fact as it stands now, and the number of its revision."""

    fact: Fact
    number: int


Result = Written | Stale | FactRefusal


async def change_fact(
    session: AsyncSession,
    new: Fact,
    *,
    from_number: int,
    by: str,
    now: datetime,
    why: str | None = None,
    is_checked: bool = True,
) -> Result:
    """Add a revision of this fact; with `is_checked` whoever changes it has read the source today."""
    current = await _locked(session, new.id, from_number)
    if not isinstance(current, FactRevision):
        return current
    old = fact_value(current)
    if old == new:
        return FactRefusal.SAME
    is_moved = (old.valid_from, old.valid_until) != (new.valid_from, new.valid_until)
    if is_moved and await _overlaps(session, new, but={new.id}):
        return FactRefusal.OVERLAPS
    if is_checked:
        new = replace(new, checked_on=now.date(), checked_by=by)
    return await _add(session, new, current.number + 1, by=by, now=now, why=why)


async def plan_change(
    session: AsyncSession,
    new: Fact,
    *,
    starts_on: date,
    from_number: int,
    by: str,
    now: datetime,
    why: str | None = None,
    is_checked: bool = True,
) -> Result:
    """Put a new fact of the same series behind the one whose id `new` has, from a day on.

    The old one ends on the day before. Texts name the old id further: it means the value of the day.
    """
    current = await _locked(session, new.id, from_number)
    if not isinstance(current, FactRevision):
        return current
    old = fact_value(current)
    if old.valid_from is not None and starts_on <= old.valid_from:
        return FactRefusal.STARTS_TOO_EARLY
    if old.valid_until is not None and old.valid_until < starts_on - _DAY:
        return FactRefusal.ALREADY_ENDED
    ended, successor = planned_facts(old, new, starts_on).values()
    if is_checked:
        successor = replace(successor, checked_on=now.date(), checked_by=by)
    is_taken = await _newest(session, successor.id) is not None
    if is_taken or await _overlaps(session, successor, but={old.id}):
        return FactRefusal.OVERLAPS
    if ended != old:
        await _add(session, ended, current.number + 1, by=by, now=now, why=why)
    return await _add(session, successor, 1, by=by, now=now, why=why)


def planned_facts(old: Fact, new: Fact, starts_on: date) -> dict[str, Fact]:
    """Return the fact that ends on the day before and the one that takes its place, by id, in this order."""
    series, last = old.series or old.id, starts_on - _DAY
    until = new.valid_until if new.valid_until is not None and new.valid_until >= starts_on else None
    successor = replace(
        new, id=_id_from(old.id, starts_on), series=series, valid_from=starts_on, valid_until=until
    )
    return {old.id: replace(old, series=series, valid_until=last), successor.id: successor}


async def cancel_plan(
    session: AsyncSession, fact_id: str, *, from_number: int, by: str, now: datetime, why: str | None = None
) -> Result:
    """Take a planned fact back before its day has come, and let the one before it go on as it did.

    Nothing has rested on it yet, so it is deleted; who planned and cancelled it stands in the activity log.
    """
    current = await _locked(session, fact_id, from_number)
    if not isinstance(current, FactRevision):
        return current
    planned = fact_value(current)
    if planned.valid_from is None or planned.valid_from <= now.date() or planned.series is None:
        return FactRefusal.IN_FORCE
    began_at = await session.scalar(
        select(FactRevision.created_at).where(FactRevision.fact_id == fact_id, FactRevision.number == 1)
    )
    before = await session.scalar(
        select(FactRevision)
        .where(
            FactRevision.series == planned.series,
            FactRevision.valid_until == planned.valid_from - _DAY,
            FactRevision.created_at == began_at,
            FactRevision.fact_id != fact_id,
        )
        .order_by(FactRevision.number.desc())
        .limit(1)
    )
    await session.execute(delete(FactRevision).where(FactRevision.fact_id == fact_id))
    if before is None:
        await bump_content_version(session)
        return Written(planned, current.number)
    newest, earlier = await _newest(session, before.fact_id), await _row(session, before, -1)
    assert newest is not None
    going_on = replace(fact_value(newest), valid_until=earlier.valid_until if earlier else None)
    return await _add(session, going_on, newest.number + 1, by=by, now=now, why=why)


async def undo(
    session: AsyncSession, fact_id: str, *, from_number: int, by: str, now: datetime, why: str | None = None
) -> Result:
    """Bring the revision before this one back, as a new revision."""
    current = await _locked(session, fact_id, from_number)
    if not isinstance(current, FactRevision):
        return current
    earlier = await _row(session, current, -1)
    if earlier is None:
        return FactRefusal.NOTHING_BEFORE
    again = fact_value(earlier)
    if await _overlaps(session, again, but={fact_id}):
        return FactRefusal.OVERLAPS
    return await _add(session, again, current.number + 1, by=by, now=now, why=why)


async def mark_checked(
    session: AsyncSession, numbers: Mapping[str, int], *, by: str, now: datetime
) -> list[Fact]:
    """Say of facts, by id and the revision that was looked at, that they are still true; return those.

    One that somebody changed meanwhile is left out: the old value was looked at.
    """
    await lock_content(session)
    rows = [
        row for row in await session.scalars(_newest_of(list(numbers))) if row.number == numbers[row.fact_id]
    ]
    checked = [replace(fact_value(row), checked_on=now.date(), checked_by=by) for row in rows]
    session.add_all(
        fact_row(fact, number=row.number + 1, author=by, now=now)
        for fact, row in zip(checked, rows, strict=True)
    )
    if checked:
        await bump_content_version(session)
    await session.flush()
    return checked


async def history_of(session: AsyncSession, fact_id: str, *, limit: int = 50) -> list[FactRevision]:
    """Return a fact's revisions, the newest first."""
    rows = await session.scalars(
        select(FactRevision)
        .where(FactRevision.fact_id == fact_id)
        .order_by(FactRevision.number.desc())
        .limit(limit)
    )
    return list(rows)


async def numbers_of(session: AsyncSession, fact_ids: Sequence[str]) -> dict[str, int]:
    """Return which revision of each of these facts counts."""
    rows = await session.execute(
        select(FactRevision.fact_id, func.max(FactRevision.number))
        .where(FactRevision.fact_id.in_(fact_ids))
        .group_by(FactRevision.fact_id)
    )
    return {fact_id: number for fact_id, number in rows if number is not None}


async def _locked(
    session: AsyncSession, fact_id: str, from_number: int
) -> FactRevision | Stale | FactRefusal:
    await lock_content(session)
    current = await _newest(session, fact_id)
    if current is None:
        return FactRefusal.GONE
    return current if current.number == from_number else Stale(current.number, current.author)


async def _newest(session: AsyncSession, fact_id: str) -> FactRevision | None:
    return next(iter(await history_of(session, fact_id, limit=1)), None)


async def _row(session: AsyncSession, row: FactRevision, step: int) -> FactRevision | None:
    found: FactRevision | None = await session.scalar(
        select(FactRevision).where(
            FactRevision.fact_id == row.fact_id, FactRevision.number == row.number + step
        )
    )
    return found


async def _overlaps(session: AsyncSession, fact: Fact, *, but: set[str]) -> bool:
    """Tell whether another fact of the series is in force on one of this one's days."""
    if fact.series is None:
        return False
    of_series = select(FactRevision.fact_id).where(
        or_(FactRevision.series == fact.series, FactRevision.fact_id == fact.series)
    )
    ids = set(await session.scalars(of_series)) - but - {fact.id}
    others = [fact_value(row) for row in await session.scalars(_newest_of(list(ids)))]
    first, last = fact.valid_from or date.min, fact.valid_until or date.max
    return any(
        max(first, other.valid_from or date.min) <= min(last, other.valid_until or date.max)
        for other in others
        if other.series == fact.series
    )


def _newest_of(fact_ids: Sequence[str]) -> Select[FactRevision]:
    newest = (
        select(FactRevision.fact_id, func.max(FactRevision.number).label("number"))
        .where(FactRevision.fact_id.in_(fact_ids))
        .group_by(FactRevision.fact_id)
        .subquery()
    )
    return select(FactRevision).join(
        newest, (FactRevision.fact_id == newest.c.fact_id) & (FactRevision.number == newest.c.number)
    )


async def _add(
    session: AsyncSession, fact: Fact, number: int, *, by: str, now: datetime, why: str | None
) -> Written:
    row = fact_row(fact, number=number, author=by, now=now)
    row.why = why or None
    session.add(row)
    await bump_content_version(session)
    await session.flush()
    return Written(fact, number)


def _id_from(fact_id: str, starts_on: date) -> str:
    ending = f"-{starts_on.isoformat()}"
    return fact_id[: _MAX_ID - len(ending)] + ending
