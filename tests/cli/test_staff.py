"""`migrantbot staff …`: who may use the console."""

from pathlib import Path

import pytest

from tests.cli.running import migrantbot


def test_somebody_is_added_with_a_link_gets_another_and_is_shut_out(tmp_path: Path, sqlite_url: str) -> None:
    """The whole life of an account, from a terminal."""
    added = migrantbot(
        "staff", "add", "Aziza", "--role", "operator", "--database", sqlite_url, folder=tmp_path
    )
    assert added.status == 0 and added.out.startswith("staff 1: Aziza, operator\n/sign-in/")
    link = migrantbot("staff", "link", "1", "--database", sqlite_url, folder=tmp_path)
    assert link.status == 0 and link.out.startswith("/sign-in/") and link.out not in added.out
    gone = migrantbot("staff", "disable", "1", "--database", sqlite_url, folder=tmp_path)
    assert (gone.status, gone.out) == (0, "staff 1 is shut out\n")
    refused = migrantbot("staff", "link", "1", "--database", sqlite_url, folder=tmp_path)
    assert refused.status == 1 and refused.err.startswith("migrantbot: ") and "Traceback" not in refused.err


@pytest.mark.parametrize(
    "arguments", [("add", " "), ("link", "99"), ("disable", "99"), ("add", "X", "--role", "king")]
)
def test_what_cannot_be_done_is_said_and_fails(
    tmp_path: Path, sqlite_url: str, arguments: tuple[str, ...]
) -> None:
    """One clear line and no traceback."""
    ran = migrantbot("staff", *arguments, "--database", sqlite_url, folder=tmp_path)
    assert ran.status != 0 and "Traceback" not in ran.err and ran.err
