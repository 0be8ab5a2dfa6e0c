"""Dates, numbers, quantities, phone numbers and countries as each of the seven locales writes them.

Babel knows the rules; `locale_data.yaml` corrects its data and adds our own nouns. Digits are grouped with a
no-break space, so that a sum never falls apart at the end of a line.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import phonenumbers
from babel import Locale
from babel.numbers import format_decimal

from knowledge_base.content_yaml import read_yaml
from knowledge_base.locales import babel_code
from knowledge_base.uzbek import TURNED_COMMA, to_cyrillic

_DATA_FILE: Final = Path(__file__).with_name("locale_data.yaml")
#: Numbers up to this many digits are short codes (102, 1414, 11616) and are dialled as they are.
_SHORT_CODE: Final = 6
#: Where the end of a number is read in pairs: Russia and Kazakhstan, Tajikistan, Turkmenistan, Uzbekistan.
_READ_IN_PAIRS: Final = frozenset({7, 992, 993, 998})
_LAST_DIGITS: Final = re.compile(r"(?<= )(?:\d{2}){2,3}$")
#: Almaty and Astana say three digits of the code and seven of the number, `phonenumbers` four and six.
_LARGE_CITY: Final = re.compile(r"^\+7 (727|717)([23]) (\d\d)")


def format_date(day: date, locale: str) -> str:
    """Return the day as it stands in running text: `1 июля 2026 г.`, `2026-yil 1-iyul`."""
    forms = _data()["dates"][locale]
    months = forms.get("months") or list(_babel(locale).months["format"]["wide"].values())
    return str(forms["pattern"]).format(year=day.year, month=months[day.month - 1], day=day.day)


def format_short_date(day: date, locale: str) -> str:
    """Return `01.07.2026` whatever the locale: CLDR's short dates differ in order and are misread."""
    return f"{day:%d.%m.}{day.year:04}"


def format_number(value: int | float, locale: str) -> str:
    """Return the number with grouped digits and at most two decimals, `85 000` or `1,5`."""
    return _formatted(value, locale, "#,##0.##")


def format_quantity(value: int | float, unit: str, locale: str) -> str:
    """Return number and noun, `3 рабочих дня`; the units are those of docs/content.md.

    Money has two decimals unless it is whole. Raises ValueError for a unit that has no noun.
    """
    value = _whole(value)
    is_money = unit in _data()["money"]
    number = _formatted(value, locale, "#,##0.00" if is_money and isinstance(value, float) else "#,##0.##")
    if unit == "number":
        return number
    forms = _in_locale(_data()["units"].get(unit, {}), locale)
    if forms is None:
        raise ValueError(f"no noun for the unit {unit!r} in {locale}")
    form = forms if isinstance(forms, str) else forms[_babel(locale).plural_form(value)]
    return form.replace("{n}", number) if "{n}" in form else f"{number} {form}"


def format_phone(value: str, locale: str) -> str:
    """Return a phone number in groups, `+7 727 258 45 98`; a short code stays as it is dialled."""
    value = str(value).strip()
    if not value.startswith("+") or sum(character.isdigit() for character in value) <= _SHORT_CODE:
        return value
    try:
        number = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return value
    international = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    written = _LARGE_CITY.sub(r"+7 \1 \2\3", international.replace("-", " "))
    if number.country_code in _READ_IN_PAIRS:
        written = _LAST_DIGITS.sub(lambda digits: re.sub(r"\d\d(?=\d)", r"\g<0> ", digits.group()), written)
    return written


def format_list(items: Sequence[str], locale: str, *, conjunction: Literal["and", "or"] = "and") -> str:
    """Return `a, b va c`; an empty list is an empty text."""
    if len(items) < 2:
        return "".join(items)
    word = _in_locale(_data()["lists"][conjunction], locale)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def country_name(code: str, locale: str) -> str:
    """Return the country's name in the locale; raise KeyError for a code that CLDR does not know."""
    corrected = _data()["countries"]["names"].get(locale, {}).get(code)
    if corrected is not None:
        return str(corrected)
    # CLDR writes the Uzbek letter sign now as ‘ and now as ʻ.
    return str(_babel(locale).territories[code]).replace("‘", TURNED_COMMA)


def country_in(code: str, locale: str) -> str:
    """Return "in the country" for the inside of a sentence: `в Казахстане`, `Qozogʻistonda`."""
    return _country_form("in", code, locale)


def citizens_of(code: str, locale: str) -> str:
    """Return "citizens of the country" for the inside of a sentence: `граждане Узбекистана`."""
    return _country_form("citizens", code, locale)


def _country_form(form: str, code: str, locale: str) -> str:
    forms: Mapping[str, Mapping[str, str]] = _data()["countries"][form]
    if locale == "uz-Cyrl" and locale not in forms:
        return to_cyrillic(forms["uz-Latn"][code])
    return forms[locale][code]


def _in_locale(forms: Mapping[str, Any], locale: str) -> Any:
    if locale == "uz-Cyrl" and locale not in forms and "uz-Latn" in forms:
        return to_cyrillic(forms["uz-Latn"])
    return forms.get(locale)


def _formatted(value: int | float, locale: str, pattern: str) -> str:
    return format_decimal(_whole(value), format=pattern, locale=_babel(locale))


def _whole(value: int | float) -> int | float:
    # 0.1 times an index leaves dust behind the comma; nobody pays less than a hundredth.
    rounded = round(value, 2)
    return int(rounded) if rounded == int(rounded) else rounded


@cache
def _babel(locale: str) -> Locale:
    return Locale.parse(babel_code(locale))


@cache
def _data() -> Any:
    return read_yaml(_DATA_FILE)
