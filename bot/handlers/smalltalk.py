"""Messages without a question in them: only emoji or digits, a number that is not in the list."""

import re
from typing import Final

from bot.buttons import person_and_menu
from bot.handlers import Tools
from bot.messages import IncomingMessage, Kind, Reply
from bot.turns import ChatState, Outcome, Turn
from knowledge_base.folding import fold

_ONLY_DIGITS: Final = re.compile(r"^[\d\s.,+()-]*$")


def handle_unreadable(message: IncomingMessage, chat: ChatState, tools: Tools) -> Turn | None:
    """Ask kindly for words where there are none; None when the text has any."""
    if message.kind is Kind.BUTTON:  # an action that no handler knows any more
        return _ask_for_words(chat, tools)
    said = fold(message.text)
    if chat.options and said.isdigit():
        text = tools.texts.say("Please choose a number from 1 to {count}:", count=str(len(chat.options)))
        return Turn(Outcome.SMALLTALK, chat, replies=(Reply(text, chat.options),))
    return None if said and not _ONLY_DIGITS.match(said) else _ask_for_words(chat, tools)


def _ask_for_words(chat: ChatState, tools: Tools) -> Turn:
    text = tools.texts.say("Write your question in a few words, or choose:")
    return Turn(Outcome.SMALLTALK, chat, replies=(Reply(text, person_and_menu(tools.texts)),))
