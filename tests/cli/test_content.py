"""`migrantbot content …`: check, import, export and coverage, as an editor types them."""

import shutil
from pathlib import Path

import pytest

from knowledge_base.content_files import CONTENT, read_content_files
from tests.cli.running import lines, migrantbot
from tests.knowledge_base.small_content import change, write_small_content


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small content folder without a mistake."""
    return write_small_content(tmp_path / "content")


def test_sound_content_is_counted(folder: Path) -> None:
    """And the exit status is 0."""
    ran = migrantbot("content", "check", "content", folder=folder.parent)
    assert (ran.status, ran.out) == (0, "2 questions, 2 answers, 4 facts, 21 phrasings: 0 problems\n")


def test_a_mistake_is_a_line_with_file_and_line_and_status_1(folder: Path) -> None:
    """CI stops there."""
    change(folder / "answers/ru/work.allowed.kz.md", "Сбор", "Сбор 5")
    ran = migrantbot("content", "check", "content", folder=folder.parent)
    assert ran.status == 1
    assert "answers/ru/work.allowed.kz.md:5: a number stands here that is no placeholder of a fact" in ran.out


def test_fix_names_the_source_of_new_translations_only(folder: Path) -> None:
    """One that follows an older text waits for a translator; a second run changes nothing."""
    new, old = folder / "answers/tg/work.allowed.kz.md", folder / "answers/ky/work.allowed.kz.md"
    text = new.read_text("utf-8")
    source = next(line for line in text.splitlines(keepends=True) if line.startswith("source"))
    new.write_text(text.replace(source, ""), "utf-8")
    change(old, 'source: "', 'source: "old')
    ran = migrantbot("content", "check", "--fix", "content", folder=folder.parent)
    assert ran.out.startswith("1 translations now name their source text\n")
    assert new.read_text("utf-8") == text
    assert ran.status == 1 and "answers/ky/work.allowed.kz.md:6: the Russian text has changed" in ran.out
    again = migrantbot("content", "check", "--fix", "content", folder=folder.parent)
    assert again.out.startswith("0 translations")


def test_content_goes_in_and_comes_out_again(folder: Path, sqlite_url: str) -> None:
    """Import is free the second time; export refuses to overwrite; what comes out is what went in."""
    home, url = folder.parent, ("--database", sqlite_url)
    first = migrantbot("content", "import", "content", *url, folder=home)
    assert (first.status, first.out) == (0, "18 added, 0 unchanged\n")
    second = migrantbot("content", "import", "content", *url, folder=home)
    assert second.out == "nothing has changed since the last load\n"
    assert migrantbot("content", "export", "out", *url, folder=home).status == 0
    out = read_content_files(home / "out")
    assert out.problems == [] and out.content.answers == read_content_files(folder).content.answers
    refused = migrantbot("content", "export", "out", *url, folder=home)
    assert refused.status == 1 and "exists already" in refused.err
    asked = migrantbot(
        "ask", *url, folder=home, given=lines([{"id": 1, "text": "may I work 6?", "stay_in": "KZ"}])
    )
    assert asked.objects[0]["questions"][0]["id"] == "work.allowed"


def test_content_with_mistakes_is_not_imported(folder: Path, sqlite_url: str) -> None:
    """Each problem is a line; nothing was loaded."""
    home, url = folder.parent, ("--database", sqlite_url)
    change(folder / "emergency.yaml", "service", "services")
    ran = migrantbot("content", "import", "content", *url, folder=home)
    assert ran.status == 1 and ran.err.startswith("emergency.yaml:1: ") and "Traceback" not in ran.err


def test_coverage_of_the_shipped_content(tmp_path: Path) -> None:
    """A line a question."""
    ran = migrantbot("content", "coverage", folder=tmp_path)
    assert ran.status == 0 and "registration.arrival" in ran.out and "UZ>KZ" in ran.out


def test_a_fact_about_to_expire_is_a_warning(tmp_path: Path) -> None:
    """On standard error; the status stays 0."""
    from datetime import UTC, datetime

    folder = tmp_path / "content"
    shutil.copytree(CONTENT, folder)
    today = datetime.now(UTC).date().isoformat()
    change(folder / "facts/kz.yaml", "  valid_until: null\n", f"  valid_until: {today}\n")
    ran = migrantbot("content", "check", "content", folder=tmp_path)
    assert f"is in force only until {today}" in ran.err
