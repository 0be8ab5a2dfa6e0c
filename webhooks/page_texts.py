"""The sentences of the web chat page, in the catalogues of the bot."""

from typing import Final

from bot.texts import Texts, later

_SENTENCES: Final = {
    "title": later("Ask about registration, children and work"),
    "intro": later("Free. In your language. No names, no sign-up."),
    "your_message": later("Your message"),
    "send": later("Send"),
    "you": later("You"),
    "bot": later("Bot"),
    "delete": later("Delete this chat"),
    "delete_question": later("Delete this chat and everything kept of it?"),
    "deleted": later("The chat is deleted."),
    "connecting": later("The connection is lost. Trying again…"),
    "not_sent": later("Not sent. Press to try again."),
    "too_long": later("This message is too long."),
    "language": later("Language"),
    "conversation": later("Conversation"),
    "starters": later("Write your question in a few words, or choose:"),
    "delete_yes": later("Yes, delete"),
    "keep": later("No, keep"),
    "other_ways": later("Works on a slow connection. Your chat is remembered on this device only."),
}


def page_texts(texts: Texts) -> dict[str, str]:
    """Return every sentence of the page in one locale, by its key."""
    return {key: texts.say(sentence) for key, sentence in _SENTENCES.items()}
