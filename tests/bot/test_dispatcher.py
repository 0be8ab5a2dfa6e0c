"""One message, one turn: pure, never silent, every button handled, in seven languages."""

from collections import deque
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.buttons import FORGET_YES
from bot.conversation import Conversation
from bot.dispatcher import Equipment, dispatch
from bot.equipment import make_equipment
from bot.messages import MAX_ACTION, Button, Kind, clean_text
from bot.turns import ChatState, HandoffReason, Outcome, Pending, Turn
from knowledge_base.content_files import read_content_files
from knowledge_base.index import Snapshot
from knowledge_base.locales import LOCALES, NATIVE_NAMES
from knowledge_base.routes import COUNTRIES, STAY_COUNTRIES, Route
from tests.builders import NOW, a_message

UZ_IN_KZ = Route("UZ", "KZ")
ROUTES = [Route(), UZ_IN_KZ, Route("TJ", "RU")]


@pytest.fixture
def talk(equipment: Equipment, knowledge: Snapshot) -> Conversation:
    """A chat of which nothing is known."""
    return Conversation(equipment, knowledge)


def test_the_same_message_makes_the_same_turn(equipment: Equipment, knowledge: Snapshot) -> None:
    """Pure: the worker may try again as often as it has to."""
    chat = ChatState(locale="ru", route=UZ_IN_KZ)
    for text in ("Где мне зарегистрироваться?", "/start", "меня заперли", "2", "спасибо", "абракадабра"):
        message = a_message(text)
        turns = [dispatch(message, chat, equipment=equipment, knowledge=knowledge, now=NOW) for _ in range(2)]
        assert turns[0] == turns[1]
    assert chat == ChatState(locale="ru", route=UZ_IN_KZ)


EXAMPLES = {
    "uz-Latn": "Toshkentdan Olmaotaga keldim, qayerda ro'yxatdan o'taman?",
    "uz-Cyrl": "Тошкентдан Олмаотага келдим, қаерда рўйхатдан ўтаман?",
    "tg": "Аз Тошканд ба Алмаато омадам, дар куҷо ба қайд гирифта мешавам?",
    "ky": "Ташкенттен Алматыга келдим, кайда каттоого турам?",
    "kk": "Ташкенттен Алматыға келдім, қайда тіркелемін?",
    "ru": "Приехал из Ташкента в Алматы, где мне зарегистрироваться?",
    "en": "I came from Tashkent to Almaty, where do I register?",
}


@pytest.mark.parametrize(("locale", "text"), EXAMPLES.items())
def test_one_line_gets_its_answer_without_a_question_back(talk: Conversation, locale: str, text: str) -> None:
    """Language, route and question out of one line; deadline, source and day of the check in the answer."""
    turn = talk.say(text, now=NOW)
    assert (turn.outcome, turn.locale, turn.question_id) == (
        Outcome.ANSWER,
        locale,
        "registration.arrival",
    )
    assert turn.chat.route == UZ_IN_KZ
    assert "30" in turn.replies[0].text and "inform.kz" in turn.replies[0].text
    assert "2026" in turn.replies[0].text.splitlines()[-2]


def test_a_question_without_a_route_asks_for_it_with_buttons(talk: Conversation) -> None:
    """Then the answer follows by itself, passport first, country second."""
    turn = talk.say("Ishlasam bo'ladimi?", now=NOW)
    assert (turn.outcome, turn.locale) == (Outcome.ASK_ROUTE, "uz-Latn")
    assert [button.action for button in turn.replies[0].buttons] == [f"citizenship:{c}" for c in COUNTRIES]
    turn = talk.press("citizenship:UZ", now=NOW)
    assert [button.action for button in turn.replies[0].buttons] == [
        f"stay:{country}" for country in STAY_COUNTRIES if country != "UZ"
    ]
    turn = talk.press("stay:KZ", now=NOW)
    assert (turn.outcome, turn.question_id) == (Outcome.ANSWER, "work.allowed")


def test_a_bare_number_picks_from_the_last_list(talk: Conversation) -> None:
    """WhatsApp and SMS have no buttons."""
    talk.say("Ishlasam bo'ladimi?", now=NOW)
    assert talk.say(" 1. ", now=NOW).chat.route == Route("UZ")
    assert talk.say("1)", now=NOW).question_id == "work.allowed"


