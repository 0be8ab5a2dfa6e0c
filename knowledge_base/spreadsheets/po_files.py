"""Answers' texts for translators' programs (Weblate, Poedit): a PO file a language, from the Russian.

`msgctxt` is the question and the answer's key, `msgid` the Russian text, `msgstr` the translation. A comment
for translators (`#.`) names the revision, which the programs keep.
"""

import re
from collections.abc import Iterable
from io import BytesIO, StringIO
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po, write_po

from knowledge_base.content_types import SOURCE_LOCALE
from knowledge_base.locales import LOCALES, babel_code
from knowledge_base.spreadsheets.cells import clean
from knowledge_base.spreadsheets.columns import Kind
from knowledge_base.spreadsheets.entries import Cells, Entry
from knowledge_base.spreadsheets.reading import Table, TableRow
from knowledge_base.spreadsheets.reasons import Reason, Refused, Why

#: The languages that are translated into.
PO_LOCALES: Final = tuple(locale for locale in LOCALES if locale != SOURCE_LOCALE)
_REVISION: Final = re.compile(r"revision: ?(\d*)")
_LANGUAGE: Final = re.compile(r'^"Language: *([\w@-]+)', re.MULTILINE)
#: How programs write the languages that are not simply their code.
_OTHER_CODES: Final = {"uz": "uz-Latn", "uz@latin": "uz-Latn", "uz@cyrillic": "uz-Cyrl"}


def po_file(locale: str, entries: Iterable[Entry]) -> bytes:
    """Return the texts of one language beside the Russian ones; what has no Russian text is left out."""
    catalogue = Catalog(
        locale=babel_code(locale), project="migrantbot answers", version="1", fuzzy=False, header_comment="#"
    )
    for entry in entries:
        cells = entry.cells
        if cells["language"] == locale and cells["source_text"]:
            catalogue.add(
                cells["source_text"],
                cells["text"],
                context=f"{cells['question']}.{cells['answer']}",
                auto_comments=[f"revision: {entry.revision}"],
            )
    file = BytesIO()
    write_po(file, catalogue, width=0)
    return file.getvalue()


def is_po(text: str) -> bool:
    """Tell a PO file from CSV by its first words."""
    return re.search(r"^msgid ", text[:20_000], re.MULTILINE) is not None


def read_translations(text: str) -> Table:
    """Return the texts of a PO file. Raises Refused for one that is broken or names no language of ours."""
    named = _LANGUAGE.search(text[:20_000])
    code = named[1].replace("_", "-") if named else ""
    locale = _OTHER_CODES.get(code.lower()) or {each.lower(): each for each in LOCALES}.get(code.lower())
    if locale is None:
        raise Refused(Why.NO_PO_LANGUAGE, language=code[:40] or "—", known=", ".join(PO_LOCALES))
    try:
        catalogue = read_po(StringIO(text), abort_invalid=True)
    except (PoFileError, ValueError, LookupError, TypeError, AttributeError, IndexError):
        raise Refused(Why.DAMAGED) from None
    rows = [
        TableRow(message.lineno or 0, _cells(message, locale), _problem(message))
        for message in catalogue
        if message.id
    ]
    return Table(Kind.ANSWERS, tuple(rows))


def _cells(message: Message, locale: str) -> Cells:
    # A question's id has one dot, and what follows the second is the answer's key.
    topic, _dot, rest = (message.context or "").partition(".")
    name, _dot, key = rest.partition(".")
    said = next(filter(None, map(_REVISION.fullmatch, message.auto_comments)), None)
    return {
        "question": f"{topic}.{name}" if name else topic,
        "answer": key,
        "language": locale,
        "source_text": clean(_one(message.id)),
        "text": clean(_one(message.string)),
        "revision": said[1] if said else "",
    }


def _one(text: str | tuple[str, ...] | list[str] | None) -> str:
    return text if isinstance(text, str) else (text or ("",))[0] or ""


def _problem(message: Message) -> Reason | None:
    return Reason(Why.UNFINISHED) if message.fuzzy else None
