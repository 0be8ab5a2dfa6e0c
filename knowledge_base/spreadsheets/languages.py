"""Texts that stand in the wrong column or row: our own detector takes them for another language."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from knowledge_base.facts import PLACEHOLDER
from knowledge_base.folding import words
from knowledge_base.spreadsheets.columns import TITLE, Kind
from knowledge_base.spreadsheets.reasons import Reason, Why

if TYPE_CHECKING:
    from knowledge_base.spreadsheets.comparing import Compared

#: Returns the locale a text is written in, or None where it is not sure; the bot's own detector, which this
#: package cannot know.
Detect = Callable[[str], str | None]

_TELLING_WORDS: Final = 3  #: fewer may be loanwords alone
#: Short texts are judged together: so many must be read with certainty, and so large a part as one language.
_ENOUGH: Final = 3
_MOST: Final = 0.6


def with_languages(rows: "Sequence[Compared]", detect: Detect) -> "Iterator[Compared]":
    """Yield the rows, those with a text in the wrong language as invalid.

    An answer is long enough to be judged alone. Titles and phrasings are short, and people mix languages, so
    these are refused only where most of what a file brings for a language reads like another.
    """
    from knowledge_base.spreadsheets.comparing import State

    found: dict[tuple[int, str], tuple[str, str | None]] = {}
    for place, row in enumerate(rows):
        if row.state in (State.NEW, State.CHANGED, State.CONFLICTING):
            for column, locale, text in _texts(row):
                found[place, column] = locale, _read(text, detect)
    suspicious = _wrong_columns(rows, found)
    for place, row in enumerate(rows):
        wrong = next(
            (
                (column, locale, read)
                for column, locale, _text in _texts(row)
                if (read := found.get((place, column), ("", None))[1]) is not None
                and read != locale
                and (row.kind is Kind.ANSWERS or (row.kind, column, locale, read) in suspicious)
            ),
            None,
        )
        if wrong is None:
            yield row
            continue
        column, locale, read = wrong
        about = {"column": column, "language": locale, "found": read}
        yield replace(row, state=State.INVALID, reason=Reason(Why.OTHER_LANGUAGE, about))


def _texts(row: "Compared") -> Iterator[tuple[str, str, str]]:
    """Yield column, language and text of what the row changes."""
    is_new = not row.before
    if row.kind is Kind.QUESTIONS:
        for name, text in row.cells.items():
            if name.startswith(TITLE) and text and (is_new or name in row.before):
                yield name, name.removeprefix(TITLE), text
    elif row.kind in (Kind.ANSWERS, Kind.PHRASINGS) and row.cells.get("text"):
        yield "text", row.cells.get("language", ""), row.cells["text"]


def _read(text: str, detect: Detect) -> str | None:
    said = PLACEHOLDER.sub(" ", text)
    telling = {word for word in words(said) if word.isalpha()}
    return detect(said) if len(telling) >= _TELLING_WORDS else None


def _wrong_columns(
    rows: "Sequence[Compared]", found: dict[tuple[int, str], tuple[str, str | None]]
) -> set[tuple[Kind, str, str, str]]:
    """Return (kind, column, its language, the language it reads like) where most texts say so."""
    counts: dict[tuple[Kind, str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for (place, column), (locale, read) in found.items():
        if read is not None:
            counts[rows[place].kind, column, locale][read] += 1
    return {
        (kind, column, locale, read)
        for (kind, column, locale), of in counts.items()
        for read, count in of.items()
        if read != locale and count >= _ENOUGH and count >= _MOST * sum(of.values())
    }
