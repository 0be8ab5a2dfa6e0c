"""Finds countries, places and peoples among Cyrillic words, with any ending and many a slip."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bot.route_reading import endings
from bot.route_reading.gazetteer import LONG, LONGER, Entry, Sort, entries
from bot.route_reading.letters import cyrillic, sound


@dataclass(frozen=True, slots=True)
class Found:
    """An entry in a text: where it begins and ends, in words, and the ending it carries."""

    entry: Entry
    start: int
    end: int
    ending: str
    sort: Sort


def find_places(words: Sequence[str]) -> list[Found]:
    """Return the places and peoples of a text in order, the longest reading of each word."""
    found: list[Found] = []
    place = 0
    while place < len(words):
        here = _compound_at(words, place) or _word_at(words, place)
        if here is None:
            place += 1
        else:
            found.append(here)
            place = here.end
    return found


def _compound_at(words: Sequence[str], place: int) -> Found | None:
    if sound(words[place]) not in entries().first_words or place + 1 == len(words):
        return None
    read = _read_compound(cyrillic(words[place] + words[place + 1]))
    if read is None:
        return None
    return Found(read[0], place, place + 2, read[1], read[2])


def _word_at(words: Sequence[str], place: int) -> Found | None:
    read = _read_word(words[place])
    if read is None:
        return None
    entry, ending, sort = read
    end = place + 1
    if not ending and sort in (Sort.COUNTRY, Sort.PLACE) and end < len(words) and words[end] in endings.APART:
        ending, end = words[end], end + 1
        if ending == "лик":
            sort = Sort.LOCAL
    return Found(entry, place, end, ending, sort)


@lru_cache(maxsize=32768)
def _read_compound(word: str) -> tuple[Entry, str, Sort] | None:
    """Return the entry of two words written as one, if it is a name of two words."""
    for table in (entries().exact, entries().by_sound):
        key = word if table is entries().exact else sound(word)
        for length in range(len(word), LONG - 2, -1):
            for entry in table.get(key[:length], ()):
                read = _with_ending(entry, word[length:]) if entry.is_compound else None
                if read is not None:
                    return read
    return None


@lru_cache(maxsize=32768)
def _read_word(word: str) -> tuple[Entry, str, Sort] | None:
    """Return the entry of a word, its ending and what the ending makes of it; remembered, for words recur."""
    table = entries()
    if word in table.not_names:
        return None
    for length in range(len(word), 1, -1):
        for entry in table.exact.get(word[:length], ()):
            read = _with_ending(entry, word[length:])
            if read is not None:
                return read
    if len(word) < LONG:
        return None
    key = sound(word)
    for length in range(len(word), LONG - 2, -1):
        for entry in table.by_sound.get(key[:length], ()):
            if _other_letters(word, entry.spelling) <= length // 4:
                read = _with_ending(entry, word[length:])
                if read is not None:
                    return read
    if len(word) < LONGER or word[:2] not in table.beginnings:
        return None
    return _with_a_slip(word)


def _other_letters(word: str, spelling: str) -> int:
    return sum(one != other for one, other in zip(word, spelling, strict=False))


def _with_a_slip(word: str) -> tuple[Entry, str, Sort] | None:
    """Read a word with one letter too many, too few or wrong, after the first two of a long name."""
    table = entries()
    for length in range(len(word), LONGER - 2, -1):
        start = word[:length]
        one_less = [start[:gap] + start[gap + 1 :] for gap in range(2, length - 1)]
        some = [table.by_gap.get(start), *(table.by_gap.get(less) for less in one_less)]
        if length > LONGER:
            some += [entry for less in one_less for entry in table.exact.get(less, ())]
        for entry in some:
            if entry is not None and len(entry.spelling) >= LONGER and entry.sort in _MISSPELT:
                read = _with_ending(entry, word[length:])
                if read is not None:
                    return read
    return None


#: Shorter names take only endings of direction, and the Russian ones.
_WORD: Final = 3
_MISSPELT: Final = frozenset({Sort.COUNTRY, Sort.PLACE})


def _with_ending(entry: Entry, rest: str) -> tuple[Entry, str, Sort] | None:
    # Folding makes one letter of two, so the first letter of an ending may be the last of the name.
    doubled = entry.spelling[-1] + rest
    both = (rest, doubled)
    if entry.sort in (Sort.ADJECTIVE, Sort.REGIONAL):
        return (entry, rest, entry.sort) if rest in endings.ADJECTIVE else None
    if entry.sort in (Sort.PEOPLE, Sort.LOCAL):
        if doubled in endings.FOR_PEOPLE:  # ўзбекка, folded
            return entry, doubled, entry.sort
        ending = next((one for one in both if one in endings.PEOPLE), None)
        return None if ending is None else (entry, ending, entry.sort)
    if entry.stem_endings is not None:
        return (entry, rest, entry.sort) if rest in entry.stem_endings else None
    if rest[:1] in ("и", "ы") and entry.spelling.endswith("ск") and rest[1:] in _DIRECTIONS:
        return entry, rest[1:], entry.sort  # Kyrgyz: Омскиге
    if entry.is_abbreviation or (len(entry.spelling) < _WORD and rest not in endings.RUSSIAN):
        return (entry, rest, entry.sort) if not rest or rest in _DIRECTIONS else None
    if rest and doubled in _DIRECTIONS and rest not in _DIRECTIONS:
        return entry, doubled, entry.sort
    ending = next((one for one in both if one in endings.PLACE), None)
    if ending is not None:
        return entry, ending, entry.sort
    local = next((one for one in both if one in endings.LOCAL), None)
    if local is not None:
        person = next((one for one in endings.PERSON if local.endswith(one)), "")
        return entry, person, Sort.LOCAL
    return None


_DIRECTIONS: Final = endings.FROM | endings.TO | endings.IN
