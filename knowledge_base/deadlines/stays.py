"""Days of several stays added up: 90 days in each 180, or in a calendar year."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

#: Nobody's visa-free stay is longer; a search for the last day ends here.
_LONGEST_SEARCH: Final = 800


@dataclass(frozen=True, slots=True)
class Stay:
    """From the day of entry to the day of exit, both counted; without an exit it goes on."""

    entry: date
    exit: date | None = None

    def days_within(self, first: date, last: date) -> int:
        """Return how many of the stay's days lie between two days, both included."""
        end = min(self.exit, last) if self.exit is not None else last
        return max(0, (end - max(self.entry, first)).days + 1)


def last_day_in_window(stays: Sequence[Stay], current: Stay, *, limit: int, window: int) -> date:
    """Return the last day on which the days of any `window` days that end with it are within the limit.

    When the limit is passed already on the day of entry, it is the day before.
    """
    return _last_good_day(
        current,
        lambda day: sum(stay.days_within(day - timedelta(days=window - 1), day) for stay in stays) <= limit,
    )


def last_day_since_absence(stays: Sequence[Stay], current: Stay, *, limit: int, absence: int) -> date:
    """Return the last day within the limit of all stays since the last `absence` days outside in a row.

    The earlier stays must have ended; they are counted however long ago they were.
    """
    counted = [current]
    for stay in sorted((each for each in stays if each.entry < current.entry), key=_by_entry, reverse=True):
        if stay.exit is not None and (counted[-1].entry - stay.exit).days > absence:
            break
        counted.append(stay)
    return _last_good_day(
        current, lambda day: sum(stay.days_within(counted[-1].entry, day) for stay in counted) <= limit
    )


def last_day_in_year(stays: Sequence[Stay], current: Stay, *, limit: int) -> date:
    """Return the last day on which the days of its calendar year are within the limit."""
    return _last_good_day(
        current,
        lambda day: sum(stay.days_within(date(day.year, 1, 1), day) for stay in stays) <= limit,
    )


def _by_entry(stay: Stay) -> date:
    return stay.entry


def _last_good_day(current: Stay, is_good: Callable[[date], bool]) -> date:
    day = current.entry
    for _ in range(_LONGEST_SEARCH):
        if not is_good(day):
            break
        day += timedelta(days=1)
    return day - timedelta(days=1)
