"""The language of the chat, set by hand. A language set by hand is left only for a clear long text."""

from dataclasses import replace

from bot.buttons import LANGUAGE, language_buttons, menu_buttons
from bot.handlers import Tools
from bot.messages import IncomingMessage, Reply
from bot.texts import texts_for
from bot.turns import ChatState, Outcome, Turn
from knowledge_base.locales import LOCALES


def handle_language_button(message: IncomingMessage, chat: ChatState, tools: Tools) -> Turn | None:
    """Offer the languages, or take the chosen one; None for the buttons of other handlers."""
    if message.action == LANGUAGE:
        return offer_languages(chat, tools)
    if not message.action or not message.action.startswith("language:"):
        return None
    locale = message.action.removeprefix("language:")
    if locale not in LOCALES:
        return offer_languages(chat, tools)
    texts = texts_for(locale)
    chat = replace(chat, locale=locale, locale_is_chosen=True)
    text = texts.say("From now on I write in English.") + "\n\n" + texts.say("What would you like to know?")
    return Turn(Outcome.COMMAND, chat, replies=(Reply(text, menu_buttons(texts, tools.knowledge)),))


def offer_languages(chat: ChatState, tools: Tools) -> Turn:
    """Ask for the language; the buttons are readable to somebody who cannot read the sentence above them."""
    text = tools.texts.say("Choose your language:")
    return Turn(Outcome.COMMAND, chat, replies=(Reply(text, language_buttons()),))
