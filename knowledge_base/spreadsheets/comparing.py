"""What each row of a file would do here: new, changed, unchanged, conflicting or invalid, and why."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from knowledge_base.spreadsheets.cells import canonical
from knowledge_base.spreadsheets.columns import REVISION, Kind, Use, columns_by_name, names_of_use
from knowledge_base.spreadsheets.current import Current
from knowledge_base.spreadsheets.entries import Cells, Entry, key_of
from knowledge_base.spreadsheets.languages import Detect, with_languages
from knowledge_base.spreadsheets.reading import Table, TableRow
from knowledge_base.spreadsheets.reasons import Reason, Refused, Why
from knowledge_base.spreadsheets.rules import Keeps, check_row
from knowledge_base.spreadsheets.same_texts import SameTexts

_LONGEST: Final = 8000  #: characters of a cell
_PROGRESS_EVERY: Final = 100  #: rows


class State(StrEnum):
    """What a row of a file is, beside what is here."""

    NEW = "new"
    CHANGED = "changed"
    CONFLICTING = "conflicting"
    INVALID = "invalid"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Compared:
    """A row of a file and what it would do."""

    kind: Kind
    number: int
    key: str
    state: State
    cells: Cells = field(default_factory=dict)  #: of the file; nothing for a row that changes nothing
    before: Cells = field(default_factory=dict)  #: what stands here in the columns that it changes
    base: str = ""  #: the version here that it was held against; empty for nothing
    reason: Reason | None = None


def compare(
    table: Table,
    current: Current,
    *,
    keeps: Keeps,
    detect: Detect | None = None,
    progress: Callable[[int], None] = lambda _done: None,
) -> list[Compared]:
    """Return every row of the table in order. Slow: seconds for thousands of rows, and no database.

    `keeps` says whether the person may change texts of a language and scope, `detect` in which language a
    text is, and `progress` is told how many rows are done.
    """
    comparison = _Comparison(table, current, keeps)
    rows = []
    for done, row in enumerate(table.rows, 1):
        rows.append(comparison.row(row))
        if done % _PROGRESS_EVERY == 0:
            progress(done)
    if detect is not None:
        rows = list(with_languages(rows, detect))
    progress(len(rows))
    return rows


def versions_to_look_up(table: Table, current: Current) -> Iterator[tuple[str, str]]:
    """Yield (key, revision) of the answers that have a newer revision here than in the file."""
    if table.kind is Kind.ANSWERS:
        for row in table.rows:
            key, revision = key_of(table.kind, row.cells), row.cells.get(REVISION.name, "")
            entry = current.entries[Kind.ANSWERS].get(key)
            if entry is not None and revision and revision != entry.revision:
                yield key, revision


class _Comparison:
    """The rows of one table are held against each other too, so they are looked at in order."""

    def __init__(self, table: Table, current: Current, keeps: Keeps) -> None:
        self.kind, self.current, self.keeps = table.kind, current, keeps
        self.columns = columns_by_name(table.kind)
        self.entries = current.entries[table.kind]
        self.seen: dict[str, int] = {}  #: key -> number of the row that had it first
        self.heads: dict[str, Mapping[str, str]] = {}  #: of answers that are new here
        self.same = SameTexts(self.entries) if table.kind is Kind.PHRASINGS else None

    def row(self, row: TableRow) -> Compared:
        """Compare one row; whatever is wrong with it is its reason."""
        key = key_of(self.kind, row.cells)
        result = Compared(self.kind, row.number, key[:200], State.INVALID, row.cells)
        try:
            if row.problem is not None and not row.cells:
                return replace(result, reason=row.problem)
            cells = self._cells(row)
            key = key_of(self.kind, cells)
            entry = self._entry(key, cells)
            self._note(entry.key if entry else key, row.number)
            before = self._changes(cells, entry)
            if entry is not None and not before:
                return replace(result, key=entry.key[:200], state=State.UNCHANGED, cells={})
            if row.problem is not None:
                raise Refused(row.problem.why, **row.problem.about)
            merged = {**(entry.cells if entry else {}), **cells}
            self._check(merged, entry, before)
            conflict = self._conflict(row.cells, cells, entry)
            state = (
                State.CONFLICTING if conflict else State.CHANGED if entry and entry.revision else State.NEW
            )
            result = replace(result, cells=cells, before=before, base=entry.revision if entry else "")
            return replace(result, key=(entry.key if entry else key)[:200], state=state, reason=conflict)
        except Refused as error:
            return replace(result, reason=error.reason)

    def _cells(self, row: TableRow) -> dict[str, str]:
        """Return the cells, each value in the one way it is written; a column left out is not there."""
        cells = {}
        for name, text in row.cells.items():
            column = self.columns[name]
            if len(text) > _LONGEST:
                raise Refused(Why.TOO_LONG, column=name, most=str(_LONGEST))
            cells[name] = text if column.use is Use.SHOWN else canonical(column.form, text, name)
        return cells

    def _entry(self, key: str, cells: Cells) -> Entry | None:
        if self.same is None:
            if len(key.split()) < len(names_of_use(self.kind, Use.KEY)):
                raise Refused(Why.NO_KEY, columns=", ".join(names_of_use(self.kind, Use.KEY)))
            return self.entries.get(key)
        same = self.same.exactly(cells)
        if same is not None and (not key or key not in self.entries):
            return same
        if key and key not in self.entries:
            raise Refused(Why.PHRASING_GONE)
        return self.entries.get(key)

    def _note(self, key: str, number: int) -> None:
        if not key:
            return
        if key in self.seen:
            raise Refused(Why.ROW_TWICE, number=str(self.seen[key]))
        self.seen[key] = number

    def _changes(self, cells: Cells, entry: Entry | None) -> dict[str, str]:
        """Return what stands here now in each column that the row would change; empty for none."""
        if entry is None:
            return {}
        names = [name for name in cells if self.columns[name].use in (Use.CHANGED, Use.FIXED)]
        here = {name: self._here(entry, name) for name in names}
        changed = {name: here[name] for name in names if cells[name] != here[name]}
        if changed.keys() == {"text"} and not cells.get(REVISION.name) and cells["text"] == entry.shown_text:
            return {}  # a file without revisions has what readers see, not the draft on top of it
        return changed

    def _here(self, entry: Entry, name: str) -> str:
        """Return what stands here, written as the file's is, so that only values are compared."""
        try:
            return canonical(self.columns[name].form, entry.cells.get(name, ""), name)
        except Refused:
            return entry.cells.get(name, "")

    def _check(self, merged: Cells, entry: Entry | None, before: Mapping[str, str]) -> None:
        for name in names_of_use(self.kind, Use.FIXED):
            if entry is not None and name in before:
                raise Refused(Why.FIXED, column=name, here=entry.cells.get(name, "") or "—")
        check_row(self.kind, merged, entry, set(before), current=self.current, keeps=self.keeps)
        if self.kind is Kind.ANSWERS and entry is None:
            heads = {name: merged.get(name, "") for name in names_of_use(self.kind, Use.FIXED)}
            if self.heads.setdefault(f"{merged['question']} {merged['answer']}", heads) != heads:
                raise Refused(Why.HEADS_DIFFER)
        if self.same is not None:
            self.same.add(merged, entry)

    def _conflict(self, raw: Cells, cells: Cells, entry: Entry | None) -> Reason | None:
        """Return what came between: the row changed here since it was exported, or its source did."""
        revision = raw.get(REVISION.name, "")
        if entry is None or not entry.revision:
            return None
        if revision and revision != entry.revision:
            was = self.current.earlier.get((entry.key, revision))
            if was is None or was.strip() != entry.cells.get("text", ""):
                return Reason(Why.CHANGED_HERE, {"then": revision[:20], "now": entry.revision})
        source = entry.cells.get("source_text", "")
        if "source_text" in cells and cells["language"] != "ru" and cells["source_text"] != source:
            return Reason(Why.SOURCE_MOVED)
        return None
