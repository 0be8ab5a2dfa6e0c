"""What waits for a second person, and what was published lately: the lists behind the review page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from knowledge_base.content_types import IN_REVIEW, PUBLISHED, WITHDRAWN
from knowledge_base.editing import UNDO_WITHIN
from knowledge_base.models import AnswerRevision, AnswerRow, QuestionRow, Suggestion, SuggestionState
from knowledge_base.revisions import AUTOMATIC, FILES, IS_PUBLIC

PAGE: Final = 20


@dataclass(frozen=True, slots=True)
class Waiting:
    """A text in review, and the one that it is held against: the public one, or the shipped one."""

    revision: AnswerRevision
    answer: AnswerRow
    question: QuestionRow
    before: AnswerRevision | None
    writer: str

    @property
    def name(self) -> str:
        """What a form calls it: the answer, the language and the revision that somebody looked at."""
        return f"{self.revision.answer_id}:{self.revision.locale}:{self.revision.number}"


async def waiting_texts(session: AsyncSession, *, page: int) -> tuple[list[Waiting], bool]:
    """Return a page of the texts in review, the longest waiting first, and whether there are more."""
    newest = _newest()
    found = await session.execute(
        select(AnswerRevision, AnswerRow, QuestionRow)
        .join(AnswerRow, AnswerRow.id == AnswerRevision.answer_id)
        .join(QuestionRow, QuestionRow.id == AnswerRow.question_id)
        .where(AnswerRevision.state == IN_REVIEW, ~newest)
        .order_by(AnswerRevision.created_at, AnswerRevision.id)
        .limit(PAGE + 1)
        .offset((page - 1) * PAGE)
    )
    rows = [(revision, answer, question) for revision, answer, question in found]
    keys = [(revision.answer_id, revision.locale) for revision, _answer, _question in rows[:PAGE]]
    before = await _compared_with(session, keys)
    writers = await _writers(session, [revision for revision, _answer, _question in rows[:PAGE]])
    waiting = [
        Waiting(
            revision,
            answer,
            question,
            before.get((revision.answer_id, revision.locale)),
            writers.get(revision.id, revision.author),
        )
        for revision, answer, question in rows[:PAGE]
    ]
    return waiting, len(rows) > PAGE


async def published_lately(
    session: AsyncSession, *, now: datetime
) -> list[tuple[AnswerRevision, QuestionRow]]:
    """Return the publications and withdrawals of the last days that still count, the last one first."""
    later = aliased(AnswerRevision)
    superseded = (
        select(later.id)
        .where(
            later.answer_id == AnswerRevision.answer_id,
            later.locale == AnswerRevision.locale,
            later.number > AnswerRevision.number,
            later.state.in_((PUBLISHED, WITHDRAWN)) | (later.reviewed_by.is_not(None)),
        )
        .exists()
    )
    found = await session.execute(
        select(AnswerRevision, QuestionRow)
        .join(AnswerRow, AnswerRow.id == AnswerRevision.answer_id)
        .join(QuestionRow, QuestionRow.id == AnswerRow.question_id)
        .where(
            AnswerRevision.state.in_((PUBLISHED, WITHDRAWN)),
            AnswerRevision.created_at >= now - UNDO_WITHIN,
            AnswerRevision.author != AUTOMATIC,
            ~superseded,
        )
        .order_by(AnswerRevision.created_at.desc(), AnswerRevision.id.desc())
        .limit(PAGE)
    )
    return [(revision, question) for revision, question in found]


async def waiting_phrasings(session: AsyncSession, question_ids: Sequence[str]) -> list[Suggestion]:
    """Return the phrasings that wait for these questions; they are published together with the texts."""
    rows = await session.scalars(
        select(Suggestion)
        .where(Suggestion.question_id.in_(question_ids), Suggestion.state == SuggestionState.WAITING)
        .order_by(Suggestion.id)
        .limit(200)
    )
    return list(rows)


def _newest() -> Any:
    """Return the condition that a newer row of the same text exists."""
    newer = aliased(AnswerRevision)
    return (
        select(newer.id)
        .where(
            newer.answer_id == AnswerRevision.answer_id,
            newer.locale == AnswerRevision.locale,
            newer.number > AnswerRevision.number,
        )
        .exists()
    )


async def _compared_with(
    session: AsyncSession, keys: Sequence[tuple[int, str]]
) -> dict[tuple[int, str], AnswerRevision]:
    """Return what `History.compared_with` says, for a page of texts in one query."""
    newer = aliased(AnswerRevision)
    is_last_of_its_kind = ~(
        select(newer.id)
        .where(
            newer.answer_id == AnswerRevision.answer_id,
            newer.locale == AnswerRevision.locale,
            newer.number > AnswerRevision.number,
            newer.state == AnswerRevision.state,
            newer.author == AnswerRevision.author,
        )
        .exists()
    )
    rows = await session.scalars(
        select(AnswerRevision)
        .where(
            tuple_(AnswerRevision.answer_id, AnswerRevision.locale).in_(keys),
            IS_PUBLIC | (AnswerRevision.author == FILES),
            is_last_of_its_kind,
        )
        .order_by(IS_PUBLIC, AnswerRevision.number)
    )
    return {(row.answer_id, row.locale): row for row in rows}


async def _writers(session: AsyncSession, revisions: Sequence[AnswerRevision]) -> dict[int, str]:
    """Return by revision who first wrote its words: whoever sent them to review may be another."""
    texts = {(row.answer_id, row.locale): row for row in revisions}
    found = await session.execute(
        select(AnswerRevision.answer_id, AnswerRevision.locale, AnswerRevision.text, AnswerRevision.author)
        .where(tuple_(AnswerRevision.answer_id, AnswerRevision.locale).in_(list(texts)))
        .order_by(AnswerRevision.number.desc())
    )
    return {
        texts[answer_id, locale].id: author
        for answer_id, locale, text, author in found
        if texts[answer_id, locale].text == text
    }
