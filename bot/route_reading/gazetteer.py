"""The names that people use for countries, their places and peoples: a file a country, made into tables."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from bot.route_reading import endings
from bot.route_reading.letters import cyrillic, sound
from knowledge_base.folding import fold

FOLDER: Final = Path(__file__).with_name("gazetteer")
#: Names of so many letters are also known by their sound, longer ones with a slip of the finger.
LONG: Final = 6
LONGER: Final = 8


class Sort(StrEnum):
    """What a word names."""

    COUNTRY = "country"
    PLACE = "place"
    PEOPLE = "people"
    LOCAL = "local"  #: who comes from a place
    ADJECTIVE = "adjective"  #: of a country
    REGIONAL = "regional"  #: of a place


class Trust(StrEnum):
    """How much else a text must say before a word counts."""

    PLAIN = "plain"
    SIGNED = "signed"  #: also an everyday word: an ending or a preposition of place
    LIVED = "lived"  #: and a word of living, working or travelling
    POST = "post"  #: a border post: being there tells, passing it does not
    SHORT = "short"  #: an abbreviation


@dataclass(frozen=True, slots=True)
class Entry:
    """One spelling of one place or people."""

    spelling: str
    country: str
    sort: Sort
    trust: Trust = Trust.PLAIN
    stem_endings: frozenset[str] | None = None  #: a stem that has lost its last letters: only these fit
    is_compound: bool = False  #: two words, kept as one

    @property
    def is_abbreviation(self) -> bool:
        """РФ, мск, РУз: takes no endings of the Russian declension."""
        return self.trust is Trust.SHORT or not _VOWELS & set(self.spelling)


_VOWELS: Final = frozenset("аоуеиыюя")


@dataclass(slots=True)
class Entries:
    """All entries, by spelling, by sound and by spelling with one letter left out."""

    exact: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    by_sound: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    by_gap: dict[str, Entry] = field(default_factory=dict)
    first_words: set[str] = field(default_factory=set)
    beginnings: set[str] = field(default_factory=set)  #: the first two letters of long names
    not_names: frozenset[str] = frozenset()

    def add(self, entry: Entry) -> None:
        """File an entry under every key that it may be looked up by; the first of a spelling stays first."""
        others = self.exact.get(entry.spelling, ())
        # "Казани" is Казань, whatever казан may be.
        self.exact[entry.spelling] = (entry, *others) if entry.stem_endings else (*others, entry)
        if len(entry.spelling) < LONG - (entry.stem_endings is not None) or entry.trust is not Trust.PLAIN:
            return
        key = sound(entry.spelling)
        self.by_sound[key] = (*self.by_sound.get(key, ()), entry)
        if len(entry.spelling) >= LONGER and entry.sort in (Sort.COUNTRY, Sort.PLACE):
            self.beginnings.add(entry.spelling[:2])
            for gap in range(2, len(key) - 1):
                self.by_gap.setdefault(entry.spelling[:gap] + entry.spelling[gap + 1 :], entry)


_SECTIONS: Final = (
    ("names", Sort.COUNTRY, Trust.PLAIN),
    ("short", Sort.COUNTRY, Trust.SHORT),
    ("people", Sort.PEOPLE, Trust.PLAIN),
    ("adjective", Sort.ADJECTIVE, Trust.PLAIN),
    ("posts", Sort.PLACE, Trust.POST),
    ("lived", Sort.PLACE, Trust.LIVED),
    ("signed", Sort.PLACE, Trust.SIGNED),
    ("locals", Sort.LOCAL, Trust.PLAIN),
    ("regional", Sort.REGIONAL, Trust.PLAIN),
    ("places", Sort.PLACE, Trust.PLAIN),
)


@cache
def entries() -> Entries:
    """Return the entries of all files, read once."""
    table = Entries(not_names=frozenset(_spelling(one) for one in _listed(_read("not_names.yaml")["words"])))
    contents = [_read(path.name) for path in sorted(FOLDER.glob("??.yaml"))]
    for section, sort, trust in _SECTIONS:
        for content in contents:
            # Names of two words first: "Алма-Ата" and "Алмаата" are one key.
            for name in sorted(_listed(content.get(section, "")), key=_is_one_word):
                _add(table, name, content["country"], sort, trust)
    for spelling, some in table.exact.items():
        if len(some) > 1:  # Уральск is a town first, and an adjective of the Urals then
            table.exact[spelling] = tuple(sorted(some, key=lambda one: one.sort is Sort.REGIONAL))
    return table


def _read(name: str) -> dict[str, str]:
    content: dict[str, str] = yaml.load((FOLDER / name).read_text("utf-8"), Loader=yaml.CSafeLoader)
    return content


def _listed(text: str) -> Iterator[str]:
    return filter(None, map(fold, text.split(",")))


def _is_one_word(name: str) -> bool:
    return " " not in name


def _spelling(name: str) -> str:
    return cyrillic("".join(map(cyrillic, name.split())))


def _add(table: Entries, name: str, country: str, sort: Sort, trust: Trust) -> None:
    spelling = _spelling(name)
    known = table.exact.get(spelling, ())
    if any(one.sort is sort and one.stem_endings is None for one in known):
        return  # the more careful section came first
    first, _, more = name.partition(" ")
    if more:
        table.first_words.add(sound(cyrillic(first)))
    table.add(Entry(spelling, country, sort, trust, is_compound=bool(more)))
    if sort not in (Sort.COUNTRY, Sort.PLACE):
        return
    for length, stems in ((1, endings.STEMS), (2, endings.ADJECTIVE_STEMS)):
        allowed = stems.get(spelling[-length:])
        if allowed and len(spelling) > 2:
            if spelling.endswith("ия"):
                allowed |= {""}  # folding has made one letter of the two in России
            table.add(Entry(spelling[:-length], country, sort, trust, allowed, bool(more)))
    if sort is Sort.PLACE:
        adjective = _adjective(spelling)
        table.add(Entry(adjective, country, Sort.REGIONAL, trust, is_compound=bool(more)))


def _adjective(spelling: str) -> str:
    """Return the Russian adjective of a place without its ending: ошск, самаркандск, новосибирск."""
    stem = spelling.rstrip("аоыияеьй") if len(spelling) > 3 else spelling
    return stem if stem.endswith("ск") else cyrillic(stem + "ск")
