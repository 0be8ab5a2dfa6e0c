"""Dates as people write them, in every language, are read as the day they mean."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.date_reading import read_date

TODAY = date(2026, 11, 22)  # a Sunday

#: text, what happened on the day, the day
CASES = [
    ("3 oktabr", "entry", "2026-10-03"),
    ("вчера", "entry", "2026-11-21"),
    ("03.10", "entry", "2026-10-03"),
    ("три недели назад", "entry", "2026-11-01"),
    ("3-oktabrda keldim", "entry", "2026-10-03"),
    ("oktabrning 3-kuni", "entry", "2026-10-03"),
    ("третьего октября", "entry", "2026-10-03"),
    ("двадцать третьего октября 2026 года", "entry", "2026-10-23"),
    ("yigirma uchinchi oktabr", "birth", "2026-10-23"),
    ("2026-жылдын 3-октябры", "entry", "2026-10-03"),
    ("2026 жылғы 3 қазан", "entry", "2026-10-03"),
    ("3 қазанда", "entry", "2026-10-03"),
    ("3 kazan", "entry", None),
    ("дирӯз", "entry", "2026-11-21"),
    ("се рӯз пеш", "entry", "2026-11-19"),
    ("ду хафта пеш омадам", "entry", "2026-11-08"),
    ("3 күн мурун", "entry", "2026-11-19"),
    ("үч күн бұрын", "entry", "2026-11-19"),
    ("бір апта бұрын", "entry", "2026-11-15"),
    ("1 жума мурун", "entry", "2026-11-15"),
    ("kecha", "entry", "2026-11-21"),
    ("кеча келдим", "entry", "2026-11-21"),
    ("bugun", "entry", "2026-11-22"),
    ("31.02.2026", "entry", None),
    ("31.02", "birth", None),
    ("32.01.2026", "entry", None),
    ("завтра", "birth", None),
    ("завтра", "entry", "2026-11-23"),
    ("10 декабря", "permit_end", "2026-12-10"),
    ("10 ноября", "permit_end", "2026-11-10"),
    ("October 3rd, 2026", "entry", "2026-10-03"),
    ("3rd of October", "entry", "2026-10-03"),
    ("Oct 3", "entry", "2026-10-03"),
    ("last Friday", "entry", "2026-11-20"),
    ("в прошлую пятницу", "entry", "2026-11-20"),
    ("o'tgan juma kuni", "entry", "2026-11-20"),
    ("в понедельник", "entry", "2026-11-16"),
    ("15 числа", "entry", "2026-11-15"),
    ("25-го числа", "entry", "2026-10-25"),
    ("15-sanada", "entry", "2026-11-15"),
    ("месяц назад", "entry", "2026-10-22"),
    ("2 oy oldin", "entry", "2026-09-22"),
    ("полгода назад", "entry", "2026-05-22"),
    ("неделю назад", "entry", "2026-11-15"),
    ("через две недели", "permit_end", "2026-12-06"),
    ("2 haftadan keyin", "permit_end", "2026-12-06"),
    ("29.02.2024", "birth", "2024-02-29"),
    ("29 февраля", "birth", "2024-02-29"),
    ("привет", "entry", None),
    ("не знаю", "entry", None),
    ("3/10/26", "entry", "2026-10-03"),
    ("2026-10-03", "entry", "2026-10-03"),
    ("1 января", "entry", "2026-01-01"),
    ("5 декабря", "entry", "2025-12-05"),
    ("позавчера", "entry", "2026-11-20"),
    ("парерӯз", "entry", "2026-11-20"),
    ("day before yesterday", "entry", "2026-11-20"),
    ("сеюми октябр", "entry", "2026-10-03"),
    ("он бешинчи октябрь", "entry", "2026-10-15"),
    ("yigirma kun oldin", "entry", "2026-11-02"),
    ("two months ago", "entry", "2026-09-22"),
    ("a week ago", "entry", "2026-11-15"),
    ("кечээ", "entry", "2026-11-21"),
    ("кеше келдім", "entry", "2026-11-21"),
    ("позвоните 87001234567", "entry", None),
    ("в 23:50 вчера", "entry", "2026-11-21"),
    ("12 май", "entry", "2026-05-12"),
    ("5 mayda", "entry", "2026-05-05"),
    ("3 октябри соли 2026", "entry", "2026-10-03"),
    ("Uchinchi noyabr", "entry", "2026-11-03"),
    ("в октябре", "entry", None),
    ("ten days ago", "entry", "2026-11-12"),
    ("10 кун олдин", "entry", "2026-11-12"),
    ("мурдагы күнү", "entry", "2026-11-20"),
    ("алдыңғы күні", "entry", "2026-11-20"),
    ("уже 10 дней", "entry", "2026-11-12"),
    ("6 кундан бери", "entry", "2026-11-16"),
    ("позапрошлую пятницу", "entry", "2026-11-13"),
    ("полтора месяца назад", "entry", None),
    ("1 апреля 1850", "birth", None),
    ("15.13.2026", "birth", None),
    ("10/25/2026", "entry", "2026-10-25"),
]


@pytest.mark.parametrize(("text", "context", "expected"), CASES)
def test_a_date_is_the_day_that_is_meant(text: str, context: str, expected: str | None) -> None:
    """A wrong day makes a wrong deadline; what cannot be meant is asked again."""
    found = read_date(text, None, today=TODAY, context=context)
    assert (found.isoformat() if found else None) == expected


@given(st.text(max_size=60))
def test_any_text_is_a_date_or_none(text: str) -> None:
    """Whatever somebody writes, nothing breaks."""
    found = read_date(text, None, today=TODAY, context="entry")
    assert found is None or isinstance(found, date)


@given(st.dates(date(1950, 1, 1), TODAY))
def test_a_full_date_is_read_back(day: date) -> None:
    """Day, month and year leave nothing to guess."""
    assert read_date(f"{day:%d.%m.%Y}", "ru", today=TODAY, context="birth") == day
