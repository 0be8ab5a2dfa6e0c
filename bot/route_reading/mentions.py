"""Which part each place of a text plays: where from, where to, through where, or whose passport."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.route_reading import signs
from bot.route_reading.around import (
    HOSTS,
    TAJIK,
    is_denied,
    is_near,
    is_other,
    names_a_passport,
    says_self,
    starts,
    tells_of_others,
    words_before,
)
from bot.route_reading.endings import FOR_PEOPLE, FROM, IN, PERSON, TO
from bot.route_reading.gazetteer import Sort, Trust
from bot.route_reading.letters import cyrillic
from bot.route_reading.places import Found, find_places


class Part(StrEnum):
    """The part a country plays in a sentence."""

    FROM = "from"
    TO = "to"
    IN = "in"
    VIA = "via"
    PASSPORT = "passport"  #: the writer's own, or of whom the mention tells
    PEOPLE = "people"  #: "I am an Uzbek", which a passport may contradict
    EMBASSY = "embassy"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Mention:
    """A country, the part it plays, and where in the text it stands, in words."""

    country: str
    part: Part
    start: int
    end: int
    is_self: bool = False  #: the sentence says "I am from there" in so many words
    is_others: bool = False  #: it tells of a relative or an employer
    is_country: bool = False  #: named by the country itself, not by a place in it


def find_mentions(words: Sequence[str]) -> list[Mention]:
    """Return what folded words say of each country, in order; what they deny is left out."""
    said = [cyrillic(word) for word in words]
    places = find_places(said)
    mentions = (_mention(said, found, len(places)) for found in places)
    return [mention for mention in mentions if mention is not None]


def _mention(words: Sequence[str], found: Found, places: int) -> Mention | None:
    if is_denied(words, found):
        return None
    if found.sort in (Sort.PEOPLE, Sort.ADJECTIVE, Sort.LOCAL):
        return _people(words, found)
    before, after = words_before(words, found.start), words[found.end : found.end + 3]
    part = _part(found, before, after)
    if part is Part.NONE and found.sort is Sort.COUNTRY and is_near(words, found, signs.EMBASSY):
        return _as(found, Part.EMBASSY)
    if part is Part.NONE and (is_near(words, found, signs.LANGUAGE, 1) or starts(after[:1], signs.THINGS)):
        return None
    if found.sort is Sort.REGIONAL and part is Part.NONE and says_self(words, found):
        return _as(found, Part.PEOPLE, is_self=True)
    if part is Part.NONE and found.sort is Sort.COUNTRY:
        if names_a_passport(words, found):
            return _as(found, Part.PASSPORT, is_self=True, is_others=tells_of_others(words, found))
        if is_near(words, found, signs.CITIZENSHIP):
            return None  # one that is wished for
    if not _is_trusted(words, found, part, places):
        return None
    is_tajik_self = found.ending in ("ам", "ем") and found.start > 0 and words[found.start - 1] in TAJIK
    is_self = part is Part.FROM and (
        is_tajik_self or found.ending.endswith(_SELF_ENDINGS) or says_self(words, found)
    )
    return _as(found, part, is_self=is_self, is_others=tells_of_others(words, found))


_SELF_ENDINGS = signs.beginnings_of("ман мин мын мун миз быз биз буз мыз пыз")


def _as(found: Found, part: Part, *, is_self: bool = False, is_others: bool = False) -> Mention:
    is_country = found.sort in (Sort.COUNTRY, Sort.PEOPLE, Sort.ADJECTIVE)
    return Mention(found.entry.country, part, found.start, found.end, is_self, is_others, is_country)


def _part(found: Found, before: Sequence[str], after: Sequence[str]) -> Part:
    preposition, ending = before[-1] if before else "", found.ending
    if (preposition, *before[-2:-1]) in signs.TWO_WORDS or preposition in signs.VIA:
        return Part.VIA
    if set(after[:1]) & signs.VIA_AFTER or preposition.startswith(signs.TRANSIT):
        return Part.VIA
    if any(one.startswith(signs.TRANSIT) for one in after[:1]):
        return Part.VIA
    if preposition in signs.FROM_WORDS or ending in FROM:
        return Part.VIA if set(after[:2]) & signs.PASSING else Part.FROM
    if preposition in signs.IN_WORDS:
        return Part.TO if ending in signs.DIRECTION_ENDINGS or _is_accusative(found, before) else Part.IN
    if ending in TO or preposition in signs.TO_WORDS:
        return Part.TO
    if ending in IN:
        return Part.IN
    if set(after[:2]) & signs.NEAR_AFTER:
        return Part.IN
    for word in after[:2]:
        direction = signs.direction_of_noun(word)
        if direction is not None:
            return Part(direction)
        if word not in signs.PLAIN_PLACE_NOUNS:
            break
    return Part.TO if preposition in signs.GOING else Part.NONE


def _is_accusative(found: Found, before: Sequence[str]) -> bool:
    """True for "в Узбекистан": Russian, and not an ending left out after "I live"."""
    lives = starts(before, signs.LIVING)
    ends_hard = found.entry.spelling[-1] not in _VOWELS and found.entry.stem_endings is None
    return before[-1] in ("в", "во") and not found.ending and ends_hard and not lives


_VOWELS = frozenset("аоуеиыюя")


def _is_trusted(words: Sequence[str], found: Found, part: Part, places: int) -> bool:
    """False for an everyday word that happens to be a name, where nothing says that it is one."""
    trust = found.entry.trust
    if trust is Trust.PLAIN:
        return True
    if trust is Trust.POST:
        return part in (Part.IN, Part.TO)
    before, after = words[max(0, found.start - 1) : found.start], words[found.end : found.end + 1]
    if trust is Trust.SHORT:
        return part is not Part.NONE and bool(set(before) & _RUSSIAN or found.ending)
    if found.entry.spelling == "душанбе" and is_near(words, found, _DAY):
        return False  # Monday, which Tajik calls as its capital
    if set(after) & signs.PLAIN_PLACE_NOUNS:
        return True
    if trust is Trust.SIGNED or part is Part.NONE:
        return part is not Part.NONE
    if set(before) & signs.PREPOSITIONS - TAJIK or (part is not Part.IN and not set(after) & _SINCE):
        return True
    return places > 1 or starts((*words[: found.start], *words[found.end :]), signs.LIVING)


_DAY = ("руз", "пага", "пагох", "то ")
#: Kazan is October in Kazakh, and "till" or "since" October is a day.
_SINCE = frozenset({"дейин", "бери", "бастап", "кейин", "айынан", "айына"})
_RUSSIAN = frozenset({"в", "из", "с", "ин", "фром", "через"})


def _people(words: Sequence[str], found: Found) -> Mention | None:
    if is_near(words, found, signs.LANGUAGE):
        return None
    if is_near(words, found, signs.EMBASSY):
        return _as(found, Part.EMBASSY)
    side = words[found.end : found.end + 1]
    side_of_land = signs.direction_of_noun(side[0]) if starts(side, ("томон",)) else None
    if found.sort is Sort.PEOPLE and side_of_land is not None:
        return _as(found, Part(side_of_land))
    if found.entry.spelling in _COUNTRIES_TOO and found.ending in TO and starts(words, signs.TRAVELLING):
        return _as(found, Part.TO)
    is_others = tells_of_others(words, found)
    if names_a_passport(words, found):
        return _as(found, Part.PASSPORT, is_self=True, is_others=is_others)
    if found.entry.country in HOSTS and found.ending not in PERSON and starts(side, signs.LAW):
        return _as(found, Part.NONE)  # "the Russian patent"
    if found.sort is Sort.ADJECTIVE:
        return None
    is_boss = bool(side) and is_other(side[0])
    # "Uzbek, working in Moscow", "работаю в Москве, узбек"
    is_alone = not found.ending and (found.start == 0 or found.end == len(words)) and not is_boss
    says_am_i = bool(signs.SELF_AFTER & set(side)) or starts(side, signs.ROLES)
    is_us = found.ending in FOR_PEOPLE or (found.sort is Sort.LOCAL and not found.ending)
    is_us |= _asks_for_any(words, found)
    is_us |= bool(set(words[max(0, found.start - 1) : found.start]) & signs.FOR_WORDS)
    if found.ending in PERSON or is_alone or says_am_i or is_us or says_self(words, found):
        # "the boss is a Kazakh" has none of these and says nothing of the person who writes
        return _as(found, Part.PEOPLE, is_self=True, is_others=is_others)
    return None


def _asks_for_any(words: Sequence[str], found: Found) -> bool:
    """True for "may a Tajik be a courier": a short question for one's own people, with nobody else in it."""
    near = [*words[max(0, found.start - 4) : found.start], *words[found.end : found.end + 2]]
    able = (*words[max(0, found.start - 3) : found.start], *words[found.end : found.end + 4])
    asks = found.sort is Sort.PEOPLE and found.ending in _ONE_OR_MANY and found.entry.country not in HOSTS
    return asks and starts(able, signs.ABLE) and len(words) <= _SHORT and not any(map(is_other, near))


_ONE_OR_MANY = frozenset({"", "с", "лар", "дар", "тар", "и", "ы", "хо"})
_SHORT = 12  #: words
#: "Qozoqqa ketyapman": to the Kazakhs is to their country.
_COUNTRIES_TOO = frozenset({"казах", "козок", "казак", "казок", "киргиз", "кыргыз"})
