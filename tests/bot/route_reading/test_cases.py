"""How much of the route is read in messages as people type them, a file a language.

A line is {"text", "citizenship", "stay_in", "via"}; null where the message does not tell. Odd lines were
used to write the rules, even lines only to measure them.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from babel import Locale

from bot.route_reading import read_route
from bot.route_reading.mentions import find_mentions
from knowledge_base.folding import words
from knowledge_base.locales import LOCALES
from knowledge_base.routes import COUNTRIES, Route
from knowledge_base.uzbek import to_cyrillic

FOLDER = Path(__file__).with_name("cases")
#: Shares of the lines that name an end of the route in which it is read right.
STAY_FLOOR = 0.93
CITIZENSHIP_FLOOR = 0.87
#: Of the lines that name neither, how many may be given one.
INVENTED_CEILING = 0.13


@dataclass(frozen=True)
class Case:
    """A message and the route it tells."""

    place: str  #: file and line
    text: str
    told: Route

    @property
    def read(self) -> Route:
        """What the reader makes of it when nothing is known before."""
        return read_route(self.text, None, known=Route())

    def __str__(self) -> str:
        return f"{self.place} {self.text!r}: told {self.told}, read {self.read}"


def cases_of(locale: str, change: Callable[[str], str] = str) -> list[Case]:
    """Return the lines of a file, each text changed as asked."""
    lines = (FOLDER / f"{locale}.jsonl").read_text("utf-8").splitlines()
    entries = [(number, json.loads(line)) for number, line in enumerate(lines, 1) if line.strip()]
    return [
        Case(
            f"{locale}:{number}",
            change(entry["text"]),
            Route(entry["citizenship"], entry["stay_in"], entry["via"]),
        )
        for number, entry in entries
    ]


ALL = {path.stem: cases_of(path.stem) for path in sorted(FOLDER.glob("*.jsonl"))}
if "uz-Cyrl" not in ALL:
    ALL["uz-Cyrl"] = cases_of("uz-Latn", to_cyrillic)


@pytest.mark.parametrize("locale", ALL)
def test_the_country_of_stay(locale: str) -> None:
    """Where a person is, or goes, is found by country, town, market or airport."""
    named = [case for case in ALL[locale] if case.told.stay_in]
    wrong = [case for case in named if case.read.stay_in != case.told.stay_in]
    assert 1 - len(wrong) / len(named) >= STAY_FLOOR, "\n".join(map(str, wrong))


@pytest.mark.parametrize("locale", ALL)
def test_the_citizenship(locale: str) -> None:
    """Passport, people or home town of the person who writes, not of a husband or an employer."""
    named = [case for case in ALL[locale] if case.told.citizenship]
    wrong = [case for case in named if case.read.citizenship != case.told.citizenship]
    assert 1 - len(wrong) / len(named) >= CITIZENSHIP_FLOOR, "\n".join(map(str, wrong))


@pytest.mark.parametrize("locale", ALL)
def test_nothing_is_invented(locale: str) -> None:
    """These files are full of traps: Moskva is a café, Monday is душанбе, ош is a dish."""
    silent = [case for case in ALL[locale] if not case.told.citizenship and not case.told.stay_in]
    wrong = [case for case in silent if case.read.citizenship or case.read.stay_in]
    assert len(wrong) / len(silent) <= INVENTED_CEILING, "\n".join(map(str, wrong))


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("country", COUNTRIES)
def test_every_name_of_a_country_in_the_cldr(locale: str, country: str) -> None:
    """The gazetteer is ours, so it is held against what Babel knows."""
    name = Locale.parse(locale, sep="-").territories[country]
    assert [mention.country for mention in find_mentions(words(name))] == [country]


@pytest.mark.parametrize(
    "text",
    [
        "рӯзи душанбе ба кор меравам",
        "ош пазем ё палов",
        "ош болсун",
        "шашлык на мангале, купил казан",
        "орёл или решка",
        "где тут каток",
        "қазан айында келдім",
        "skoro budet 30 dney",
        "алга, Кыргыз эли деген ыр кайда",
        "patent uchun qancha pul kerak",
        "номер телефона на узбекском языке",
    ],
)
def test_everyday_words_are_no_places(text: str) -> None:
    """A word that is also a name tells nothing without a sign of place."""
    assert read_route(text, None, known=Route()) == Route()


@pytest.mark.parametrize(
    ("text", "stay_in"),
    [
        ("живу в Екатиренбурге", "RU"),
        ("Qozogistonnda ishlayman", "KZ"),
        ("Қазахистанда ишлайман", "KZ"),
        ("работаю в Новосибирксе", "RU"),
        ("Новосибрскте иштейм", "RU"),
        ("Moskva da ishlayman", "RU"),
        ("живу в Челябниске", "RU"),
    ],
)
def test_one_slip_of_the_finger(text: str, stay_in: str | None) -> None:
    """One letter too many, too few or wrong in a long name is forgiven, and so are two changed over."""
    assert read_route(text, None, known=Route()).stay_in == stay_in
