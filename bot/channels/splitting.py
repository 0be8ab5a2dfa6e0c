"""Cutting a long text into messages where a reader would pause, not where a counter runs out."""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

# Best place first. A full stop after a digit is a step's number ("1. Go"), not the end of a sentence.
_PAUSES: Final = (
    re.compile(r"\n[^\S\n]*\n"),
    re.compile(r"\n"),
    re.compile(r"(?<=[^\d\s][.!?…])\s"),
    re.compile(r"\s"),
)
#: A pause in the first quarter would leave a stump of a message, so the next kind of pause is tried first.
_STUMP: Final = 4

_JOINER: Final = "\u200d"
_SKIN_TONES: Final = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS: Final = range(0x1F1E6, 0x1F200)


def utf16_length(text: str) -> int:
    """Return the length as Telegram, WhatsApp and SMS count it: an emoji is two."""
    return len(text) + sum(character > "\uffff" for character in text)


def split_text(text: str, limit: int, *, measure: Callable[[str], int] = len) -> list[str]:
    """Cut a text into parts that each measure at most `limit`; only white space at the cuts is lost.

    Cuts are made at a blank line, else at a line, a sentence, a word, and only then inside a word, there
    between whole characters as people see them. `measure` must add up: a text costs the sum of its
    characters. A single character that costs more than the limit becomes a part of its own.
    """
    parts = []
    rest = text.strip()
    while rest:
        fit = _longest_fit(rest, limit, measure)
        cut = fit if fit == len(rest) else _best_cut(rest, fit)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return parts


def _longest_fit(text: str, limit: int, measure: Callable[[str], int]) -> int:
    """How many characters from the start stay within the limit, at least one."""
    cost = 0
    for position, character in enumerate(text):
        cost += measure(character)
        if cost > limit:
            return max(position, 1)
    return len(text)


def _best_cut(text: str, fit: int) -> int:
    """The last good place to cut at or before `fit`; the text is longer than that."""
    for earliest in (fit // _STUMP, 1):
        for pause in _PAUSES:
            places = [match.start() for match in pause.finditer(text, 0, fit + 1) if match.start() <= fit]
            if places and places[-1] >= max(earliest, 1):
                return places[-1]
    return next((cut for cut in range(fit, 0, -1) if not _is_inside_character(text, cut)), fit)


def _is_inside_character(text: str, cut: int) -> bool:
    """True when the cut would take an accent from its letter or break a compound emoji or a flag."""
    before, after = text[cut - 1], text[cut]
    if before == _JOINER or after == _JOINER or unicodedata.category(after) in ("Mn", "Mc", "Me"):
        return True
    if ord(after) in _SKIN_TONES or 0xDC00 <= ord(after) <= 0xDFFF:
        return True
    if ord(after) not in _FLAG_LETTERS:
        return False
    letters_before = 0
    while letters_before < cut and ord(text[cut - 1 - letters_before]) in _FLAG_LETTERS:
        letters_before += 1
    return letters_before % 2 == 1
