"""What the documents promise is there."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from bot.command_words import SLASH_COMMANDS
from bot.settings import Settings
from cli.__main__ import app
from knowledge_base.content_types import CONFIRMERS, STATES
from knowledge_base.locales import LOCALES

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
CONTENT = (ROOT / "docs" / "content.md").read_text("utf-8")
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("name", [each.name.upper() for each in fields(Settings)])
def test_every_setting_stands_in_the_readme(name: str) -> None:
    """As a row of the table, by the name of its variable."""
    assert f"| `{name}` |" in README


def test_the_readme_names_no_setting_that_does_not_exist() -> None:
    """Somebody would set it and wonder."""
    rows = set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE))
    assert rows <= {each.name.upper() for each in fields(Settings)}


def test_the_defaults_in_the_readme_are_those_of_the_code() -> None:
    """A default that was changed is changed in both places."""
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| `([^`]*)` \|", README, re.MULTILINE))
    written = {"yes": "True", "no": "False"}
    for each in fields(Settings):
        if each.name.upper() in rows:
            shown = rows[each.name.upper()]
            default = getattr(Settings(), each.name)
            assert written.get(shown, shown) in (str(default), str(default).removesuffix(".0"))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    """A moved file leaves no dead link."""
    text = path.read_text("utf-8")
    targets = re.findall(r"\]\(([^)#]+)", text) + re.findall(r'src="([^"]+)"', text)
    gone = [each for each in targets if "://" not in each and not (path.parent / each).exists()]
    assert gone == []


def test_every_command_in_the_readme_exists() -> None:
    """`migrantbot …` as it is written there can be typed."""
    groups = {group.name for group in app.registered_groups}
    known = {command.name for command in app.registered_commands} | groups
    named = set(re.findall(r"migrantbot ([a-z]+)", README))
    assert named and named <= known


def test_every_command_of_the_chat_stands_in_the_word_lists() -> None:
    """Slash commands and words are two ways to the same ten."""
    assert {"start", "menu", "language", "route", "person", "forget", "privacy", "help"} <= SLASH_COMMANDS


def test_the_content_guide_names_what_the_files_may_hold() -> None:
    """Locales, states and who can confirm: a volunteer reads it there and not in the code."""
    assert all(locale in CONTENT for locale in LOCALES)
    assert all(name in CONTENT for name in CONFIRMERS)
    assert all(state in CONTENT for state in STATES)


def test_every_unit_of_a_fact_is_in_the_content_guide() -> None:
    """A unit that nobody knows of is not used."""
    import yaml

    units = yaml.safe_load((ROOT / "knowledge_base" / "locale_data.yaml").read_text("utf-8"))["units"]
    assert {unit for unit in units if unit not in CONTENT} == set()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_documents_name_no_place_of_one_machine(path: Path) -> None:
    """They are read elsewhere."""
    assert not re.search(r"/(?:home|root|work|tmp)/\w", path.read_text("utf-8"))
