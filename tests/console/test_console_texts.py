"""The console speaks the language of whoever works with it."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from bot.messages import Kind
from bot.models import HandoffState, OutboxState
from bot.turns import HandoffReason, Outcome
from console.handling import CloseOutcome, Refusal
from console.models import Role
from console.texts import CATALOGUES, CONSOLE_LOCALES, choose_locale, texts_for
from console.words import WORDS
from knowledge_base.locales import babel_code
from tests.console.workplace import Workplace

ROOT = Path(__file__).parents[2]


def sentences_in_the_code() -> set[str]:
    with (ROOT / "console" / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = extract_from_dir(
        ROOT / "console",
        [(pattern.removeprefix("console/"), method) for pattern, method in methods],
        {pattern.removeprefix("console/"): each for pattern, each in options.items()},
        keywords={"say": None, "later": None},
    )
    return {str(message) for _file, _line, message, _comments, _context in found}


@pytest.mark.parametrize("locale", CONSOLE_LOCALES)
def test_a_catalogue_has_every_sentence_and_no_other(locale: str) -> None:
    """Nobody meets an English sentence on a Russian page, and places to fill in are the same."""
    with (CATALOGUES / babel_code(locale) / "LC_MESSAGES" / "console.po").open("rb") as file:
        messages = [each for each in read_po(file) if each.id]
    assert not [each.id for each in messages if each.fuzzy]
    catalogue = {str(each.id): str(each.string) for each in messages}
    assert set(catalogue) == sentences_in_the_code()
    for sentence, translation in catalogue.items():
        assert translation, sentence
        assert set(re.findall(r"{\w+}", translation)) == set(re.findall(r"{\w+}", sentence))


@pytest.mark.parametrize("locale", CONSOLE_LOCALES)
def test_a_person_who_writes_is_not_called_staff(locale: str) -> None:
    """Who speaks in a chat is told by this word alone."""
    texts = texts_for(locale)
    assert len({texts.say("Person"), texts.say("Staff"), texts.say("Bot")}) == 3


@pytest.mark.parametrize(
    ("group", "codes"),
    [
        ("reason", HandoffReason),
        ("state", HandoffState),
        ("outcome", Outcome),
        ("delivery", OutboxState),
        ("role", Role),
        ("refusal", Refusal),
        ("close_outcome", CloseOutcome),
        ("kind", set(Kind) - {Kind.TEXT}),
    ],
)
def test_every_code_has_a_word(group: str, codes: object) -> None:
    """A page never shows what only the database says."""
    assert set(WORDS[group]) == set(codes)  # type: ignore[call-overload]


def test_the_language_of_a_page() -> None:
    """What was asked for, then the person's own, then the browser's, then Russian."""
    assert choose_locale("en", "ru", "ru") == "en"
    assert choose_locale("xx", "ru", "en") == "ru"
    assert choose_locale("", None, "de-DE,en-GB;q=0.7") == "en"
    assert choose_locale("", None, "") == "ru"
    assert choose_locale("", "uz-Latn", "ru") == "uz-Latn"


@pytest.mark.parametrize(
    ("tag", "locale"),
    [
        ("kk-KZ", "kk"),
        ("uz", "uz-Latn"),
        ("uz-UZ", "uz-Latn"),
        ("uz-Cyrl-UZ", "uz-Latn"),
        ("ky", "ky"),
        ("tg-TJ", "tg"),
    ],
)
def test_a_browser_says_its_language_in_its_own_way(tag: str, locale: str) -> None:
    """A browser seldom names the script, and a person still gets pages in their language."""
    assert choose_locale("", None, f"{tag},ru;q=0.8") == locale


async def test_the_chosen_language_is_kept(workplace: Workplace) -> None:
    """One press, and every page from then on."""
    await workplace.person_waits()
    browser = await workplace.sign_in()
    await browser.send_form("/language", on="/handoffs", locale="ru")
    html = (await browser.get("/handoffs")).text
    assert '<html lang="ru">' in html
    assert "Узбекистан → Казахстан" in html
    assert "У бота нет ответа" in html
