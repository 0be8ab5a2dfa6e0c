"""Whether it helped: a thank-you, the next candidates, then a person."""

import pytest

from bot.conversation import Conversation
from bot.dispatcher import Equipment
from bot.turns import ChatState, HandoffReason, Outcome
from knowledge_base.index import Snapshot
from knowledge_base.locales import LOCALES
from knowledge_base.routes import Route
from tests.builders import NOW


@pytest.fixture
def talk(equipment: Equipment, knowledge: Snapshot) -> Conversation:
    """Somebody from Uzbekistan in Kazakhstan who has just had an answer, with two others near."""
    chat = ChatState(
        locale="ru",
        route=Route("UZ", "KZ"),
        last_question_id="registration.arrival",
        candidates=("registration.arrival", "child.arrival", "registration.overstay"),
        has_greeted=True,
    )
    return Conversation(equipment, knowledge, chat)


def test_every_answer_asks_whether_it_helped(talk: Conversation) -> None:
    """With related questions and a way to change the country beside it."""
    turn = talk.press("question:work.unpaid", now=NOW)
    actions = [button.action for button in turn.replies[-1].buttons]
    assert actions[:2] == ["helped", "unhelpful"] and actions[-1] == "route"
    assert [action.partition(":")[0] for action in actions[2:-1]] == ["question", "question"]


def test_a_yes_is_thanked_for_and_nothing_more(talk: Conversation) -> None:
    """No handoff, no further question."""
    turn = talk.press("helped", now=NOW)
    assert turn.handoff is None and turn.outcome is Outcome.COMMAND


def test_a_no_offers_the_next_candidates_and_then_a_person(talk: Conversation) -> None:
    """The last question is not offered again; after a second no somebody is called."""
    turn = talk.press("unhelpful", now=NOW)
    assert turn.outcome is Outcome.CHOOSE and turn.handoff is None
    assert [button.action for button in turn.replies[0].buttons] == [
        "question:child.arrival", "question:registration.overstay", "none"
    ]  # fmt: skip
    turn = talk.press("unhelpful", now=NOW)
    assert turn.handoff is not None and turn.handoff.reason is HandoffReason.UNHELPFUL


def test_something_else_hands_over(talk: Conversation) -> None:
    """None of the offered: a person reads the question."""
    turn = talk.press("none", now=NOW)
    assert turn.outcome is Outcome.UNANSWERED
    assert turn.handoff is not None and turn.handoff.reason is HandoffReason.UNANSWERED


@pytest.mark.parametrize(
    ("text", "helped"), [("помогло", True), ("не помогло", False), ("Нет, не помогло!", False)]
)
def test_feedback_in_words_is_understood(talk: Conversation, text: str, helped: bool) -> None:
    """SMS has no buttons."""
    turn = talk.say(text, now=NOW)
    assert turn.outcome is (Outcome.COMMAND if helped else Outcome.CHOOSE)


@pytest.mark.parametrize("locale", LOCALES)
def test_feedback_is_answered_in_every_language(
    equipment: Equipment, knowledge: Snapshot, locale: str
) -> None:
    """Also out of the blue, with no answer before it."""
    for action in ("helped", "unhelpful", "none"):
        turn = Conversation(equipment, knowledge, ChatState(locale=locale)).press(action, now=NOW)
        assert turn.locale == locale and turn.replies[0].text.strip()
