"""Dates as people write them, in every language, are read as the day they mean."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from babel.dates import format_date
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
    # Left open: a range, a fraction, "some", "or".
    ("3-4 октября", "entry", None),
    ("2-3 недели назад", "entry", None),
    ("10-15 kun oldin", "entry", None),
    ("1.5 oy oldin", "entry", None),
    ("yarim oy oldin", "entry", None),
    ("12.5 ming so'm", "entry", None),
    ("несколько дней назад", "entry", None),
    ("bir necha kun oldin", "entry", None),
    ("days ago", "entry", None),
    ("3 or 4 October", "entry", None),
    ("в пятницу, 5 ноября", "entry", None),
    ("вторник, 3 ноября", "entry", "2026-11-03"),
    # Numbers and words that are no part of the date.
    ("5 октября заплатил 5600 рублей", "entry", "2026-10-05"),
    ("oktabrda 3 kishi keldik", "entry", None),
    ("3 oktabrda 2000 so'm to'ladim", "entry", "2026-10-03"),
    ("въехал 5 октября тел 555-03-10", "entry", "2026-10-05"),
    ("на 90 дней приехал 10 дней назад", "entry", "2026-11-12"),
    ("въехал 5 октября, жена приедет позже", "entry", "2026-10-05"),
    ("паспорт СССР", "entry", None),
    ("oylikdan 20% ushladi", "entry", None),
    # A year, a month or a week that is named from today.
    ("5 октября прошлого года", "entry", "2025-10-05"),
    ("o'tgan yili 30 dekabr", "entry", "2025-12-30"),
    ("3 октября 25 года", "entry", "2025-10-03"),
    ("15 числа прошлого месяца", "entry", "2026-10-15"),
    ("в пятницу на прошлой неделе", "entry", "2026-11-13"),
    # Two units, and which way they are counted.
    ("1 oy 10 kun oldin", "entry", "2026-10-12"),
    ("месяц и 10 дней назад", "entry", "2026-10-12"),
    ("10 kun qoldi", "permit_end", "2026-12-02"),
    ("10 kun qoldi", "entry", None),
    # What is told of the event that was asked for, and what is denied.
    ("с 5 октября по 5 января", "entry", "2026-10-05"),
    ("договор с 5 октября по 5 января", "contract_end", "2027-01-05"),
    ("5 oktabrdan 5 yanvargacha", "permit_end", "2027-01-05"),
    ("получил патент 5 октября, до 5 января", "permit_start", "2026-10-05"),
    ("не вчера, а позавчера", "entry", "2026-11-20"),
    ("kecha emas, bugun keldim", "entry", "2026-11-22"),
    # What lies ahead.
    ("10 dekabrda kelaman", "entry", "2026-12-10"),
    ("патент истекает 15 декабря", "permit_end", "2026-12-15"),
    ("патент истек 15 сентября", "permit_end", "2026-09-15"),
]

#: locale -> day of asking -> [what happened, text, the day]
SAID = yaml.safe_load((Path(__file__).parent / "said.yaml").read_text("utf-8"))

#: The first nine ordinals, the tens before another number, the tens alone, and where the month stands.
ORDINALS = [
    ("uz-Latn", "birinchi ikkinchi uchinchi to'rtinchi beshinchi oltinchi yettinchi sakkizinchi to'qqizinchi",
     "o'n yigirma o'ttiz", "o'ninchi yigirmanchi o'ttizinchi", "{} oktabr"),
    ("uz-Latn", "birida ikkisida uchida to'rtida beshida oltisida yettisida sakkizida to'qqizida",
     "o'n yigirma o'ttiz", "o'nida yigirmasida o'ttizida", "oktabrning {}"),
    ("uz-Cyrl", "биринчи иккинчи учинчи тўртинчи бешинчи олтинчи еттинчи саккизинчи тўққизинчи",
     "ўн йигирма ўттиз", "ўнинчи йигирманчи ўттизинчи", "{} октябр"),
    ("ky", "биринчи экинчи үчүнчү төртүнчү бешинчи алтынчы жетинчи сегизинчи тогузунчу",
     "он жыйырма отуз", "онунчу жыйырманчы отузунчу", "{} октябрь"),
    ("ky", "бирине экисине үчүнө төртүнө бешине алтысына жетисине сегизине тогузуна",
     "он жыйырма отуз", "онуна жыйырмасына отузуна", "октябрдын {} чейин"),
    ("kk", "бірінші екінші үшінші төртінші бесінші алтыншы жетінші сегізінші тоғызыншы",
     "он жиырма отыз", "оныншы жиырмасыншы отызыншы", "{} қазан"),
    ("kk", "бірінде екісінде үшінде төртінде бесінде алтысында жетісінде сегізінде тоғызында",
     "он жиырма отыз", "онында жиырмасында отызында", "қазанның {}"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "context", "expected"), CASES)
def test_a_date_is_the_day_that_is_meant(text: str, context: str, expected: str | None) -> None:
    """A wrong day makes a wrong deadline; what cannot be meant is asked again."""
    found = read_date(text, None, today=TODAY, context=context)
    assert (found.isoformat() if found else None) == expected


@pytest.mark.parametrize(
    ("locale", "now", "context", "text", "expected"),
    [(locale, now, *said) for locale, days in SAID.items() for now, each in days.items() for said in each],
)
def test_a_date_is_read_in_its_language(
    locale: str, now: str, context: str, text: str, expected: str | None
) -> None:
    """Typed on whatever keyboard, with other numbers and other events around it."""
    found = read_date(text, locale, today=date.fromisoformat(now), context=context)
    assert (found.isoformat() if found else None) == expected


@pytest.mark.parametrize(("locale", "ones", "tens_before", "tens", "frame"), ORDINALS)
def test_every_day_of_a_month_is_read_in_words(
    locale: str, ones: str, tens_before: str, tens: str, frame: str
) -> None:
    """A ten whose unit is not understood would be a wrong day."""
    for day in range(1, 32):
        ten, one = divmod(day, 10)
        before = tens_before.split()[ten - 1] + " " if ten else ""
        words = before + ones.split()[one - 1] if one else tens.split()[ten - 1]
        found = read_date(frame.format(words), locale, today=TODAY, context="entry")
        assert found == date(2026, 10, day), words


@pytest.mark.parametrize("locale", ["uz_Latn", "uz_Cyrl", "tg", "ky", "kk", "ru", "en_GB"])
@pytest.mark.parametrize("form", ["full", "long", "short", "d MMMM", "EEEE"])
def test_what_a_calendar_shows_is_read(locale: str, form: str) -> None:
    """Every month and weekday, spelt as phones spell them."""
    days = range(1, 8) if form == "EEEE" else range(3, 363, 30)
    for day in (TODAY - timedelta(days=back) for back in days):
        text = format_date(day, form, locale=locale)
        assert read_date(text, None, today=TODAY, context="entry") == day, text


@given(st.text(max_size=60))
def test_any_text_is_a_date_or_none(text: str) -> None:
    """Whatever somebody writes, nothing breaks."""
    found = read_date(text, None, today=TODAY, context="entry")
    assert found is None or isinstance(found, date)


@given(st.dates(date(1950, 1, 1), TODAY))
def test_a_full_date_is_read_back(day: date) -> None:
    """Day, month and year leave nothing to guess."""
    assert read_date(f"{day:%d.%m.%Y}", "ru", today=TODAY, context="birth") == day
