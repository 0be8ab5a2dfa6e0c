"""Commands and menus: /start, /menu, /help, /privacy and the same words in every language."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bot.buttons import MENU, TOPIC_NAMES, menu_buttons, person_and_menu, question_buttons
from bot.command_words import Command
from bot.handlers import Tools
from bot.handlers.choose_language import offer_languages
from bot.handlers.choose_route import ask_citizenship
from bot.handlers.deadline import start_deadline
from bot.handlers.forget_me import confirm_forgetting
from bot.handlers.near import ask_where
from bot.handlers.question import answer_feedback
from bot.handlers.talk_to_person import hand_over
from bot.messages import Button, IncomingMessage, Kind, Reply
from bot.turns import ChatState, Outcome, Turn
from knowledge_base.formats import format_quantity
from knowledge_base.routes import Route

_MAX_CAMPAIGN: Final = 32


def handle_command(message: IncomingMessage, chat: ChatState, tools: Tools) -> Turn | None:
    """Do what a command word or slash command asks for; None when the message is no command."""
    if message.kind is not Kind.TEXT:
        return None
    command = tools.commands.read(message.text, tools.texts.locale)
    return _COMMANDS[command.name](command, chat, tools) if command else None


def handle_menu_button(message: IncomingMessage, chat: ChatState, tools: Tools) -> Turn | None:
    """Show the menu or the questions of a topic; None for the buttons of other handlers."""
    if message.action == MENU:
        return _menu(Command("menu"), chat, tools)
    if message.action and message.action.startswith("topic:"):
        return _topic(message.action.removeprefix("topic:"), chat, tools)
    return None


def say_to(chat: ChatState, text: str, buttons: tuple[Button, ...], outcome: Outcome) -> Turn:
    """Return a turn of one plain reply."""
    return Turn(outcome, chat, replies=(Reply(text, buttons),))


def _start(command: Command, chat: ChatState, tools: Tools) -> Turn:
    campaign = "".join(c for c in command.argument if c.isalnum() or c in "-_")[:_MAX_CAMPAIGN]
    chat = replace(chat, campaign=campaign or chat.campaign, has_greeted=True, pending=None, asked=None)
    text = tools.texts.say(
        "Hello! I answer questions about registration, children and work for people who live far from home. "
        "It is free, and I do not ask for your name.\n\n"
        "Write your question in your own words, in any of my languages, or choose:"
    )
    return say_to(chat, text, menu_buttons(tools.texts, tools.knowledge), Outcome.COMMAND)


def _menu(_command: Command, chat: ChatState, tools: Tools) -> Turn:
    text = tools.texts.say("What is your question about? Choose, or write it in your own words.")
    chat = replace(chat, pending=None, asked=None)
    return say_to(chat, text, menu_buttons(tools.texts, tools.knowledge), Outcome.COMMAND)


def _topic(topic: str, chat: ChatState, tools: Tools) -> Turn:
    questions = tools.knowledge.questions_of(topic)
    if not questions:  # an old button of a topic that is gone
        return _menu(Command("menu"), chat, tools)
    texts = tools.texts
    buttons = question_buttons(questions, tools.knowledge, texts.locale)
    chat = replace(chat, topic=topic, pending=None, asked=None)
    text = texts.say(TOPIC_NAMES[topic]) + "\n\n" + texts.say("Choose a question:")
    return say_to(chat, text, (*buttons, Button(texts.say("Menu"), MENU)), Outcome.COMMAND)


def _help(_command: Command, chat: ChatState, tools: Tools) -> Turn:
    text = tools.texts.say(
        "Write one question in your own words, for example: I came to Almaty, where do I register?\n\n"
        "I answer only from texts with a source, and say where nobody has checked one yet. Where I am not "
        "sure I say so and pass your question to a person.\n\n"
        "Commands: /menu topics, /deadline count your last days, /near help points, /route passport and "
        "country, /language, /person ask a person, /privacy what I keep, /forget delete everything."
    )
    return say_to(chat, text, person_and_menu(tools.texts), Outcome.COMMAND)


def _privacy(_command: Command, chat: ChatState, tools: Tools) -> Turn:
    text = tools.texts.say(
        "I keep your messages for {days} so that a person can answer you, and your language, passport "
        "country and country of stay so that I need not ask again. I keep no names, and nothing is sold or "
        "published.\n\n"
        "Please do not send photos of documents. Send /forget to delete everything at once.",
        days=format_quantity(tools.retention_days, "calendar_days", tools.texts.locale),
    )
    return say_to(chat, text, person_and_menu(tools.texts), Outcome.COMMAND)


def _greeting(_command: Command, chat: ChatState, tools: Tools) -> Turn:
    if not chat.has_greeted:
        return replace(_start(Command("start"), chat, tools), outcome=Outcome.SMALLTALK)
    text = tools.texts.say("Hello! What would you like to know?")
    return say_to(chat, text, menu_buttons(tools.texts, tools.knowledge), Outcome.SMALLTALK)


def _thanks(_command: Command, chat: ChatState, tools: Tools) -> Turn:
    text = tools.texts.say("You are welcome. Write again whenever you need to.")
    return say_to(chat, text, person_and_menu(tools.texts), Outcome.SMALLTALK)


def _bye(_command: Command, chat: ChatState, tools: Tools) -> Turn:
    text = tools.texts.say("All the best to you. I am here day and night.")
    return say_to(chat, text, (), Outcome.SMALLTALK)


def _route(_command: Command, chat: ChatState, tools: Tools) -> Turn:
    chat = replace(chat, route=Route(), pending=None, asked=None)
    return replace(ask_citizenship(chat, tools), outcome=Outcome.COMMAND)


_COMMANDS: Final[dict[str, Callable[[Command, ChatState, Tools], Turn]]] = {
    "start": _start,
    "menu": _menu,
    "language": lambda _command, chat, tools: offer_languages(chat, tools),
    "route": _route,
    "deadline": lambda _command, chat, tools: start_deadline(chat, tools),
    "near": lambda _command, chat, tools: ask_where(chat, tools),
    "person": lambda _command, chat, tools: hand_over(chat, tools),
    "forget": lambda _command, chat, tools: confirm_forgetting(chat, tools),
    "privacy": _privacy,
    "help": _help,
    "greeting": _greeting,
    "thanks": _thanks,
    "bye": _bye,
    "helped": lambda _command, chat, tools: answer_feedback(True, chat, tools),
    "did_not_help": lambda _command, chat, tools: answer_feedback(False, chat, tools),
}
