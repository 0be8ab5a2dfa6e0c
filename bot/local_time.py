"""The clock of the country of stay: a day begins there five hours before it does in UTC."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

_ZONES: Final = {
    "KZ": "Asia/Almaty",
    "KG": "Asia/Bishkek",
    "UZ": "Asia/Tashkent",
    "TJ": "Asia/Dushanbe",
    "RU": "Europe/Moscow",
}


def zone_of(stay_in: str | None) -> ZoneInfo:
    """Return the time zone of a country of stay; that of Almaty where none is known."""
    return ZoneInfo(_ZONES.get(stay_in or "", "Asia/Almaty"))


def local_day(now: datetime, stay_in: str | None) -> date:
    """Return which day it is where the person is."""
    return now.astimezone(zone_of(stay_in)).date()
