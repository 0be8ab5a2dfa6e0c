"""What stops a publication: each rule finds its mistake, and only that."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from knowledge_base.checks import MAX_TITLE, check_content, expiring
from knowledge_base.content_files import read_content_files
from knowledge_base.locales import LOCALES
from knowledge_base.text_checks import MAX_ANSWER, text_hash
from tests.knowledge_base.small_content import TODAY, a_fact, change, problems_of, put, write_small_content

RU = "answers/ru/stay.limit.uz-kz.md"
TG = "answers/tg/stay.limit.uz-kz.md"
QUESTIONS = "questions.yaml"
FACTS = "facts/kz.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder without a mistake."""
    return write_small_content(tmp_path / "content")


def test_sound_content_has_no_problem(folder: Path) -> None:
    """The small content is what the other tests break."""
    assert problems_of(folder) == []


RULES = [
    (FACTS, "  confidence: high", "  confidence: certain", FACTS, 1, "is not high, medium or low"),
    (FACTS, "valid_from: null\n  valid_until: null", "valid_from: 2026-02-01\n  valid_until: 2026-01-01",
     FACTS, 1, "it ends before it begins"),
    (FACTS, "  confidence: high", "  stay_in: [KAZ]\n  confidence: high", FACTS, 1, "unknown countries: KAZ"),
    ("titles/tg.yaml", "stay.limit: Stay 2\n", "", "titles/tg.yaml", 1, "stay.limit has no title"),
    ("titles/tg.yaml", "Stay 2", "S" * (MAX_TITLE + 1), "titles/tg.yaml", 1, f"longer than {MAX_TITLE}"),
    (QUESTIONS, "related: [work.allowed]", "related: [work.alowed]", QUESTIONS, 1, "unknown work.alowed"),
    (QUESTIONS, "facts: [kz.days]", "facts: [kz.weeks]", QUESTIONS, 5, "rests on unknown fact kz.weeks"),
    (QUESTIONS, "facts: [kz.days]", "facts: []", QUESTIONS, 5, "rests on no fact"),
    (QUESTIONS, "confirm_with: lawyer", "confirm_with: neighbour", QUESTIONS, 14, "nobody is called"),
    (QUESTIONS, "citizenship: [UZ]", "citizenship: [NO]", QUESTIONS, 5, "unknown countries False"),
    (RU, "1. Шаг", "За 5 дней.\n1. Шаг", RU, 7, "a number stands here"),
    (TG, "Срок", "Срок 30", TG, 6, "a number stands here"),
    (RU, "{kz.days}", "{kz.weeks}", RU, 5, "cannot be rendered"),
    (RU, "{kz.days}", "{kz.days:least}", RU, 5, "has no part 'least'"),
    (RU, "Срок: ", "Срок: " + "а" * MAX_ANSWER, RU, 5, f"more than {MAX_ANSWER}"),
    (TG, "{kz.days}", "{kz.phone}", TG, 6, "its placeholders are not those"),
    (TG, "\n2. Шаг.", "", TG, 6, "its steps are not those"),
    (TG, 'source: "', "# ", TG, 6, "does not say which Russian text it follows"),
    (RU, "2. Шаг.", "2. Другой шаг.", TG, 6, "the Russian text has changed since"),
    ("phrasings/tg.yaml", "[may I work 2]", "[How many days  2!]", "phrasings/tg.yaml", 1, "stands in: "),
    ("emergency.yaml", "{kz.phone}", "{kz.phones}", "emergency.yaml", 1, "no fact 'kz.phones'"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "told_in", "line", "message"), RULES)
def test_each_rule_finds_its_mistake(
    folder: Path, file: str, old: str, new: str, told_in: str, line: int, message: str
) -> None:
    """The message names the file and the line where the person has to go."""
    change(folder / file, old, new)
    found = [each for each in problems_of(folder) if message in each.message and each.file == told_in]
    assert found, problems_of(folder)
    assert found[0].line == line


def test_a_fact_without_a_source_must_admit_it(folder: Path) -> None:
    """Without a source only confidence low is honest."""
    text = (folder / FACTS).read_text("utf-8")
    source = next(line for line in text.splitlines() if line.startswith("  source"))
    put(folder / FACTS, text.replace(source, "  source: null", 1))
    assert [each.message for each in problems_of(folder)] == [
        "a fact without a source must have confidence low"
    ]
    change(folder / FACTS, "confidence: high", "confidence: low")
    assert problems_of(folder) == []


def test_an_answer_without_the_source_language_is_told(folder: Path) -> None:
    """Translations follow the Russian text, so there has to be one."""
    (folder / RU).unlink()
    assert any("stay.limit.uz-kz has no Russian text" in each.message for each in problems_of(folder))


def test_a_translation_marked_outdated_may_lag(folder: Path) -> None:
    """The translator knows; nobody has to be told again."""
    change(folder / TG, 'source: "', 'source: "0')
    assert [each.file for each in problems_of(folder)] == [TG]
    change(folder / TG, "state: draft", "state: outdated")
    assert problems_of(folder) == []


