"""Which day a text means: "3 oktabr", "вчера", "03.10", "три недели назад", "last Friday".

A day without a year, or without a month, is taken to lie where the context puts it: an entry or a birth
behind us, the end of a permit near us. What cannot be meant (31.02., a birth tomorrow) is None, so that
the bot asks again instead of computing a wrong deadline.
"""

import calendar
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Final

from bot.date_reading.vocabulary import Vocabulary, tokens_of, vocabulary

#: What has happened when somebody tells its date; the rest may lie ahead.
PAST: Final = frozenset({"entry", "birth", "exit", "move", "permit_start", "contract_start", "dismissal"})
#: Of these, only a birth and a dismissal cannot be planned.
NEVER_AHEAD: Final = frozenset({"birth"})
_OLDEST: Final = timedelta(days=366 * 110)
_FARTHEST: Final = timedelta(days=366 * 11)
_DAYS_OF_UNIT: Final = {"day": 1, "week": 7}


def read_date(text: str, locale: str | None, *, today: date, context: str | None = None) -> date | None:
    """Return the day the text means, or None where none was said or it cannot be meant.

    `context` names what happened on it (entry, birth, permit_end ...). All languages are read alike in
    every `locale`: people mix them where they name days.
    """
    reader = _Reader(tokens_of(text), today, context)
    for read in (
        reader.numeric,
        reader.with_month,
        reader.named_day,
        reader.counted,
        reader.weekday,
        reader.of_month,
    ):
        found = read()
        if found is not None:
            return found if _can_be_meant(found, today, context) else None
        if reader.is_impossible:
            return None
    return None


def _can_be_meant(day: date, today: date, context: str | None) -> bool:
    if context in NEVER_AHEAD and day > today:
        return False
    return today - _OLDEST <= day <= today + _FARTHEST


