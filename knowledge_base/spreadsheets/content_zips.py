"""A zip of content files as tables: no name in it is trusted, and nothing of it stays on the disk."""

import re
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from zipfile import ZipFile

import yaml

from knowledge_base.content_files import Reading, read_content_files
from knowledge_base.content_types import SOURCE_LOCALE
from knowledge_base.spreadsheets.columns import Kind
from knowledge_base.spreadsheets.entries import (
    Cells,
    answer_cells,
    fact_cells,
    phrasing_cells,
    place_cells,
    question_cells,
)
from knowledge_base.spreadsheets.reading import Table, TableRow
from knowledge_base.spreadsheets.reasons import Reason, Refused, Why

#: The only names that are written anywhere; they hold no way out of a folder.
_NAMES: Final = re.compile(
    r"(?:questions|places|cities)\.yaml|(?:facts|questions|titles|phrasings)/[A-Za-z0-9_-]{1,60}\.yaml"
    r"|answers/[A-Za-z-]{2,8}/[a-z0-9][A-Za-z0-9._-]{1,120}\.md"
)


def is_content_zip(archive: ZipFile) -> bool:
    """Tell content files from a workbook, which is a zip too."""
    return any(_NAMES.fullmatch(name) for name in _inner_names(archive).values())


def read_content_zip(archive: ZipFile) -> tuple[Table, ...]:
    """Return what the content files in a zip say, a table a kind; what is wrong in one becomes a row."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for part, inner in _inner_names(archive).items():
            if _NAMES.fullmatch(inner):
                body = archive.read(part)
                if inner.endswith(".yaml"):
                    _refuse_growing(body)
                path = folder / inner
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(body)
        reading = read_content_files(folder)
    tables = tuple(_tables(reading))
    if not tables:
        raise Refused(Why.NO_CONTENT_FILES)
    return tables


def _inner_names(archive: ZipFile) -> dict[str, str]:
    """Return each part with its name below the folder that holds everything, where there is one."""
    names = [name for name in archive.namelist() if not name.endswith("/")]
    tops = {name.partition("/")[0] for name in names}
    within = len(tops) == 1 and all("/" in name for name in names)
    return {name: name.partition("/")[2] if within else name for name in names}


def _refuse_growing(body: bytes) -> None:
    """Raise Refused where a file repeats lists by reference: a few lines of those can fill any memory."""
    scalars: set[str] = set()
    try:
        for event in yaml.parse(body, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.ScalarEvent) and event.anchor:
                scalars.add(event.anchor)
            elif isinstance(event, yaml.AliasEvent) and event.anchor not in scalars:
                raise Refused(Why.DAMAGED)
    except yaml.YAMLError:
        return  # the reader of content files says what is wrong, with its line


def _tables(reading: Reading) -> Iterable[Table]:
    content = reading.content
    rows: dict[Kind, list[Cells]] = {
        Kind.QUESTIONS: [question_cells(question) for question in content.questions],
        Kind.FACTS: [fact_cells(fact) for fact in content.facts.values()],
        Kind.ANSWERS: [
            answer_cells(
                answer,
                locale,
                text.text,
                state=text.state,
                source_text=source.text if (source := answer.texts.get(SOURCE_LOCALE)) else "",
            )
            for answer in content.answers
            for locale, text in answer.texts.items()
        ],
        Kind.PHRASINGS: [phrasing_cells(phrasing) for phrasing in content.phrasings],
        Kind.PLACES: [place_cells(place) for place in content.places],
    }
    problems = [
        TableRow(each.line, {}, Reason(Why.CONTENT_FILE, {"problem": str(each)[:300]}))
        for each in reading.problems
    ]
    for kind, cells in rows.items():
        found = [TableRow(number, _told(each)) for number, each in enumerate(cells, 1)]
        if problems and (cells or kind is Kind.PLACES):
            found, problems = [*problems, *found], []
        if found:
            yield Table(kind, tuple(found))


def _told(cells: Cells) -> Cells:
    """Return a row without what the files do not say of it: its source text is of the same moment."""
    return {name: text for name, text in cells.items() if name not in ("source_text", "state", "id")}
