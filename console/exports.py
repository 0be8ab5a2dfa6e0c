"""Which files the console gives out, and how each is made."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.texts import Texts
from console.file_words import why_sentence
from console.models import ImportRow
from knowledge_base.database import Sessions
from knowledge_base.loading import read_content
from knowledge_base.locales import LOCALES
from knowledge_base.spreadsheets.columns import Kind
from knowledge_base.spreadsheets.current import Current, read_current
from knowledge_base.spreadsheets.entries import Cells
from knowledge_base.spreadsheets.po_files import PO_LOCALES, po_file
from knowledge_base.spreadsheets.writing import content_zip, csv_file, rows_of, workbook

EVERYTHING: Final = "everything"
_MEDIA_TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "po": "text/x-gettext-translation; charset=utf-8",
    "zip": "application/zip",
}


@dataclass(frozen=True, slots=True)
class Export:
    """What somebody asks for: a kind or everything, as which file, in one language or all."""

    what: str
    form: str
    language: str = ""

    @property
    def is_known(self) -> bool:
        """Tell whether there is such a file."""
        if self.form == "po":
            return self.language in PO_LOCALES
        if self.form == "zip":
            return True
        is_language = not self.language or self.language in LOCALES
        return self.form in ("xlsx", "csv") and is_language and self.what in (*Kind, EVERYTHING)

    @property
    def media_type(self) -> str:
        """What the browser is told it is."""
        return _MEDIA_TYPES[self.form]

    def name(self, on: date) -> str:
        """Return the name to save it by."""
        what = {"po": "answers", "zip": "content"}.get(self.form, self.what)
        return "-".join(filter(None, (what, self.language, on.isoformat()))) + f".{self.form}"


async def make_export(sessions: Sessions, wanted: Export) -> bytes:
    """Return the file. Reading is short; the file is made in a thread and holds no connection."""
    if wanted.form == "zip":
        async with sessions() as session:
            content = await read_content(session)
        return await asyncio.to_thread(content_zip, content)
    kinds = set(Kind) if wanted.what == EVERYTHING else {Kind(wanted.what or Kind.ANSWERS)}
    async with sessions() as session:
        current = await read_current(session, kinds)
    return await asyncio.to_thread(_made, wanted, current)


async def make_broken(rows: Sequence[ImportRow], texts: Texts, form: str) -> tuple[bytes, str, str]:
    """Return the rows that were not taken with the reason of each, as a file, its ending and media type."""
    sheets: dict[Kind, list[Cells]] = {}
    for row in rows:
        cells = {**row.cells, "row": str(row.number), "problem": why_sentence(texts, row.reason)}
        sheets.setdefault(Kind(row.kind), []).append(cells)
    if form == "csv" and len(sheets) == 1:
        kind, found = next(iter(sheets.items()))
        return await asyncio.to_thread(csv_file, kind, found, with_problems=True), "csv", _MEDIA_TYPES["csv"]
    body = await asyncio.to_thread(workbook, sheets, with_problems=True)
    return body, "xlsx", _MEDIA_TYPES["xlsx"]


def _made(wanted: Export, current: Current) -> bytes:
    if wanted.form == "po":
        return po_file(wanted.language, current.entries[Kind.ANSWERS].values())
    sheets = {
        kind: [
            cells
            for cells in rows_of(entries.values())
            if not wanted.language or cells.get("language", wanted.language) == wanted.language
        ]
        for kind, entries in current.entries.items()
    }
    if wanted.form == "csv":
        kind, rows = next(iter(sheets.items()))
        return csv_file(kind, rows)
    return workbook(sheets)
