"""Publications and withdrawals at a time that somebody set; the worker carries them out within a minute."""

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge_base.editing import Refusal, Stale, Unsound, publish, withdraw
from knowledge_base.facts import FactBook
from knowledge_base.models import AnswerRevision, ScheduledChange
from knowledge_base.revisions import history_of, read_histories

PUBLISH: Final = "publish"
WITHDRAW: Final = "withdraw"
DONE: Final = "done"
CANCELLED: Final = "cancelled"


async def schedule(
    session: AsyncSession,
    answer_id: int,
    locale: str,
    action: str,
    *,
    at: datetime,
    revision_number: int,
    by: str,
    now: datetime,
) -> ScheduledChange | Stale | Refusal:
    """Plan a publication of this very text, or a withdrawal, for later; the caller commits.

    Whoever plans a publication approves the text, so it must be another person's.
    """
    history = history_of(await read_histories(session, answer_id), locale)
    if at <= now:
        return Refusal.TOO_LATE
    if history.has_moved(revision_number):
        return Stale(history.newest)
    if action == PUBLISH and by in history.writers:
        return Refusal.OWN_TEXT
    if action == PUBLISH and history.pending is None:
        return Refusal.NOTHING_TO_PUBLISH
    change = ScheduledChange(
        answer_id=answer_id, locale=locale, action=action, revision_number=revision_number, at=at, by=by
    )
    session.add(change)
    await session.flush()
    return change


async def planned(session: AsyncSession, answer_id: int, locale: str) -> list[ScheduledChange]:
    """Return what is still to come for a text, the next first."""
    rows = await session.scalars(
        select(ScheduledChange)
        .where(
            ScheduledChange.answer_id == answer_id,
            ScheduledChange.locale == locale,
            ScheduledChange.done_at.is_(None),
        )
        .order_by(ScheduledChange.at, ScheduledChange.id)
    )
    return list(rows)


async def cancel(session: AsyncSession, change_id: int, *, now: datetime) -> ScheduledChange | None:
    """Call a planned change off; None where it was carried out or called off already."""
    change = await session.get(ScheduledChange, change_id, with_for_update=True)
    if change is None or change.done_at is not None:
        return None
    change.done_at, change.outcome = now, CANCELLED
    await session.flush()
    return change


async def run_next(session: AsyncSession, *, facts: FactBook, now: datetime) -> ScheduledChange | None:
    """Carry out the change that is due longest; None where none is due. The caller commits.

    One that another worker has in hand is passed over. What cannot be done, because the text has changed
    since or breaks a rule by now, is closed with the reason, and people find it on the page of the text.
    """
    change = await session.scalar(
        select(ScheduledChange)
        .where(ScheduledChange.done_at.is_(None), ScheduledChange.at <= now)
        .order_by(ScheduledChange.at, ScheduledChange.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if change is None:
        return None
    change.outcome = _word(await _carry_out(session, change, facts, now))
    change.done_at = now
    await session.flush()
    return change


async def _carry_out(
    session: AsyncSession, change: ScheduledChange, facts: FactBook, now: datetime
) -> AnswerRevision | Stale | Refusal | Unsound:
    if change.action == PUBLISH:
        return await publish(
            session,
            change.answer_id,
            change.locale,
            began_from=change.revision_number,
            reviewer=change.by,
            facts=facts,
            now=now,
        )
    # A withdrawal is of the text whatever it has become meanwhile: its day has come.
    history = history_of(await read_histories(session, change.answer_id), change.locale)
    newest = history.newest.number if history.newest else None
    return await withdraw(session, change.answer_id, change.locale, began_from=newest, by=change.by, now=now)


def _word(outcome: AnswerRevision | Stale | Refusal | Unsound) -> str:
    match outcome:
        case Stale():
            return "stale"
        case Unsound():
            return "unsound"
        case Refusal():
            return outcome.value
        case _:
            return DONE
