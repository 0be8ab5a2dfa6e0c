"""Passport and country: read from words, asked for by buttons only where the answer depends on it."""

import pytest

from bot.conversation import Conversation
from bot.dispatcher import Equipment
from bot.turns import ChatState, Outcome, Pending
from knowledge_base.index import Snapshot
from knowledge_base.locales import LOCALES
from knowledge_base.routes import COUNTRIES, Route
from tests.builders import NOW


@pytest.fixture
def talk(equipment: Equipment, knowledge: Snapshot) -> Conversation:
    """Somebody who writes Russian, of whom nothing else is known."""
    return Conversation(equipment, knowledge, ChatState(locale="ru"))


def test_only_the_missing_part_is_asked_for(talk: Conversation) -> None:
    """What was said already is not asked again."""
    turn = talk.say("Я в Алматы, мне не платят зарплату", now=NOW)
    assert turn.outcome is Outcome.ASK_ROUTE and turn.chat.route == Route(stay_in="KZ")
    assert turn.replies[0].buttons[0].action.startswith("citizenship:")
    assert turn.chat.pending == Pending("work.unpaid")


@pytest.mark.parametrize("said", ["узбекский", "Узбекистан", "я узбек", "uzbekskiy", "узбекский паспорт"])
def test_a_country_in_words_answers_the_part_that_was_asked_for(talk: Conversation, said: str) -> None:
    """First the passport, then the country: the same word, two meanings."""
    talk.say("Можно мне работать?", now=NOW)
    assert talk.say(said, now=NOW).chat.route == Route("UZ")
    turn = talk.say("Казахстан", now=NOW)
    assert (turn.outcome, turn.question_id) == (Outcome.ANSWER, "work.allowed")


def test_the_route_can_be_told_in_one_line(talk: Conversation) -> None:
    """The question that waited is answered."""
    talk.say("Можно мне работать?", now=NOW)
    turn = talk.say("я из Узбекистана, живу в Казахстане", now=NOW)
    assert (turn.outcome, turn.question_id) == (Outcome.ANSWER, "work.allowed")
    assert turn.chat.pending is None


def test_a_new_clear_question_takes_the_place_of_the_waiting_one(talk: Conversation) -> None:
    """People change their mind in the middle."""
    talk.say("Можно мне работать?", now=NOW)
    turn = talk.say("Мне не платят зарплату", now=NOW)
    assert turn.chat.pending == Pending("work.unpaid")


def test_a_country_outside_the_list_says_nothing(talk: Conversation) -> None:
    """Nobody is given an answer for another passport."""
    talk.say("Можно мне работать?", now=NOW)
    assert talk.say("Бразилия", now=NOW).chat.route == Route()


def test_a_passport_of_the_country_of_stay_asks_for_the_country_anew(talk: Conversation) -> None:
    """Nobody is a migrant at home."""
    talk.chat = ChatState(locale="ru", route=Route("UZ", "KZ"))
    turn = talk.press("citizenship:KZ", now=NOW)
    assert turn.chat.route == Route("KZ") and turn.outcome is Outcome.ASK_ROUTE


def test_a_route_without_a_waiting_question_is_confirmed(talk: Conversation) -> None:
    """Then the menu."""
    talk.press("route", now=NOW)
    talk.press("citizenship:UZ", now=NOW)
    turn = talk.press("stay:KZ", now=NOW)
    assert turn.chat.route == Route("UZ", "KZ") and turn.outcome is Outcome.COMMAND
    assert "граждане Узбекистана в Казахстане" in turn.replies[0].text


def test_changing_the_country_starts_anew(talk: Conversation) -> None:
    """An old half of a route would mix with the new one."""
    talk.chat = ChatState(locale="ru", route=Route("UZ", "RU", "KZ"), pending=Pending("work.unpaid"))
    turn = talk.press("route", now=NOW)
    assert turn.chat.route == Route() and turn.chat.pending is None


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("citizenship", COUNTRIES)
def test_the_dialogue_works_in_every_language_for_every_passport(
    equipment: Equipment, knowledge: Snapshot, locale: str, citizenship: str
) -> None:
    """Asked by buttons to the end: an answer, or a gap that is owned."""
    talk = Conversation(equipment, knowledge, ChatState(locale=locale))
    talk.press("question:work.unpaid", now=NOW)
    turn = talk.press(f"citizenship:{citizenship}", now=NOW)
    if turn.outcome is Outcome.ASK_ROUTE:
        assert f"stay:{citizenship}" not in [button.action for button in turn.replies[0].buttons]
        turn = talk.press(turn.replies[0].buttons[0].action, now=NOW)
    assert turn.outcome in (Outcome.ANSWER, Outcome.UNANSWERED)
    assert turn.question_id == "work.unpaid" and turn.locale == locale
    exists = knowledge.choose("work.unpaid", turn.chat.route, NOW.date()) is not None
    assert (turn.outcome is Outcome.ANSWER) is exists
