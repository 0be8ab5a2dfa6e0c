"""Which part each place of a text plays: where from, where to, through where, or whose passport."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.route_reading.gazetteer import FROM, IN, PERSON_ENDINGS, TO, Found, Sort, find_places
from bot.route_reading.signs import (
    CITIZEN_WORDS,
    CITIZENSHIP,
    DIRECTION_ENDINGS,
    EMBASSY,
    FROM_WORDS,
    GETTING,
    IN_WORDS,
    LANGUAGE,
    NOT_AFTER,
    NOT_BEFORE,
    PASSING,
    PASSPORT,
    PLACE_NOUN_ENDINGS,
    PREPOSITIONS,
    SELF,
    SELF_AFTER,
    SELF_ENDINGS,
    SKIPPED,
    SOMEBODY_ELSE,
    TO_WORDS,
    TRANSIT,
    TWO_WORDS,
    VIA,
    VIA_AFTER,
)


class Part(StrEnum):
    """The part a country plays in a sentence."""

    FROM = "from"
    TO = "to"
    IN = "in"
    VIA = "via"
    PASSPORT = "passport"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Mention:
    """A country, the part it plays, and whether the sentence says "I am from there" in so many words."""

    country: str
    part: Part
    is_self: bool = False


def find_mentions(words: Sequence[str]) -> list[Mention]:
    """Return what a text says of each country, in order; what it denies is left out."""
    mentions = (_mention(words, found) for found in find_places(words))
    return [mention for mention in mentions if mention is not None]


def _mention(words: Sequence[str], found: Found) -> Mention | None:
    before = _before(words, found.start)
    after = [PLACE_NOUN_ENDINGS.get(word, word) for word in words[found.end : found.end + 3]]
    if _is_denied(words, found) or _is_other_thing(words, found):
        return None
    if found.entry.sort in (Sort.PEOPLE, Sort.ADJECTIVE):
        return _people(words, found)
    part = _part(found.ending, before, after)
    if part is Part.NONE and _names_a_passport(words, found):
        return Mention(found.entry.country, Part.PASSPORT, is_self=True)
    if found.entry.sort is Sort.AMBIGUOUS and part is Part.NONE:
        return None
    is_self = part is Part.FROM and (
        found.ending.endswith(SELF_ENDINGS) or bool(SELF & set(words[max(0, found.start - 3) : found.start]))
    )
    return Mention(found.entry.country, part, is_self=is_self)


def _part(ending: str, before: Sequence[str], after: Sequence[str]) -> Part:
    preposition = before[-1] if before else ""
    if (preposition, *before[-2:-1]) in TWO_WORDS or preposition in VIA or set(after[:1]) & VIA_AFTER:
        return Part.VIA
    if preposition.startswith(TRANSIT) or any(one.startswith(TRANSIT) for one in after[:1]):
        return Part.VIA
    if preposition in FROM_WORDS:
        return Part.VIA if set(after[:2]) & PASSING else Part.FROM
    if ending in FROM:
        return Part.VIA if set(after[:2]) & PASSING else Part.FROM
    if preposition in IN_WORDS:
        return Part.IN if ending not in DIRECTION_ENDINGS else Part.TO
    if ending in TO or preposition in TO_WORDS:
        return Part.TO
    if ending in IN:
        return Part.IN
    noun_part = after[0] if after else ""
    return {"+from": Part.FROM, "+to": Part.TO, "+in": Part.IN}.get(noun_part, Part.NONE)


def _people(words: Sequence[str], found: Found) -> Mention | None:
    near = set(words[max(0, found.start - 2) : found.end + 2]) - set(words[found.start : found.end])
    if any(one.startswith(LANGUAGE) for one in near):
        return None
    passport = Mention(found.entry.country, Part.PASSPORT, is_self=True)
    if _names_a_passport(words, found):
        return passport
    if found.entry.sort is Sort.ADJECTIVE:
        return None
    is_alone = len(words) == found.end - found.start
    says_i_am = bool(SELF & set(words[max(0, found.start - 2) : found.start] or ()))
    says_am_i = bool(SELF_AFTER & set(words[found.end : found.end + 1]))
    if found.ending in PERSON_ENDINGS or is_alone or says_i_am or says_am_i:
        # "the boss is a Kazakh" has none of these and says nothing of the person who writes
        return None if set(words[max(0, found.start - 1) : found.start]) & SOMEBODY_ELSE else passport
    return None


def _names_a_passport(words: Sequence[str], found: Found) -> bool:
    nearby = [*words[max(0, found.start - 2) : found.start], *words[found.end : found.end + 2]]
    if not any(one.startswith(PASSPORT) for one in nearby):
        return False
    wants_one = any(one.startswith(CITIZENSHIP) for one in nearby)
    return not (wants_one and any(one.startswith(GETTING) for one in words))


def _is_denied(words: Sequence[str], found: Found) -> bool:
    after = words[found.end : found.end + 2]
    if set(after[:1]) & NOT_AFTER or (set(after[1:]) & NOT_AFTER and after[0] in CITIZEN_WORDS):
        return True
    back = list(words[max(0, found.start - 3) : found.start])
    while back and back[-1] in PREPOSITIONS | SKIPPED | {"a"} and back[-1] not in NOT_BEFORE:
        back.pop()
    if not back:
        return False
    # Tajik "на дар Русия" denies, Russian "на Россию" does not.
    tajik_no = back[-1] == "на" and words[found.start - 1] in ("дар", "аз", "ба")
    return back[-1] in NOT_BEFORE or tajik_no


def _is_other_thing(words: Sequence[str], found: Found) -> bool:
    """True for the embassy of a country, and for Monday, which Tajik calls as its capital."""
    near = [*words[max(0, found.start - 2) : found.start], *words[found.end : found.end + 2]]
    if any(one.startswith(EMBASSY) for one in near):
        return True
    return found.entry.spelling == "душанбе" and bool({"руз", "рузи", "руздан"} & set(near))


def _before(words: Sequence[str], start: int) -> list[str]:
    """Return the words before a name without "the city of" and the like."""
    before = list(words[max(0, start - 5) : start])
    while before and before[-1] in SKIPPED:
        before.pop()
    return before
