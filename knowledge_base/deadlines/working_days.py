"""Working days of the five countries of stay: public holidays, moved days off, and what is not sure yet.

The `holidays` package knows the laws and most decrees; `content/working_days.yaml` corrects it, reviewed by
a person. A deadline near a religious holiday, whose day is announced late, or in a year whose decree on
moved days is not known yet, is marked uncertain.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

import holidays

from knowledge_base.content_yaml import read_yaml

CORRECTIONS: Final = Path(__file__).parents[1] / "content" / "working_days.yaml"
#: Days around a holiday of uncertain day in which a count of working days is uncertain too.
_NEAR: Final = timedelta(days=3)
_SATURDAY: Final = 5
#: So far a moving holiday comes earlier or later than foretold.
_MOVES_BY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The working days of one country."""

    country: str
    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
    moving: tuple[date, ...] = ()
    last_known_year: int = 9999
    _package: holidays.HolidayBase = field(default_factory=holidays.HolidayBase, repr=False, compare=False)

    def is_working_day(self, day: date) -> bool:
        """True on a day on which offices of the country are open."""
        if day in self.off or day in self.worked:
            return day in self.worked
        return bool(self._package.is_working_day(day))

    def after(self, start: date, count: int) -> date:
        """Return the `count`-th working day after `start`, which itself is not counted.

        A day off for a holiday that nobody has announced yet counts: better a day early.
        """
        day = start
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_working_day(day) or self._may_be_worked(day)
        return day

    def including(self, start: date, count: int) -> date:
        """Return the `count`-th working day from `start` on, which is counted when it is one."""
        return self.after(start - timedelta(days=1), count)

    def _may_be_worked(self, day: date) -> bool:
        return day.weekday() < _SATURDAY and any(
            each.year > self.last_known_year and abs(day - each) <= _MOVES_BY for each in self.moving
        )

    def is_uncertain(self, first: date, last: date) -> bool:
        """True when a count from `first` to `last` touches days that may still be moved."""
        return last.year > self.last_known_year or any(
            first - _NEAR <= day <= last + _NEAR for day in self.moving
        )


@cache
def working_days_of(country: str) -> WorkingDays:
    """Return the working days of a country of stay."""
    corrections = _read_corrections()
    own: Mapping[str, list[date]] = corrections["countries"].get(country) or {}
    return WorkingDays(
        country=country,
        off=frozenset(own.get("days_off") or ()),
        worked=frozenset(own.get("days_worked") or ()),
        moving=tuple(own.get("moving") or ()),
        last_known_year=int(corrections["last_known_decree"]),
        _package=holidays.country_holidays(country),
    )


@cache
def _read_corrections() -> dict[str, Any]:
    read: dict[str, Any] = read_yaml(CORRECTIONS)
    return read
