"""Which day a text means: "3 oktabr", "вчера", "03.10", "три недели назад", "last Friday".

A day without a year, or without a month, is taken to lie where the context puts it: an entry or a birth
behind us, the end of a permit near us. What cannot be meant (31.02., a birth tomorrow) or is left open
("a few days ago", "3 or 4 October") is None, so that the bot asks again instead of computing a wrong
deadline.
"""

import calendar
import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Final

from bot.date_reading.clauses import clauses_of, day_about
from bot.date_reading.wording import Wording

#: What has happened when somebody tells its date; the rest may lie ahead.
PAST: Final = frozenset({"entry", "birth", "exit", "move", "permit_start", "contract_start", "dismissal"})
#: Of these, only a birth and a dismissal cannot be planned.
NEVER_AHEAD: Final = frozenset({"birth"})
_OLDEST: Final = timedelta(days=366 * 110)
_FARTHEST: Final = timedelta(days=366 * 11)
_UNITS: Final = ("day", "week", "month", "year")
_DAYS_OF_UNIT: Final = {"day": 1, "week": 7}
_MONTHS_OF_UNIT: Final = {"month": 1, "year": 12}


def read_date(text: str, locale: str | None, *, today: date, context: str | None = None) -> date | None:
    """Return the day the text means, or None where none was said or it cannot be meant.

    `context` names what happened on it (entry, birth, permit_end ...). All languages are read alike in
    every `locale`, since people mix them where they name days; it only settles words that mean a day or
    number in one language and something else in another.
    """
    clauses = clauses_of(text, locale)
    told = [(clause, day) for clause in clauses if (day := _read(clause, today, context)) is not None]
    if len({day for _, day in told}) > 1:
        return day_about(context, told)
    return _read([token for clause in clauses for token in clause], today, context)


def _read(tokens: Sequence[str], today: date, context: str | None) -> date | None:
    reader = _Reader(Wording(tokens), today, context)
    if reader.is_left_open():
        return None
    for read in (
        reader.numeric,
        reader.with_month,
        reader.named_day,
        reader.day_and_month,
        reader.counted,
        reader.of_month,
        reader.weekday,
    ):
        found = read()
        if reader.is_impossible:
            return None
        if found is not None:
            return found if _can_be_meant(found, today, context) else None
    return None


def _can_be_meant(day: date, today: date, context: str | None) -> bool:
    if context in NEVER_AHEAD and day > today:
        return False
    return today - _OLDEST <= day <= today + _FARTHEST


