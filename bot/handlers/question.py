"""A question: match it, settle for whom, answer with source and date, or say honestly that we do not know."""

import math
from dataclasses import replace
from typing import Final

from bot.answer_texts import compose_answer
from bot.buttons import (
    DID_NOT_HELP,
    HELPED,
    MENU,
    NONE_OF_THESE,
    ROUTE,
    menu_buttons,
    person_and_menu,
    question_buttons,
)
from bot.handlers import Tools
from bot.handlers.choose_route import ask_missing, go_on, route_line
from bot.hotlines import until_somebody_answers
from bot.messages import Button, IncomingMessage, Reply
from bot.route_reading import without_route
from bot.turns import ChatState, Handoff, HandoffReason, Outcome, Turn
from knowledge_base.folding import words
from knowledge_base.matching import Match
from knowledge_base.retrieval import (
    Ambiguous,
    Clear,
    RouteNeeded,
    Thresholds,
    WhichQuestion,
    decide,
    find_answer,
)
from knowledge_base.routes import Route

#: "And for my child?" has few words of its own; longer texts say what they are about.
_FOLLOW_UP_WORDS: Final = 5
_STANDS_ALONE: Final = 0.9  #: from here a short text needs nothing of what was said before
_MAX_RELATED: Final = 2
#: From here a text without its route is believed to ask something else than with it.
_SAYS_ELSE: Final = 0.75


def handle_question_button(message: IncomingMessage, chat: ChatState, tools: Tools) -> Turn | None:
    """Answer a chosen question, take feedback, or "none of these"; None for other buttons."""
    action = message.action or ""
    if action in (HELPED, DID_NOT_HELP):
        return answer_feedback(action == HELPED, chat, tools)
    if action == NONE_OF_THESE:
        return _hand_over_unanswered(chat, tools)
    if not action.startswith("question:"):
        return None
    question_id = action.removeprefix("question:")
    if question_id not in tools.knowledge.questions:  # an old button of a question that is gone
        return _hand_over_unanswered(chat, tools)
    return answer_question(question_id, chat, tools)


def handle_question(message: IncomingMessage, chat: ChatState, tools: Tools) -> Turn:
    """Answer a text in free words; this handler comes last and always has a turn."""
    matches = _match(message.text, chat, tools)
    which = decide(matches, tools.thresholds)
    if chat.pending is not None and not isinstance(which, Clear) and tools.told != Route():
        return go_on(chat, tools).with_matches(matches)
    return _act(which, chat, tools).with_matches(matches)


def answer_question(question_id: str, chat: ChatState, tools: Tools) -> Turn:
    """Give the answer for the chat's route, ask for the part of the route it depends on, or own a gap."""
    found = find_answer(
        question_id, chat.route, tools.texts.locale, tools.now.date(), knowledge=tools.knowledge
    )
    topic = tools.knowledge.questions[question_id].topic
    chat = replace(chat, last_question_id=question_id, topic=topic, has_greeted=True)
    if isinstance(found, RouteNeeded):
        return ask_missing(question_id, chat, tools)
    chat = replace(chat, pending=None, asked=None)
    if found is None:
        return _own_gap(question_id, chat, tools)
    text = compose_answer(found, chat.route, tools)
    related = tuple(
        each for each in tools.knowledge.questions[question_id].related if each in tools.knowledge.questions
    )[:_MAX_RELATED]
    texts = tools.texts
    buttons = (
        Button(texts.say("It helped"), HELPED),
        Button(texts.say("It did not help"), DID_NOT_HELP),
        *question_buttons(related, tools.knowledge, texts.locale),
        Button(texts.say("Change country"), ROUTE),
    )
    return Turn(Outcome.ANSWER, chat, replies=(Reply(text, buttons, question_id),))


def answer_beside(message: IncomingMessage, chat: ChatState, tools: Tools) -> Reply | None:
    """Return the answer to go with another reply, where the question is clear and needs no asking back."""
    which = decide(_match(message.text, chat, tools), tools.thresholds)
    if not isinstance(which, Clear):
        return None
    texts, day = tools.texts, tools.now.date()
    found = find_answer(which.question_id, chat.route, texts.locale, day, knowledge=tools.knowledge)
    if found is None or isinstance(found, RouteNeeded):
        return None
    return Reply(compose_answer(found, chat.route, tools), (), which.question_id)


def answer_feedback(helped: bool, chat: ChatState, tools: Tools) -> Turn:
    """Thank for a yes; after a no offer the next candidates first and then a person."""
    texts = tools.texts
    if helped:
        text = texts.say("I am glad. Write again whenever you need to.")
        return Turn(Outcome.COMMAND, chat, replies=(Reply(text, person_and_menu(texts)),))
    others = tuple(each for each in chat.candidates if each != chat.last_question_id)[:3]
    if others:
        text = texts.say("I am sorry. Did you mean one of these?")
        buttons = (
            *question_buttons(others, tools.knowledge, texts.locale),
            Button(texts.say("Something else"), NONE_OF_THESE),
        )
        return Turn(Outcome.CHOOSE, replace(chat, candidates=()), replies=(Reply(text, buttons),))
    turn = _hand_over_unanswered(chat, tools)
    return replace(turn, outcome=Outcome.COMMAND, handoff=Handoff(HandoffReason.UNHELPFUL))


