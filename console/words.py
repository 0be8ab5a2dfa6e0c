"""What the codes of the database are called on the pages."""

from datetime import datetime, timedelta
from typing import Final

from babel import Locale

from bot.messages import Kind
from bot.models import HandoffState, OutboxState
from bot.texts import Texts, later
from bot.turns import HandoffReason, Outcome
from console.handling import CloseOutcome, Refusal
from console.models import Role
from knowledge_base.locales import NATIVE_NAMES
from knowledge_base.routes import Route

WORDS: Final[dict[str, dict[str, str]]] = {
    "reason": {
        HandoffReason.DANGER: later("Danger"),
        HandoffReason.ASKED: later("Asked for a person"),
        HandoffReason.UNANSWERED: later("The bot had no answer"),
        HandoffReason.UNHELPFUL: later("The answer did not help"),
        HandoffReason.FAILED: later("The bot broke"),
    },
    "channel": {
        "telegram": later("Telegram"),
        "whatsapp": later("WhatsApp"),
        "sms": later("SMS"),
        "web": later("Web chat"),
    },
    "state": {
        HandoffState.OPEN: later("Waiting"),
        HandoffState.CLAIMED: later("Taken"),
        HandoffState.CLOSED: later("Closed"),
    },
    "close_outcome": {
        CloseOutcome.ANSWERED: later("Answered"),
        CloseOutcome.NOT_OURS: later("Not our subject"),
        CloseOutcome.SPAM: later("Spam"),
        CloseOutcome.UNREACHABLE: later("The person cannot be reached"),
    },
    "outcome": {
        Outcome.ANSWER: later("The bot answered"),
        Outcome.CHOOSE: later("The bot offered a choice"),
        Outcome.ASK_ROUTE: later("The bot asked for passport and country"),
        Outcome.DANGER: later("The bot saw danger"),
        Outcome.SMALLTALK: later("Small talk"),
        Outcome.COMMAND: later("A command"),
        Outcome.UNANSWERED: later("The bot had no answer"),
    },
    "delivery": {
        OutboxState.QUEUED: later("not sent yet"),
        OutboxState.SENDING: later("being sent"),
        OutboxState.SENT: later("sent"),
        OutboxState.DELIVERED: later("delivered"),
        OutboxState.FAILED: later("not delivered"),
    },
    "kind": {
        Kind.BUTTON: later("pressed a button"),
        Kind.VOICE: later("sent a voice message"),
        Kind.PHOTO: later("sent a photo"),
        Kind.VIDEO: later("sent a video"),
        Kind.STICKER: later("sent a sticker"),
        Kind.FILE: later("sent a file"),
        Kind.LOCATION: later("sent a location"),
        Kind.CONTACT: later("sent a contact"),
        Kind.GROUP: later("wrote in a group"),
        Kind.BLOCKED: later("blocked the bot"),
        Kind.UNBLOCKED: later("unblocked the bot"),
        Kind.OTHER: later("sent something the bot cannot read"),
    },
    "role": {
        Role.ADMINISTRATOR: later("administrator"),
        Role.EDITOR: later("editor"),
        Role.REVIEWER: later("reviewer"),
        Role.OPERATOR: later("operator"),
        Role.ANALYST: later("analyst"),
    },
    "refusal": {
        Refusal.TAKEN: later("A colleague was faster and has this chat. Nothing was sent."),
        Refusal.CLOSED: later("This chat is already closed. Nothing was sent."),
        Refusal.GONE: later(
            "The person blocked the bot or deleted the chat, so nothing can be sent. Close it as "
            "“cannot be reached”; if they write again, it works again."
        ),
        Refusal.WINDOW_CLOSED: later(
            "WhatsApp lets us write only within 24 hours of the person's last message, and that time is "
            "over. When they write again, you can reply. Otherwise close it as “cannot be reached”."
        ),
        Refusal.EMPTY: later("The reply is empty. Nothing was sent."),
        Refusal.TOO_LONG: later("The reply is too long. Shorten it or send it in two parts."),
        Refusal.NO_OUTCOME: later("Choose how it ended."),
        Refusal.NO_COLLEAGUE: later("Choose a colleague who works with chats."),
        Refusal.NO_TEMPLATE: later("There is no message that could be sent here now."),
    },
}


def word(texts: Texts, group: str, code: str | None) -> str:
    """Return what a code is called; a code that is newer than this file is shown as it is."""
    if code is None:
        return ""
    sentence = WORDS[group].get(code)
    return texts.say(sentence) if sentence else code


def language_name(texts: Texts, locale: str | None) -> str:
    """Return how speakers call their language."""
    return NATIVE_NAMES.get(locale or "", texts.say("language unknown"))


def route_words(texts: Texts, route: Route) -> str:
    """Return "Uzbekistan → Kazakhstan", with a question mark for what is not known."""
    if route == Route():
        return texts.say("route unknown")
    names = Locale.parse(texts.locale, sep="-").territories
    ends = [names.get(code, code) if code else "?" for code in (route.citizenship, route.stay_in)]
    words = " → ".join(ends)
    return (
        texts.say("{route} through {country}", route=words, country=names.get(route.via, route.via))
        if route.via
        else words
    )


def moment(at: datetime) -> str:
    """Return a time with its zone said: staff and migrants live in several."""
    return at.strftime("%d.%m.%Y %H:%M UTC")


def span(texts: Texts, length: timedelta) -> str:
    """Return a length of time in its largest unit, short enough for a table."""
    minutes = max(0, int(length.total_seconds() // 60))
    if minutes < 60:
        return texts.say("{count} min", count=str(minutes))
    if minutes < 48 * 60:
        return texts.say("{count} h", count=str(minutes // 60))
    return texts.say("{count} d", count=str(minutes // (24 * 60)))