@pytest.mark.parametrize("text", ["0", "7", "99"])
def test_a_number_that_is_not_in_the_list_shows_the_list_again(talk: Conversation, text: str) -> None:
    """It is a slip, not a question."""
    first = talk.say("Ishlasam bo'ladimi?", now=NOW)
    again = talk.say(text, now=NOW)
    assert again.outcome is Outcome.SMALLTALK
    assert again.replies[0].buttons == first.replies[0].buttons


@pytest.mark.parametrize("text", ["Oʻzbekiston", "o'zbekiston", "OZBEKISTON!"])
def test_the_words_of_a_button_pick_it(talk: Conversation, text: str) -> None:
    """People type what they read."""
    talk.say("Ishlasam bo'ladimi?", now=NOW)
    assert talk.say(text, now=NOW).chat.route == Route("UZ")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_every_button_leads_somewhere(
    equipment: Equipment, knowledge: Snapshot, locale: str, route: Route
) -> None:
    """From /start through every button there is: no exception, always words, and no dead button."""
    start = Conversation(equipment, knowledge, ChatState(locale=locale, route=route)).say("/start", now=NOW)
    seen: set[tuple[str, Route, str | None]] = set()
    waiting = deque([start])
    while waiting:
        turn = waiting.popleft()
        for button in (button for reply in turn.replies for button in reply.buttons):
            key = (button.action, turn.chat.route, turn.chat.locale)
            if key in seen or (turn.chat.locale not in (locale, None) and button.action != "menu"):
                continue
            seen.add(key)
            waiting.append(_press(button, turn.chat, equipment, knowledge))
    assert len({action for action, _route, _locale in seen}) > 30


def _press(button: Button, chat: ChatState, equipment: Equipment, knowledge: Snapshot) -> Turn:
    assert 0 < len(button.action.encode()) <= MAX_ACTION
    assert button.label.strip()
    turn = Conversation(equipment, knowledge, chat).press(button.action, now=NOW)
    assert turn.replies and all(reply.text.strip() for reply in turn.replies), button
    assert "{" not in turn.replies[0].text
    # An action that no handler knows ends in a request for words.
    assert turn.outcome is not Outcome.SMALLTALK, button
    picked = Conversation(equipment, knowledge, replace(chat, options=(button,))).say("1", now=NOW)
    assert picked == turn
    return turn


FOLLOW_UPS = {
    "ru": "а для ребёнка?",
    "en": "and for my child?",
    "uz-Latn": "bolam uchun-chi?",
    "uz-Cyrl": "болам учун-чи?",
    "tg": "барои фарзандам чӣ?",
    "ky": "а балама?",
    "kk": "ал балама ше?",
}


@pytest.mark.parametrize(("locale", "text"), FOLLOW_UPS.items())
def test_a_follow_up_inherits_what_was_talked_about(talk: Conversation, locale: str, text: str) -> None:
    """After registration, "and for my child?" is the registration of the child: answered or offered."""
    talk.say(EXAMPLES[locale], now=NOW)
    turn = talk.say(text, now=NOW)
    assert turn.locale == locale and turn.chat.route == UZ_IN_KZ
    if turn.outcome is Outcome.ANSWER:
        assert turn.question_id == "child.arrival"
    else:
        assert turn.outcome is Outcome.CHOOSE
        assert "question:child.arrival" in [button.action for button in turn.replies[0].buttons]


def test_a_question_that_stands_alone_is_no_follow_up(talk: Conversation) -> None:
    """A clear new question is answered as such."""
    talk.say(EXAMPLES["ru"], now=NOW)
    assert talk.say("Мне не платят зарплату", now=NOW).question_id == "work.unpaid"


def test_the_route_of_a_chat_is_kept_and_can_be_corrected_in_words(talk: Conversation) -> None:
    """Somebody who travels on says so."""
    talk.say(EXAMPLES["ru"], now=NOW)
    assert talk.say("Мне не платят зарплату", now=NOW).chat.route == UZ_IN_KZ
    assert talk.say("Теперь я в Москве, мне не платят", now=NOW).chat.route == Route("UZ", "RU")


def test_a_gap_is_owned_and_handed_over(talk: Conversation) -> None:
    """For a route without an answer the bot says so, gives the numbers and calls a person."""
    talk.chat = ChatState(locale="ru", route=Route("TM", "RU"))
    turn = talk.press("question:work.permit_keep", now=NOW)
    assert (turn.outcome, turn.question_id) == (Outcome.UNANSWERED, "work.permit_keep")
    assert turn.handoff is not None and turn.handoff.reason is HandoffReason.UNANSWERED
    assert "112" in turn.replies[0].text


