"""What a row must satisfy before it may become a draft, a fact, a phrasing, a title or a help point."""

import re
from collections.abc import Callable, Collection
from datetime import date
from typing import Final

from knowledge_base.checks import MAX_TITLE
from knowledge_base.content_types import CONFIRMERS, SOURCE_LOCALE, TOPICS, Fact, Source
from knowledge_base.fact_reading import CONFIDENCES, Mistake, read_value
from knowledge_base.facts import FactBook
from knowledge_base.locales import LOCALES
from knowledge_base.routes import COUNTRIES, Scope
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
from knowledge_base.spreadsheets.reasons import Refused, Why
from knowledge_base.suggestions import MAX_CHARACTERS

#: Whether a person may change texts of this language and scope; None is no restriction of that kind.
Keeps = Callable[[str | None, Scope | None], bool]

_QUESTION_ID: Final = re.compile(r"[a-z][a-z0-9_]{0,30}\.[a-z][a-z0-9_-]{0,30}")
_ANSWER_KEY: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_FACT_ID: Final = re.compile(r"[A-Za-z0-9][\w.-]{0,63}", re.ASCII)
_PLACE_ID: Final = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}")
_WORD: Final = re.compile(r"[A-Za-z][\w-]{0,31}", re.ASCII)
_PRECISIONS: Final = ("address", "street", "city")


def check_row(
    kind: Kind,
    cells: Cells,
    entry: Entry | None,
    changed: Collection[str],
    *,
    current: Current,
    keeps: Keeps,
) -> None:
    """Raise Refused with what is wrong with a row that is new or changes something.

    `cells` are those of the row on top of those that are here.
    """
    match kind:
        case Kind.QUESTIONS:
            _question(cells, entry, changed, keeps)
        case Kind.ANSWERS:
            _answer(cells, entry, current, keeps)
        case Kind.PHRASINGS:
            _phrasing(cells, entry, current, keeps)
        case Kind.FACTS:
            _fact(cells, entry, changed, current, keeps)
        case Kind.PLACES:
            _place(cells, entry, keeps)


def _question(cells: Cells, entry: Entry | None, changed: Collection[str], keeps: Keeps) -> None:
    titles = {locale: cells.get(TITLE + locale, "") for locale in LOCALES}
    if entry is None:
        if not _QUESTION_ID.fullmatch(cells["question"]):
            raise Refused(Why.BAD_NAME, column="question", text=cells["question"][:60])
        if cells.get("topic") not in TOPICS:
            raise Refused(Why.UNKNOWN_TOPIC, known=", ".join(TOPICS))
        if not titles[SOURCE_LOCALE]:
            raise Refused(Why.MISSING, column=TITLE + SOURCE_LOCALE)
    for locale, title in titles.items():
        if len(title) > MAX_TITLE:
            raise Refused(Why.TOO_LONG, column=TITLE + locale, most=str(MAX_TITLE))
        if TITLE + locale in changed or (entry is None and title):
            if not title:
                raise Refused(Why.EMPTY_TEXT, column=TITLE + locale)
            _keep(keeps, locale, None)


def _answer(cells: Cells, entry: Entry | None, current: Current, keeps: Keeps) -> None:
    _language(cells["language"])
    if cells["question"] not in current.question_ids:
        raise Refused(Why.UNKNOWN_QUESTION, question=cells["question"][:64])
    if not cells.get("text"):
        raise Refused(Why.EMPTY_TEXT, column="text")
    if entry is None:
        if not _ANSWER_KEY.fullmatch(cells["answer"]):
            raise Refused(Why.BAD_NAME, column="answer", text=cells["answer"][:60])
        if not listed(cells.get("facts", "")):
            raise Refused(Why.MISSING, column="facts")
        if cells.get("confirm_with") not in CONFIRMERS:
            raise Refused(Why.UNKNOWN_CONFIRMER, known=", ".join(CONFIRMERS))
    known = {*current.facts.facts, *(fact.series for fact in current.facts.facts.values())}
    for name in [*listed(cells.get("facts", "")), *current.facts.names_in(cells["text"])]:
        if name not in known:
            raise Refused(Why.UNKNOWN_FACT, fact=name[:64])
    _keep(keeps, cells["language"], scope_of_cells(cells))


def _phrasing(cells: Cells, entry: Entry | None, current: Current, keeps: Keeps) -> None:
    _language(cells.get("language", ""))
    if cells.get("question") != NOT_OURS and cells.get("question") not in current.question_ids:
        raise Refused(Why.UNKNOWN_QUESTION, question=cells.get("question", "")[:64])
    if not cells.get("text"):
        raise Refused(Why.EMPTY_TEXT, column="text")
    if len(cells["text"]) > MAX_CHARACTERS:
        raise Refused(Why.TOO_LONG, column="text", most=str(MAX_CHARACTERS))
    for locale in {cells["language"], *([entry.cells["language"]] if entry else [])}:
        _keep(keeps, locale, None)


