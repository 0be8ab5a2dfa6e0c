"""Put dated, sourced values into an answer's text: `{fact-id}`, `{fact-id:part}`, `{fact-id|number}`."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from knowledge_base.content_types import Fact, FactValue
from knowledge_base.formats import format_date, format_number, format_phone, format_quantity

PLACEHOLDER: Final = re.compile(r"\{([A-Za-z0-9][\w.-]*)(?::(\w+))?(?:\|(\w+))?\}")
_MCI_SERIES: Final = {"KZ": "kz.mci"}


class UnknownPlaceholder(LookupError):
    """A placeholder names no fact in force, no such part, or a fact without a value."""


@dataclass(frozen=True, slots=True)
class FactBook:
    """The facts by id, and which of a series holds on a day."""

    facts: Mapping[str, Fact]

    def fact(self, name: str, on: date) -> Fact:
        """Return the fact of this id, or the one of its series in force; raise UnknownPlaceholder.

        A name goes on meaning the value of the day when a law change has put another fact of the same
        series in its place.
        """
        named = self.facts.get(name)
        if named is not None and (named.series is None or named.is_in_force(on)):
            return named
        series = named.series if named is not None else name
        found = next(
            (fact for fact in self.facts.values() if fact.series == series and fact.is_in_force(on)), named
        )
        if found is None:
            raise UnknownPlaceholder(f"no fact {name!r} on {on}")
        return found

    def names_moved_by(self, fact: Fact) -> frozenset[str]:
        """Return every name whose placeholder reads differently where this fact's value does."""
        names = {fact.id}
        if fact.series is not None:
            names |= {fact.series, *(each.id for each in self.facts.values() if each.series == fact.series)}
        if fact.series in _MCI_SERIES.values():
            names |= {each.id for each in self.facts.values() if _is_in_mci(each)}
        return frozenset(names)

    def names_in(self, text: str) -> Iterator[str]:
        """Yield the ids or series that a text names, in order."""
        return (match.group(1) for match in PLACEHOLDER.finditer(text))

    def used_by(self, text: str, fact_ids: Iterable[str], on: date) -> list[Fact]:
        """Return the facts an answer rests on: the named ones first, then those of its placeholders."""
        names = dict.fromkeys([*fact_ids, *self.names_in(text)])
        return [self.fact(name, on) for name in names]

    def render(self, text: str, locale: str, on: date) -> str:
        """Return the text with every placeholder filled for the locale; raise UnknownPlaceholder."""

        def fill(match: re.Match[str]) -> str:
            shown = self._render_one(match, locale, on)
            # A Russian date ends in "г.", and so may the sentence.
            ends_twice = shown.endswith(".") and text.startswith(".", match.end())
            return shown[:-1] if ends_twice else shown

        return PLACEHOLDER.sub(fill, text)

    def _render_one(self, match: re.Match[str], locale: str, on: date) -> str:
        name, part, form = match.groups()
        fact = self.fact(name, on)
        if part in ("valid_from", "valid_until"):
            day = fact.valid_from if part == "valid_from" else fact.valid_until
            if day is None:
                raise UnknownPlaceholder(f"fact {name!r} has no {part}")
            return format_date(day, locale)
        value, unit = fact.value, fact.unit
        if part is not None:
            if part not in fact.parts:
                raise UnknownPlaceholder(f"fact {name!r} has no part {part!r}")
            value, unit = fact.parts[part].value, fact.parts[part].unit
        if value is None:
            raise UnknownPlaceholder(f"fact {name!r} has no value")
        if form == "number":
            return format_number(_as_number(value, name), locale)
        return self._render_value(value, unit, locale, on, name)

    def _render_value(self, value: FactValue, unit: str | None, locale: str, on: date, name: str) -> str:
        if unit == "phone":
            return format_phone(str(value), locale)
        if unit == "date":
            return format_date(date.fromisoformat(str(value)), locale)
        if unit is None or unit == "text":
            return str(value)
        number = _as_number(value, name)
        shown = format_quantity(number, unit, locale)
        if unit == "MCI":
            shown += self._in_tenge(number, locale, on)
        return shown

    def _in_tenge(self, number: int | float, locale: str, on: date) -> str:
        """Return the sum in brackets; nothing on a day whose index nobody has entered yet.

        The law counts in indices, so the answer stays true without it.
        """
        try:
            index = self.fact(_MCI_SERIES["KZ"], on)
        except UnknownPlaceholder:
            return ""
        return f" ({format_quantity(number * _as_number(index.value, index.id), 'KZT', locale)})"


def _is_in_mci(fact: Fact) -> bool:
    return fact.unit == "MCI" or any(part.unit == "MCI" for part in fact.parts.values())


def _as_number(value: FactValue, name: str) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UnknownPlaceholder(f"the value of fact {name!r} is not a number")
    return value
