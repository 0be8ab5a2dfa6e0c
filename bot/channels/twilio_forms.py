"""Reading what Twilio posts: a WhatsApp or SMS message, or news of one that we sent."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, cast

from bot.messages import MAX_ACTION, IncomingMessage, Kind, clean_text

Status = Literal["queued", "sent", "delivered", "read", "failed", "undelivered"]

_STATUSES: Final = {
    "accepted": "queued",
    "scheduled": "queued",
    "queued": "queued",
    "sending": "queued",
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "failed": "failed",
    "canceled": "failed",
    "undelivered": "undelivered",
}
_WHATSAPP: Final = "whatsapp:"
# What a phone company itself obeys in an SMS; Twilio stops our messages at these words as well.
_STOP_WORDS: Final = frozenset(
    {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "optout", "revoke"}
)
_START_WORDS: Final = frozenset({"start", "unstop"})
_MEDIA: Final = {"audio": Kind.VOICE, "image": Kind.PHOTO, "video": Kind.VIDEO}
_CARDS: Final = frozenset({"text/vcard", "text/x-vcard", "text/directory"})
_LONGEST_ID: Final = 64


class UnreadableForm(ValueError):
    """The form lacks what every message of Twilio has; to have it sent again would not help."""


@dataclass(frozen=True, slots=True)
class DeliveryStatus:
    """What became of a message that Twilio took from us."""

    message_sid: str
    status: Status
    error_code: str | None = None  #: Twilio's number, safe to log


def read_form(form: Mapping[str, str]) -> IncomingMessage | None:
    """Return the message a webhook form holds, or None where no person sent one.

    A caption counts as the text: what is written under a photo is the question. Raises `UnreadableForm`
    where the id, the sender or a location cannot be read.
    """
    sender, sid = _sender(form), _message_sid(form)
    if not sender.removeprefix(_WHATSAPP).removeprefix("+").isdigit():
        # A short code or a name instead of a number: an advertisement or a bank, not a person.
        return None
    channel = "whatsapp" if sender.startswith(_WHATSAPP) else "sms"
    text = clean_text(form.get("Body", ""))
    kind = _kind(form, channel, text)
    action = latitude = longitude = None
    if kind is Kind.BUTTON:
        action = clean_text(form.get("ButtonPayload") or form.get("ListId", ""))[:MAX_ACTION]
    if kind is Kind.LOCATION:
        latitude, longitude = _degrees(form.get("Latitude", "")), _degrees(form.get("Longitude", ""))
    return IncomingMessage(
        channel=channel,
        external_id=sid,
        address=sender,
        kind=kind,
        text=text if kind is Kind.TEXT else "",
        action=action,
        latitude=latitude,
        longitude=longitude,
    )


def read_status(form: Mapping[str, str]) -> DeliveryStatus | None:
    """Return what became of a message, or None for a status that tells nothing new about it."""
    sid = _message_sid(form)
    status = _STATUSES.get(form.get("MessageStatus") or form.get("SmsStatus", ""))
    if status is None:
        return None
    code = clean_text(form.get("ErrorCode", ""))
    error_code = code if code.isdigit() and code != "0" else None
    return DeliveryStatus(sid, cast(Status, status), error_code)


def _kind(form: Mapping[str, str], channel: str, text: str) -> Kind:
    """What sort of thing arrived; a pressed button and an opt-out weigh more than the text beside them."""
    if form.get("ButtonPayload") or form.get("ListId"):
        return Kind.BUTTON
    # Twilio names an opt-out it has obeyed; it blocks our messages from then on.
    wish = form.get("OptOutType", "").upper()
    word = text.casefold() if channel == "sms" else ""
    if wish == "STOP" or word in _STOP_WORDS:
        return Kind.BLOCKED
    if wish == "START" or word in _START_WORDS:
        return Kind.UNBLOCKED
    if form.get("Latitude") and form.get("Longitude"):
        return Kind.LOCATION
    if text:
        return Kind.TEXT
    media_type = form.get("MediaContentType0", "").partition(";")[0].strip().lower()
    if media_type in _CARDS:
        return Kind.CONTACT
    if media_type == "image/webp":
        return Kind.STICKER
    if media_type or form.get("NumMedia", "0") not in ("", "0"):
        return _MEDIA.get(media_type.partition("/")[0], Kind.FILE)
    return Kind.OTHER


def _sender(form: Mapping[str, str]) -> str:
    sender = clean_text(form.get("From", "")).replace(" ", "")[:_LONGEST_ID]
    if not sender.removeprefix(_WHATSAPP):
        raise UnreadableForm("From")
    return sender


def _message_sid(form: Mapping[str, str]) -> str:
    sid = clean_text(form.get("MessageSid") or form.get("SmsMessageSid") or form.get("SmsSid") or "")
    if not sid.isalnum() or len(sid) > _LONGEST_ID:
        raise UnreadableForm("MessageSid")
    return sid


def _degrees(value: str) -> float:
    try:
        degrees = float(value)
    except ValueError:
        degrees = math.nan
    if not math.isfinite(degrees):
        raise UnreadableForm("Latitude, Longitude")
    return degrees