def test_what_is_not_ours_is_not_guessed_at(talk: Conversation) -> None:
    """Neither an answer nor silence: a person, the numbers, the menu."""
    turn = talk.say("Кто выиграл вчера, Реал или Барселона?", now=NOW)
    assert turn.outcome is Outcome.UNANSWERED and turn.handoff is not None
    assert turn.replies[0].buttons


def test_danger_comes_before_everything(talk: Conversation) -> None:
    """Before a waiting question, a list of choices, or a question in the same line."""
    talk.say("Ishlasam bo'ladimi?", now=NOW)
    turn = talk.say("где зарегистрироваться, меня заперли и не выпускают", now=NOW)
    assert turn.outcome is Outcome.DANGER
    assert turn.handoff is not None and turn.handoff.is_urgent
    assert "112" in turn.replies[0].text


def test_a_danger_with_a_legal_question_gets_the_numbers_first_and_then_the_answer(
    talk: Conversation,
) -> None:
    """Who fell from a scaffold needs the ambulance, and then to know who pays."""
    text = "упал на стройке, сломал руку, кто оплатит лечение"
    turn = talk.say(text, now=NOW, route=UZ_IN_KZ)
    assert turn.outcome is Outcome.DANGER
    assert "112" in turn.replies[0].text
    assert [reply.question_id for reply in turn.replies] == [None, "work.injury"]


def test_a_person_in_danger_is_answered_even_while_a_person_handles_the_chat(
    equipment: Equipment, knowledge: Snapshot
) -> None:
    """An operator may be asleep."""
    chat = ChatState(locale="ru", route=UZ_IN_KZ, with_person=True)
    turn = Conversation(equipment, knowledge, chat).say("муж бьёт меня каждый день", now=NOW)
    assert turn.outcome is Outcome.DANGER and turn.replies


def test_the_bot_is_silent_while_a_person_handles_the_chat(equipment: Equipment, knowledge: Snapshot) -> None:
    """Two voices would confuse; a pressed button is still answered."""
    chat = ChatState(locale="ru", route=UZ_IN_KZ, with_person=True)
    assert Conversation(equipment, knowledge, chat).say("Можно работать?", now=NOW).replies == ()
    assert Conversation(equipment, knowledge, chat).press("menu", now=NOW).replies


def test_forgetting_leaves_nothing(talk: Conversation) -> None:
    """Language, route, options, last question: all gone, after one question to be sure."""
    talk.say(EXAMPLES["kk"], now=NOW)
    asked = talk.say("/forget", now=NOW)
    assert not asked.forget
    assert [button.action for button in asked.replies[0].buttons] == [FORGET_YES, "menu"]
    done = talk.say("1", now=NOW)
    assert done.forget and done.chat == ChatState() and done.locale == "kk"
    assert done.replies[0].text


def test_a_borrowed_word_does_not_change_the_language(talk: Conversation) -> None:
    """People mix; the chat stays in theirs."""
    talk.say(EXAMPLES["tg"], now=NOW)
    for text in ("регистрация", "patent", "ok", "спасибо", "РВП?"):
        assert talk.say(text, now=NOW).locale == "tg"


@pytest.mark.parametrize("locale", [locale for locale in LOCALES if locale != "tg"])
def test_a_clear_sentence_changes_the_language_at_once(talk: Conversation, locale: str) -> None:
    """Somebody else took the phone, or the first guess was wrong."""
    talk.say(EXAMPLES["tg"], now=NOW)
    assert talk.say(EXAMPLES[locale], now=NOW).locale == locale


def test_a_language_chosen_by_hand_is_kept(talk: Conversation) -> None:
    """Until a clear long text says otherwise."""
    talk.press("language:ky", now=NOW)
    turn = talk.say("Можно работать?", now=NOW)
    assert turn.locale == "ky" and turn.chat.locale_is_chosen
    assert talk.press("language:en", now=NOW).locale == "en"


def test_the_phones_language_counts_until_the_person_has_written(
    equipment: Equipment, knowledge: Snapshot
) -> None:
    """/start says nothing of a language."""
    message = a_message("/start", language_hint="uz")
    turn = dispatch(message, ChatState(), equipment=equipment, knowledge=knowledge, now=NOW)
    assert turn.locale == "uz-Latn" and turn.chat.locale is None


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in (Kind.BLOCKED, Kind.UNBLOCKED)])
def test_every_kind_of_message_has_a_kind_answer(
    equipment: Equipment, knowledge: Snapshot, kind: Kind
) -> None:
    """Voice, photo, place, contact, group: nobody is met with silence."""
    chat = ChatState(locale="ru")
    message = a_message("", kind=kind)
    turn = dispatch(message, chat, equipment=equipment, knowledge=knowledge, now=NOW)
    assert turn.replies and turn.replies[0].text.strip()


