"""The first page: what needs me today, by role; for analysts figures, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from sqlalchemy import case, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Handoff, HandoffState, OutboxMessage, OutboxState
from bot.texts import Texts, later
from bot.turns import Outcome
from console.access import CHATS, WRITING, SignedIn, desk_of
from console.fact_words import reading_locale
from console.figures import ASKING, Figures, Period, figures_of, shown, shown_total
from console.handling import CloseOutcome
from console.models import Role
from console.pages import page, texts_of
from console.standing import Standing, standing_of
from console.words import language_name, span, word
from knowledge_base.coverage import CellState
from knowledge_base.fact_attention import Attention, needing
from knowledge_base.models import ScheduledChange, Suggestion, SuggestionState

router = APIRouter()

_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)
_LATE: Final = timedelta(minutes=5)  #: a planned change is made within a minute
_MOST_ASKED: Final = 10
#: A literal, so that the database sees that its index of failed messages fits.
_IS_FAILED: Final = OutboxMessage.state == literal_column(f"'{OutboxState.FAILED}'")
_WAITING: Final = (HandoffState.OPEN, HandoffState.CLAIMED)


@dataclass(frozen=True, slots=True)
class Tile:
    """A number that somebody may have to do something about, and where that is done."""

    count: int
    label: str  #: marked with `later`
    address: str
    is_alarm: bool = False  #: red as long as it is not zero
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Tiles of one kind of work."""

    title: str
    tiles: Sequence[Tile]


@router.get("/")
async def today(request: Request, visitor: SignedIn) -> Response:
    """Show what waits for a person of this role."""
    desk, texts = desk_of(request), texts_of(request)
    role, now = visitor.staff.role, desk.clock()
    is_all = role == Role.ADMINISTRATOR
    groups: list[Group] = []
    failures: list[tuple[str, str, int]] = []
    if is_all or role in CHATS:
        async with desk.sessions() as session:
            chats = await _chats(session, now=now)
            failures = await _failures(session, now=now)
        failed = sum(count for _channel, _error, count in failures)
        address = "#failed" if failed else "/handoffs"
        chats.append(Tile(failed, later("Messages not delivered in 7 days"), address))
        groups.append(Group(later("Chats"), chats))
    if is_all or role in WRITING:
        standing = await standing_of(request)
        async with desk.sessions() as session:
            groups += await _knowledge(session, standing, texts, now=now)
    has_figures = is_all or role == Role.ANALYST
    return page(
        request,
        "overview.html",
        groups=groups,
        is_clear=bool(groups) and not any(tile.count for group in groups for tile in group.tiles),
        failures=[(word(texts, "channel", channel), error, count) for channel, error, count in failures],
        figures=await _figure_tables(request, texts) if has_figures else None,
        today=now.date(),
    )


async def _chats(session: AsyncSession, *, now: datetime) -> list[Tile]:
    """Count what waits, urgent apart, by age: one query over the index of the queue."""
    age = case(
        (Handoff.is_urgent, "urgent"),
        (Handoff.opened_at > now - _HOUR, "new"),
        (Handoff.opened_at > now - _DAY, "day"),
        else_="old",
    )
    found = await session.execute(
        select(age.label("age"), func.count()).where(Handoff.state.in_(_WAITING)).group_by("age")
    )
    counts = {str(each): count for each, count in found}
    queue = "/handoffs"
    return [
        Tile(counts.get("urgent", 0), later("Urgent chats"), queue, is_alarm=True),
        Tile(counts.get("old", 0), later("Waiting for more than a day"), queue),
        Tile(counts.get("day", 0), later("Waiting for 1 to 24 hours"), queue),
        Tile(counts.get("new", 0), later("Waiting for less than an hour"), queue),
    ]


async def _failures(session: AsyncSession, *, now: datetime) -> list[tuple[str, str, int]]:
    """Count what could not be delivered, by channel and by the channel's own code."""
    found = await session.execute(
        select(OutboxMessage.channel, OutboxMessage.error, func.count())
        .where(_IS_FAILED, OutboxMessage.queued_at > now - _WEEK)
        .group_by(OutboxMessage.channel, OutboxMessage.error)
        .order_by(func.count().desc())
        .limit(20)
    )
    return [(channel, error or "", count) for channel, error, count in found]


