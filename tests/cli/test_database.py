"""`migrantbot database …` and `purge`."""

from pathlib import Path

from cli.migrations import newest_revision
from tests.cli.running import migrantbot

URL = ("--database", "sqlite:///bot.db")


def test_the_schema_goes_up_and_old_rows_go(tmp_path: Path) -> None:
    """From nothing to the newest revision, then nothing to do; an empty database has nothing to purge."""
    for _ in range(2):
        ran = migrantbot("database", "upgrade", *URL, folder=tmp_path)
        assert (ran.status, ran.out) == (0, f"the database is at {newest_revision()}\n")
    purged = migrantbot("purge", *URL, folder=tmp_path)
    assert (purged.status, purged.out) == (0, "0 rows deleted\n")


def test_a_database_of_another_kind_is_refused_by_name(tmp_path: Path) -> None:
    """SQLite and PostgreSQL are what we test."""
    ran = migrantbot("database", "upgrade", "--database", "mysql://localhost/bot", folder=tmp_path)
    assert ran.status != 0 and "DATABASE_URL" in ran.err
