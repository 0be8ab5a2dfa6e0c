"""Rows of cells as a workbook, as CSV, and all content as a zip of content files."""

import csv
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from knowledge_base.content_types import Content
from knowledge_base.exporting import write_content_files
from knowledge_base.spreadsheets.cells import guarded
from knowledge_base.spreadsheets.columns import SHEETS, Column, Form, Kind
from knowledge_base.spreadsheets.entries import Cells, Entry

#: Goes before the columns of a sheet of rows that were not taken; an import takes no notice of it.
PROBLEM: Final = (("row", 7), ("problem", 60))
ABOUT: Final = "about"  #: the name of the sheet that explains the columns


def rows_of(entries: Iterable[Entry]) -> Iterable[Cells]:
    """Return the cells of entries with the version that each of them is."""
    return ({**entry.cells, "revision": entry.revision} for entry in entries)


def workbook(sheets: Mapping[Kind, Iterable[Cells]], *, with_problems: bool = False) -> bytes:
    """Return a workbook with a sheet a kind, and one that explains the columns. Slow: seconds."""
    book = Workbook(write_only=True)
    for kind, rows in sheets.items():
        sheet = book.create_sheet(kind.value)
        heads = [*(PROBLEM if with_problems else ()), *((each.name, each.width) for each in SHEETS[kind])]
        sheet.freeze_panes = "A2"
        for number, (_name, width) in enumerate(heads, 1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.append([_head(sheet, name) for name, _width in heads])
        wrapping = _wrapping_styles(sheet, kind)
        for cells in rows:
            sheet.append([_cell(sheet, cells, name, wrapping) for name, _width in heads])
    _explain(book, list(sheets))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def csv_file(kind: Kind, rows: Iterable[Cells], *, with_problems: bool = False) -> bytes:
    """Return a CSV file as spreadsheet programs expect one: UTF-8 with its mark, lines that end in CR LF."""
    names = [*((name for name, _width in PROBLEM) if with_problems else ()), *_names(SHEETS[kind])]
    file = StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(names)
    for cells in rows:
        writer.writerow([guarded(cells.get(name, "")) for name in names])
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def content_zip(content: Content) -> bytes:
    """Return the content files of everything we know in one zip. Slow: seconds."""
    file = BytesIO()
    with TemporaryDirectory() as name, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        folder = Path(name)
        write_content_files(content, folder)
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            archive.write(path, path.relative_to(folder).as_posix())
    return file.getvalue()


def _names(columns: Sequence[Column]) -> list[str]:
    return [column.name for column in columns]


def _head(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _wrapping_styles(sheet: Any, kind: Kind) -> dict[str, Any]:
    """Return the style of the columns whose texts have lines; one object, since there are many cells."""
    cell: Any = WriteOnlyCell(sheet, "")
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    names = {each.name for each in SHEETS[kind] if each.form in (Form.TEXT, Form.LINES, Form.PARTS)}
    return dict.fromkeys((*names, "problem"), cell._style)


def _cell(sheet: Any, cells: Cells, name: str, wrapping: Mapping[str, Any]) -> Any:
    text = guarded(cells.get(name, ""))
    if not text or name not in wrapping:
        return text or None
    cell: Any = WriteOnlyCell(sheet, text)
    cell._style = copy(wrapping[name])
    return cell


def _explain(book: Workbook, kinds: Sequence[Kind]) -> None:
    sheet = book.create_sheet(ABOUT)
    for letter, width in zip("ABC", (14, 20, 90), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append([_head(sheet, text) for text in ("Sheet", "Column", "What stands there")])
    for kind in kinds:
        for column in SHEETS[kind]:
            sheet.append([kind.value, column.name, f"{column.means} {_USES.get(column.use, '')}".strip()])
    sheet.append([None, None, "Rows that you leave out of an import stay as they are."])


_USES: Final = {
    "key": "Names the row.",
    "fixed": "Only for new rows; what is there is not changed by a file.",
    "shown": "For reading only.",
}
