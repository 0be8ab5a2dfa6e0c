"""One entry of a content file to one plain value; anything else raises one of `MISTAKES`."""

import math
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from knowledge_base.content_types import Fact, FactValue, Part, Place, Source
from knowledge_base.routes import Scope

MAX_CHECK_EVERY: Final = 3650
#: What reading an entry raises where somebody wrote something else than the format says.
MISTAKES: Final = (KeyError, TypeError, ValueError, AttributeError, OSError)


def scope_of(entry: Mapping[str, Any]) -> Scope:
    """Return the routes that an entry holds for."""
    return Scope(*(frozenset(names_of(entry, name)) for name in ("citizenship", "stay_in", "via")))


def names_of(entry: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return a list of names; raise TypeError for anything but a list."""
    # YAML reads NO for Norway as a "no".
    return tuple(map(str, list_of(entry, name)))


def list_of(entry: Mapping[str, Any], name: str) -> list[Any]:
    """Return a list, empty where it is left out; raise TypeError for anything else."""
    found = entry.get(name)
    if not isinstance(found, list | None):
        raise TypeError(f"{name} must be a list")
    return found or []


def optional_text(entry: Mapping[str, Any], name: str) -> str | None:
    """Return a text, or None where it is left out."""
    return str(entry[name]) if entry.get(name) is not None else None


def _value(entry: Mapping[str, Any]) -> FactValue:
    found = entry.get("value")
    if not isinstance(found, int | float | str | None) or isinstance(found, bool):
        raise TypeError(f"the value {found!r} is neither a number nor a text; put it in quotes")
    if isinstance(found, float) and not math.isfinite(found):
        raise ValueError(f"the value {found!r} is no number")
    return found


def fact_of(entry: Mapping[str, Any]) -> Fact:
    """Return the fact of an entry."""
    return Fact(
        id=str(entry["id"]),
        statement=str(entry["statement"]),
        value=_value(entry),
        unit=optional_text(entry, "unit"),
        parts={
            name: Part(_value(part), optional_text(part, "unit"))
            for name, part in (entry.get("parts") or {}).items()
        },
        scope=scope_of(entry),
        valid_from=_day(entry.get("valid_from")),
        valid_until=_day(entry.get("valid_until")),
        source=_source(entry.get("source")),
        confidence=str(entry["confidence"]),
        conflict=optional_text(entry, "conflict"),
        checked_on=_day(entry["checked_on"]) or date.min,
        checked_by=str(entry["checked_by"]),
        check_every=_check_days(entry["check_every"]),
        series=optional_text(entry, "series"),
        topic=optional_text(entry, "topic"),
    )


def place_of(entry: Mapping[str, Any]) -> Place:
    """Return the help point of an entry."""
    return Place(
        id=str(entry["id"]),
        kind=str(entry["kind"]),
        country=str(entry["country"]),
        city=str(entry["city"]),
        name=str(entry["name"]),
        latitude=float(entry["lat"]),
        longitude=float(entry["lon"]),
        precision=str(entry["precision"]),
        address=optional_text(entry, "address"),
        phones=names_of(entry, "phones"),
        serves=frozenset(names_of(entry, "serves")),
        source=_source(entry.get("source")),
        confidence=str(entry["confidence"]),
        note=optional_text(entry, "note"),
        checked_on=_day(entry["checked_on"]) or date.min,
        is_shown=bool(entry.get("shown", True)),
    )


def _source(entry: Mapping[str, Any] | None) -> Source | None:
    if not entry:
        return None
    return Source(
        title=str(entry["title"]),
        publisher=str(entry["publisher"]),
        url=optional_text(entry, "url"),
        dated=_day(entry.get("dated")),
        kind=str(entry.get("kind", "news")),
    )


def _day(value: object) -> date | None:
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    return date.fromisoformat(str(value))


def _check_days(value: object) -> int:
    if not isinstance(value, int) or not 1 <= value <= MAX_CHECK_EVERY:
        raise ValueError(f"check_every must be 1 to {MAX_CHECK_EVERY} days")
    return value


def reason_of(error: Exception) -> str:
    """Return what is wrong in words for the person who wrote it."""
    if isinstance(error, KeyError):
        return f"{error} is missing"
    # The path of an OSError is that of the machine; the problem names the file already.
    return str(getattr(error, "strerror", None) or error).partition("\n")[0]
