"""The bot's own sentences are complete in every language."""

import re
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bot.buttons import (
    TOPIC_NAMES,
    citizenship_buttons,
    language_buttons,
    menu_buttons,
    person_and_menu,
    stay_buttons,
)
from bot.texts import CATALOGUES, texts_for
from knowledge_base.index import Snapshot
from knowledge_base.locales import LOCALES, babel_code
from knowledge_base.routes import COUNTRIES
from knowledge_base.uzbek import to_cyrillic

ROOT = Path(__file__).parents[2]
#: WhatsApp cuts the title of a list row at 24 characters.
MAX_LABEL = 24
KEYWORDS = {"say": None, "say_plural": (1, 2), "later": None}


@cache
def catalogue(locale: str) -> Catalog:
    """Return the catalogue of a locale."""
    with (CATALOGUES / babel_code(locale) / "LC_MESSAGES" / "bot.po").open("rb") as file:
        return read_po(file)


@cache
def sentences_of_the_code() -> frozenset[object]:
    """Return every sentence that the code marks, as `pybabel extract` finds it."""
    method = [("bot/**.py", "python"), ("webhooks/**.py", "python")]
    found = {
        message
        for folder in ("bot", "webhooks")
        for _file, _line, message, _comments, _context in extract_from_dir(
            ROOT / folder, [(pattern.partition("/")[2], name) for pattern, name in method], keywords=KEYWORDS
        )
    }
    return frozenset(found)


def test_the_template_holds_exactly_the_sentences_of_the_code() -> None:
    """A new sentence has to go into bot.pot, an old one has to go."""
    with (CATALOGUES / "bot.pot").open("rb") as file:
        template = {message.id for message in read_po(file) if message.id}
    assert template == sentences_of_the_code()


@pytest.mark.parametrize("locale", LOCALES)
def test_a_catalogue_translates_every_sentence(locale: str) -> None:
    """No English appears in the middle of a Kyrgyz chat, and nothing obsolete is left."""
    translated = {message.id: message for message in catalogue(locale) if message.id}
    assert set(translated) == sentences_of_the_code()
    assert [id_ for id_, message in translated.items() if not message.string or message.fuzzy] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_translation_has_the_places_of_its_sentence(locale: str) -> None:
    """A missing place hides a number, an extra one breaks the reply."""
    for message in catalogue(locale):
        if message.id:
            assert _places(message.string) == _places(message.id), message.id


@pytest.mark.parametrize("locale", [locale for locale in LOCALES if locale != "en"])
def test_a_translation_is_not_the_english_sentence(locale: str) -> None:
    """A sentence that was copied and forgotten."""
    same = {str(message.id) for message in catalogue(locale) if message.id and message.string == message.id}
    assert {sentence for sentence in same if " " in sentence} == set()


@pytest.mark.parametrize("locale", LOCALES)
def test_a_translation_is_as_polite_and_as_whole_as_the_sentence(locale: str) -> None:
    """The same paragraphs, and never a word that blames."""
    for message in catalogue(locale):
        text = str(message.string)
        assert text.count("\n\n") == str(message.id).count("\n\n"), message.id
        assert text == text.strip() or not message.id
        assert not re.search(r"illegal|нелегал|noqonuniy migrant", text, re.IGNORECASE)


def test_slash_commands_stand_in_the_help_of_every_language() -> None:
    """They are the same everywhere, so they must not be translated."""
    help_ids = [message.id for message in catalogue("en") if "/menu" in str(message.id)]
    assert help_ids
    for locale in LOCALES:
        for id_ in help_ids:
            expected = sorted(re.findall(r"/[a-z]+", str(id_)))
            assert sorted(re.findall(r"/[a-z]+", texts_for(locale).say(str(id_)))) == expected


def test_cyrillic_uzbek_is_the_latin_one_in_other_letters() -> None:
    """Written once, read in both scripts; a sentence corrected by hand has to say so."""
    for latin in catalogue("uz-Latn"):
        cyrillic = catalogue("uz-Cyrl").get(latin.id) if latin.id else None
        if cyrillic is None or "handmade" in " ".join(cyrillic.user_comments):
            continue
        assert cyrillic.string == to_cyrillic(str(latin.string))


@pytest.mark.parametrize("locale", LOCALES)
def test_labels_fit_on_a_button(locale: str, knowledge: Snapshot) -> None:
    """WhatsApp cuts what is longer, and two countries could become one."""
    texts = texts_for(locale)
    buttons = [
        *menu_buttons(texts, knowledge),
        *citizenship_buttons(texts),
        *person_and_menu(texts),
        *language_buttons(),
        *(button for code in (None, *COUNTRIES) for button in stay_buttons(texts, code)),
    ]
    labels = {button.label for button in buttons} | {texts.say(name) for name in TOPIC_NAMES.values()}
    assert {label for label in labels if not 0 < len(label) <= MAX_LABEL} == set()
    assert len({button.label for button in menu_buttons(texts, knowledge)}) == len(
        menu_buttons(texts, knowledge)
    )


def test_every_topic_has_a_name(knowledge: Snapshot) -> None:
    """A topic without a name has no button."""
    assert set(knowledge.topics) <= set(TOPIC_NAMES)


def test_sentences_are_filled_and_those_without_places_left_alone() -> None:
    """A sentence with braces of its own must not break."""
    texts = texts_for("ru")
    assert "102" in texts.say("Police: {number}", number="102")
    assert texts.say("no such sentence {at all}") == "no such sentence {at all}"


def test_a_language_that_we_do_not_speak_is_an_error() -> None:
    """Nobody is answered in silence in the wrong language."""
    with pytest.raises(FileNotFoundError):
        texts_for("tr")


def _places(text: object) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(str(text)) if name is not None)
