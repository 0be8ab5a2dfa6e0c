"""`migrantbot content import|export --format xlsx|csv|po`: the console's files, from a terminal."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bot.texts import Texts
from cli.content_formats import Format
from console.file_words import stored, why_sentence
from console.importing import ALL, detect
from console.texts import texts_for
from knowledge_base.database import open_sessions, utc_now
from knowledge_base.spreadsheets.applying import apply_rows
from knowledge_base.spreadsheets.columns import Kind
from knowledge_base.spreadsheets.comparing import Compared, State, compare, versions_to_look_up
from knowledge_base.spreadsheets.current import read_current, read_earlier
from knowledge_base.spreadsheets.po_files import PO_LOCALES, po_file
from knowledge_base.spreadsheets.reading import read_file
from knowledge_base.spreadsheets.reasons import Refused
from knowledge_base.spreadsheets.rows_into import Hand
from knowledge_base.spreadsheets.writing import csv_file, rows_of, workbook

AUTHOR: Final = "command line"
_SHOWN: Final = 50  #: rows that are printed; the rest is counted


@dataclass(frozen=True, slots=True)
class Report:
    """What a run has to say, and whether something was wrong."""

    lines: tuple[str, ...]
    is_sound: bool


def export_sheets(url: str, folder: Path, form: Format) -> int:
    """Write a file a kind, or for translators one a language, and return how many."""
    files = asyncio.run(_made(url, form))
    folder.mkdir(parents=True)
    for name, body in files.items():
        (folder / name).write_bytes(body)
    return len(files)


async def _made(url: str, form: Format) -> dict[str, bytes]:
    async with open_sessions(url) as sessions, sessions() as session:
        current = await read_current(session, set(Kind))
    if form is Format.PO:
        answers = current.entries[Kind.ANSWERS].values()
        return {f"{locale}.po": po_file(locale, answers) for locale in PO_LOCALES}
    files = {}
    for kind, entries in current.entries.items():
        rows = rows_of(entries.values())
        files[f"{kind}.{form}"] = csv_file(kind, rows) if form is Format.CSV else workbook({kind: rows})
    return files


async def import_sheets(url: str, path: Path, form: Format, *, is_applied: bool) -> Report:
    """Compare a file, or each file of this format in a folder, with the database; apply what fits if told."""
    texts, lines, sound = texts_for("en"), [], True
    async with open_sessions(url) as sessions, sessions.begin() as session:
        for file in _files(path, form):
            try:
                tables = read_file(file.read_bytes())
            except Refused as error:
                lines.append(f"{file.name}: {why_sentence(texts, stored(error.reason))}")
                sound = False
                continue
            current = await read_current(session, {table.kind for table in tables})
            wanted = [each for table in tables for each in versions_to_look_up(table, current)]
            current = replace(current, earlier=await read_earlier(session, current, wanted))
            rows = [
                row
                for table in tables
                for row in compare(table, current, keeps=lambda _locale, _scope: True, detect=detect)
            ]
            lines += _preview(file.name, rows, texts)
            sound = sound and all(row.state is not State.INVALID for row in rows)
            if is_applied:
                chosen = [row for row in rows if row.state in ALL]
                outcomes = await apply_rows(
                    session, chosen, Hand(AUTHOR, utc_now()), keeps=lambda _locale, _scope: True
                )
                left = [outcome for outcome in outcomes if outcome.reason is not None]
                lines.append(f"{file.name}: {len(outcomes) - len(left)} applied")
                lines += [f"  {each.key}: {why_sentence(texts, stored(each.reason))}" for each in left]
    if not is_applied:
        lines.append("nothing was written; --apply writes what is new and changed")
    return Report(tuple(lines), sound)


def _files(path: Path, form: Format) -> list[Path]:
    if path.is_file():
        return [path]
    order = {f"{kind}.{form}": place for place, kind in enumerate(Kind)}
    return sorted(path.glob(f"*.{form}"), key=lambda file: (order.get(file.name, len(order)), file.name))


def _preview(name: str, rows: list[Compared], texts: Texts) -> Iterator[str]:
    counts = Counter(row.state for row in rows)
    yield f"{name}: " + ", ".join(f"{counts[state]} {state}" for state in State)
    telling = [row for row in rows if row.state is not State.UNCHANGED]
    for row in telling[:_SHOWN]:
        reason = f": {why_sentence(texts, stored(row.reason))}" if row.reason else ""
        yield f"  {row.kind} row {row.number}: {row.state} {row.key}{reason}"
    if len(telling) > _SHOWN:
        yield f"  ... and {len(telling) - _SHOWN} more"