class _Reader:
    def __init__(self, wording: Wording, today: date, context: str | None) -> None:
        self.wording = wording
        self.today = today
        self.context = context
        self.is_impossible = False  #: a date was written that no calendar has
        has_happened = wording.has("past")
        self.is_planned = wording.has("planned") and not has_happened and not wording.has("done")
        self.is_behind = has_happened or (context in PAST and not self.is_planned)

    def numeric(self) -> date | None:
        """Read 3/10/26, 2026-10-03."""
        for token in self.wording.tokens:
            parts = _split_numbers(token)
            if len(parts) != 3:
                continue
            if 1900 <= parts[0] <= 2100:
                return self._made(parts[0], parts[1], parts[2])
            if parts[0] <= 31 and (parts[2] < 100 or 1900 <= parts[2] <= 2100):
                return self._day_first(self._full_year(parts[2]), parts[1], parts[0])
        return None

    def with_month(self) -> date | None:
        """Read 3 October, oktabrning 3-kuni, третьего октября 2026 года, 5 числа прошлого месяца."""
        for at, month, length in self.wording.places("months"):
            number = self.wording.number_before(at)
            after_month = None if number is None else at + length
            number = number or self.wording.number_after(at + length)
            if number is not None:
                return self._in_year(month, number, after_month)
        for at, step, length in self.wording.places("months_from_now"):
            number = self.wording.number_before(at) or self.wording.number_after(at + length)
            if number is not None:
                meant = _months_from(self.today, step)
                return self._made(meant.year, meant.month, number)
        return None

    def named_day(self) -> date | None:
        """Read today, кеча, парерӯз, tomorrow; "five days back from today" is counted."""
        step = self.wording.first("days")
        if step is None or (step == 0 and self.counted() is not None):
            return None
        return self.today + timedelta(days=int(step))

    def day_and_month(self) -> date | None:
        """Read 03.10, but neither a time (9.30), a fraction (1.5 oy) nor a range (3-4 октября)."""
        for at, token in enumerate(self.wording.tokens):
            parts = _split_numbers(token)
            if len(parts) != 2 or not 1 <= parts[0] <= 31 or self.wording.find("things", at + 1):
                continue
            if self._is_counted(at):
                self.is_impossible = True
                return None
            day, month = parts
            if "/" in token and month > 12:
                day, month = month, day
            if month <= 12:
                return self._in_year(month, day, None)
        return None

    def counted(self) -> date | None:
        """Read three weeks ago, 2 kundan keyin, через месяц, 1 oy 10 kun oldin, half a year ago."""
        direction = self._direction()
        if direction is None or self.wording.has("one_and_a_half"):
            return None  # "полтора месяца" is too vague to compute a deadline from
        name, sign = direction
        if self.wording.has("half_a_year"):
            return _months_from(self.today, 6 * sign)
        units, markers = self.wording.places("units"), self.wording.places(name)
        if not units:
            return None
        gaps = [min(abs(unit[0] - marker[0]) for marker in markers) for unit in units]
        months = days = 0
        for place, unit in self._joined(units, gaps.index(min(gaps))):
            count = self._count(place, may_be_one=name in ("ago", "ahead"))
            if count is None:
                return None
            months += sign * count * _MONTHS_OF_UNIT.get(unit, 0)
            days += sign * count * _DAYS_OF_UNIT.get(unit, 0)
        if max(abs(months), abs(days)) > _OLDEST.days:
            return None
        return _months_from(self.today, months) + timedelta(days=days)

    def _direction(self) -> tuple[str, int] | None:
        """Return the list whose word says which way to count, and the way."""
        has = self.wording.has
        if has("ago"):
            return "ago", -1
        if (self.is_behind or self.context in PAST) and has("since"):
            return "since", -1
        if has("ahead"):
            return "ahead", 1
        return ("remaining", 1) if not self.is_behind and has("remaining") else None

    def of_month(self) -> date | None:
        """Read "on the 15th": the last or next such day, by the context."""
        for at, _, length in self.wording.places("of_month"):
            number = self.wording.number_before(at) or self.wording.number_after(at + length)
            if number is not None and 1 <= number <= 31:
                return self._nearest_month(number)
        return None

    def weekday(self) -> date | None:
        """Read last Friday, в понедельник, душанба куни: the nearest one on the side of the context."""
        weekday = self.wording.first("weekdays")
        if weekday is None:
            return None
        week = self.wording.first("weeks_from_now")
        if week is not None:
            return self.today + timedelta(days=weekday - self.today.weekday() + 7 * week)
        back = (self.today.weekday() - weekday) % 7 or 7
        if self.wording.has("before_last"):
            return self.today - timedelta(days=back + 7)
        is_past = self.wording.has("last") or (self.is_behind and not self.wording.has("next"))
        return self.today - timedelta(days=back) if is_past else self.today + timedelta(days=7 - back % 7)

    def is_left_open(self) -> bool:
        """True for "3 или 4 октября" and "kecha yoki bugun": the person does not know it."""
        wording = self.wording
        for at, _, length in wording.places("or"):
            if wording.is_number(at - 1) and wording.is_number(at + length):
                return True
            sides = wording.tokens[:at], wording.tokens[at + length :]
            if all(_read(side, self.today, self.context) for side in sides):
                return True
        return False

    def _joined(self, units: Sequence[tuple[int, str, int]], at: int) -> list[tuple[int, str]]:
        """Return the unit and the smaller or larger one beside it: a month and 10 days."""
        first = last = at
        while first > 0 and self._belong_together(units[first - 1], units[first]):
            first -= 1
        while last + 1 < len(units) and self._belong_together(units[last], units[last + 1]):
            last += 1
        return [(place, unit) for place, unit, _ in units[first : last + 1]]

    def _belong_together(self, large: tuple[int, str, int], small: tuple[int, str, int]) -> bool:
        """True where a smaller unit follows, with nothing but its number between."""
        between = range(large[0] + 1, small[0])
        return (
            _UNITS.index(large[1]) > _UNITS.index(small[1])
            and any(map(self.wording.is_number, between))
            and all(self.wording.is_number(at) or self.wording.find("joiners", at) for at in between)
        )

    def _count(self, at: int, *, may_be_one: bool) -> int | None:
        """Return how many of the unit at a place; None where that is left open."""
        count = self.wording.number_before(at)
        if count is None and not self.wording.find("units", at + 2):
            count = self.wording.number_after(at + 1)  # "недели две назад"
        if count is not None or self.wording.has("vague") or self.wording.find("plurals", at):
            return count
        return 1 if may_be_one or self.wording.find("singular", at) else None

    def _is_counted(self, at: int) -> bool:
        """True where a unit or a month follows two joined numbers."""
        at += 1
        return not self.wording.is_filler(at) and any(
            self.wording.find(name, at) for name in ("units", "months")
        )

    def _full_year(self, year: int) -> int:
        if year >= 100:
            return year
        return year + 2000 if year + 2000 <= self.today.year + 11 else year + 1900

    def _day_first(self, year: int, month: int, day: int) -> date | None:
        """Day before month as everywhere in the region, unless only the other order is a date."""
        if month > 12 and day <= 12:
            month, day = day, month
        return self._made(year, month, day)

    def _made(self, year: int, month: int, day: int) -> date | None:
        found = _day(year, month, day)
        self.is_impossible = found is None
        return found

    def _in_year(self, month: int, day: int, after_month: int | None) -> date | None:
        year = self.wording.year(self.today.year, after_month=after_month)
        if year is not None:
            return self._made(year, month, day)
        return self._nearest(lambda year: _day(year, month, day))

    def _nearest(self, in_year: Callable[[int], date | None]) -> date | None:
        """Choose the year of a day without one."""
        days = [day for year in range(self.today.year - 4, self.today.year + 5) if (day := in_year(year))]
        self.is_impossible = not days
        return self._choose(days)

    def _nearest_month(self, number: int) -> date | None:
        months = [_months_from(self.today.replace(day=1), step) for step in range(-12, 13)]
        return self._choose([day for month in months if (day := _day(month.year, month.month, number))])

    def _choose(self, days: Sequence[date]) -> date | None:
        """Take the last day behind us, the first ahead, or the nearest one, as words and context ask."""
        if self.is_behind:
            return max((day for day in days if day <= self.today), default=None)
        if self.is_planned:
            return min((day for day in days if day >= self.today), default=None)
        return min(days, key=lambda day: (abs((day - self.today).days), day < self.today), default=None)


def _split_numbers(token: str) -> list[int]:
    parts = re.split(r"[.,/\-]", token)
    return [int(part) for part in parts] if all(part.isdecimal() and len(part) <= 4 for part in parts) else []


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _months_from(day: date, months: int) -> date:
    """Return the day of the same number so many months away, or the last of a shorter month."""
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
