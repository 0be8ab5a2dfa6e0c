"""Reading a Telegram update: what arrived, stripped to an `IncomingMessage`, or nothing to answer."""

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, Update, User

from bot.messages import MAX_ACTION, IncomingMessage, Kind, clean_text

#: What Telegram is asked for, by webhook or by polling; nothing else is ever delivered to us.
ALLOWED_UPDATES: Final = ("message", "edited_message", "callback_query", "my_chat_member")

_KINDS: Final = {
    "voice": Kind.VOICE,
    "audio": Kind.VOICE,
    "photo": Kind.PHOTO,
    "video": Kind.VIDEO,
    "video_note": Kind.VIDEO,
    "animation": Kind.VIDEO,
    "sticker": Kind.STICKER,
    "document": Kind.FILE,
    "location": Kind.LOCATION,
    "contact": Kind.CONTACT,
}
# What Telegram itself says in a chat, so that nobody waits for an answer; a prefix stands for all it begins.
_SERVICE: Final = (
    *("new_chat_", "left_chat_", "delete_chat_", "group_chat_", "supergroup_chat_", "channel_chat_"),
    *("message_auto_delete_timer_", "migrate_", "pinned_message", "proximity_alert_", "boost_added"),
    *("chat_background_set", "forum_topic_", "general_forum_topic_", "video_chat_", "write_access_allowed"),
    *("users_shared", "chat_shared", "chat_owner_", "successful_payment", "refunded_payment", "giveaway_"),
)
# Only these parts of a message are handed to the library: it stumbles over what is newer than itself, and a
# quoted poll must not silence the question beside it.
_READ: Final = frozenset({"message_id", "from", "chat", "date", "text", "caption", *_KINDS})
_READ_OF_PRESSED: Final = frozenset({"message_id", "chat", "date"})
_LONGEST_ID: Final = 64
_LONGEST_LANGUAGE: Final = 16
_PRESENT: Final = frozenset({"member", "administrator", "creator", "restricted"})


class UnreadableUpdate(ValueError):
    """The payload is no Telegram update; to have it sent again would not help."""


def read_update(payload: object) -> IncomingMessage | None:
    """Return the message an update holds, or None where no person waits for an answer.

    A caption counts as the text: what is written under a photo is the question. Raises `UnreadableUpdate`,
    and nothing else, for any other JSON value.
    """
    if not isinstance(payload, Mapping) or not _is_id(payload.get("update_id")):
        raise UnreadableUpdate("no update")
    kind = next((kind for kind in ALLOWED_UPDATES if payload.get(kind) is not None), None)
    if kind is None:
        return None
    try:
        needed = _needed(kind, payload[kind])
        if needed is None:
            return None
        return _read(Update.de_json({"update_id": payload["update_id"], kind: needed}, None))
    except UnreadableUpdate:
        raise
    except Exception as error:
        # The library builds its objects from whatever arrives; what it trips over cannot be listed. Its
        # words may quote the update, so only the kind of error is kept.
        raise UnreadableUpdate(type(error).__name__) from None


def _needed(kind: str, part: Any) -> dict[str, Any] | None:
    """The part of an update that an answer needs; None for what nobody waits for."""
    if kind in ("message", "edited_message"):
        if any(name.startswith(_SERVICE) for name in part):
            return None
        return {name: value for name, value in part.items() if name in _READ}
    if kind == "callback_query" and part.get("message") is not None:
        pressed = {name: value for name, value in part["message"].items() if name in _READ_OF_PRESSED}
        return {**part, "message": pressed}
    return dict(part)


def _read(update: Update) -> IncomingMessage | None:
    external_id = str(update.update_id)
    if update.message is not None:
        return _read_message(update.message, external_id)
    if update.edited_message is not None:
        edited = _read_message(update.edited_message, external_id)
        return edited if edited is not None and edited.kind is not Kind.GROUP else None
    if update.callback_query is not None:
        return _read_press(update.callback_query, external_id)
    if update.my_chat_member is not None:
        return _read_membership(update.my_chat_member, external_id)
    raise UnreadableUpdate("empty")


def _read_message(message: Message, external_id: str) -> IncomingMessage | None:
    if _is_bot(message.from_user):
        return None
    address, is_private = _read_chat(message.chat)
    common: dict[str, Any] = {
        "channel": "telegram",
        "external_id": external_id,
        "address": address,
        "language_hint": _language(message.from_user),
        "sent_at": _time(message.date),
    }
    if not is_private:
        return IncomingMessage(kind=Kind.GROUP, **common)
    text = _text(message.text) or _text(message.caption)
    if text or message.text is not None:
        return IncomingMessage(text=text, **common)
    if message.location is not None:
        latitude, longitude = _degrees(message.location.latitude), _degrees(message.location.longitude)
        return IncomingMessage(kind=Kind.LOCATION, latitude=latitude, longitude=longitude, **common)
    kind = next((kind for name, kind in _KINDS.items() if getattr(message, name, None)), Kind.OTHER)
    return IncomingMessage(kind=kind, **common)


def _read_press(query: CallbackQuery, external_id: str) -> IncomingMessage | None:
    if query.message is None or query.data is None or _is_bot(query.from_user):
        return None
    if not isinstance(query.id, str) or not isinstance(query.data, str):
        raise UnreadableUpdate("callback_query")
    address, is_private = _read_chat(query.message.chat)
    return IncomingMessage(
        channel="telegram",
        external_id=external_id,
        address=address,
        kind=Kind.BUTTON if is_private else Kind.GROUP,
        action=clean_text(query.data)[:MAX_ACTION] if is_private else None,
        callback_id=query.id if clean_text(query.id)[:_LONGEST_ID] == query.id else None,
        language_hint=_language(query.from_user),
    )


def _read_membership(change: ChatMemberUpdated, external_id: str) -> IncomingMessage | None:
    address, is_private = _read_chat(change.chat)
    before, after = change.old_chat_member.status, change.new_chat_member.status
    is_back = before not in _PRESENT and after in _PRESENT
    if is_private:
        kind = Kind.BLOCKED if after == "kicked" else Kind.UNBLOCKED if is_back else None
    else:
        kind = Kind.GROUP if is_back else None
    if kind is None:
        return None
    return IncomingMessage(
        channel="telegram",
        external_id=external_id,
        address=address,
        kind=kind,
        language_hint=_language(change.from_user),
        sent_at=_time(change.date),
    )


def _read_chat(chat: Chat) -> tuple[str, bool]:
    """The address of a chat, and whether nobody else reads along."""
    if not _is_id(chat.id):
        raise UnreadableUpdate("chat")
    return str(chat.id), chat.type == "private"


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63


def _is_bot(user: User | None) -> bool:
    return user is not None and bool(user.is_bot)


def _language(user: User | None) -> str | None:
    code = user.language_code if user is not None else None
    return clean_text(code)[:_LONGEST_LANGUAGE] or None if isinstance(code, str) else None


def _text(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise UnreadableUpdate("text")
    return clean_text(value)


def _time(value: object) -> datetime | None:
    return value if isinstance(value, datetime) else None


def _degrees(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise UnreadableUpdate("location")
    return float(value)
