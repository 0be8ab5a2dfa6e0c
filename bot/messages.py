"""The words every channel shares: what came in, what goes out, and a button between them."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

#: Longer texts are cut here before anything reads them; Telegram's own limit is 4096.
MAX_TEXT: Final = 4000
#: Telegram allows 64 bytes for the data of a button; every action stays below.
MAX_ACTION: Final = 64

# Bidirectional controls can make a text read other than it is written; the rest are invisible noise.
_DROPPED = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C, 0xFEFF}


class Kind(StrEnum):
    """What sort of thing a person sent, whatever the channel calls it."""

    TEXT = "text"
    BUTTON = "button"
    VOICE = "voice"
    PHOTO = "photo"
    VIDEO = "video"
    STICKER = "sticker"
    FILE = "file"
    LOCATION = "location"
    CONTACT = "contact"
    GROUP = "group"  #: said in a group chat, where other people read along
    BLOCKED = "blocked"  #: the person blocked the bot or left; nothing can be sent
    UNBLOCKED = "unblocked"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """One message, stripped to what an answer needs. Names and usernames never get this far."""

    channel: str  #: telegram, whatsapp, sms or web
    external_id: str  #: the channel's id of the update; unique within the channel
    address: str  #: where replies go; personal data, never logged
    kind: Kind = Kind.TEXT
    text: str = ""
    action: str | None = None  #: what the pressed button stands for
    callback_id: str | None = None  #: Telegram waits for an acknowledgement of a pressed button
    latitude: float | None = None
    longitude: float | None = None
    language_hint: str | None = None  #: the language of the person's app, e.g. Telegram's language_code
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """A choice the person can press, or pick by its number where a channel has no buttons."""

    label: str
    action: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to the person, before a channel gives it its own form."""

    text: str
    buttons: tuple[Button, ...] = ()
    question_id: str | None = None  #: which question this answers, for figures and for tests
    template: str | None = None  #: a content template that WhatsApp takes outside its 24 hours


def clean_text(text: str) -> str:
    """Return the text without what no database or screen should meet, cut to `MAX_TEXT` characters.

    NUL bytes and lone surrogates cannot be stored in PostgreSQL, bidirectional controls can hide what a
    text says. Letters are put into composed form (NFC), so that `й` is one letter however it was typed.
    """
    text = text[: 4 * MAX_TEXT]
    kept = "".join(
        character
        for character in text
        if ord(character) not in _DROPPED
        and (character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cs", "Co", "Cn"))
    )
    return unicodedata.normalize("NFC", kept).strip()[:MAX_TEXT]
