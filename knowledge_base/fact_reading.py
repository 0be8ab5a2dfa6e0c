"""What somebody typed about a fact, read into a fact, or what is wrong with it, field by field."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final

import phonenumbers

from knowledge_base.content_parsing import MAX_CHECK_EVERY
from knowledge_base.content_types import Fact, FactValue, Part, Source
from knowledge_base.folding import fold

CONFIDENCES: Final = ("high", "medium", "low")
SOURCE_KINDS: Final = ("law", "official", "ngo", "law-firm", "news")
MAX_TEXT: Final = 500  #: characters of a value, a title, a name
MAX_STATEMENT: Final = 2000
#: Nobody waits two and a half days, and no quota has half a person.
_WHOLE: Final = frozenset(
    {"calendar_days", "working_days", "days", "persons", "children", "documents", "places"}
)
_TEXT_UNITS: Final = frozenset({None, "text"})
_LARGEST: Final = 10**12
_NUMBER: Final = re.compile(r"\d+(\.\d+)?")
_PHONE: Final = re.compile(r"\+?\d[\d ()-]{0,24}")
_GROUPING: Final = re.compile(r"(?<=\d)[\s'](?=\d{3}(?:\D|$))")


class Mistake(StrEnum):
    """What is wrong with a field."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NOT_A_NUMBER = "not_a_number"
    NOT_WHOLE = "not_whole"
    NOT_A_DATE = "not_a_date"
    NOT_A_PHONE = "not_a_phone"
    NOT_AN_ADDRESS = "not_an_address"
    NOT_A_CHOICE = "not_a_choice"
    NEEDS_A_SOURCE = "needs_a_source"
    ENDS_TOO_EARLY = "ends_too_early"


@dataclass(frozen=True, slots=True)
class TypedFact:
    """A fact as it stands in a form: texts only."""

    value: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    statement: str = ""
    source_title: str = ""
    source_publisher: str = ""
    source_url: str = ""
    source_dated: str = ""
    source_kind: str = ""
    confidence: str = ""
    conflict: str = ""
    valid_from: str = ""
    valid_until: str = ""
    check_every: str = ""


def typed_of(fact: Fact) -> TypedFact:
    """Return a fact as its form shows it."""
    source = fact.source
    return TypedFact(
        value=_shown(fact.value),
        parts={name: _shown(part.value) for name, part in fact.parts.items()},
        statement=fact.statement,
        source_title=source.title if source else "",
        source_publisher=source.publisher if source else "",
        source_url=(source.url or "") if source else "",
        source_dated=_shown(source.dated) if source else "",
        source_kind=source.kind if source else "",
        confidence=fact.confidence,
        conflict=fact.conflict or "",
        valid_from=_shown(fact.valid_from),
        valid_until=_shown(fact.valid_until),
        check_every=str(fact.check_every),
    )


def read_typed(fact: Fact, typed: TypedFact) -> Fact | dict[str, Mistake]:
    """Return the fact as it was typed, or the mistakes by the name of the field (`part.<name>` for parts).

    Id, unit, scope, series and topic stay: another kind of value is another fact.
    """
    found: dict[str, FactValue | date | Source | Part | Mistake] = {
        "value": _read_value(typed.value, fact.unit, is_needed=fact.value is not None),
        "valid_from": read_day(typed.valid_from),
        "valid_until": read_day(typed.valid_until),
        "source": _read_source(typed),
        "check_every": _read_days(typed.check_every),
    }
    for name, part in fact.parts.items():
        found[f"part.{name}"] = read_value(typed.parts.get(name, ""), part.unit)
    mistakes = {name: value for name, value in found.items() if isinstance(value, Mistake)}
    mistakes |= _other_mistakes(typed, found)
    if mistakes:
        return mistakes
    source, valid_from, valid_until = found["source"], found["valid_from"], found["valid_until"]
    value, check_every = found["value"], found["check_every"]
    # Nothing here is a mistake any more; what is left is for the type checker.
    assert isinstance(source, Source | None)
    assert isinstance(valid_from, date | None) and isinstance(valid_until, date | None)
    assert isinstance(value, int | float | str | None) and isinstance(check_every, int)
    return replace(
        fact,
        value=value,
        parts={
            name: Part(read, part.unit)
            for name, part in fact.parts.items()
            if isinstance(read := found[f"part.{name}"], int | float | str | None)
        },
        statement=" ".join(typed.statement.split()),
        source=source,
        confidence=typed.confidence,
        conflict=" ".join(typed.conflict.split()) or None,
        valid_from=valid_from,
        valid_until=valid_until,
        check_every=check_every,
    )


