"""The queue of handoffs: what waits, in the order in which it should be taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import Kind
from bot.models import Chat, Handoff, HandoffState, InboxMessage
from bot.turns import HandoffReason
from console.models import Staff
from knowledge_base.locales import LOCALES
from knowledge_base.models import QuestionRow
from knowledge_base.routes import Route

PAGE: Final = 50
FIRST_WORDS: Final = 140  #: characters of the last message
WAITING: Final = (HandoffState.OPEN, HandoffState.CLAIMED)
MINE: Final = "mine"
UNASSIGNED: Final = "unassigned"
_MAX_QUESTIONS: Final = 100


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
class Filters:
    """What somebody wants to see of the queue; an empty string is no wish."""

    locale: str = ""
    reason: str = ""
    who: str = ""
    question: str = ""

    def conditions(self, staff_id: int) -> list[ColumnElement[bool]]:
        """Return the wishes as SQL; what is no language and no reason of ours is no wish either."""
        found: list[ColumnElement[bool]] = []
        if self.locale in LOCALES:
            found.append(Chat.locale == self.locale)
        if self.reason in set(HandoffReason):
            found.append(Handoff.reason == self.reason)
        if self.who == MINE:
            found.append(Handoff.claimed_by == staff_id)
        if self.who == UNASSIGNED:
            found.append(Handoff.claimed_by.is_(None))
        if self.question:
            found.append(Handoff.question_id == self.question)
        return found


@dataclass(frozen=True, slots=True)
class Counts:
    """How much waits, and a word that is another one when the queue has changed."""

    waiting: int = 0
    urgent: int = 0
    newest: int = 0  #: id of the handoff that was opened last
    newest_urgent: int = 0
    version: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """The last message of a chat: its kind and its words."""

    kind: str | None = None
    text: str = ""

    @property
    def first_words(self) -> str:
        """The beginning, on one line."""
        line = " ".join(self.text.split())
        return line if len(line) <= FIRST_WORDS else line[: FIRST_WORDS - 1].rstrip() + "…"


async def waiting_handoffs(
    session: AsyncSession, *, page: int = 1, filters: Filters | None = None, staff_id: int = 0
) -> tuple[Sequence[Row], bool]:
    """Return a page of what is open or claimed, urgent first, then oldest, and whether there are more."""
    conditions = (Handoff.state.in_(WAITING), *(filters or Filters()).conditions(staff_id))
    order = (Handoff.is_urgent.desc(), Handoff.opened_at, Handoff.id)
    return await _rows(session, conditions, order, page)


async def closed_handoffs(
    session: AsyncSession, *, page: int = 1, filters: Filters | None = None, staff_id: int = 0
) -> tuple[Sequence[Row], bool]:
    """Return a page of what is closed, the last one first, and whether there are more."""
    conditions = (Handoff.state == HandoffState.CLOSED, *(filters or Filters()).conditions(staff_id))
    return await _rows(session, conditions, (Handoff.closed_at.desc(), Handoff.id.desc()), page)


async def count_waiting(session: AsyncSession) -> Counts:
    """Return how many are open or claimed, how many of them are urgent, and which is the newest."""
    found = await session.execute(
        select(Handoff.is_urgent, Handoff.state, func.count(), func.max(Handoff.id))
        .where(Handoff.state.in_(WAITING))
        .group_by(Handoff.is_urgent, Handoff.state)
        .order_by(Handoff.is_urgent, Handoff.state)
    )
    rows = list(found.all())
    urgent = [row for row in rows if row[0]]
    return Counts(
        waiting=sum(row[2] for row in rows),
        urgent=sum(row[2] for row in urgent),
        newest=max((row[3] for row in rows), default=0),
        newest_urgent=max((row[3] for row in urgent), default=0),
        version="-".join(f"{int(row[0])}{row[1][:2]}{row[2]}.{row[3]}" for row in rows),
    )


async def questions_waited_for(session: AsyncSession) -> list[tuple[str, int]]:
    """Return the bot's best guesses among what waits, the most frequent first."""
    found = await session.execute(
        select(Handoff.question_id, func.count())
        .where(Handoff.state.in_(WAITING), Handoff.question_id.is_not(None))
        .group_by(Handoff.question_id)
        .order_by(func.count().desc(), Handoff.question_id)
        .limit(_MAX_QUESTIONS)
    )
    return [(question_id, count) for question_id, count in found if question_id is not None]


async def titles_of(session: AsyncSession, question_ids: Sequence[str], locale: str) -> dict[str, str]:
    """Return the titles of questions in a language of the console; without one, the id stands for it."""
    wanted = "uz-Latn" if locale == "uz" else locale
    found = await session.scalars(select(QuestionRow).where(QuestionRow.id.in_(question_ids)))
    titles = {row.id: {**row.titles, **(getattr(row, "edited_titles", None) or {})} for row in found}
    return {
        each: titles.get(each, {}).get(wanted) or titles.get(each, {}).get("ru") or each
        for each in question_ids
    }


async def last_said(
    session: AsyncSession, chat_ids: Sequence[int], *, kinds: Sequence[str] = tuple(Kind)
) -> dict[int, Said]:
    """Return the last message of each chat, by the chat's id; one look into an index a chat."""
    last_message = (
        select(InboxMessage.id)
        .where(
            InboxMessage.channel == Chat.channel,
            InboxMessage.address == Chat.address,
            InboxMessage.kind.in_(kinds),
        )
        .order_by(InboxMessage.id.desc())
        .limit(1)
        .correlate(Chat)
        .scalar_subquery()
    )
    found = await session.execute(
        select(Chat.id, InboxMessage.kind, InboxMessage.text)
        .join(InboxMessage, InboxMessage.id == last_message)
        .where(Chat.id.in_(chat_ids))
    )
    return {chat_id: Said(kind, text) for chat_id, kind, text in found}


async def _rows(
    session: AsyncSession, conditions: Sequence[ColumnElement[bool]], order: Sequence[Any], page: int
) -> tuple[Sequence[Row], bool]:
    # The page is cut before anything wide is joined to it: ten thousand may wait.
    cut = (
        select(Handoff.id)
        .join(Chat, Chat.id == Handoff.chat_id)
        .where(*conditions)
        .order_by(*order)
        .limit(PAGE + 1)
        .offset((page - 1) * PAGE)
    )
    found = await session.execute(
        select(Handoff, Chat, Staff.name)
        .join(Chat, Chat.id == Handoff.chat_id)
        .outerjoin(Staff, Staff.id == Handoff.claimed_by)
        .where(Handoff.id.in_(list(await session.scalars(cut))))
        .order_by(*order)
    )
    shown = [(handoff, chat, name) for handoff, chat, name in found]
    said = await last_said(session, [chat.id for _, chat, _ in shown[:PAGE]])
    rows = [row_of(handoff, chat, name, said.get(chat.id, Said())) for handoff, chat, name in shown[:PAGE]]
    return rows, len(shown) > PAGE


def row_of(handoff: Handoff, chat: Chat, claimed_by_name: str | None, said: Said) -> Row:
    """Return a handoff as a line of a list."""
    return Row(
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
        claimed_by_name=claimed_by_name,
        last_kind=said.kind,
        first_words=said.first_words,
    )
