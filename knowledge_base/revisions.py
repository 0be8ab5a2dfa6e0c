"""The history of an answer's text in one language: what is shown, what waits, and who wrote it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge_base.content_types import DRAFT, IN_REVIEW, OUTDATED, PUBLISHED, WITHDRAWN
from knowledge_base.models import AnswerRevision

#: The author of what came from the content files.
FILES: Final = "content"
#: The author of a row that nobody wrote: a translation that became outdated, or followed a minor edit.
AUTOMATIC: Final = "automatic"

#: A row that a person answers for. The newest of these is shown, whatever unfinished work came after it.
IS_PUBLIC: Final = or_(
    AnswerRevision.state.in_((PUBLISHED, WITHDRAWN)),
    and_(AnswerRevision.state == OUTDATED, AnswerRevision.reviewed_by.is_not(None)),
)


def is_public(row: AnswerRevision) -> bool:
    """Say of a row what `IS_PUBLIC` says in a query."""
    return row.state in (PUBLISHED, WITHDRAWN) or (row.state == OUTDATED and row.reviewed_by is not None)


@dataclass(frozen=True, slots=True)
class History:
    """All rows of one answer in one language, oldest first."""

    rows: tuple[AnswerRevision, ...] = ()

    @property
    def newest(self) -> AnswerRevision | None:
        """The last row, whatever it is."""
        return self.rows[-1] if self.rows else None

    @property
    def public(self) -> AnswerRevision | None:
        """The row that a person answers for, where there is one."""
        return next((row for row in reversed(self.rows) if is_public(row)), None)

    @property
    def shown(self) -> AnswerRevision | None:
        """The row that counts: the public one, else the newest draft, which readers see with a mark."""
        return self.public or self.newest

    @property
    def pending(self) -> AnswerRevision | None:
        """The draft or text in review that would come next, where somebody works on one."""
        newest = self.newest
        return newest if newest is not None and newest.state in (DRAFT, IN_REVIEW) else None

    def row(self, number: int | None) -> AnswerRevision | None:
        """Return the row of a number."""
        return next((row for row in self.rows if row.number == number), None)

    def text_has_moved(self, began_from: int | None) -> bool:
        """Say whether the newest text is another than the one somebody began from."""
        began = self.row(began_from)
        if self.newest is None or began is None:
            return self.newest is not None or began_from is not None
        return began.text != self.newest.text

    def has_moved(self, began_from: int | None) -> bool:
        """Say whether text or state are others than what somebody looked at."""
        began, newest = self.row(began_from), self.newest
        states_differ = began is not None and newest is not None and began.state != newest.state
        return states_differ or self.text_has_moved(began_from)

    @property
    def since_publication(self) -> tuple[AnswerRevision, ...]:
        """The rows that brought a text which was not there before, since the last publication."""
        at = max((place for place, row in enumerate(self.rows) if row.state == PUBLISHED), default=-1)
        seen = {self.rows[at].text} if at >= 0 else set()
        brought = []
        for row in self.rows[at + 1 :]:
            if row.text not in seen:
                brought.append(row)
                seen.add(row.text)
        return tuple(brought)

    @property
    def writers(self) -> frozenset[str]:
        """Who wrote what is not published yet; none of them may approve it."""
        return frozenset(row.author for row in self.since_publication) - {FILES, AUTOMATIC}

    @property
    def compared_with(self) -> AnswerRevision | None:
        """The row that new work is held against: the public one, else the one that came from the files."""
        shipped = (row for row in reversed(self.rows) if row.author == FILES)
        return self.public or next(shipped, None)

    def writer_of(self, text: str) -> str | None:
        """Return who first wrote this very text."""
        return next((row.author for row in self.rows if row.text == text), None)


NO_HISTORY: Final = History()


async def read_histories(session: AsyncSession, answer_id: int) -> dict[str, History]:
    """Return the histories of an answer by locale; a locale nobody wrote in is not there."""
    rows = await session.scalars(
        select(AnswerRevision)
        .where(AnswerRevision.answer_id == answer_id)
        .order_by(AnswerRevision.number)
        .execution_options(populate_existing=True)
    )
    return _by_locale(rows)


def history_of(histories: Mapping[str, History], locale: str) -> History:
    """Return the history of a locale, empty where nobody wrote in it."""
    return histories.get(locale, NO_HISTORY)


def _by_locale(rows: Iterable[AnswerRevision]) -> dict[str, History]:
    found: dict[str, list[AnswerRevision]] = {}
    for row in rows:
        found.setdefault(row.locale, []).append(row)
    return {locale: History(tuple(each)) for locale, each in found.items()}
