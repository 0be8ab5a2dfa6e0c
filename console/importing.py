"""An uploaded file on its way: read and compared behind the page, shown, applied, forgotten after a day."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any, Final

import structlog
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.language.detector import shipped_detector
from bot.language.settle import CLEAR
from console.access import Desk, Visitor
from console.activity import record
from console.file_words import BROKEN, INTERRUPTED, NOT_APPLIED, stored
from console.models import ImportJob, ImportRow
from console.organisations import keeps
from knowledge_base.spreadsheets.applying import Outcome, apply_rows
from knowledge_base.spreadsheets.columns import Kind
from knowledge_base.spreadsheets.comparing import Compared, State, compare, versions_to_look_up
from knowledge_base.spreadsheets.current import Current, read_current, read_earlier
from knowledge_base.spreadsheets.reading import Table, read_file
from knowledge_base.spreadsheets.reasons import Refused
from knowledge_base.spreadsheets.rows_into import Hand
from knowledge_base.spreadsheets.rules import Keeps

KEPT_FOR: Final = timedelta(days=1)
#: Nothing takes so long; whoever worked on it is gone.
GIVEN_UP_AFTER: Final = timedelta(minutes=15)
SEVERAL: Final = "several"
APPLIED: Final = "applied"  #: the states of a row after `State`
STALE: Final = "stale"
#: What is applied when nobody chooses: conflicts are for people to decide one by one.
ALL: Final = (State.NEW.value, State.CHANGED.value)
CHOOSABLE: Final = (*ALL, State.CONFLICTING.value)
_AT_ONCE: Final = 2000  #: rows in one statement
_LOOK_EVERY: Final = 0.5  #: seconds between two looks at how far it is

log = structlog.get_logger()


class JobState(StrEnum):
    """How far a file is."""

    READING = "reading"
    READY = "ready"
    APPLYING = "applying"
    FAILED = "failed"


@dataclass(slots=True)
class _Progress:
    """How many rows a thread has compared."""

    done: int = 0

    def __call__(self, done: int) -> None:
        self.done = done


def keeps_of(visitor: Visitor) -> Keeps:
    """Return whether this person may change texts of a language and scope."""
    return lambda locale, scope: keeps(visitor.organisation, locale=locale, scope=scope)


async def read_job(desk: Desk, job_id: int, body: bytes, keeps: Keeps) -> None:
    """Read and compare a file, and store what each row would do; whatever happens, the job says it."""
    try:
        tables = await asyncio.to_thread(read_file, body)
        await _compare_all(desk, job_id, tables, keeps)
    except Refused as error:
        await _set(desk, job_id, state=JobState.FAILED, reason=stored(error.reason))
    except Exception as error:  # the person at the page must hear of it, whatever it is
        log.error("import_broke", job=job_id, error=type(error).__name__)
        await _forget_rows(desk, job_id)
        await _set(desk, job_id, state=JobState.FAILED, reason={"why": BROKEN})


async def apply_job(
    desk: Desk, job_id: int, visitor: Visitor, chosen: Sequence[int] | None, why: str | None
) -> None:
    """Apply the chosen rows, or without a choice all that conflict with nothing, in one transaction."""
    try:
        async with desk.sessions.begin() as session:
            await _apply(desk, session, job_id, visitor, chosen, why)
    except Exception as error:  # nothing was written, and the person must hear of it
        log.error("import_not_applied", job=job_id, error=type(error).__name__)
        await _set(desk, job_id, state=JobState.READY, reason={"why": NOT_APPLIED})


async def begin_applying(session: AsyncSession, job_id: int, *, now: datetime) -> bool:
    """Mark a job as being applied; False where somebody else was faster. The caller commits."""
    found = await session.scalar(
        update(ImportJob)
        .where(ImportJob.id == job_id, ImportJob.state == JobState.READY)
        .values(state=JobState.APPLYING, applied_at=now, reason=None)
        .returning(ImportJob.id)
    )
    return found is not None


async def find_job(session: AsyncSession, job_id: int, staff_id: int, *, now: datetime) -> ImportJob | None:
    """Return a file of this person; whoever else may not see it finds nothing."""
    job = await session.scalar(
        select(ImportJob).where(ImportJob.id == job_id, ImportJob.staff_id == staff_id)
    )
    if job is not None and _is_given_up(job, now):
        session.expunge(job)
        job.state, job.reason = JobState.FAILED, {"why": INTERRUPTED}
    return job


async def jobs_of(session: AsyncSession, staff_id: int, *, now: datetime) -> list[ImportJob]:
    """Return a person's files of the last day, the newest first; what is older is deleted."""
    await session.execute(delete(ImportJob).where(ImportJob.created_at < now - KEPT_FOR))
    rows = await session.scalars(
        select(ImportJob).where(ImportJob.staff_id == staff_id).order_by(ImportJob.id.desc()).limit(20)
    )
    return list(rows)


async def is_reading(session: AsyncSession, staff_id: int, *, now: datetime) -> bool:
    """Tell whether a file of this person is being read: one after the other is enough."""
    found = await session.scalar(
        select(ImportJob.id).where(
            ImportJob.staff_id == staff_id,
            ImportJob.state == JobState.READING,
            ImportJob.created_at > now - GIVEN_UP_AFTER,
        )
    )
    return found is not None


