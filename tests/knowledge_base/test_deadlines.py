"""The deadlines that follow from what happened, worked out by hand from a calendar."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge_base.content_types import Content
from knowledge_base.deadlines import Deadline, Event, EventKind, deadlines, read_rules
from knowledge_base.deadlines.stays import (
    Stay,
    last_day_in_window,
    last_day_in_year,
    last_day_since_absence,
)
from knowledge_base.deadlines.working_days import working_days_of
from knowledge_base.routes import Route
from tests.cli.running import Ran, lines, migrantbot

#: citizenship, stay, via, today, events, fact, last day
CASES = [
    ("UZ", "KZ", None, "2026-11-22", "entry 2026-11-20", "kz.arrival.self-register-30d", "2026-12-20"),
    ("UZ", "KZ", None, "2026-11-22", "entry 2026-11-20", "kz.stay.uz-30", "2026-12-19"),
    ("UZ", "KZ", None, "2026-11-22", "entry 2026-11-20", "kz.arrival.host-3wd", "2026-11-25"),
    # Republic Day, Sunday 25 October 2026, is made up for on Monday the 26th.
    ("TJ", "KZ", None, "2026-10-23", "entry 2026-10-22", "kz.arrival.host-3wd", "2026-10-28"),
    ("UZ", "KZ", None, "2026-11-22", "birth 2026-11-20", "kz.birth.3wd", "2026-11-25"),
    ("KG", "KZ", None, "2026-11-22", "move 2026-11-20", "kz.addr.5wd", "2026-11-27"),
    ("KG", "KZ", None, "2026-11-22", "entry 2026-07-01, exit 2026-08-31, entry 2026-11-20",
     "kz.stay.eaeu-90-180", "2026-12-17"),
    ("UZ", "RU", None, "2026-11-22", "entry 2026-11-20", "ru.registration-arrival.days-uz", "2026-12-04"),
    ("TJ", "RU", None, "2026-11-22", "entry 2026-11-20", "ru.registration-arrival.days-tj", "2026-12-04"),
    ("KG", "RU", None, "2026-11-22", "entry 2026-11-20", "ru.registration-arrival.days-eaeu", "2026-12-19"),
    # The New Year break of 2027: 31 December, 1 to 8 January, and the weekend after it.
    ("TM", "RU", None, "2026-12-30", "entry 2026-12-29", "ru.registration-arrival.days-tm", "2027-01-18"),
    ("UZ", "RU", None, "2026-11-22", "entry 2026-11-20", "ru.work-permit-get.30days", "2026-12-19"),
    # 42 days of the old year do not count in the new one: 90 more days from 1 January.
    ("UZ", "RU", None, "2026-11-22", "entry 2026-11-20", "ru.registration-stay-limit.90-year", "2027-03-31"),
    ("UZ", "RU", None, "2026-06-01", "entry 2026-01-10, exit 2026-02-28, entry 2026-05-20",
     "ru.registration-stay-limit.90-year", "2026-06-28"),
    ("UZ", "RU", None, "2024-12-10", "entry 2024-12-01",
     "ru.registration-stay-limit.90-year-before", "2025-02-28"),
    ("UZ", "RU", None, "2026-11-22", "permit_start 2026-10-28",
     "ru.registration-extend.patent-term", "2027-10-27"),
    ("UZ", "RU", None, "2027-12-31", "permit_start 2027-12-31",
     "ru.work-permit-keep.contract-2months", "2028-02-29"),
    ("UZ", "RU", None, "2027-01-02", "permit_start 2026-12-31",
     "ru.work-permit-keep.contract-2months", "2027-02-28"),
    ("KG", "RU", None, "2026-11-22", "entry 2026-01-10, dismissal 2026-11-20",
     "ru.work-change-job.eaeu-15days", "2026-12-04"),
    ("UZ", "RU", "KZ", "2026-11-22", "entry 2026-11-20",
     "ru.registration-border-documents.transit-kz-30", "2026-12-19"),
    ("KZ", "KG", None, "2026-11-22", "entry 2026-11-20", "kg.stay.kz30", "2026-12-19"),
    ("TM", "UZ", None, "2026-11-22", "entry 2026-11-19", "uz.stay.reg3", "2026-11-24"),
]  # fmt: skip

#: An audit from the researched facts alone. `told`: fact -> the last right day, or the first and the last
#: one where ways of counting differ; `not_told`: facts that do not hold here; `note`: how it was counted.
AUDIT: list[dict[str, Any]] = [
    json.loads(line)
    for line in Path(__file__).with_name("deadline_cases.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}-{case[1]}-{case[5]}-{case[6]}")
def test_a_deadline_is_the_day_of_the_calendar(case: tuple[str, ...], content: Content) -> None:
    """A day too late gets somebody fined."""
    citizenship, stay_in, via, today, events, fact_id, last_day = case
    found = _compute(content, Route(citizenship, stay_in, via), today, events)
    assert [each.last_day.isoformat() for each in found if each.fact.id == fact_id] == [last_day]


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """One run of `migrantbot deadlines` over all cases of the audit."""
    folder = tmp_path_factory.mktemp("audit")
    return migrantbot("deadlines", "--jsonl", folder=folder, given=lines(AUDIT))


@pytest.mark.parametrize("case", AUDIT, ids=lambda case: f"{case['id']} {case['note']}")
def test_the_command_agrees_with_the_audit(case: dict[str, Any], audited: Ran) -> None:
    """Nothing is missing, nothing is a day too late, and nothing of another route is told."""
    (answer,) = [each for each in audited.objects if each["id"] == case["id"]]
    assert ("error" in answer) is case.get("error", False)
    told = {each["fact"]: each for each in reversed(answer.get("deadlines", []))}
    for fact_id, days in case.get("told", {}).items():
        first, last = (days, days) if isinstance(days, str) else days
        assert first <= told[fact_id]["last_day"] <= last, fact_id
    assert not told.keys() & set(case.get("not_told", ()))
    today = date.fromisoformat(case["now"][:10])
    for each in told.values():
        assert each["days_left"] == (date.fromisoformat(each["last_day"]) - today).days


def test_nothing_of_another_route_is_told(content: Content) -> None:
    """A Kyrgyz citizen is told nothing of patents, a Tajik one nothing of the EAEU."""
    kyrgyz = {each.fact.id for each in _compute(content, Route("KG", "RU"), "2026-11-22", "entry 2026-11-20")}
    assert "ru.work-permit-get.30days" not in kyrgyz
    tajik = {each.fact.id for each in _compute(content, Route("TJ", "RU"), "2026-11-22", "entry 2026-11-20")}
    assert not any(fact_id.startswith("eaeu.") for fact_id in tajik)


def test_who_has_left_has_no_deadline_of_stay(content: Content) -> None:
    """After the exit the last entry starts nothing any more."""
    assert _compute(content, Route("UZ", "KZ"), "2026-11-22", "entry 2026-11-01, exit 2026-11-10") == []


def test_a_permit_ends_the_limit_of_the_visa_free_stay(content: Content) -> None:
    """With a patent the ninety days no longer bind."""
    events = "entry 2026-11-01, permit_start 2026-11-15"
    facts = {each.fact.id for each in _compute(content, Route("UZ", "RU"), "2026-11-22", events)}
    assert "ru.registration-stay-limit.90-year" not in facts
    assert "ru.registration-extend.patent-term" in facts


def test_a_contested_fact_makes_an_uncertain_deadline(content: Content) -> None:
    """What the research doubts is not told as certain, and the stricter day is named beside it."""
    found = _compute(content, Route("UZ", "KZ"), "2026-11-22", "entry 2026-11-20")
    by_fact = {each.fact.id: each for each in found}
    registration = by_fact["kz.arrival.self-register-30d"]
    assert registration.uncertain and registration.earliest == date(2026, 12, 19)
    assert not by_fact["kz.stay.uz-over30"].uncertain


def test_every_rule_names_a_fact_with_a_number_of_days(content: Content) -> None:
    """A rule without its fact would silently compute nothing."""
    for rule in read_rules():
        fact = content.facts[rule.fact_id]
        assert isinstance(fact.value, int) or rule.days is not None, rule.fact_id
        assert rule.in_advance is None or rule.in_advance in fact.parts, rule.fact_id


def test_what_is_not_known_is_not_told_as_certain(content: Content) -> None:
    """Fifteen days after a dismissal are for those who were here for ninety: nobody told when they came."""
    (dismissed,) = [
        each
        for each in _compute(content, Route("KG", "RU"), "2026-11-22", "dismissal 2026-11-20")
        if each.fact.id == "ru.work-change-job.eaeu-15days"
    ]
    assert dismissed.uncertain


def test_who_may_be_advised_to_come_early_is_told_so(content: Content) -> None:
    """A new patent is applied for twenty days before the old one ends; its end is the last day."""
    found = _compute(content, Route("UZ", "RU"), "2026-11-22", "permit_start 2026-10-28")
    (reissue,) = [each for each in found if each.fact.id == "ru.work-permit-keep.reissue"]
    assert (reissue.earliest, reissue.last_day) == (date(2027, 10, 7), date(2027, 10, 27))


def test_days_of_several_stays_slide_out_of_the_window() -> None:
    """Ninety days in each hundred and eighty: old days come free one by one."""
    first = Stay(date(2026, 1, 1), date(2026, 3, 1))  # 60 days
    current = Stay(date(2026, 6, 1))
    assert last_day_in_window([first, current], current, limit=90, window=180) == date(2026, 8, 29)
    alone = Stay(date(2026, 6, 1))
    assert last_day_in_window([alone], alone, limit=90, window=180) == date(2026, 8, 29)


def test_only_a_long_absence_begins_a_new_count() -> None:
    """Ninety days outside in a row, the day of exit and of entry not among them, clear what was used."""
    first = Stay(date(2026, 1, 1), date(2026, 2, 19))  # 50 days
    back_too_soon = Stay(date(2026, 5, 20))  # 89 days outside
    back = Stay(date(2026, 5, 21))
    assert last_day_since_absence([first], back_too_soon, limit=90, absence=90) == date(2026, 6, 28)
    assert last_day_since_absence([first], back, limit=90, absence=90) == date(2026, 8, 18)


def test_days_of_a_calendar_year_begin_anew_in_january() -> None:
    """A stay over New Year is counted twice from one."""
    current = Stay(date(2026, 12, 1))
    assert last_day_in_year([current], current, limit=90) == date(2027, 3, 31)


@pytest.mark.parametrize(
    ("country", "day", "is_working"),
    [
        ("KZ", date(2026, 10, 26), False),
        ("KZ", date(2026, 8, 31), True),
        ("UZ", date(2026, 12, 12), True),
        ("TJ", date(2026, 3, 9), False),
        ("RU", date(2026, 12, 31), False),
    ],
)
def test_working_days_are_those_of_the_country(country: str, day: date, is_working: bool) -> None:
    """Moved days off are known, from the package or from our own corrections."""
    assert working_days_of(country).is_working_day(day) is is_working


def test_a_feast_that_is_not_announced_counts_as_a_working_day() -> None:
    """Better a day early: 9 March 2027 may be the end of the fast, or an ordinary Tuesday."""
    assert not working_days_of("UZ").is_working_day(date(2027, 3, 9))
    assert working_days_of("UZ").after(date(2027, 3, 5), 3) == date(2027, 3, 11)


def _compute(content: Content, route: Route, today: str, events: str) -> list[Deadline]:
    return deadlines(
        route,
        [_event(each) for each in events.split(", ")],
        today=date.fromisoformat(today),
        facts=content.facts,
        rules=read_rules(),
    )


def _event(text: str) -> Event:
    kind, day = text.split()
    return Event(EventKind(kind), date.fromisoformat(day))
