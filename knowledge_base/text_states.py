"""Where each text stands: what people get now, and what somebody is still writing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge_base.content_types import IN_REVIEW, OUTDATED
from knowledge_base.database import Sessions
from knowledge_base.locales import LOCALES
from knowledge_base.models import AnswerRevision, AnswerRow
from knowledge_base.revisions import IS_PUBLIC


@dataclass(frozen=True, slots=True)
class TextState:
    """The state of an answer in one language."""

    shown: str  #: of the newest text that a person answers for; of the newest of all where there is none
    newest: str


@dataclass(frozen=True, slots=True)
class AnswerStates:
    """The row of an answer and the states of its texts by locale."""

    id: int
    texts: Mapping[str, TextState] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TextCounts:
    """How many texts wait for somebody."""

    in_review: int = 0
    missing: int = 0  #: languages that an answer does not have
    outdated: int = 0


#: By question and key of the answer.
States = Mapping[tuple[str, str], AnswerStates]


async def read_states(session: AsyncSession) -> dict[tuple[str, str], AnswerStates]:
    """Return the states of all texts."""
    found = await session.execute(
        select(
            AnswerRevision.answer_id,
            AnswerRevision.locale,
            AnswerRevision.state,
            IS_PUBLIC.label("is_public"),
            func.max(AnswerRevision.number).label("newest"),
        )
        .group_by(AnswerRevision.answer_id, AnswerRevision.locale, AnswerRevision.state, IS_PUBLIC)
        .order_by("newest")
    )
    texts: dict[int, dict[str, TextState]] = {}
    public: set[tuple[int, str]] = set()
    for answer_id, locale, state, is_public, _number in found:
        # The last of the public ones is shown, else the last of all.
        of_answer = texts.setdefault(answer_id, {})
        is_shown = is_public or (answer_id, locale) not in public
        of_answer[locale] = TextState(state if is_shown else of_answer[locale].shown, state)
        if is_public:
            public.add((answer_id, locale))
    rows = await session.execute(select(AnswerRow.id, AnswerRow.question_id, AnswerRow.key))
    return {
        (question_id, key): AnswerStates(answer_id, texts.get(answer_id, {}))
        for answer_id, question_id, key in rows
    }


def count_texts(states: States) -> TextCounts:
    """Return how many texts wait for a reviewer or a translator."""
    texts = [text for answer in states.values() for text in answer.texts.values()]
    return TextCounts(
        in_review=sum(text.newest == IN_REVIEW for text in texts),
        missing=sum(len(LOCALES) - len(answer.texts) for answer in states.values() if answer.texts),
        outdated=sum(text.shown == OUTDATED for text in texts),
    )


class LiveStates:
    """The states in memory, read anew when a revision or an answer has come."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.states: States = {}
        self._stamp: tuple[int | None, ...] = ()

    async def refresh(self, sessions: Sessions) -> States:
        """Return the states as they are now; one query where nothing has changed.

        Rows are only added, so their number and the last one tell; the number alone counts a transaction
        that ended after a later one.
        """
        counted = [
            select(value).scalar_subquery()
            for value in (
                func.max(AnswerRevision.id),
                func.count(AnswerRevision.id),
                func.max(AnswerRow.id),
                func.count(AnswerRow.id),
            )
        ]
        async with sessions() as session:
            stamp = tuple((await session.execute(select(*counted))).one())
            if stamp != self._stamp:
                self.states = await read_states(session)
                self._stamp = stamp
        return self.states