def _fact(
    cells: Cells, entry: Entry | None, changed: Collection[str], current: Current, keeps: Keeps
) -> None:
    if not _FACT_ID.fullmatch(cells["fact"]):
        raise Refused(Why.BAD_NAME, column="fact", text=cells["fact"][:60])
    for column in ("statement", "checked_on", "checked_by"):
        if not cells.get(column):
            raise Refused(Why.MISSING, column=column)
    _one_of("confidence", cells.get("confidence", ""), CONFIDENCES)
    for column, most in (("series", 64), ("checked_by", 128), ("unit", 32)):
        if len(cells.get(column, "")) > most:
            raise Refused(Why.TOO_LONG, column=column, most=str(most))
    if (topic := cells.get("topic")) and entry is None and topic not in current.question_ids:
        raise Refused(Why.UNKNOWN_QUESTION, question=topic[:64])
    fact = fact_of_cells(cells)
    if fact.source is None and fact.confidence != "low":
        raise Refused(Why.NO_SOURCE)
    if fact.valid_from and fact.valid_until and fact.valid_until < fact.valid_from:
        raise Refused(Why.ENDS_BEFORE)
    _source(fact.source)
    if entry is None or {"value", "parts"} & set(changed):
        _values(fact, current)
    if entry is None:
        _does_not_overlap(fact, current)
    else:
        _leaves_values(fact, current.facts.facts[fact.id])
    _keep(keeps, None, fact.scope)


def _values(fact: Fact, current: Current) -> None:
    """Raise Refused where a value cannot be said in some language: its answers would be withheld."""
    book = FactBook({**current.facts.facts, fact.id: fact})
    day = fact.valid_from or date(2026, 1, 1)
    values = {f"{{{fact.id}}}": (fact.value, fact.unit)} | {
        f"{{{fact.id}:{name}}}": (part.value, part.unit) for name, part in fact.parts.items()
    }
    for placeholder, (value, unit) in values.items():
        if value is None:
            continue
        is_sound = unit not in ("phone", "date") or not isinstance(read_value(str(value), unit), Mistake)
        try:
            for locale in LOCALES if is_sound else ():
                book.render(placeholder, locale, day)
        except (LookupError, ValueError):
            is_sound = False
        if not is_sound:
            raise Refused(Why.NOT_RENDERED, text=str(value)[:40], unit=unit or "—")


def _does_not_overlap(fact: Fact, current: Current) -> None:
    first, last = fact.valid_from or date.min, fact.valid_until or date.max
    for other in current.facts.facts.values():
        starts, ends = other.valid_from or date.min, other.valid_until or date.max
        if fact.series is not None and other.series == fact.series and max(first, starts) <= min(last, ends):
            raise Refused(Why.OVERLAPS)


def _leaves_values(fact: Fact, before: Fact) -> None:
    """Raise Refused where a value goes that texts may name: a file cannot see which."""
    gone = [
        name
        for name, part in before.parts.items()
        if part.value is not None and (name not in fact.parts or fact.parts[name].value is None)
    ]
    if before.value is not None and fact.value is None:
        gone.append("value")
    if gone:
        raise Refused(Why.VALUE_IN_USE, name=gone[0])


def _place(cells: Cells, entry: Entry | None, keeps: Keeps) -> None:
    if not _PLACE_ID.fullmatch(cells["place"]):
        raise Refused(Why.BAD_NAME, column="place", text=cells["place"][:60])
    for column in ("kind", "country", "city", "name", "lat", "lon", "checked_on"):
        if not cells.get(column):
            raise Refused(Why.MISSING, column=column)
    if not _WORD.fullmatch(cells["kind"]):
        raise Refused(Why.BAD_NAME, column="kind", text=cells["kind"][:60])
    if cells["country"] not in COUNTRIES:
        raise Refused(
            Why.UNKNOWN_COUNTRY, column="country", country=cells["country"][:40], known=", ".join(COUNTRIES)
        )
    _one_of("confidence", cells.get("confidence", ""), CONFIDENCES)
    _one_of("precision", cells.get("precision", ""), _PRECISIONS)
    place = place_of_cells(cells)
    if not -90 <= place.latitude <= 90:
        raise Refused(Why.NOT_A_NUMBER, column="lat", text=cells["lat"])
    if not -180 <= place.longitude <= 180:
        raise Refused(Why.NOT_A_NUMBER, column="lon", text=cells["lon"])
    _source(place.source)
    for country in {cells["country"], *([entry.cells["country"]] if entry else [])}:
        _keep(keeps, None, Scope(stay_in=frozenset({country})))


def _source(source: Source | None) -> None:
    if source is not None and source.url and not re.fullmatch(r"https?://[^\s<>\"]{3,1000}", source.url):
        raise Refused(Why.BAD_ADDRESS, text=source.url[:80])


def _language(locale: str) -> None:
    if locale not in LOCALES:
        raise Refused(Why.UNKNOWN_LANGUAGE, text=locale[:20] or "—", known=", ".join(LOCALES))


def _one_of(column: str, text: str, known: Collection[str]) -> None:
    if text not in known:
        raise Refused(Why.NOT_ONE_OF, column=column, text=text[:40] or "—", known=", ".join(known))


def _keep(keeps: Keeps, locale: str | None, scope: Scope | None) -> None:
    if locale is not None and not keeps(locale, None):
        raise Refused(Why.NOT_YOUR_LANGUAGE, language=locale)
    if not keeps(None, scope):
        raise Refused(Why.NOT_KEPT)
