"""Dates, quantities, money, phones and countries in each locale, as a reader expects to see them."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge_base.formats import (
    citizens_of,
    country_in,
    country_name,
    format_date,
    format_list,
    format_number,
    format_phone,
    format_quantity,
    format_short_date,
)
from knowledge_base.locales import LOCALES
from knowledge_base.routes import COUNTRIES

UNITS = [
    "calendar_days",
    "working_days",
    "days",
    "weeks",
    "months",
    "years",
    "hours",
    "hours_per_week",
    "percent",
    "persons",
    "children",
    "times",
    "documents",
    "places",
    "KZT",
    "RUB",
    "UZS",
    "KGS",
    "TJS",
    "USD",
    "MCI",
    "number",
]

DATES = [
    ("uz-Latn", "2026-yil 1-iyul", "2026-yil 28-fevral", "2026-yil 9-may"),
    ("uz-Cyrl", "2026 йил 1 июль", "2026 йил 28 февраль", "2026 йил 9 май"),
    ("tg", "1 июли соли 2026", "28 феврали соли 2026", "9 майи соли 2026"),
    ("ky", "2026-жылдын 1-июлу", "2026-жылдын 28-февралы", "2026-жылдын 9-майы"),
    ("kk", "2026 жылғы 1 шілде", "2026 жылғы 28 ақпан", "2026 жылғы 9 мамыр"),
    ("ru", "1 июля 2026 г.", "28 февраля 2026 г.", "9 мая 2026 г."),
    ("en", "1 July 2026", "28 February 2026", "9 May 2026"),
]


@pytest.mark.parametrize(("locale", "july", "february", "may"), DATES)
def test_dates_in_running_text(locale: str, july: str, february: str, may: str) -> None:
    """Inflected as the language wants it, which CLDR does not always know."""
    assert format_date(date(2026, 7, 1), locale) == july
    assert format_date(date(2026, 2, 28), locale) == february
    assert format_date(date(2026, 5, 9), locale) == may


def test_short_dates_have_one_order_everywhere() -> None:
    """Day, month, year with leading zeros."""
    assert {format_short_date(date(2026, 7, 1), locale) for locale in LOCALES} == {"01.07.2026"}


QUANTITIES: dict[str, list[tuple[float, str, str]]] = {
    "uz-Latn": [
        (30, "calendar_days", "30 kun"),
        (3, "working_days", "3 ish kuni"),
        (1, "months", "1 oy"),
        (40, "hours_per_week", "haftasiga 40 soat"),
        (5, "percent", "5 foiz"),
        (85000, "KZT", "85 000 tenge"),
        (50000, "UZS", "50 000 soʻm"),
        (10, "MCI", "10 MRP"),
    ],
    "uz-Cyrl": [
        (30, "calendar_days", "30 кун"),
        (3, "working_days", "3 иш куни"),
        (40, "hours_per_week", "ҳафтасига 40 соат"),
        (85000, "KZT", "85 000 тенге"),
        (50000, "UZS", "50 000 сўм"),
        (100, "USD", "100 АҚШ доллари"),
        (5000, "RUB", "5 000 рубль"),
        (10, "MCI", "10 МРП"),
    ],
    "tg": [
        (30, "calendar_days", "30 рӯз"),
        (3, "working_days", "3 рӯзи корӣ"),
        (1, "years", "1 сол"),
        (40, "hours_per_week", "ҳафтае 40 соат"),
        (2, "documents", "2 ҳуҷҷат"),
        (120.5, "TJS", "120,50 сомонӣ"),
        (10, "MCI", "10 МРП"),
    ],
    "ky": [
        (30, "calendar_days", "30 күн"),
        (3, "working_days", "3 жумуш күнү"),
        (2, "weeks", "2 жума"),
        (85000, "KZT", "85 000 теңге"),
        (1000, "KGS", "1 000 сом"),
        (10, "MCI", "10 МРП"),
    ],
    "kk": [
        (30, "calendar_days", "30 күн"),
        (3, "working_days", "3 жұмыс күні"),
        (40, "hours_per_week", "аптасына 40 сағат"),
        (85000, "KZT", "85 000 теңге"),
        (10, "MCI", "10 АЕК"),
    ],
    "ru": [
        (1, "calendar_days", "1 день"),
        (2, "calendar_days", "2 дня"),
        (11, "calendar_days", "11 дней"),
        (21, "calendar_days", "21 день"),
        (1.5, "calendar_days", "1,5 дня"),
        (3, "working_days", "3 рабочих дня"),
        (10, "working_days", "10 рабочих дней"),
        (5, "years", "5 лет"),
        (40, "hours_per_week", "40 часов в неделю"),
        (3, "children", "3 ребёнка"),
        (5, "children", "5 детей"),
        (85000, "KZT", "85 000 тенге"),
        (43250.0, "KZT", "43 250 тенге"),
        (8900, "RUB", "8 900 рублей"),
        (10, "MCI", "10 МРП"),
        (1234567, "number", "1 234 567"),
    ],
    "en": [
        (1, "calendar_days", "1 day"),
        (30, "calendar_days", "30 days"),
        (1, "persons", "1 person"),
        (2, "persons", "2 people"),
        (40, "hours_per_week", "40 hours a week"),
        (5, "percent", "5%"),
        (85000, "KZT", "85,000 tenge"),
        (1, "USD", "1 US dollar"),
        (0.1 * 4325, "KZT", "432.50 tenge"),
        (10, "MCI", "10 MCI"),
    ],
}


@pytest.mark.parametrize(
    ("locale", "value", "unit", "text"),
    [(locale, *row) for locale, rows in QUANTITIES.items() for row in rows],
)
def test_quantities(locale: str, value: float, unit: str, text: str) -> None:
    """Number and noun agree; digits are grouped with a no-break space."""
    shown = format_quantity(value, unit, locale)

    assert shown.replace("\u00a0", " ") == text
    assert not re.search(r"\d \d", shown)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("unit", UNITS)
@settings(max_examples=15)
@given(value=st.integers(0, 10**7) | st.floats(0, 10**7))
def test_every_unit_has_a_noun_for_every_number(locale: str, unit: str, value: float) -> None:
    """No placeholder of a fact can fail for want of a plural form."""
    assert any(character.isdigit() for character in format_quantity(value, unit, locale))


def test_a_unit_without_a_noun_is_refused() -> None:
    """The content check catches it before a reader does."""
    with pytest.raises(ValueError, match="parsecs"):
        format_quantity(3, "parsecs", "ru")


def test_numbers() -> None:
    """A comma for decimals everywhere but in English."""
    assert format_number(1234.5, "kk") == "1\u00a0234,5"
    assert format_number(1234.5, "en") == "1,234.5"
    assert format_number(30.0, "ru") == "30"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("102", "102"),
        ("1414", "1414"),
        ("11616", "11616"),
        ("+7 727 269 70 59", "+7 727 269 70 59"),  # Almaty
        ("+77272584598", "+7 727 258 45 98"),
        ("+77273910000", "+7 727 391 00 00"),
        ("+77172720000", "+7 717 272 00 00"),  # Astana
        ("+77182326960", "+7 7182 32 69 60"),  # Pavlodar
        ("+77252301234", "+7 7252 30 12 34"),  # Shymkent
        ("+77292301234", "+7 7292 30 12 34"),  # Aktau
        ("+7 71837 6 51 03", "+7 71837 6 51 03"),
        ("+77775883115", "+7 777 588 31 15"),  # mobile numbers in Kazakhstan
        ("+77011234567", "+7 701 123 45 67"),
        ("+79250454744", "+7 925 045 47 44"),  # Russia
        ("+74959679844", "+7 495 967 98 44"),
        ("+78463746430", "+7 846 374 64 30"),
        ("+998712000000", "+998 71 200 00 00"),  # Uzbekistan
        ("+998901234567", "+998 90 123 45 67"),
        ("+992372211234", "+992 372 21 12 34"),  # Tajikistan
        ("+992907123456", "+992 90 712 34 56"),
        ("+996312621234", "+996 312 621 234"),  # Kyrgyzstan
        ("+996555123456", "+996 555 123 456"),
        ("+99312941234", "+993 12 94 12 34"),  # Turkmenistan
        ("+99365123456", "+993 65 12 34 56"),
        ("+442079460000", "+44 20 7946 0000"),  # elsewhere as they do it there
        ("8 800 080 7777", "8 800 080 7777"),
        ("+", "+"),
        ("", ""),
    ],
)
def test_phones(value: str, shown: str) -> None:
    """Long numbers in international groups, short codes as they are dialled."""
    assert {format_phone(value, locale) for locale in LOCALES} == {shown}


LISTS = [
    ("uz-Latn", "a, b va c", "a yoki b"),
    ("uz-Cyrl", "a, b ва c", "a ёки b"),
    ("tg", "a, b ва c", "a ё b"),
    ("ky", "a, b жана c", "a же b"),
    ("kk", "a, b және c", "a немесе b"),
    ("ru", "a, b и c", "a или b"),
    ("en", "a, b and c", "a or b"),
]


@pytest.mark.parametrize(("locale", "both", "either"), LISTS)
def test_lists(locale: str, both: str, either: str) -> None:
    """With the conjunctions that CLDR lacks for Tajik, Kazakh and Cyrillic Uzbek."""
    assert format_list(["a", "b", "c"], locale) == both
    assert format_list(["a", "b"], locale, conjunction="or") == either
    assert format_list(["a"], locale) == "a"
    assert format_list([], locale) == ""


COUNTRY_FORMS = [
    ("uz-Latn", "Oʻzbekiston", "Qozogʻistonda", "Oʻzbekiston fuqarolari"),
    ("uz-Cyrl", "Ўзбекистон", "Қозоғистонда", "Ўзбекистон фуқаролари"),
    ("tg", "Ӯзбекистон", "дар Қазоқистон", "шаҳрвандони Ӯзбекистон"),
    ("ky", "Өзбекстан", "Казакстанда", "Өзбекстандын жарандары"),
    ("kk", "Өзбекстан", "Қазақстанда", "Өзбекстан азаматтары"),
    ("ru", "Узбекистан", "в Казахстане", "граждане Узбекистана"),
    ("en", "Uzbekistan", "in Kazakhstan", "citizens of Uzbekistan"),
]


@pytest.mark.parametrize(("locale", "name", "inside", "citizens"), COUNTRY_FORMS)
def test_countries(locale: str, name: str, inside: str, citizens: str) -> None:
    """Name, locative and citizens."""
    assert country_name("UZ", locale) == name
    assert country_in("KZ", locale) == inside
    assert citizens_of("UZ", locale) == citizens


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("code", COUNTRIES)
def test_every_country_has_its_forms(locale: str, code: str) -> None:
    """In the alphabet of the locale, with one sort of letter sign."""
    for shown in (country_name(code, locale), country_in(code, locale), citizens_of(code, locale)):
        assert shown
        assert "‘" not in shown
        assert any("a" <= letter.lower() <= "z" for letter in shown) == (locale in ("uz-Latn", "en"))


def test_russian_name_of_kyrgyzstan_is_its_own() -> None:
    """CLDR keeps the name of Soviet times."""
    assert country_name("KG", "ru") == "Кыргызстан"