def test_facts_that_never_hold_together_are_told(folder: Path) -> None:
    """Such an answer could be shown on no day at all."""
    text = (folder / FACTS).read_text("utf-8")
    past = a_fact("kz.old", 1, "days", valid_until="2025-01-01")
    coming = a_fact("kz.new", 1, "days", valid_from="2026-01-01")
    put(folder / FACTS, text + past + coming)
    change(folder / QUESTIONS, "facts: [kz.days]", "facts: [kz.old, kz.new]")
    assert any("never in force on the same day" in each.message for each in problems_of(folder))


def test_a_law_known_in_advance_is_checked_on_its_own_day(folder: Path) -> None:
    """An answer for next year is rendered as next year will show it."""
    change(folder / FACTS, "valid_from: null", "valid_from: 2027-01-01")
    assert problems_of(folder) == []


def test_two_answers_of_one_scope_tie(folder: Path) -> None:
    """Which of the two a person gets would be chance."""
    _add_second_answer(folder, "kz.days")
    assert [each.message for each in problems_of(folder)] == ["stay.limit: uz-kz and uz-kz-too tie"]


def test_before_and_after_a_change_of_law_do_not_tie(folder: Path) -> None:
    """Their facts are never in force on the same day, so only one is ever shown."""
    text = (folder / FACTS).read_text("utf-8")
    put(folder / FACTS, text + a_fact("kz.old", 90, "days", valid_until="2026-06-30"))
    change(folder / FACTS, "value: 30\n  unit: calendar_days\n  valid_from: null",
           "value: 30\n  unit: calendar_days\n  valid_from: 2026-07-01")  # fmt: skip
    _add_second_answer(folder, "kz.old")
    assert problems_of(folder) == []


def test_a_more_specific_answer_is_no_tie(folder: Path) -> None:
    """It wins for its own routes."""
    _add_second_answer(folder, "kz.days")
    change(folder / QUESTIONS, "    - key: uz-kz-too\n      citizenship: [UZ]\n", "    - key: uz-kz-too\n")
    assert problems_of(folder) == []


@pytest.mark.parametrize(("days", "is_told"), [(-1, False), (0, True), (30, True), (31, False)])
def test_facts_about_to_expire_are_a_warning(folder: Path, days: int, is_told: bool) -> None:
    """The editors have a month to find the new value; the content is not wrong yet."""
    until = (TODAY + timedelta(days=days)).isoformat()
    text = (folder / FACTS).read_text("utf-8")
    put(folder / FACTS, text + a_fact("kz.ends", 1, "days", valid_until=until))
    reading = read_content_files(folder)
    assert [fact.id for fact in expiring(reading, on=TODAY)] == (["kz.ends"] if is_told else [])
    assert check_content(reading, on=TODAY) == []


def test_a_city_is_named_in_every_language(folder: Path) -> None:
    """Readers of Russian look for Алматы; a city that was forgotten is told with its help point."""
    put(
        folder / "places.yaml",
        "- {id: kz.ngo, kind: ngo, country: KZ, city: Almaty, name: An NGO, lat: 43.2, lon: 76.9,\n"
        "   precision: city, confidence: low, checked_on: 2026-11-22}\n",
    )
    assert [problem.line for problem in problems_of(folder)] == [1]
    names = ", ".join(f"{locale}: Алматы" for locale in LOCALES)
    put(folder / "cities.yaml", f"Almaty: {{{names}}}\n")
    assert problems_of(folder) == []
    change(folder / "cities.yaml", "tg: Алматы, ", "")
    assert str(problems_of(folder)[0]) == "places.yaml:1: Almaty has no name in cities.yaml for: tg"


def test_problems_come_in_the_order_of_files_and_once(folder: Path) -> None:
    """A person works through the list from the top."""
    change(folder / RU, "1. Шаг", "5 дней, 6 недель\n1. Шаг")
    change(folder / "titles/tg.yaml", "stay.limit: Stay 2\n", "")
    found = problems_of(folder)
    assert found == sorted(set(found))


def test_the_hash_of_a_text_is_short_and_stable() -> None:
    """It stands in every translation, so it must never change for the same text."""
    assert text_hash("Срок: {kz.days}.") == text_hash("Срок: {kz.days}.") != text_hash("Срок: {kz.days}")
    assert len(text_hash("x")) == 8
    assert text_hash("") == "e3b0c442"


def test_the_check_depends_on_the_day_it_is_told(folder: Path) -> None:
    """A check of tomorrow's content can be run today."""
    change(folder / "emergency.yaml", "{kz.phone}", "{kz.mci}")
    change(folder / FACTS, "series: kz.mci", "series: kz.mci\n")
    text = (folder / FACTS).read_text("utf-8")
    at = text.index("- id: kz.mci-2026")
    put(folder / FACTS, text[:at] + text[at:].replace("valid_from: null", "valid_from: 2026-01-01", 1))
    reading = read_content_files(folder)
    assert check_content(reading, on=TODAY) == []
    assert check_content(reading, on=date(2025, 6, 1)) != []


def _add_second_answer(folder: Path, fact: str) -> None:
    entry = (
        "    - key: uz-kz-too\n      citizenship: [UZ]\n      stay_in: [KZ]\n"
        f"      facts: [{fact}]\n      confirm_with: lawyer\n"
    )
    change(folder / QUESTIONS, "- id: work.allowed", entry + "- id: work.allowed")
    put(folder / "answers/ru/stay.limit.uz-kz-too.md", "---\nstate: draft\n---\nТекст.\n")
