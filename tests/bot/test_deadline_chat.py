"""The calculator in the chat: it asks for what it lacks, refuses kindly, and reminds."""

import pytest

from bot.conversation import Conversation
from bot.dispatcher import Equipment
from bot.turns import ChatState, Outcome
from knowledge_base.index import Snapshot
from knowledge_base.locales import LOCALES
from knowledge_base.routes import Route
from tests.builders import NOW

UZ_IN_KZ = Route("UZ", "KZ")


def _chat(equipment: Equipment, knowledge: Snapshot, route: Route, locale: str = "ru") -> Conversation:
    return Conversation(equipment, knowledge, ChatState(locale=locale, locale_is_chosen=True, route=route))


def test_it_asks_for_passport_country_event_and_day(equipment: Equipment, knowledge: Snapshot) -> None:
    """Somebody who is new is led through four short questions."""
    chat = _chat(equipment, knowledge, Route())
    chat.say("/deadline", now=NOW)
    chat.press("citizenship:UZ", now=NOW)
    events = chat.press("stay:KZ", now=NOW)
    assert "event:entry" in [button.action for button in events.replies[0].buttons]
    chat.press("event:entry", now=NOW)
    told = chat.say("позавчера", now=NOW)
    # The host has three working days from Friday the 20th, and that comes first.
    assert "25 ноября 2026" in told.replies[0].text and "20 ноября 2026" in told.replies[0].text


@pytest.mark.parametrize("locale", LOCALES)
def test_it_answers_in_every_language(equipment: Equipment, knowledge: Snapshot, locale: str) -> None:
    """A date of digits is understood everywhere, and the answer holds lines with days."""
    chat = _chat(equipment, knowledge, UZ_IN_KZ, locale)
    chat.press("event:entry", now=NOW)
    turn = chat.say("20.11.2026", now=NOW)
    assert turn.outcome is Outcome.COMMAND and turn.replies[0].text.count("•") >= 2
    assert "{" not in turn.replies[0].text


def test_an_impossible_date_is_asked_again(equipment: Equipment, knowledge: Snapshot) -> None:
    """The thirty-first of February gets an example, not a deadline."""
    chat = _chat(equipment, knowledge, UZ_IN_KZ)
    chat.press("event:birth", now=NOW)
    turn = chat.say("31.02.2026", now=NOW)
    assert "03.10.2026" in turn.replies[0].text and turn.chat.asked == "event:birth"


def test_a_question_instead_of_a_date_is_answered(equipment: Equipment, knowledge: Snapshot) -> None:
    """Nobody is held in the calculator against their will."""
    chat = _chat(equipment, knowledge, UZ_IN_KZ)
    chat.press("event:entry", now=NOW)
    assert chat.say("/menu", now=NOW).chat.asked is None


def test_a_reminder_is_offered_for_days_to_come(equipment: Equipment, knowledge: Snapshot) -> None:
    """A button carries the day and the question; pressed, it asks to be kept."""
    chat = _chat(equipment, knowledge, UZ_IN_KZ)
    chat.press("event:entry", now=NOW)
    told = chat.say("вчера", now=NOW)
    action = next(each.action for each in told.replies[0].buttons if each.action.startswith("remind:"))
    kept = chat.press(action, now=NOW)
    assert kept.reminder is not None and kept.reminder.last_day > NOW.date()
    assert chat.press("remind:cancel", now=NOW).cancel_reminders


def test_a_passed_deadline_does_not_hide_one_that_can_be_met(
    equipment: Equipment, knowledge: Snapshot
) -> None:
    """Ten days after the entry the host's term is over, and the own thirty days still run."""
    chat = _chat(equipment, knowledge, UZ_IN_KZ)
    chat.press("event:entry", now=NOW)
    text = chat.say("12.11.2026", now=NOW).replies[0].text
    lines = [line for line in text.splitlines() if line.startswith("• Регистрация")]
    assert len(lines) == 2
    assert "12 декабря 2026" in lines[0] and "17 ноября 2026" in lines[1]


def test_today_is_the_day_where_the_person_is(equipment: Equipment, knowledge: Snapshot) -> None:
    """Two in the morning in Almaty is still the evening before in UTC."""
    chat = _chat(equipment, knowledge, UZ_IN_KZ)
    late = NOW.replace(hour=21)
    chat.press("event:entry", now=late)
    assert "23 ноября 2026" in chat.say("сегодня", now=late).replies[0].text


def test_the_end_of_a_patent_is_paid_for_before_it(equipment: Equipment, knowledge: Snapshot) -> None:
    """A patent that ends on the tenth is prolonged by a payment on the ninth at the latest."""
    chat = _chat(equipment, knowledge, Route("UZ", "RU"))
    chat.press("event:permit_end", now=NOW)
    assert "9 декабря 2026" in chat.say("10.12.2026", now=NOW).replies[0].text
