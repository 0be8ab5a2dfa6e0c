"""Counts of what people asked and what became of it: never a person, never a text.

A count is worked out at most every ten minutes: over a million messages it takes longer than a page may.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Final

from fastapi import Request
from sqlalchemy import String, case, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Handoff, HandoffState, InboxMessage
from bot.turns import HandoffReason, Outcome
from console.access import desk_of
from console.models import Activity

FEW: Final = 5  #: a smaller number could be somebody
WEEK: Final = timedelta(days=7)
MONTH: Final = timedelta(days=30)
_KEPT_FOR: Final = timedelta(minutes=10)
_MIN_BASE: Final = 50  #: of fewer messages a share would tell the count
#: Messages that asked something; buttons, greetings and commands are not counted in the shares.
ASKING: Final = (Outcome.ANSWER, Outcome.CHOOSE, Outcome.UNANSWERED)


@dataclass(frozen=True, slots=True)
class Period:
    """The counts of the last so many days."""

    outcomes: Counter[str] = field(default_factory=Counter)
    locales: Counter[str] = field(default_factory=Counter)
    questions: Counter[str] = field(default_factory=Counter)
    closed: Counter[str] = field(default_factory=Counter)
    first_replies: tuple[timedelta, ...] = ()

    def share(self, outcome: Outcome) -> int | None:
        """Return in how many of a hundred questions this came out; None where they are too few to say."""
        base = sum(self.outcomes[each] for each in ASKING)
        if base < _MIN_BASE or any(0 < self.outcomes[each] < FEW for each in ASKING):
            return None
        return round(100 * self.outcomes[outcome] / base)

    @property
    def time_to_first_reply(self) -> timedelta | None:
        """The median from the opening of a handoff to a person's first reply."""
        if len(self.first_replies) < FEW:
            return None
        return timedelta(seconds=median(each.total_seconds() for each in self.first_replies))


@dataclass(frozen=True, slots=True)
class Figures:
    """What was counted, and when."""

    counted_at: datetime
    week: Period
    month: Period
    #: How often each question was asked in thirty days, with those that only a handoff knows.
    asked: Counter[str]


def shown(count: int) -> str:
    """Return a count as it may be seen."""
    return str(count) if count == 0 or count >= FEW else f"<{FEW}"


def shown_total(count: int) -> str:
    """Return a sum in tens: with the exact one a hidden count could be worked out."""
    return str(count // 10 * 10) if count >= 10 else shown(count)


async def figures_of(request: Request) -> Figures:
    """Return the figures, not older than ten minutes."""
    kept: Figures | None = getattr(request.app.state, "figures", None)
    desk = desk_of(request)
    now = desk.clock()
    if kept is None or not kept.counted_at <= now < kept.counted_at + _KEPT_FOR:
        async with desk.sessions() as session:
            kept = request.app.state.figures = await read_figures(session, now=now)
    return kept


async def read_figures(session: AsyncSession, *, now: datetime) -> Figures:
    """Count: three queries, one of them over the index of the messages alone."""
    week, month = Period(), Period()
    in_week = case((InboxMessage.received_at >= now - WEEK, 1), else_=0)
    messages = await session.execute(
        select(
            InboxMessage.question_id,
            InboxMessage.outcome,
            InboxMessage.locale,
            func.count(),
            func.sum(in_week),
        )
        .where(InboxMessage.received_at >= now - MONTH, InboxMessage.outcome.is_not(None))
        .group_by(InboxMessage.question_id, InboxMessage.outcome, InboxMessage.locale)
    )
    for question_id, outcome, locale, count, recent in messages:
        for period, number in ((month, count), (week, int(recent or 0))):
            period.outcomes[outcome or ""] += number
            period.locales[locale or ""] += number
            if question_id is not None:
                period.questions[question_id] += number
    for outcome, count, recent in await _closed(session, now=now):
        month.closed[outcome or ""] += count
        week.closed[outcome or ""] += recent
    asked = month.questions + Counter(await _asked_of_people(session, now=now))
    waits = await _first_replies(session, now=now)
    return Figures(
        now,
        _with_waits(week, [wait for at, wait in waits if at >= now - WEEK]),
        _with_waits(month, [wait for _at, wait in waits]),
        asked,
    )


async def _closed(session: AsyncSession, *, now: datetime) -> list[tuple[str | None, int, int]]:
    in_week = case((Handoff.closed_at >= now - WEEK, 1), else_=0)
    found = await session.execute(
        select(Handoff.outcome, func.count(), func.sum(in_week))
        .where(Handoff.state == HandoffState.CLOSED, Handoff.closed_at >= now - MONTH)
        .group_by(Handoff.outcome)
    )
    return [(outcome, count, int(recent or 0)) for outcome, count, recent in found]


async def _asked_of_people(session: AsyncSession, *, now: datetime) -> dict[str, int]:
    """Count what the bot only guessed: the message itself has no question then."""
    found = await session.execute(
        select(Handoff.question_id, func.count())
        .where(
            Handoff.opened_at >= now - MONTH,
            Handoff.reason == HandoffReason.UNANSWERED,
            Handoff.question_id.is_not(None),
        )
        .group_by(Handoff.question_id)
    )
    return {question_id: count for question_id, count in found if question_id is not None}


async def _first_replies(session: AsyncSession, *, now: datetime) -> list[tuple[datetime, timedelta]]:
    """Return when handoffs were opened and how long each waited for a person's first reply."""
    replied_at = func.min(Activity.at)
    found = await session.execute(
        select(Handoff.opened_at, replied_at)
        .join(Activity, Activity.subject == "handoff:" + cast(Handoff.id, String))
        .where(
            Handoff.opened_at >= now - MONTH, Activity.action == "replied", Activity.at >= Handoff.opened_at
        )
        .group_by(Handoff.id, Handoff.opened_at)
    )
    return [(opened_at, at - opened_at) for opened_at, at in found if at is not None]


def _with_waits(period: Period, waits: list[timedelta]) -> Period:
    return Period(period.outcomes, period.locales, period.questions, period.closed, tuple(waits))
