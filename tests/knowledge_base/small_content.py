"""A small content folder without a mistake, for tests that put one in."""

from datetime import date
from pathlib import Path

from knowledge_base.checks import check_content
from knowledge_base.content_files import Problem, read_content_files
from knowledge_base.locales import LOCALES
from knowledge_base.text_checks import text_hash

#: The day on which tests look at the small content.
TODAY = date(2026, 11, 22)

_QUESTIONS = """\
- id: stay.limit
  topic: registration
  related: [work.allowed]
  answers:
    - key: uz-kz
      citizenship: [UZ]
      stay_in: [KZ]
      facts: [kz.days]
      confirm_with: migration_service
- id: work.allowed
  topic: work
  related: []
  answers:
    - key: kz
      stay_in: [KZ]
      facts: [kz.fee]
      confirm_with: lawyer
"""
_FACT = """\
- id: {id}
  statement: Invented for a test.
  value: {value}
  unit: {unit}
  valid_from: {valid_from}
  valid_until: {valid_until}
  source: {{title: A law, publisher: A ministry, url: "https://example.org/1", dated: 2025-01-01, kind: law}}
  confidence: high
  conflict: null
  checked_on: 2026-11-01
  checked_by: test
  check_every: 180
  series: {series}
"""
_TEXTS = {"stay.limit.uz-kz": "Срок: {kz.days}.\n\n1. Шаг.\n2. Шаг.", "work.allowed.kz": "Сбор: {kz.fee}."}


def a_fact(
    id_: str,
    value: object,
    unit: str,
    *,
    valid_from: str = "null",
    valid_until: str = "null",
    series: str = "null",
) -> str:
    """Return a fact as it stands in a content file."""
    return _FACT.format(
        id=id_, value=value, unit=unit, valid_from=valid_from, valid_until=valid_until, series=series
    )


def write_small_content(folder: Path) -> Path:
    """Write two questions with an answer each, in all languages; return the folder."""
    put(folder / "questions.yaml", _QUESTIONS)
    put(
        folder / "facts" / "kz.yaml",
        a_fact("kz.days", 30, "calendar_days") + a_fact("kz.fee", 2, "MCI")
        + a_fact("kz.mci-2026", 4325, "KZT", series="kz.mci") + a_fact("kz.phone", '"112"', "phone"),
    )  # fmt: skip
    put(folder / "emergency.yaml", 'KZ:\n  - {service: emergency, number: "{kz.phone}"}\n')
    for number, locale in enumerate(LOCALES):
        put(folder / "titles" / f"{locale}.yaml", f"stay.limit: Stay {number}\nwork.allowed: Work {number}\n")
        put(
            folder / "phrasings" / f"{locale}.yaml",
            f"stay.limit: [how many days {number}]\nwork.allowed: [may I work {number}]\n"
            f"none: [weather {number}]\n",
        )
        for name, text in _TEXTS.items():
            source = "" if locale == "ru" else f'source: "{text_hash(text)}"\n'
            head = f"---\nstate: draft\nreviewed_by: null\n{source}---\n"
            put(folder / "answers" / locale / f"{name}.md", f"{head}{text}\n")
    return folder


def put(path: Path, text: str) -> None:
    """Write a file, and its folder where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def change(path: Path, old: str, new: str) -> None:
    """Replace what stands once or more in a file."""
    text = path.read_text("utf-8")
    assert old in text, f"{old!r} does not stand in {path.name}"
    path.write_text(text.replace(old, new), "utf-8")


def problems_of(folder: Path) -> list[Problem]:
    """Return what the check finds in a folder."""
    return check_content(read_content_files(folder), on=TODAY)