async def counts_of(session: AsyncSession, job_id: int) -> dict[str, int]:
    """Return how many rows of a file are in each state."""
    rows = await session.execute(
        select(ImportRow.state, func.count()).where(ImportRow.job_id == job_id).group_by(ImportRow.state)
    )
    return {state: count for state, count in rows}  # noqa: C416 - rows are not pairs to the type checker


async def rows_in(
    session: AsyncSession, job_id: int, states: Iterable[str], *, first: int = 0, limit: int | None = None
) -> list[ImportRow]:
    """Return rows of a file in these states, in the order of the file."""
    rows = await session.scalars(
        select(ImportRow)
        .where(ImportRow.job_id == job_id, ImportRow.state.in_(list(states)))
        .order_by(ImportRow.id)
        .offset(first)
        .limit(limit)
    )
    return list(rows)


def detect(text: str) -> str | None:
    """Return the language of a text, or None where the bot would not be sure."""
    found = shipped_detector().detect(text)
    return found.locale if found.confidence >= CLEAR else None


async def _compare_all(desk: Desk, job_id: int, tables: Sequence[Table], keeps: Keeps) -> None:
    kinds = {table.kind for table in tables}
    await _set(
        desk,
        job_id,
        kind=next(iter(kinds)).value if len(kinds) == 1 else SEVERAL,
        total=sum(len(table.rows) for table in tables),
        ignored=list(dict.fromkeys(name for table in tables for name in table.ignored))[:20],
    )
    async with desk.sessions() as session:
        current = await read_current(session, kinds)
        wanted = [each for table in tables for each in versions_to_look_up(table, current)]
        earlier = await read_earlier(session, current, wanted)
    current = Current(current.entries, current.question_ids, current.facts, earlier)
    before = 0
    for table in tables:
        progress = _Progress()
        comparing = partial(compare, table, current, keeps=keeps, detect=detect, progress=progress)
        thread = asyncio.ensure_future(asyncio.to_thread(comparing))
        while not (await asyncio.wait({thread}, timeout=_LOOK_EVERY))[0]:
            await _set(desk, job_id, done=before + progress.done)
        await _store(desk, job_id, await thread)
        before += len(table.rows)
        await _set(desk, job_id, done=before)
    await _set(desk, job_id, state=JobState.READY)


async def _store(desk: Desk, job_id: int, rows: Sequence[Compared]) -> None:
    values = [
        {
            "job_id": job_id,
            "kind": row.kind.value,
            "number": row.number,
            "key": row.key,
            "state": row.state.value,
            "reason": stored(row.reason),
            "cells": dict(row.cells),
            "before": dict(row.before),
            "base": row.base,
        }
        for row in rows
    ]
    for first in range(0, len(values), _AT_ONCE):
        async with desk.sessions.begin() as session:
            await session.execute(insert(ImportRow), values[first : first + _AT_ONCE])


async def _apply(
    desk: Desk,
    session: AsyncSession,
    job_id: int,
    visitor: Visitor,
    chosen: Sequence[int] | None,
    why: str | None,
) -> None:
    now = desk.clock()
    rows = await rows_in(session, job_id, ALL if chosen is None else CHOOSABLE)
    if chosen is not None:
        rows = [row for row in rows if row.id in set(chosen)]
    outcomes = await apply_rows(session, rows, Hand(visitor.staff.name, now, why), keeps=keeps_of(visitor))
    for row, outcome in zip(rows, outcomes, strict=True):
        row.state = APPLIED if outcome.reason is None else STALE
        row.reason = stored(outcome.reason)
    await _record_all(session, outcomes, staff_id=visitor.staff.id, now=now, job_id=job_id, why=why)
    job = await session.get_one(ImportJob, job_id)
    job.state = JobState.READY


async def _record_all(
    session: AsyncSession,
    outcomes: Sequence[Outcome],
    *,
    staff_id: int,
    now: datetime,
    job_id: int,
    why: str | None,
) -> None:
    """Say of each entry what it was and is; phrasings are counted, since migrants may have written them."""
    written = [outcome for outcome in outcomes if outcome.reason is None]
    for outcome in written:
        if outcome.kind is not Kind.PHRASINGS:
            await record(
                session,
                staff_id=staff_id,
                at=now,
                action="file_row_applied",
                subject=f"{outcome.kind.value[:-1]}:{outcome.key}"[:64],
                before=outcome.before or None,
                after=outcome.after,
                why=why,
            )
    phrasings = sum(outcome.kind is Kind.PHRASINGS for outcome in written)
    await record(
        session,
        staff_id=staff_id,
        at=now,
        action="file_applied",
        subject=f"file:{job_id}",
        why=why,
        applied=len(written),
        phrasings=phrasings,
        not_applied=len(outcomes) - len(written),
    )


def _is_given_up(job: ImportJob, now: datetime) -> bool:
    began = job.applied_at if job.state == JobState.APPLYING else job.created_at
    is_busy = job.state in (JobState.READING, JobState.APPLYING)
    return is_busy and began is not None and began < now - GIVEN_UP_AFTER


async def _set(desk: Desk, job_id: int, **values: Any) -> None:
    async with desk.sessions.begin() as session:
        await session.execute(update(ImportJob).where(ImportJob.id == job_id).values(**values))


async def _forget_rows(desk: Desk, job_id: int) -> None:
    async with desk.sessions.begin() as session:
        await session.execute(delete(ImportRow).where(ImportRow.job_id == job_id))
