"""Everything that is not text: voice, pictures, places, group chats. Each has a kind, defined outcome."""

from dataclasses import replace
from typing import Final

from bot.buttons import person_and_menu
from bot.handlers import Tools
from bot.handlers.question import answer_question
from bot.messages import IncomingMessage, Kind, Reply
from bot.texts import later
from bot.turns import ChatState, Outcome, Turn

_SENTENCES: Final = {
    Kind.VOICE: later(
        "I cannot listen to voice messages yet. Please write your question in a few words, or choose:"
    ),
    Kind.PHOTO: later(
        "I cannot look at pictures, and you need not send any. Please never send photos of your passport "
        "to a chat. Write your question in a few words, or choose:"
    ),
    Kind.FILE: later(
        "I cannot open files, and you need not send any. Write your question in a few words, or choose:"
    ),
    Kind.CONTACT: later("I need no phone numbers. Write your question in a few words, or choose:"),
    Kind.STICKER: later("Write your question in a few words, or choose:"),
}
_SAME_AS: Final = {Kind.VIDEO: Kind.PHOTO, Kind.OTHER: Kind.STICKER}


def handle_attachment(message: IncomingMessage, chat: ChatState, tools: Tools) -> Turn | None:
    """Say kindly what the bot cannot read and how to go on; None for text and buttons."""
    if message.kind is Kind.BLOCKED:
        return Turn(Outcome.COMMAND, chat, close=True)
    if message.kind is Kind.UNBLOCKED:
        return Turn(Outcome.COMMAND, chat)
    if message.kind is Kind.GROUP:
        text = tools.texts.say(
            "I answer only in a private chat, where nobody else reads along. Please write to me there."
        )
        return Turn(Outcome.COMMAND, chat, replies=(Reply(text),))
    if message.kind is Kind.LOCATION:
        return replace(answer_question("help.hotlines", chat, tools), outcome=Outcome.COMMAND)
    sentence = _SENTENCES.get(_SAME_AS.get(message.kind, message.kind))
    if sentence is None:
        return None
    return Turn(
        Outcome.SMALLTALK, chat, replies=(Reply(tools.texts.say(sentence), person_and_menu(tools.texts)),)
    )
