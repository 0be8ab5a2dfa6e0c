"""An uploaded file as tables of rows: XLSX, CSV, PO, or a zip of content files. Slow: call it in a thread."""

import csv
import struct
import warnings
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any, Final
from zipfile import BadZipFile

from openpyxl import load_workbook

from knowledge_base.spreadsheets.archives import open_archive, refuse_old_containers, refuse_unsafe_workbook
from knowledge_base.spreadsheets.cells import clean, plain, unguarded
from knowledge_base.spreadsheets.columns import REVISION, Kind, columns_by_name, kind_of
from knowledge_base.spreadsheets.entries import Cells
from knowledge_base.spreadsheets.reasons import Reason, Refused, Why
from knowledge_base.spreadsheets.writing import ABOUT, PROBLEM

MAX_ROWS: Final = 100_000
_MAX_COLUMNS: Final = 80
_DELIMITERS: Final = ",;\t"
_OWN: Final = frozenset(name for name, _width in PROBLEM)  #: columns of ours that an import passes over


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a file, by the number at its side there."""

    number: int
    cells: Cells
    problem: Reason | None = None  #: what reading found; of no matter where the row changes nothing


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one kind that a file holds; every row has the same columns."""

    kind: Kind
    rows: tuple[TableRow, ...]
    ignored: tuple[str, ...] = ()  #: names of columns that are not ours


def read_file(body: bytes) -> tuple[Table, ...]:
    """Return what a file holds; what it is shows in its first bytes. Raises Refused, and nothing else.

    Its name is not asked: it is a stranger's, and often wrong.
    """
    # They need this module's tables.
    from knowledge_base.spreadsheets.content_zips import is_content_zip, read_content_zip
    from knowledge_base.spreadsheets.po_files import is_po, read_translations

    refuse_old_containers(body)
    try:
        if body.startswith(b"PK"):
            archive = open_archive(body)
            tables = read_content_zip(archive) if is_content_zip(archive) else _read_workbook(body)
        else:
            text = _decoded(body)
            tables = (read_translations(text),) if is_po(text) else (_read_csv(text),)
    except (BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError):
        raise Refused(Why.DAMAGED) from None
    if not any(table.rows for table in tables):
        raise Refused(Why.EMPTY_FILE)
    if sum(len(table.rows) for table in tables) > MAX_ROWS:
        raise Refused(Why.TOO_MANY_ROWS, most=str(MAX_ROWS))
    return tables


def _read_workbook(body: bytes) -> tuple[Table, ...]:
    refuse_unsafe_workbook(open_archive(body))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it remarks on features of Excel that hold no values
        try:
            book = load_workbook(BytesIO(body), read_only=True, keep_links=False)
            tables = [
                table
                for sheet in book.worksheets
                if sheet.title.lower() != ABOUT and (table := _read_sheet(sheet)) is not None
            ]
        except Refused:
            raise
        except Exception:  # a stranger's file can make the library raise anything
            raise Refused(Why.DAMAGED) from None
    if not tables:
        raise Refused(Why.MISSING_SHEET, sheets=", ".join(book.sheetnames)[:200])
    return tuple(tables)


def _read_sheet(sheet: Any) -> Table | None:
    if not hasattr(sheet, "reset_dimensions"):
        return None  # a sheet of charts
    sheet.reset_dimensions()  # some programs write them wrong
    heads = next(sheet.iter_rows(max_row=1, max_col=_MAX_COLUMNS), ())
    names = [plain(cell.value) for cell in heads]
    while names and not names[-1]:
        names.pop()
    is_named = sheet.title.lower() in set(Kind)
    if not is_named and kind_of([name.lower() for name in names]) is None:
        return None
    rows = sheet.iter_rows(min_row=2, max_col=len(names) or 1)
    return _table(names, ((number, *_values(row)) for number, row in enumerate(rows, 2)))


def _values(row: Iterable[Any]) -> tuple[list[str], Reason | None]:
    values: list[str] = []
    problem = None
    for cell in row:
        if cell.data_type in ("f", "e"):
            problem = problem or Reason(Why.FORMULA, {"text": plain(cell.value)[:40]})
        values.append(unguarded(plain(cell.value)))
    return values, problem


def _decoded(body: bytes) -> str:
    encoding = "utf-16" if body.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError:
        raise Refused(Why.NO_SPREADSHEET if b"\0" in body[:4096] else Why.NOT_UTF8) from None
    if "\0" in text:
        raise Refused(Why.NO_SPREADSHEET)
    return text


def _read_csv(text: str) -> Table:
    head = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        names = [clean(name) for name in next(reader, [])]
        values = (
            (number, [unguarded(clean(cell)) for cell in row], None) for number, row in enumerate(reader, 2)
        )
        return _table(names, values)
    except csv.Error:
        raise Refused(Why.DAMAGED) from None


def _table(heads: Sequence[str], rows: Iterable[tuple[int, list[str], Reason | None]]) -> Table:
    names = [head.strip() for head in heads]
    kind = kind_of(_known_spellings(names, None))
    if kind is None:
        raise Refused(Why.WRONG_COLUMNS, columns=", ".join(filter(None, names))[:200] or "—")
    names = _known_spellings(names, kind)
    ours = [name for name in names if name in columns_by_name(kind)]
    if twice := next((name for name in ours if ours.count(name) > 1), None):
        raise Refused(Why.COLUMN_TWICE, column=twice)
    return Table(
        kind,
        tuple(_rows(names, rows, ours)),
        tuple(name[:60] for name in names if name and name not in ours and name.lower() not in _OWN),
    )


def _known_spellings(names: Sequence[str], kind: Kind | None) -> list[str]:
    """Return the names as we write them, since people capitalise heads."""
    kinds = Kind if kind is None else (kind,)
    known = {name.lower(): name for each in kinds for name in columns_by_name(each)}
    return [known.get(name.lower(), name) for name in names]


def _rows(
    names: Sequence[str], rows: Iterable[tuple[int, list[str], Reason | None]], ours: Sequence[str]
) -> Iterator[TableRow]:
    count = 0
    for number, values, problem in rows:
        # Programs cut off what is empty at the end of a row.
        cells = dict.fromkeys(ours, "")
        cells |= {name: value for name, value in zip(names, values, strict=False) if name in ours}
        if not any(value for name, value in cells.items() if name != REVISION.name):
            continue
        count += 1
        if count > MAX_ROWS:
            raise Refused(Why.TOO_MANY_ROWS, most=str(MAX_ROWS))
        yield TableRow(number, cells, problem)