class _Reader:
    def __init__(self, tokens: Sequence[str], today: date, context: str | None) -> None:
        self.tokens = tokens
        self.today = today
        self.context = context
        self.words: Vocabulary = vocabulary()
        self.is_impossible = False  #: a date was written that no calendar has

    def numeric(self) -> date | None:
        """Read 03.10, 3/10/26, 2026-10-03."""
        for token in self.tokens:
            parts = [int(part) for part in _split_numbers(token)]
            if len(parts) == 3 and parts[0] > 31:
                return self._made(parts[0], parts[1], parts[2])
            if len(parts) == 3:
                year = parts[2] + 2000 if parts[2] < 100 else parts[2]
                return self._day_first(year, parts[1], parts[0])
            if len(parts) == 2 and parts[0] <= 31 and parts[1] <= 31:
                month, day = (parts[1], parts[0]) if parts[1] <= 12 else (parts[0], parts[1])
                return self._nearest(lambda year, m=month, d=day: _day(year, m, d))  # type: ignore[misc]
        return None

    def with_month(self) -> date | None:
        """Read 3 October, oktabrning 3-kuni, третьего октября 2026 года."""
        for at in range(len(self.tokens)):
            month = self.words.find("months", self.tokens, at)
            if month is None:
                continue
            number = self._number_before(at) or self._number_after(at + month[1])
            if number is None:
                continue
            year = self._year()
            if year is not None:
                return self._made(year, month[0], number)
            return self._nearest(lambda year, m=month[0], d=number: _day(year, m, d))  # type: ignore[misc]
        return None

    def counted(self) -> date | None:
        """Read three weeks ago, 2 kundan keyin, через месяц, half a year ago."""
        if self.words.has("one_and_a_half", self.tokens):
            return None  # too vague to compute a deadline from
        is_ago = self.words.has("ago", self.tokens)
        if not is_ago and self.context in PAST:
            is_ago = self.words.has("since", self.tokens)
        is_ahead = self.words.has("ahead_after", self.tokens) or self.words.has("ahead_before", self.tokens)
        if not is_ago and not is_ahead:
            return None
        sign = -1 if is_ago else 1
        if self.words.has("half", self.tokens):
            return _months_from(self.today, 6 * sign)
        for at in range(len(self.tokens)):
            unit = self.words.find("units", self.tokens, at)
            if unit is None:
                continue
            count = self._number_before(at)
            amount = sign * (1 if count is None else count)
            if unit[0] in _DAYS_OF_UNIT:
                return self.today + timedelta(days=amount * _DAYS_OF_UNIT[unit[0]])
            return _months_from(self.today, amount * (12 if unit[0] == "year" else 1))
        return None

    def named_day(self) -> date | None:
        """Read today, кеча, парерӯз, tomorrow."""
        for at in range(len(self.tokens)):
            found = self.words.find("days", self.tokens, at)
            if found is not None:
                return self.today + timedelta(days=int(found[0]))
        return None

    def weekday(self) -> date | None:
        """Read last Friday, в понедельник, душанба куни: the nearest one on the side of the context."""
        for at in range(len(self.tokens)):
            found = self.words.find("weekdays", self.tokens, at)
            if found is None:
                continue
            back = (self.today.weekday() - found[0]) % 7 or 7
            if self.words.has("before_last", self.tokens):
                return self.today - timedelta(days=back + 7)
            is_next = self.words.has("next", self.tokens)
            is_past = self.words.has("last", self.tokens) or (self.context in PAST and not is_next)
            return self.today - timedelta(days=back) if is_past else self.today + timedelta(days=7 - back % 7)
        return None

    def of_month(self) -> date | None:
        """Read "on the 15th": the last or next such day, by the context."""
        for at in range(len(self.tokens)):
            if not self.words.find("of_month", self.tokens, at):
                continue
            number = self._number_before(at)
            if number is not None and 1 <= number <= 31:
                return self._nearest_month(number)
        return None

    def _number_before(self, at: int) -> int | None:
        """Return the number that ends just before `at`, over words that only join it to what follows."""
        place = at - 1
        while place >= 0 and self._is_filler(place):
            place -= 1
        if place < 0:
            return None
        if self.tokens[place].isdigit():
            value = int(self.tokens[place])
            return value if value <= 366 else None
        unit = self.words.find("numbers", self.tokens, place)
        if unit is None:
            return None
        tens = self.words.find("numbers", self.tokens, place - 1) if place > 0 else None
        # "yigirma uchinchi", "он бешинчи": tens before units, also where ten and five make fifteen.
        if tens is not None and tens[0] in (10, 20, 30) and unit[0] < 10:
            return int(tens[0] + unit[0])
        return int(unit[0])

    def _number_after(self, at: int) -> int | None:
        while at < len(self.tokens) and self._is_filler(at):
            at += 1
        if at >= len(self.tokens):
            return None
        if self.tokens[at].isdigit():
            value = int(self.tokens[at])
            return value if value <= 31 else None
        return self._number_before(at + 1) if self.words.find("numbers", self.tokens, at) else None

    def _is_filler(self, at: int) -> bool:
        # A filler is short and whole; "второго" begins with no filler, and "в" alone is one.
        return not self.tokens[at].isdigit() and any(
            self.tokens[at] == phrase[0][0] for _, phrase in self.words.lists["filler"]
        )

    def _year(self) -> int | None:
        return next((int(token) for token in self.tokens if token.isdigit() and len(token) == 4), None)

    def _day_first(self, year: int, month: int, day: int) -> date | None:
        """Day before month as everywhere in the region, unless only the other order is a date."""
        if month > 12 and day <= 12:
            month, day = day, month
        return self._made(year, month, day)

    def _made(self, year: int, month: int, day: int) -> date | None:
        found = _day(year, month, day)
        self.is_impossible = found is None
        return found

    def _nearest(self, in_year: Callable[[int], date | None]) -> date | None:
        """Choose the year of a day without one."""
        days = [day for year in range(self.today.year - 4, self.today.year + 5) if (day := in_year(year))]
        self.is_impossible = not days
        return self._choose(days)

    def _nearest_month(self, number: int) -> date | None:
        months = [_months_from(self.today.replace(day=1), step) for step in range(-12, 13)]
        return self._choose([day for month in months if (day := _day(month.year, month.month, number))])

    def _choose(self, days: Sequence[date]) -> date | None:
        """Take the last day before us, or the nearest one, as the context asks."""
        if self.context in PAST or self.words.has("past", self.tokens):
            behind = [day for day in days if day <= self.today]
            return behind[-1] if behind else None
        return min(days, key=lambda day: (abs((day - self.today).days), day < self.today), default=None)


def _split_numbers(token: str) -> list[str]:
    for mark in "./-":
        if mark in token:
            parts = token.split(mark)
            return parts if all(part.isdigit() and len(part) <= 4 for part in parts) else []
    return []


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
