"""What the database holds, as rows of cells: what is exported, and what an import is held against."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge_base.content_types import SOURCE_LOCALE, Answer, Question
from knowledge_base.facts import FactBook
from knowledge_base.loading import REMOVED
from knowledge_base.locales import LOCALES
from knowledge_base.matching import Phrasing
from knowledge_base.models import (
    AnswerRevision,
    AnswerRow,
    FactRevision,
    PhrasingRow,
    PlaceRow,
    QuestionRow,
)
from knowledge_base.revisions import IS_PUBLIC
from knowledge_base.rows import fact_value, place_value, scope_value
from knowledge_base.spreadsheets.columns import Kind
from knowledge_base.spreadsheets.entries import (
    Entry,
    answer_cells,
    fact_cells,
    fingerprint,
    key_of,
    phrasing_cells,
    place_cells,
    question_cells,
)

_AT_ONCE = 400  #: ids in one query; engines limit how many there may be


@dataclass(frozen=True, slots=True)
class Current:
    """What is here now. Only the kinds that were asked for have entries."""

    entries: Mapping[Kind, Mapping[str, Entry]]
    question_ids: frozenset[str] = frozenset()
    facts: FactBook = field(default_factory=lambda: FactBook({}))
    #: (key, revision) of an answer's text -> the text it was then, for revisions that are not the newest
    earlier: Mapping[tuple[str, str], str] = field(default_factory=dict)


async def read_current(session: AsyncSession, kinds: Collection[Kind]) -> Current:
    """Return what the database holds of these kinds; at most seven queries."""
    entries: dict[Kind, dict[str, Entry]] = {}
    question_ids = frozenset(await session.scalars(select(QuestionRow.id)))
    fact_rows: list[FactRevision] = []
    if {Kind.FACTS, Kind.ANSWERS} & set(kinds):
        fact_rows = list(await session.scalars(_newest_facts()))
    if Kind.QUESTIONS in kinds:
        entries[Kind.QUESTIONS] = await _questions(session)
    if Kind.FACTS in kinds:
        rows = (
            Entry(row.fact_id, fact_cells(fact_value(row)), str(row.number))
            for row in sorted(fact_rows, key=lambda row: row.fact_id)
        )
        entries[Kind.FACTS] = {entry.key: entry for entry in rows}
    if Kind.ANSWERS in kinds:
        entries[Kind.ANSWERS] = await _answers(session)
    if Kind.PHRASINGS in kinds:
        entries[Kind.PHRASINGS] = await _phrasings(session)
    if Kind.PLACES in kinds:
        entries[Kind.PLACES] = await _places(session)
    return Current(entries, question_ids, FactBook({row.fact_id: fact_value(row) for row in fact_rows}))


async def read_earlier(
    session: AsyncSession, current: Current, wanted: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    """Return the texts that answers had in these (key, revision), where such a revision was."""
    answers = current.entries.get(Kind.ANSWERS, {})
    by_place: dict[tuple[int, str, int], tuple[str, str]] = {}
    for key, revision in wanted:
        entry = answers.get(key)
        if entry is not None and entry.row_id is not None and revision.isdecimal() and len(revision) < 9:
            by_place[entry.row_id, entry.cells["language"], int(revision)] = key, revision
    found: dict[tuple[str, str], str] = {}
    ids = sorted({answer_id for answer_id, _locale, _number in by_place})
    for first in range(0, len(ids), _AT_ONCE):
        rows = await session.execute(
            select(
                AnswerRevision.answer_id, AnswerRevision.locale, AnswerRevision.number, AnswerRevision.text
            ).where(AnswerRevision.answer_id.in_(ids[first : first + _AT_ONCE]))
        )
        for answer_id, locale, number, text in rows:
            if (answer_id, locale, number) in by_place:
                found[by_place[answer_id, locale, number]] = text
    return found


async def _questions(session: AsyncSession) -> dict[str, Entry]:
    found = {}
    for row in await session.scalars(select(QuestionRow).order_by(QuestionRow.position)):
        question = Question(row.id, row.topic, {**row.titles, **row.edited_titles}, tuple(row.related))
        cells = question_cells(question)
        found[row.id] = Entry(row.id, cells, fingerprint(Kind.QUESTIONS, cells))
    return found


async def _answers(session: AsyncSession) -> dict[str, Entry]:
    """Every answer in every language, also in those nobody wrote in: an empty row asks for a translation."""
    newest = await _revisions(session, is_public=False)
    public = await _revisions(session, is_public=True)
    found = {}
    for row in await session.scalars(
        select(AnswerRow)
        .join(QuestionRow, QuestionRow.id == AnswerRow.question_id)
        .order_by(QuestionRow.position, AnswerRow.id)
    ):
        answer = Answer(row.question_id, row.key, scope_value(row), tuple(row.fact_ids), row.confirm_with)
        source = public.get((row.id, SOURCE_LOCALE)) or newest.get((row.id, SOURCE_LOCALE))
        for locale in LOCALES:
            text, shown = newest.get((row.id, locale)), public.get((row.id, locale))
            cells = answer_cells(
                answer,
                locale,
                text[2] if text else "",
                state=text[1] if text else "",
                source_text=source[2] if source else "",
            )
            key = key_of(Kind.ANSWERS, cells)
            found[key] = Entry(
                key, cells, str(text[0]) if text else "", row.id, shown[2].strip() if shown else None
            )
    return found


async def _revisions(
    session: AsyncSession, *, is_public: bool
) -> dict[tuple[int, str], tuple[int, str, str]]:
    """Return number, state and text of the newest revision, or of the newest that readers may see."""
    place = (AnswerRevision.answer_id, AnswerRevision.locale)
    newest = select(*place, func.max(AnswerRevision.number).label("number")).group_by(*place)
    if is_public:
        newest = newest.where(IS_PUBLIC)
    chosen = newest.subquery()
    rows = await session.execute(
        select(*place, AnswerRevision.number, AnswerRevision.state, AnswerRevision.text).join(
            chosen,
            (AnswerRevision.answer_id == chosen.c.answer_id)
            & (AnswerRevision.locale == chosen.c.locale)
            & (AnswerRevision.number == chosen.c.number),
        )
    )
    return {(answer_id, locale): (number, state, text) for answer_id, locale, number, state, text in rows}


async def _phrasings(session: AsyncSession) -> dict[str, Entry]:
    rows = await session.execute(
        select(PhrasingRow.id, PhrasingRow.text, PhrasingRow.locale, PhrasingRow.question_id)
        .where(PhrasingRow.origin != REMOVED)
        .order_by(PhrasingRow.id)
    )
    found = {}
    for row_id, text, locale, question_id in rows:
        cells = phrasing_cells(Phrasing(text, locale, question_id), row_id)
        found[str(row_id)] = Entry(str(row_id), cells, fingerprint(Kind.PHRASINGS, cells), row_id)
    return found


async def _places(session: AsyncSession) -> dict[str, Entry]:
    found = {}
    for row in await session.scalars(select(PlaceRow).order_by(PlaceRow.position)):
        cells = place_cells(place_value(row))
        found[row.id] = Entry(row.id, cells, fingerprint(Kind.PLACES, cells))
    return found


def _newest_facts() -> Select[FactRevision]:
    newest = (
        select(FactRevision.fact_id, func.max(FactRevision.number).label("number"))
        .group_by(FactRevision.fact_id)
        .subquery()
    )
    return select(FactRevision).join(
        newest, (FactRevision.fact_id == newest.c.fact_id) & (FactRevision.number == newest.c.number)
    )
