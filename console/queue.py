"""The queue of handoffs: what waits, in the order in which it should be taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Chat, Handoff, HandoffState, InboxMessage
from console.models import Staff
from knowledge_base.routes import Route

PAGE: Final = 50
FIRST_WORDS: Final = 140  #: characters of the last message
WAITING: Final = (HandoffState.OPEN, HandoffState.CLAIMED)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue. The chat goes by its number: an address is shown to nobody."""

    id: int
    chat_id: int
    channel: str
    locale: str | None
    route: Route
    reason: str
    is_urgent: bool
    state: str
    opened_at: datetime
    closed_at: datetime | None
    outcome: str | None
    claimed_by: int | None
    claimed_by_name: str | None
    last_kind: str | None
    first_words: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How much waits."""

    waiting: int
    urgent: int


async def waiting_handoffs(session: AsyncSession, *, page: int = 1) -> tuple[Sequence[Row], bool]:
    """Return a page of what is open or claimed, urgent first, then oldest, and whether there are more."""
    return await _rows(
        session,
        Handoff.state.in_(WAITING),
        (Handoff.is_urgent.desc(), Handoff.opened_at, Handoff.id),
        page,
    )


async def closed_handoffs(session: AsyncSession, *, page: int = 1) -> tuple[Sequence[Row], bool]:
    """Return a page of what is closed, the last one first, and whether there are more."""
    return await _rows(
        session,
        Handoff.state == HandoffState.CLOSED,
        (Handoff.closed_at.desc(), Handoff.id.desc()),
        page,
    )


async def count_waiting(session: AsyncSession) -> Counts:
    """Return how many are open or claimed, and how many of them are urgent."""
    by_urgency: dict[bool, int] = {
        bool(is_urgent): count
        for is_urgent, count in await session.execute(
            select(Handoff.is_urgent, func.count())
            .where(Handoff.state.in_(WAITING))
            .group_by(Handoff.is_urgent)
        )
    }
    return Counts(sum(by_urgency.values()), by_urgency.get(True, 0))


async def _rows(
    session: AsyncSession, condition: Any, order: tuple[Any, ...], page: int
) -> tuple[Sequence[Row], bool]:
    last_message = (
        select(InboxMessage.id)
        .where(InboxMessage.channel == Chat.channel, InboxMessage.address == Chat.address)
        .order_by(InboxMessage.id.desc())
        .limit(1)
        .correlate(Chat)
        .scalar_subquery()
    )
    found = await session.execute(
        select(Handoff, Chat, Staff.name, InboxMessage.kind, InboxMessage.text)
        .join(Chat, Chat.id == Handoff.chat_id)
        .outerjoin(Staff, Staff.id == Handoff.claimed_by)
        .outerjoin(InboxMessage, InboxMessage.id == last_message)
        .where(condition)
        .order_by(*order)
        .limit(PAGE + 1)
        .offset((page - 1) * PAGE)
    )
    rows = [
        Row(
            id=handoff.id,
            chat_id=chat.id,
            channel=chat.channel,
            locale=chat.locale,
            route=Route(chat.citizenship, chat.stay_in, chat.via),
            reason=handoff.reason,
            is_urgent=handoff.is_urgent,
            state=handoff.state,
            opened_at=handoff.opened_at,
            closed_at=handoff.closed_at,
            outcome=handoff.outcome,
            claimed_by=handoff.claimed_by,
            claimed_by_name=name,
            last_kind=kind,
            first_words=_first_words(text or ""),
        )
        for handoff, chat, name, kind, text in found
    ]
    return rows[:PAGE], len(rows) > PAGE


def _first_words(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= FIRST_WORDS else line[: FIRST_WORDS - 1].rstrip() + "…"
