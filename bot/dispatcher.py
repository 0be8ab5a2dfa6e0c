"""Settle the language, read the route, then ask the handlers in order; the first Turn wins.

Pure: no database, no network, no clock. The worker, the command line and the tests call the same function.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.command_words import CommandWords
from bot.danger import DangerDetector
from bot.handlers import Handler, Tools
from bot.handlers.attachments import handle_attachment
from bot.handlers.choose_language import handle_language_button
from bot.handlers.choose_route import handle_route_button
from bot.handlers.commands import handle_command, handle_menu_button
from bot.handlers.danger import handle_danger, with_numbers
from bot.handlers.deadline import handle_deadline
from bot.handlers.forget_me import handle_forget_button
from bot.handlers.near import handle_near
from bot.handlers.question import handle_question, handle_question_button
from bot.handlers.smalltalk import handle_unreadable
from bot.handlers.talk_to_person import handle_person_button, keep_silent_for_person
from bot.language import Detector
from bot.language.phone import country_of
from bot.language.settle import Settled, settle_locale
from bot.messages import Button, IncomingMessage, Kind
from bot.route_reading import read_route
from bot.route_reading.mentions import find_mentions
from bot.texts import texts_for
from bot.turns import ChatState, Turn
from knowledge_base.folding import fold, words
from knowledge_base.index import Snapshot
from knowledge_base.locales import NATIVE_NAMES
from knowledge_base.retrieval import Thresholds
from knowledge_base.routes import Route

_HANDLERS: Final[tuple[Handler, ...]] = (
    handle_danger,
    keep_silent_for_person,
    handle_near,
    handle_attachment,
    handle_deadline,
    handle_language_button,
    handle_route_button,
    handle_forget_button,
    handle_person_button,
    handle_menu_button,
    handle_question_button,
    handle_command,
    handle_unreadable,
)
_NOTHING_TOLD: Final = Route()
_SHORT: Final = 2
_NUMBER: Final = re.compile(r"^\s*(\d{1,2})\s*[.)]?\s*$")


@dataclass(frozen=True, slots=True)
class Equipment:
    """What does not change from message to message: detector, word lists, thresholds."""

    detector: Detector
    danger: DangerDetector
    commands: CommandWords
    thresholds: Thresholds
    retention_days: int


def dispatch(
    message: IncomingMessage, chat: ChatState, *, equipment: Equipment, knowledge: Snapshot, now: datetime
) -> Turn:
    """Return all that follows from one message; every message has a turn."""
    message = _picked_from_list(message, chat)
    settled, chat = _settle(message, chat, equipment)
    told = _told_route(message, chat)
    chat = replace(chat, route=chat.route.updated(told))
    tools = tools_for(settled.locale, equipment=equipment, knowledge=knowledge, now=now, told=told)
    turn = next((turn for handler in _HANDLERS if (turn := handler(message, chat, tools))), None)
    if turn is None:
        turn = with_numbers(handle_question(message, chat, tools), message, tools)
    turn = replace(turn, locale=turn.chat.locale or settled.locale)
    return _remember_options(_offer_language(turn, settled.offer))


def tools_for(
    locale: str,
    *,
    equipment: Equipment,
    knowledge: Snapshot,
    now: datetime,
    told: Route = _NOTHING_TOLD,
) -> Tools:
    """Return what the handlers use to answer in a locale."""
    return Tools(
        texts=texts_for(locale),
        knowledge=knowledge,
        danger=equipment.danger,
        commands=equipment.commands,
        now=now,
        retention_days=equipment.retention_days,
        thresholds=equipment.thresholds,
        told=told,
    )


def _told_route(message: IncomingMessage, chat: ChatState) -> Route:
    """Return what the message says of the route; a lone country answers the part that was asked for."""
    if message.kind is not Kind.TEXT:
        return Route()
    told = read_route(message.text, chat.locale, known=chat.route)
    if chat.pending is None or told != Route():
        return told
    said = words(message.text)
    if not chat.route.citizenship and len(said) <= _SHORT:
        # "Uzbek" alone may be a language; said to "which passport?" it is the passport.
        said = [*said, "паспорт"]
    named = {mention.country for mention in find_mentions(said)}
    if len(named) != 1:
        return told
    country = named.pop()
    return Route(stay_in=country) if chat.route.citizenship else Route(citizenship=country)


def _picked_from_list(message: IncomingMessage, chat: ChatState) -> IncomingMessage:
    """Turn "2", or a button's own words, into the button of the list that was offered last."""
    if message.kind is not Kind.TEXT or not chat.options:
        return message
    number = _NUMBER.match(message.text)
    if number and 1 <= int(number.group(1)) <= len(chat.options):
        return _as_button(message, chat.options[int(number.group(1)) - 1])
    said = fold(message.text)
    named = next((button for button in chat.options if said and fold(button.label) == said), None)
    return _as_button(message, named) if named else message


def _as_button(message: IncomingMessage, button: Button) -> IncomingMessage:
    return replace(message, kind=Kind.BUTTON, action=button.action, text="")


def _settle(message: IncomingMessage, chat: ChatState, equipment: Equipment) -> tuple[Settled, ChatState]:
    """Return the locale to answer in, and the chat, which remembers it only where the text showed it.

    A guess from the phone's language or from nothing must not make the next, clearer message weaker.
    """
    text = message.text if message.kind is Kind.TEXT and not message.text.startswith("/") else ""
    detection = equipment.detector.detect(text)
    settled = settle_locale(
        detection,
        known=chat.locale,
        is_chosen=chat.locale_is_chosen,
        hint=message.language_hint,
        country=country_of(message.channel, message.address),
    )
    if chat.locale is not None or settled.locale == detection.locale:
        chat = replace(chat, locale=settled.locale)
    return settled, chat


def _offer_language(turn: Turn, locale: str | None) -> Turn:
    """On a near tie add one button that goes on in the other language."""
    if locale is None or not turn.replies:
        return turn
    *others, last = turn.replies
    button = Button(NATIVE_NAMES[locale], f"language:{locale}")
    return replace(turn, replies=(*others, replace(last, buttons=(*last.buttons, button))))


def _remember_options(turn: Turn) -> Turn:
    """Keep the last list offered, so that a bare number picks from it."""
    if turn.forget or not turn.replies:
        return turn
    offered = next((reply.buttons for reply in reversed(turn.replies) if reply.buttons), ())
    return replace(turn, chat=replace(turn.chat, options=offered))
