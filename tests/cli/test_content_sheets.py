"""`migrantbot content import|export --format`: spreadsheets and translators' files in a terminal."""

from pathlib import Path

import pytest

from tests.cli.running import migrantbot
from tests.knowledge_base.small_content import write_small_content


@pytest.fixture
def home(tmp_path: Path, sqlite_url: str) -> Path:
    """A folder beside which the small content is loaded."""
    write_small_content(tmp_path / "content")
    assert migrantbot("content", "import", "content", "--database", sqlite_url, folder=tmp_path).status == 0
    return tmp_path


@pytest.mark.parametrize(("form", "count"), [("xlsx", 5), ("csv", 5), ("po", 6)])
def test_what_was_exported_changes_nothing(home: Path, sqlite_url: str, form: str, count: int) -> None:
    """A file a kind, or a language; places are empty in the small content."""
    options = ("--database", sqlite_url, "--format", form)
    assert migrantbot("content", "export", "out", *options, folder=home).out == f"{count} files in out\n"
    for empty in (home / "out").glob("places.*"):
        empty.unlink()
    ran = migrantbot("content", "import", "out", *options, folder=home)
    assert ran.status == 0 and "nothing was written" in ran.out
    assert ran.out.count(": 0 new, 0 changed, 0 conflicting, 0 invalid, ") == len(
        list((home / "out").iterdir())
    )


def test_a_change_is_shown_first_and_written_when_told(home: Path, sqlite_url: str) -> None:
    """A bad row is named with its reason and ends the run with status 1; the others are applied."""
    options = ("--database", sqlite_url, "--format", "csv")
    (home / "new.csv").write_text(
        "question,language,text\nwork.allowed,en,is work allowed to me\nno.such,en,what is this about\n",
        "utf-8",
    )
    shown = migrantbot("content", "import", "new.csv", *options, folder=home)
    assert shown.status == 1
    assert shown.out.splitlines()[0] == "new.csv: 1 new, 0 changed, 0 conflicting, 1 invalid, 0 unchanged"
    assert "  phrasings row 3: invalid : There is no question “no.such”." in shown.out
    written = migrantbot("content", "import", "new.csv", *options, "--apply", folder=home)
    assert "new.csv: 1 applied" in written.out
    again = migrantbot("content", "import", "new.csv", *options, folder=home)
    assert again.out.startswith("new.csv: 0 new, 0 changed, 0 conflicting, 1 invalid, 1 unchanged")


def test_a_file_that_is_none_is_explained(home: Path, sqlite_url: str) -> None:
    """No stack trace."""
    (home / "old.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 of the last century")
    ran = migrantbot(
        "content", "import", "old.xlsx", "--database", sqlite_url, "--format", "xlsx", folder=home
    )
    assert ran.status == 1 and "old Excel" in ran.out and "Traceback" not in ran.err