async def _knowledge(
    session: AsyncSession, standing: Standing, texts: Texts, *, now: datetime
) -> list[Group]:
    counted, facts = standing.texts, standing.knowledge.content.facts
    cells = standing.coverage.counts(standing.coverage.rows(locale=None, stay_in=None, topic=None, asked={}))
    suggestions = await session.scalar(
        select(func.count()).select_from(Suggestion).where(Suggestion.state == SuggestionState.WAITING)
    )
    is_late = case((ScheduledChange.at < now - _LATE, 1), else_=0)
    due, late = (
        await session.execute(
            select(func.count(), func.sum(is_late)).where(
                ScheduledChange.done_at.is_(None), ScheduledChange.at < now + _WEEK
            )
        )
    ).one()
    resting = len(standing.resting_on_expiring)
    return [
        Group(
            later("To decide"),
            [
                Tile(counted.in_review, later("Texts to review"), "/reviews"),
                Tile(suggestions or 0, later("Suggestions of operators"), "/suggestions"),
                Tile(
                    due or 0,
                    later("Planned publications in 7 days"),
                    "/reviews",
                    is_alarm=bool(late),
                    note=texts.say("{count} should have happened already", count=str(late)) if late else "",
                ),
            ],
        ),
        Group(
            later("Facts"),
            [
                Tile(
                    len(standing.expiring),
                    later("Facts that end within 30 days"),
                    f"/facts?show={Attention.EXPIRING}",
                    is_alarm=resting > 0,
                    note=texts.say("{count} answers rest on them", count=str(resting)) if resting else "",
                ),
                Tile(
                    cells[CellState.WITHHELD],
                    later("Routes without their answer: its facts have ended"),
                    f"/coverage?stay_in=all&state={CellState.WITHHELD}",
                    is_alarm=True,
                ),
                Tile(
                    len(needing(facts, Attention.OVERDUE, standing.on)),
                    later("Facts to check again"),
                    f"/facts?show={Attention.OVERDUE}",
                ),
            ],
        ),
        Group(
            later("Translations"),
            [
                Tile(
                    counted.missing,
                    later("Translations missing"),
                    f"/coverage?stay_in=all&state={CellState.MISSING}&sort=need",
                ),
                Tile(
                    counted.outdated,
                    later("Translations outdated"),
                    f"/coverage?stay_in=all&state={CellState.OUTDATED}&sort=need",
                ),
            ],
        ),
    ]


async def _figure_tables(request: Request, texts: Texts) -> dict[str, Any]:
    """Return the figures as they may be shown: no count under five, no share that would tell one."""
    figures = await figures_of(request)
    knowledge = await desk_of(request).knowledge.snapshot()
    locale = reading_locale(texts)
    most = [
        each for each in figures.month.questions.most_common(_MOST_ASKED) if each[0] in knowledge.questions
    ]
    periods = (figures.week, figures.month)
    return {
        "at": figures.counted_at,
        "outcomes": _table(figures, "outcomes", {each: word(texts, "outcome", each) for each in Outcome}),
        "locales": _table(
            figures,
            "locales",
            {each: language_name(texts, each) for each, _count in figures.month.locales.most_common()},
        ),
        "closed": _table(
            figures, "closed", {each: word(texts, "close_outcome", each) for each in CloseOutcome}
        ),
        "totals": [shown_total(sum(period.outcomes.values())) for period in periods],
        "shares": [
            (word(texts, "outcome", each), [_share(period, each) for period in periods]) for each in ASKING
        ],
        "waits": [
            span(texts, wait) if (wait := period.time_to_first_reply) is not None else "–"
            for period in periods
        ],
        "questions": [
            (knowledge.title(question_id, locale), shown(figures.week.questions[question_id]), shown(count))
            for question_id, count in most
        ],
    }


def _table(figures: Figures, name: str, words: dict[str, str]) -> list[tuple[str, str, str]]:
    week, month = getattr(figures.week, name), getattr(figures.month, name)
    return [(words[each], shown(week[each]), shown(month[each])) for each in words]


def _share(period: Period, outcome: Outcome) -> str:
    share = period.share(outcome)
    return "–" if share is None else f"{share} %"
