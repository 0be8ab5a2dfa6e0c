"""Commands work with a slash and as words of every language."""

from datetime import UTC, datetime

import pytest

from bot.command_words import FOLDER, SLASH_COMMANDS, Command
from bot.conversation import Conversation
from bot.dispatcher import Equipment
from bot.handlers.commands import _COMMANDS
from bot.turns import ChatState, HandoffReason, Outcome
from bot.word_lists import read_word_lists
from knowledge_base.index import Snapshot
from knowledge_base.locales import LOCALES
from knowledge_base.routes import Route

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
WORDS = read_word_lists(FOLDER)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_command_has_words_in_every_language(equipment: Equipment, locale: str) -> None:
    """Nobody has to know a slash command; each word means the same in a chat of its language."""
    assert set(WORDS[locale]) == set(_COMMANDS)
    for name, phrases in WORDS[locale].items():
        assert phrases
        for phrase in phrases:
            read = equipment.commands.read(phrase, locale)
            assert read is not None
            assert read.name == name, f"{phrase!r} is {read.name} and not {name}"


@pytest.mark.parametrize("name", sorted(SLASH_COMMANDS))
def test_every_slash_command_is_read_as_telegram_sends_it(equipment: Equipment, name: str) -> None:
    """With the bot's name, in capitals, with something behind."""
    assert name in _COMMANDS
    for text in (f"/{name}", f" /{name} ", f"/{name}@MigrantRightsBot", f"/{name.upper()}"):
        assert equipment.commands.read(text, "ru") == Command(name)
    assert equipment.commands.read(f"/{name}@bot  Samarkand_2026", "tg") == Command(name, "Samarkand_2026")


@pytest.mark.parametrize("text", ["/settings", "/stop", "/x", "/unknown@bot and more"])
def test_an_unknown_slash_command_gives_help(equipment: Equipment, text: str) -> None:
    """Somebody who tries has a question."""
    read = equipment.commands.read(text, "ru")
    assert read is not None and read.name == "help"


@pytest.mark.parametrize("text", ["где меню и что в нём", "помогите с работой", "1/2", "", "😀"])
def test_a_sentence_with_a_command_word_in_it_is_no_command(equipment: Equipment, text: str) -> None:
    """Only a whole message is."""
    assert equipment.commands.read(text, "ru") is None


def talk(equipment: Equipment, knowledge: Snapshot, locale: str = "ru", **state: object) -> Conversation:
    """Return a conversation of somebody from Uzbekistan in Kazakhstan."""
    chat = ChatState(locale=locale, route=Route("UZ", "KZ"), **state)  # type: ignore[arg-type]
    return Conversation(equipment, knowledge, chat)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", sorted(SLASH_COMMANDS))
def test_every_command_answers_in_the_language_of_the_chat(
    equipment: Equipment, knowledge: Snapshot, locale: str, name: str
) -> None:
    """A command has a reply with a way on, and does not change the language."""
    turn = talk(equipment, knowledge, locale).say(f"/{name}", now=NOW)
    assert turn.outcome is Outcome.COMMAND and turn.locale == locale
    assert turn.replies and all(reply.text.strip() for reply in turn.replies)
    assert turn.replies[-1].buttons


def test_start_keeps_a_harmless_campaign_code(equipment: Equipment, knowledge: Snapshot) -> None:
    """A poster's code is counted; what is no code does not get in."""
    conversation = talk(equipment, knowledge)
    assert conversation.say("/start samarkand-2026", now=NOW).chat.campaign == "samarkand-2026"
    assert conversation.say("/start", now=NOW).chat.campaign == "samarkand-2026"
    assert conversation.say("/start <b>x</b> " + "y" * 99, now=NOW).chat.campaign == "bxb" + "y" * 29


def test_greeting_thanks_and_goodbye_are_answered_kindly(equipment: Equipment, knowledge: Snapshot) -> None:
    """The first greeting introduces the bot, the next one does not repeat it."""
    conversation = talk(equipment, knowledge)
    first = conversation.say("Здравствуйте", now=NOW)
    second = conversation.say("привет", now=NOW)
    assert first.outcome is second.outcome is Outcome.SMALLTALK
    assert len(second.replies[0].text) < len(first.replies[0].text)
    assert conversation.say("спасибо большое", now=NOW).outcome is Outcome.SMALLTALK
    assert conversation.say("до свидания", now=NOW).outcome is Outcome.SMALLTALK


def test_privacy_names_the_days_of_this_installation(knowledge: Snapshot) -> None:
    """What is promised is what the settings say."""
    from bot.equipment import make_equipment
    from bot.settings import Settings

    turn = talk(make_equipment(Settings(retention_days=7)), knowledge).say("/privacy", now=NOW)
    assert "7 дней" in turn.replies[0].text


def test_a_person_asked_for_in_words_opens_a_handoff(equipment: Equipment, knowledge: Snapshot) -> None:
    """And the numbers to call stand below, for what cannot wait."""
    turn = talk(equipment, knowledge).say("позовите человека", now=NOW)
    assert turn.handoff is not None and turn.handoff.reason is HandoffReason.ASKED
    assert "112" in turn.replies[0].text


def test_route_in_words_asks_for_the_passport_anew(equipment: Equipment, knowledge: Snapshot) -> None:
    """The old route is gone once somebody wants to change it."""
    turn = talk(equipment, knowledge).say("сменить страну", now=NOW)
    assert turn.chat.route == Route() and turn.outcome is Outcome.COMMAND
    assert turn.replies[0].buttons[0].action == "citizenship:UZ"