def read_value(typed: str, unit: str | None) -> int | float | str | Mistake:
    """Return a value of this unit as it was typed: `85 000`, `1,5`, `01.07.2026`, `+7 727 258 45 98`."""
    typed = " ".join(typed.split())
    if not typed:
        return Mistake.EMPTY
    if len(typed) > MAX_TEXT:
        return Mistake.TOO_LONG
    if unit in _TEXT_UNITS:
        return typed
    if unit == "phone":
        return typed if _is_phone(typed) else Mistake.NOT_A_PHONE
    if unit == "date":
        day = read_day(typed)
        return day.isoformat() if isinstance(day, date) else Mistake.NOT_A_DATE
    return _read_number(typed, unit)


def read_day(typed: str) -> date | Mistake | None:
    """Return a day as `2026-07-01` or `01.07.2026`; None for nothing."""
    typed = typed.strip()
    if not typed:
        return None
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(typed, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return Mistake.NOT_A_DATE


def _read_value(typed: str, unit: str | None, *, is_needed: bool) -> FactValue | Mistake:
    # Many facts are a sentence without a value: nothing is asked of them that was never there.
    return None if not typed.strip() and not is_needed else read_value(typed, unit)


def _read_number(typed: str, unit: str | None) -> int | float | Mistake:
    plain = _GROUPING.sub("", typed).replace(",", ".")
    if not _NUMBER.fullmatch(plain) or not math.isfinite(number := float(plain)) or number > _LARGEST:
        return Mistake.NOT_A_NUMBER
    if number != int(number):
        return Mistake.NOT_WHOLE if unit in _WHOLE else number
    return int(number)


def _is_phone(typed: str) -> bool:
    if not _PHONE.fullmatch(typed):
        return False
    if not typed.startswith("+"):
        return True
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(typed))
    except phonenumbers.NumberParseException:
        return False


def _read_source(typed: TypedFact) -> Source | Mistake | None:
    title, publisher = " ".join(typed.source_title.split()), " ".join(typed.source_publisher.split())
    url = typed.source_url.strip()
    if not (title or publisher or url):
        return None
    dated = read_day(typed.source_dated)
    if isinstance(dated, Mistake):
        return dated
    if not title or not publisher:
        return Mistake.EMPTY
    if url and (not url.startswith(("https://", "http://")) or len(url.split()) > 1):
        return Mistake.NOT_AN_ADDRESS
    if max(len(title), len(publisher), len(url)) > MAX_TEXT:
        return Mistake.TOO_LONG
    return Source(title, publisher, url or None, dated, typed.source_kind.strip()[:32] or "news")


def _read_days(typed: str) -> int | Mistake:
    typed = typed.strip()
    if not typed.isascii() or not typed.isdigit() or not 1 <= int(typed[:9]) <= MAX_CHECK_EVERY:
        return Mistake.NOT_A_NUMBER
    return int(typed)


def _other_mistakes(typed: TypedFact, found: Mapping[str, object]) -> dict[str, Mistake]:
    mistakes: dict[str, Mistake] = {}
    if not fold(typed.statement).strip():
        mistakes["statement"] = Mistake.EMPTY
    elif len(typed.statement) > MAX_STATEMENT:
        mistakes["statement"] = Mistake.TOO_LONG
    if len(typed.conflict) > MAX_STATEMENT:
        mistakes["conflict"] = Mistake.TOO_LONG
    if typed.confidence not in CONFIDENCES:
        mistakes["confidence"] = Mistake.NOT_A_CHOICE
    elif found["source"] is None and typed.confidence != "low":
        mistakes["confidence"] = Mistake.NEEDS_A_SOURCE
    first, last = found["valid_from"], found["valid_until"]
    if isinstance(first, date) and isinstance(last, date) and last < first:
        mistakes["valid_until"] = Mistake.ENDS_TOO_EARLY
    return mistakes


def _shown(value: FactValue | date) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
