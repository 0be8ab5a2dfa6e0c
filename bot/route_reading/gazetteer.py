"""Finds countries, cities and peoples in folded words, whatever case ending they carry."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from knowledge_base.folding import fold

_FILE: Final = Path(__file__).with_name("gazetteer.yaml")
_LONGEST_NAME: Final = 2  #: words
#: Spellings shorter than this are abbreviations and take no endings but those after a hyphen.
_ABBREVIATION: Final = 2
_KEY: Final = 2


class Sort(StrEnum):
    """What a word names."""

    COUNTRY = "country"
    CITY = "city"
    AMBIGUOUS = "ambiguous"  #: a city that is also an everyday word
    PEOPLE = "people"
    ADJECTIVE = "adjective"


@dataclass(frozen=True, slots=True)
class Entry:
    """One spelling of one place or people."""

    spelling: str
    country: str
    sort: Sort
    stem_endings: frozenset[str] | None = None  #: a stem that has lost its last letter: only these fit


@dataclass(frozen=True, slots=True)
class Found:
    """An entry in a text: where it begins and ends, in words, and the ending it carries."""

    entry: Entry
    start: int
    end: int
    ending: str


def find_places(words: Sequence[str]) -> list[Found]:
    """Return the places and peoples of a text in order, the longest reading of each word."""
    found: list[Found] = []
    place = 0
    while place < len(words):
        here = _longest_at(words, place)
        if here is None:
            place += 1
        else:
            found.append(here)
            place = here.end
    return found


def _longest_at(words: Sequence[str], place: int) -> Found | None:
    for length in range(_LONGEST_NAME, 0, -1):
        if place + length > len(words):
            continue
        said = " ".join(words[place : place + length])
        for entry in _entries().get(said[:_KEY], ()):
            if entry.spelling.count(" ") != length - 1 or not said.startswith(entry.spelling):
                continue
            ending = _ending(said, entry)
            if ending is not None:
                return Found(entry, place, place + length, ending)
    return None


def _ending(said: str, entry: Entry) -> str | None:
    rest = said[len(entry.spelling) :]
    # Folding makes one letter of two, so the first letter of an ending may be the last of the name.
    doubled = entry.spelling[-1] + rest
    if entry.sort is Sort.ADJECTIVE:
        return rest if rest in ADJECTIVE_ENDINGS else None
    if entry.sort is Sort.PEOPLE:
        return next((one for one in (rest, doubled) if one in PEOPLE_ENDINGS), None)
    if entry.stem_endings is not None:
        return rest if rest in entry.stem_endings else None
    if len(entry.spelling) <= _ABBREVIATION and entry.sort is Sort.COUNTRY:
        return rest if rest in ("", *FROM, *TO, *IN) else None
    if rest and doubled in FROM | TO | IN and rest not in FROM | TO | IN:
        return doubled
    return next((one for one in (rest, doubled) if one in PLACE_ENDINGS), None)


@cache
def _entries() -> dict[str, tuple[Entry, ...]]:
    """Return all entries by their first letters, the longest spelling first."""
    table: dict[str, list[Entry]] = {}
    for entry in _read_file():
        table.setdefault(entry.spelling[:_KEY], []).append(entry)
    return {key: tuple(sorted(some, key=lambda one: -len(one.spelling))) for key, some in table.items()}


def _read_file() -> list[Entry]:
    content: dict[str, dict[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    entries: list[Entry] = []
    for country, listed in content.items():
        lists = (
            (Sort.COUNTRY, [listed["names"]]),
            (Sort.PEOPLE, [listed["people"]]),
            (Sort.ADJECTIVE, [listed["adjective"]]),
            (Sort.CITY, listed.get("cities", [])),
            (Sort.AMBIGUOUS, listed.get("ambiguous", [])),
        )
        for sort, groups in lists:
            for spelling in (fold(str(one)) for group in groups for one in group):
                entries.append(Entry(spelling, country, sort))
                stem_endings = _STEM_ENDINGS.get(spelling[-1])
                if sort not in (Sort.PEOPLE, Sort.ADJECTIVE) and len(spelling) >= 3 and stem_endings:
                    if spelling.endswith(("ия", "iya")):
                        stem_endings |= {""}  # folding has made one letter of the two in России
                    entries.append(Entry(spelling[:-1], country, sort, stem_endings))
    return entries


def _listed(endings: str) -> frozenset[str]:
    return frozenset(endings.split())


def _with_person(endings: str, persons: str) -> frozenset[str]:
    return frozenset(one + person for one in endings.split() for person in ("", *persons.split()))


_PERSONS = "man miz ман миз мин мын быз биз пын сиз mi ми мн"
#: "out of": Uzbek, Kyrgyz and Kazakh, as folded; "I am from" is the same with a personal ending.
FROM: Final = _with_person("dan den tan ten nan nen don ton дан ден тан тен нан нен дон тон", _PERSONS)
#: "towards" and "as far as".
TO: Final = _listed(
    "ga ge ka ke qa go ko га ге ка ке го ко gacha kacha qacha гача кача чейин дейин gami гами"
)
#: "within".
IN: Final = _with_person("da de ta te do to да де та те до то", _PERSONS + " gi ги гы gilar гилар гилер")
_NEUTRAL = _listed(
    "ning ni нинг ни нын нин дын дин тын тин нун дун тун ны ды ди ты ти ну и ро ам um s lik лик лык"
)
# Москва, Россия, Казань: Russian changes the last letter, in Cyrillic and typed in Latin.
_STEM_ENDINGS: Final = {
    "а": _listed("ы и е у ой ою"),
    "й": _listed("я е ю ем"),
    "я": _listed("и е ю ей ею"),
    "ь": _listed("и ью"),
    "a": _listed("y i e u oy ey yu"),
}
RUSSIAN_ENDINGS: Final = _listed("а у ом е ы и ю ой ей ею ью я ем oy ey u e y i yu a om ya") | {""}
PLACE_ENDINGS: Final = FROM | TO | IN | _NEUTRAL | RUSSIAN_ENDINGS
_PEOPLE_CASES = _listed(
    """
    s а у ом е и ы ов ам ами ах ку ка ки кам ek lar лар лер дар ларга larga
    larning ларнинг лардын лардин ро он тар тер дор га ga миз
    """
)
#: "I am" and "we are" on the name of a people.
PERSON_ENDINGS: Final = _listed(
    "man miz manku ман миз мин мын быз биз пын пин быс мис мыз пиз пыз лармиз larmiz ам ем hastam"
)
PEOPLE_ENDINGS: Final = _PEOPLE_CASES | PERSON_ENDINGS | {""}
ADJECTIVE_ENDINGS: Final = _listed("ий ого ом им ая ой ую ие их ими ому ое iy") | {""}
