"""What stands around a name: passports, relatives, denials, and who is meant."""

from collections.abc import Sequence
from typing import Final

from bot.route_reading import signs
from bot.route_reading.gazetteer import Sort
from bot.route_reading.places import Found, find_places

#: Countries whose passport people come to wish for.
HOSTS: Final = frozenset({"RU", "KZ"})
#: Prepositions of Tajik; some of them mean other things elsewhere.
TAJIK: Final = frozenset({"дар", "аз", "ба"})


def says_self(words: Sequence[str], found: Found) -> bool:
    """True when "I", "we" or "for me" stands shortly before a name."""
    return bool(signs.SELF & set(words[max(0, found.start - 3) : found.start]))


def tells_of_others(words: Sequence[str], found: Found) -> bool:
    """True when the nearest person before a name is somebody else than who writes."""
    if set(words[found.end : found.end + 2]) & _HIS:
        return True
    before = words[max(0, found.start - 4) : found.start]
    for place in range(len(before) - 1, -1, -1):
        if is_other(before[place]):
            # "with my brother" is both of us
            is_with = place > 0 and before[place - 1] in _WITH
            return not (is_with or _WITH_AFTER & set(before[place + 1 : place + 2]))
        if before[place] in _I:
            # Tajik "зани ман" is "my wife"
            return before[place] in ("ман", "мо") and place > 0 and is_other(before[place - 1])
    return False


def is_other(word: str) -> bool:
    """True for a relative, a friend or an employer."""
    return signs.begins(word, signs.OTHERS) and word not in signs.NOT_OTHERS


_WITH = signs.words_of("с со with бо and и ва va")
_WITH_AFTER = signs.words_of("менен билан bilan бирге бирга")
_HIS = signs.words_of("него его унинг анын онын")
_I = signs.words_of("озим озум узим сам сама худам я мы men мен ман мо биз мне i i'm im am we")


def names_a_passport(words: Sequence[str], found: Found) -> bool:
    """True when a name says whose passport it is, and not which one is wished for."""
    if found.entry.spelling == "руз":  # a day in Tajik
        beside = (*words[max(0, found.start - 1) : found.start], *words[found.end : found.end + 1])
        return not found.ending and (starts(beside, signs.PASSPORT) or bool(signs.PASSPORT_WORDS & {*beside}))
    reach = 1 if found.sort is Sort.PEOPLE else 2
    before, after = words[max(0, found.start - reach) : found.start], words[found.end : found.end + reach]
    # In "kazakhstan kyrgyz citizen" the passport is that of the nearer name.
    before = before[1:] if before and find_places(before[-1:]) else before
    after = after[:1] if after and find_places(after[:1]) else after
    nearby = [*before, *after]
    if not starts(nearby, signs.PASSPORT) and not set(nearby) & signs.PASSPORT_WORDS:
        return False
    around = [*words[max(0, found.start - 4) : found.start], *words[found.end : found.end + 4]]
    if starts(nearby, signs.CITIZENSHIP):
        return not starts(words, signs.GETTING)
    is_host = found.entry.country in HOSTS and not starts(nearby, signs.CITIZENS)
    return not (is_host and starts(around, signs.GETTING))


def is_denied(words: Sequence[str], found: Found) -> bool:
    """True for "not in Russia" and "Россияда эмас"."""
    after = words[found.end : found.end + 2]
    if set(after[:1]) & signs.NOT_AFTER or (
        set(after[1:]) & signs.NOT_AFTER and after[0] in signs.CITIZEN_WORDS
    ):
        return True
    back = list(words[max(0, found.start - 3) : found.start])
    follows_tajik = bool(set(words[max(0, found.start - 1) : found.start]) & TAJIK)
    skipped = signs.PREPOSITIONS | signs.SKIPPED | {"а"}
    while back and back[-1] in skipped and back[-1] not in signs.NOT_BEFORE:
        back.pop()
    if follows_tajik and after[:1] == ["не"] and set(after[1:]) & TAJIK:
        return True
    if not back:
        return False
    # Tajik "на дар Русия" denies, Russian "на Россию" does not.
    tajik_no = back[-1] == "на" and follows_tajik
    return tajik_no or (back[-1] in signs.NOT_BEFORE and not follows_tajik)


def is_near(words: Sequence[str], found: Found, beginnings: tuple[str, ...], reach: int = 2) -> bool:
    """True when a word with one of the beginnings stands so near to a name."""
    near = (*words[max(0, found.start - reach) : found.start], *words[found.end : found.end + reach])
    return starts(near, beginnings)


def words_before(words: Sequence[str], start: int) -> list[str]:
    """Return the words before a name without "the city of" and the like."""
    before = list(words[max(0, start - 5) : start])
    while before and before[-1] in signs.SKIPPED:
        before.pop()
    return before


def starts(words: Sequence[str], beginnings: tuple[str, ...]) -> bool:
    """True when any of the words has one of the beginnings."""
    return any(signs.begins(word, beginnings) for word in words)
