"""What the words of a message say at a place: a number, a year, a word of a list."""

from collections.abc import Sequence
from typing import Any, Final

from bot.date_reading.vocabulary import Vocabulary, vocabulary

_YEARS: Final = range(1800, 2101)


class Wording:
    """The tokens of one message or of a part of it."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self.tokens = tokens
        self.words: Vocabulary = vocabulary()

    def find(self, name: str, at: int) -> tuple[Any, int] | None:
        """Return what the words from `at` on mean in a list, and how many they are."""
        return self.words.find(name, self.tokens, at) if at >= 0 else None

    def places(self, name: str) -> list[tuple[int, Any, int]]:
        """Return every place where a word of a list stands, what it means and how many words it has."""
        found = ((at, self.find(name, at)) for at in range(len(self.tokens)))
        return [(at, each[0], each[1]) for at, each in found if each]

    def first(self, name: str) -> Any | None:
        """Return what the first word of a list means."""
        return self.words.first(name, self.tokens)

    def has(self, name: str) -> bool:
        """True when a word of a list stands anywhere."""
        return self.words.has(name, self.tokens)

    def number_before(self, at: int) -> int | None:
        """Return the number that ends just before `at`, over words that only join it to what follows."""
        place = at - 1
        while place >= 0 and self.is_filler(place):
            place -= 1
        if place < 0:
            return None
        if self.tokens[place].isdecimal():
            value = int(self.tokens[place])
            return value if value <= 366 else None
        unit = self.find("numbers", place)
        if unit is None:
            return None
        tens = self.find("numbers", place - 1)
        # "yigirma uchinchi", "он бешинчи": tens before units, also where ten and five make fifteen.
        if tens is not None and tens[0] in (10, 20, 30) and unit[0] < 10:
            return int(tens[0] + unit[0])
        return int(unit[0])

    def number_after(self, at: int) -> int | None:
        """Return the day that follows at once, unless it counts something: "oktabrda 3 kishi"."""
        while at < len(self.tokens) and self.is_filler(at):
            at += 1
        if at >= len(self.tokens) or self.find("things", at + 1):
            return None
        if self.tokens[at].isdecimal():
            value = int(self.tokens[at])
            return value if value <= 31 else None
        if self.find("numbers", at) is None:
            return None
        # "yigirma beshinchi" after its month: read to the last word of the number.
        return self.number_before(at + 2 if self.find("numbers", at + 1) else at + 1)

    def is_number(self, at: int) -> bool:
        """True for digits and for a number word."""
        return 0 <= at < len(self.tokens) and (self.tokens[at].isdecimal() or bool(self.find("numbers", at)))

    def is_filler(self, at: int) -> bool:
        """True for what joins a number to its month: "го", "kuni", "of"."""
        return 0 <= at < len(self.tokens) and bool(self.find("filler", at))

    def year(self, near: int, *, after_month: int | None) -> int | None:
        """Return the year that was said, in four digits, two or words; `near` is the present one.

        Two digits are a year beside the word for it, or where a date has just named its month.
        """
        for at, token in enumerate(self.tokens):
            if not token.isdecimal() or any(self.find(name, at + 1) for name in ("things", "months")):
                continue  # "o'tgan yili 30 dekabr": 30 is the day
            if len(token) == 4 and int(token) in _YEARS:
                return int(token)
            is_named = self.find("year_words", at + 1) or self.find("year_words", at - 1)
            if len(token) == 2 and abs(2000 + int(token) - near) <= 5 and (is_named or at == after_month):
                return 2000 + int(token)
        step = self.first("years")
        return None if step is None else near + int(step)
