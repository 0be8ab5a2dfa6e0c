"""One row of a file into the database, by the ways that editors' pages take too."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge_base.editing import Stale, save_draft
from knowledge_base.fact_editing import FactRefusal, Written, change_fact
from knowledge_base.loading import bump_content_version
from knowledge_base.locales import LOCALES
from knowledge_base.models import AnswerRow, PhrasingRow, PlaceRow, QuestionRow
from knowledge_base.question_editing import AnswerRefusal, add_answer, change_titles, remove_phrasing
from knowledge_base.rows import fact_row, place_row
from knowledge_base.spreadsheets.cells import listed
from knowledge_base.spreadsheets.columns import TITLE, Kind
from knowledge_base.spreadsheets.current import Current
from knowledge_base.spreadsheets.entries import (
    NOT_OURS,
    Cells,
    Entry,
    fact_of_cells,
    place_of_cells,
    scope_of_cells,
)
from knowledge_base.spreadsheets.reasons import Reason, Why

EDITOR: Final = "editor"  #: where the phrasings of a file come from
_ANSWER_REFUSALS: Final = {
    AnswerRefusal.TIE: Reason(Why.TIE),
    AnswerRefusal.NOT_IN_FORCE: Reason(Why.NOT_IN_FORCE),
}


@dataclass(frozen=True, slots=True)
class Hand:
    """Who writes, when, and why."""

    author: str
    now: datetime
    why: str | None = None


class Writer:
    """Writes rows of one kind; what a row adds is known to the rows after it."""

    def __init__(self, session: AsyncSession, current: Current, hand: Hand) -> None:
        """Write into this session what is held against `current`; the caller commits."""
        self._session, self._current, self._hand = session, current, hand
        self._answer_ids: dict[tuple[str, str], int] = {}  #: of answers that this file brought
        self._is_shown = False  #: whether readers see something of it at once

    async def write(self, kind: Kind, cells: Cells, entry: Entry | None) -> Reason | None:
        """Write one row on top of what is here; return why it could not be."""
        merged = {**(entry.cells if entry else {}), **cells}
        match kind:
            case Kind.QUESTIONS:
                return await self._question(merged, entry)
            case Kind.ANSWERS:
                return await self._answer(merged, entry)
            case Kind.PHRASINGS:
                return await self._phrasing(merged, entry)
            case Kind.FACTS:
                return await self._fact(merged, entry)
            case Kind.PLACES:
                return await self._place(merged, entry)

    async def finish(self) -> None:
        """Tell every process once, however many rows there were."""
        if self._is_shown:
            await bump_content_version(self._session)
        await self._session.flush()

    async def _question(self, cells: Cells, entry: Entry | None) -> Reason | None:
        titles = {locale: title for locale in LOCALES if (title := cells.get(TITLE + locale))}
        if entry is not None:
            here = {locale: title for locale in LOCALES if (title := entry.cells.get(TITLE + locale))}
            refusal = await change_titles(self._session, entry.key, titles, began_from=here)
            return Reason(Why.STALE) if refusal is not None else None
        last = await self._session.scalar(select(func.max(QuestionRow.position)))
        self._session.add(
            QuestionRow(
                id=cells["question"],
                topic=cells["topic"],
                position=(last or 0) + 1,
                related=[
                    each for each in listed(cells.get("related", "")) if each in self._current.question_ids
                ],
                titles={},
                edited_titles=titles,
            )
        )
        await self._session.flush()
        self._is_shown = True
        return None

    async def _answer(self, cells: Cells, entry: Entry | None) -> Reason | None:
        place = cells["question"], cells["answer"]
        answer_id = entry.row_id if entry is not None else self._answer_ids.get(place)
        if answer_id is None:
            row = await self._add_answer(cells)
            if isinstance(row, Reason):
                return row
            answer_id = self._answer_ids[place] = row.id
        began_from = int(entry.revision) if entry is not None and entry.revision else None
        saved = await save_draft(
            self._session,
            answer_id,
            cells["language"],
            cells["text"],
            began_from=began_from,
            author=self._hand.author,
            now=self._hand.now,
            why=self._hand.why,
        )
        return Reason(Why.STALE) if isinstance(saved, Stale) else None

    async def _add_answer(self, cells: Cells) -> AnswerRow | Reason:
        row = await add_answer(
            self._session,
            cells["question"],
            scope_of_cells(cells),
            fact_ids=listed(cells.get("facts", "")),
            confirm_with=cells.get("confirm_with", ""),
            facts=self._current.facts,
        )
        if not isinstance(row, AnswerRow):
            return _ANSWER_REFUSALS.get(row, Reason(Why.STALE))
        row.key = cells["answer"]
        await self._session.flush()
        return row

    async def _phrasing(self, cells: Cells, entry: Entry | None) -> Reason | None:
        # What came with the content files is taken away and said anew, so that no load undoes it.
        if entry is not None and entry.row_id is not None:
            await remove_phrasing(self._session, entry.row_id)
        question = cells["question"]
        self._session.add(
            PhrasingRow(
                question_id=None if question == NOT_OURS else question,
                locale=cells["language"],
                text=cells["text"],
                origin=EDITOR,
            )
        )
        self._is_shown = True
        return None

    async def _fact(self, cells: Cells, entry: Entry | None) -> Reason | None:
        fact = fact_of_cells(cells)
        if entry is None:
            row = fact_row(fact, number=1, author=self._hand.author, now=self._hand.now)
            row.why = self._hand.why
            self._session.add(row)
            self._is_shown = True
            return None
        # The file says when the source was read, and by whom.
        result = await change_fact(
            self._session,
            fact,
            from_number=int(entry.revision),
            by=self._hand.author,
            now=self._hand.now,
            why=self._hand.why,
            is_checked=False,
        )
        if isinstance(result, Written) or result is FactRefusal.SAME:
            return None
        return Reason(Why.OVERLAPS if result is FactRefusal.OVERLAPS else Why.STALE)

    async def _place(self, cells: Cells, entry: Entry | None) -> Reason | None:
        here = await self._session.get(PlaceRow, cells["place"])
        position = here.position if here is not None else await self._last_place() + 1
        row = place_row(place_of_cells(cells), position)
        row.author = self._hand.author[:128]
        await self._session.merge(row)
        self._is_shown = True
        return None

    async def _last_place(self) -> int:
        return await self._session.scalar(select(func.max(PlaceRow.position))) or 0
