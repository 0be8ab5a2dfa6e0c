"""The country of a phone number, and the languages it makes a little more likely. Nothing of it is kept."""

import re
from collections.abc import Mapping
from typing import Final

_CODES: Final = (
    (re.compile(r"\+998"), "UZ"),
    (re.compile(r"\+992"), "TJ"),
    (re.compile(r"\+996"), "KG"),
    (re.compile(r"\+7[67]"), "KZ"),
    (re.compile(r"\+7"), "RU"),
)
_PHONE_CHANNELS: Final = ("whatsapp", "sms")
#: A number of a country is often that of a migrant in it, so it says little: at most twice as likely.
_LIKELIER: Final[Mapping[str, Mapping[str, float]]] = {
    "UZ": {"uz-Latn": 2.0, "uz-Cyrl": 2.0},
    "TJ": {"tg": 2.0, "uz-Cyrl": 1.2},
    "KG": {"ky": 2.0, "ru": 1.2, "uz-Cyrl": 1.2},
    "KZ": {"kk": 1.5, "ru": 1.2},
    "RU": {"ru": 1.2},
}


def country_of(channel: str, address: str) -> str | None:
    """Return the country whose code a phone number begins with; None for other addresses and countries."""
    if channel not in _PHONE_CHANNELS:
        return None
    number = address.rpartition(":")[2]
    return next((country for code, country in _CODES if code.match(number)), None)


def likelier_in(country: str | None) -> Mapping[str, float]:
    """Return how much more likely a country's phone makes a locale; one for those not named."""
    return _LIKELIER.get(country or "", {})