def test_somebody_who_blocked_the_bot_is_left_alone(equipment: Equipment, knowledge: Snapshot) -> None:
    """Nothing can be sent; a return is not greeted unasked."""
    for kind, closes in ((Kind.BLOCKED, True), (Kind.UNBLOCKED, False)):
        message = a_message("", kind=kind)
        turn = dispatch(message, ChatState(), equipment=equipment, knowledge=knowledge, now=NOW)
        assert turn.replies == () and turn.close is closes


def test_an_old_button_is_answered_too(talk: Conversation) -> None:
    """Buttons stay on screens for months; what they meant may be gone."""
    for action in ("question:gone", "topic:gone", "gone", "language:xx", "stay:XX", "", "a:b:c"):
        turn = talk.press(action, now=NOW)
        assert turn.replies and turn.replies[0].text.strip()


_EQUIPMENT = make_equipment()
_KNOWLEDGE = Snapshot(read_content_files().content)
_ACTIONS = st.sampled_from(["menu", "helped", "question:work.unpaid", "stay:KZ", "forget:yes", "gone"])
_BUTTONS = st.builds(Button, st.text(max_size=10), _ACTIONS)
_COUNTRY = st.sampled_from([None, *COUNTRIES])
_QUESTIONS = st.sampled_from(sorted(_KNOWLEDGE.questions))
_CHATS = st.builds(
    ChatState,
    locale=st.sampled_from([None, *LOCALES]),
    locale_is_chosen=st.booleans(),
    route=st.builds(Route, _COUNTRY, _COUNTRY, _COUNTRY),
    options=st.lists(_BUTTONS, max_size=4).map(tuple),
    pending=st.one_of(st.none(), st.builds(Pending, _QUESTIONS)),
    last_question_id=st.one_of(st.none(), _QUESTIONS),
    candidates=st.lists(_QUESTIONS, max_size=3).map(tuple),
    topic=st.sampled_from([None, "work"]),
    with_person=st.booleans(),
    has_greeted=st.booleans(),
)
_PHRASES = st.sampled_from([each.text for each in _KNOWLEDGE.content.phrasings])
_TEXTS = st.one_of(
    st.text(max_size=200),
    _PHRASES,
    st.tuples(_PHRASES, st.text(max_size=10), _PHRASES).map(" ".join),
    st.sampled_from(
        ["", "0", "1", "99", "/", "/start", "/x", "??", "из Ташкента", "Россия", "да", "{0}", "{x}"]
    ),
)


@settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(text=_TEXTS, chat=_CHATS, hint=st.sampled_from([None, "uz", "ru", "tg-TJ", "de", ""]))
def test_any_text_in_any_state_has_a_reply(text: str, chat: ChatState, hint: str | None) -> None:
    """Unless a person handles the chat; and what is remembered can always be written down and read back."""
    message = a_message(clean_text(text), language_hint=hint)
    turn = dispatch(message, chat, equipment=_EQUIPMENT, knowledge=_KNOWLEDGE, now=NOW)
    assert turn.locale in LOCALES
    assert all(reply.text.strip() for reply in turn.replies)
    assert turn.replies or chat.with_person
    after = turn.chat
    stored = ChatState.from_json(
        after.to_json(), locale=after.locale, route=after.route, with_person=after.with_person
    )
    assert stored == after


NEAR_TIES = [
    ("tg", "шахар бозори", "uz-Cyrl"),
    ("tg", "мактаб кани", "uz-Cyrl"),
    ("kk", "балам мектепке барса", "ky"),
]


@pytest.mark.parametrize(("known", "text", "other"), NEAR_TIES)
def test_the_other_language_of_a_near_tie_is_offered(
    equipment: Equipment, knowledge: Snapshot, known: str, text: str, other: str
) -> None:
    """The chat stays as it is; one more button, in its own name, goes on in the other language."""
    conversation = Conversation(equipment, knowledge, ChatState(locale=known))
    turn = conversation.say(text, now=NOW)
    assert turn.locale == known
    assert turn.replies[-1].buttons[-1] == Button(NATIVE_NAMES[other], f"language:{other}")
    assert conversation.say(str(len(turn.replies[-1].buttons)), now=NOW).locale == other