def _match(text: str, chat: ChatState, tools: Tools) -> tuple[Match, ...]:
    """Rank the questions; a short text that means little alone is read together with the last question."""
    matcher = tools.knowledge.matcher
    locale = tools.texts.locale
    matches = _without_the_route(text, tuple(matcher.match(text, locale)), tools)
    is_short = len(words(text)) <= _FOLLOW_UP_WORDS
    if not matches or not chat.last_question_id or not is_short or matches[0].confidence >= _STANDS_ALONE:
        return matches
    title = tools.knowledge.title(chat.last_question_id, locale)
    followed = matcher.match(f"{title} {text}", locale)
    # The title alone always points back to the last question, so only another one is news.
    news = next((match for match in followed if match.question_id != chat.last_question_id), None)
    return _led_by(news.question_id, matches, tools.thresholds) if news else matches


def _without_the_route(text: str, matches: tuple[Match, ...], tools: Tools) -> tuple[Match, ...]:
    """Make sure of nothing where the text says something else once the words of the route are left out.

    "I came from Kyrgyzstan to Moscow, they do not pay": coming sounds like registration and outweighs it.
    """
    rest = without_route(text)
    if not matches or not rest or rest == text:
        return matches
    others = tools.knowledge.matcher.match(rest, tools.texts.locale)
    if not others or others[0].question_id == matches[0].question_id or others[0].confidence < _SAYS_ELSE:
        return matches
    unsure = math.nextafter(tools.thresholds.sure, 0)
    leaders = (matches[0], others[0])
    followers = (each for each in matches[1:] if each.question_id != others[0].question_id)
    return tuple(
        replace(each, confidence=min(each.confidence, unsure))
        for each in (*sorted(leaders, key=lambda each: -each.confidence), *followers)
    )


def _led_by(question_id: str, matches: tuple[Match, ...], thresholds: Thresholds) -> tuple[Match, ...]:
    """Put the question that continues the talk first, to be offered; one that was first stays as sure."""
    leader = next((match for match in matches if match.question_id == question_id), None)
    if leader is None or leader is matches[0]:
        return matches
    confidence = max(thresholds.near, leader.confidence)
    others = (match for match in matches if match is not leader)
    return (
        replace(leader, confidence=confidence),
        *(replace(other, confidence=min(other.confidence, confidence)) for other in others),
    )


def _act(which: WhichQuestion, chat: ChatState, tools: Tools) -> Turn:
    if isinstance(which, Clear):
        chat = replace(chat, candidates=which.next_best)
        return answer_question(which.question_id, chat, tools)
    if isinstance(which, Ambiguous):
        texts = tools.texts
        buttons = (
            *question_buttons(which.question_ids, tools.knowledge, texts.locale),
            Button(texts.say("Something else"), NONE_OF_THESE),
        )
        chat = replace(chat, candidates=which.question_ids, pending=None, asked=None)
        text = texts.say("Did you mean one of these?")
        return Turn(Outcome.CHOOSE, chat, replies=(Reply(text, buttons),))
    return _hand_over_unanswered(chat, tools)


def _hand_over_unanswered(chat: ChatState, tools: Tools) -> Turn:
    texts = tools.texts
    text = "\n\n".join(
        [
            texts.say(
                "I am not sure what to answer, and I do not want to guess. I have passed your message to a "
                "person of the organisation; they will write to you here."
            ),
            until_somebody_answers(chat.route.stay_in, tools),
        ]
    )
    return Turn(
        Outcome.UNANSWERED,
        replace(chat, pending=None, asked=None),
        replies=(Reply(text, menu_buttons(texts, tools.knowledge)),),
        handoff=Handoff(HandoffReason.UNANSWERED),
    )


def _own_gap(question_id: str, chat: ChatState, tools: Tools) -> Turn:
    texts = tools.texts
    text = "\n\n".join(
        [
            tools.knowledge.title(question_id, texts.locale) + "\n" + route_line(chat.route, tools),
            texts.say(
                "I have no checked answer to this for you yet. I have passed your question to a person of "
                "the organisation; they will write to you here."
            ),
            until_somebody_answers(chat.route.stay_in, tools),
        ]
    )
    buttons = (Button(texts.say("Change country"), ROUTE), Button(texts.say("Menu"), MENU))
    return Turn(
        Outcome.UNANSWERED,
        chat,
        replies=(Reply(text, buttons, question_id),),
        handoff=Handoff(HandoffReason.UNANSWERED),
    )
