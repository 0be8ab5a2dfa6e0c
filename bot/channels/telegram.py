"""Telegram: replies out, and updates in where there is no public address for a webhook."""

import html
import json
import logging
import re
from typing import Any, Final

import httpx
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)
from telegram.request import HTTPXRequest

from bot.channels import ChannelBusy, ChatGone, Delivery, MessageRefused, Pace
from bot.channels.splitting import split_text, utf16_length
from bot.channels.telegram_updates import ALLOWED_UPDATES
from bot.messages import Button

PUBLIC_API: Final = "https://api.telegram.org"
MAX_MESSAGE: Final = 4096

#: Seconds for a request, and how long a poll waits for the first update.
_TIMEOUT: Final = 10.0
_POLL_SECONDS: Final = 25
#: Seconds to wait while an operator must mend something: a wrong token, a second process that polls.
_TOKEN_PAUSE: Final = 300.0
_CONFLICT_PAUSE: Final = 30.0

_GONE: Final = (
    "chat not found",
    "user is deactivated",
    "user not found",
    "peer_id_invalid",
    "chat_id_invalid",
)
_NOT_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
# `Bot.get_updates` logs and then drops a whole batch when one update is new to the library, so the raw
# call is used. The spelling differs from the library's own method, or it would warn about the detour.
_RAW_GET_UPDATES: Final = "get_Updates"


class TelegramChannel:
    """Sends through `telegram.Bot`; several sends may run at once."""

    name = "telegram"

    def __init__(
        self, token: str, *, api_url: str | None = None, per_second: float = 30.0, timeout: float = _TIMEOUT
    ) -> None:
        """`api_url` is scheme and host of another Bot API server; `timeout` in seconds for each request."""
        _silence_libraries()
        self.pace = Pace(per_second=per_second, chat_gap=1.0)
        self._requests = (_Request(4, timeout), _Request(64, timeout))
        self._timeout = timeout
        self._bot = Bot(
            token,
            base_url=f"{(api_url or PUBLIC_API).rstrip('/')}/bot",
            get_updates_request=self._requests[0],
            request=self._requests[1],
        )

    async def send(self, delivery: Delivery) -> str | None:
        """Acknowledge a pressed button, then send the text; return the id of the last message.

        A text of several messages is at-least-once as a whole: when a later part fails, the earlier ones
        have arrived and a retry sends them again.
        """
        if delivery.callback_id:
            await self._acknowledge(delivery.callback_id)
        parts = split_text(delivery.reply.text, MAX_MESSAGE, measure=_escaped_length)
        message_id = None
        for position, part in enumerate(parts, start=1):
            buttons = delivery.reply.buttons if position == len(parts) else ()
            message_id = await self._send_part(delivery.address, part, buttons)
        return message_id

    async def set_webhook(self, url: str, secret: str) -> None:
        """Have updates delivered to this address, each with the secret in its header."""
        await self._ask(self._bot.set_webhook(url, secret_token=secret, allowed_updates=ALLOWED_UPDATES))

    async def delete_webhook(self) -> None:
        """Stop deliveries; what waits at Telegram is kept for polling."""
        await self._ask(self._bot.delete_webhook())

    async def poll(self, offset: int | None = None, *, wait: int = _POLL_SECONDS) -> list[dict[str, Any]]:
        """Return raw updates from `offset` on, waiting up to `wait` seconds for the first.

        Asking with an offset tells Telegram to forget everything before it.
        """
        question = {"offset": offset, "timeout": wait, "allowed_updates": list(ALLOWED_UPDATES)}
        updates = await self._ask(
            self._bot.do_api_request(_RAW_GET_UPDATES, question, read_timeout=self._timeout + wait)
        )
        return updates if isinstance(updates, list) else []

    async def close(self) -> None:
        """Give back connections."""
        for request in self._requests:
            await request.shutdown()

    async def _acknowledge(self, callback_id: str) -> None:
        try:
            await self._bot.answer_callback_query(callback_id)
        except TelegramError as error:
            meaning = _meaning_of(error)
            if isinstance(meaning, ChannelBusy):
                # The message itself was not tried yet, so nothing of it can have arrived.
                raise ChannelBusy(meaning.retry_after) from None
            # Too old to acknowledge: the button stopped waiting by itself, the message still counts.

    async def _send_part(self, address: str, text: str, buttons: tuple[Button, ...]) -> str:
        keyboard = [[InlineKeyboardButton(button.label, callback_data=button.action)] for button in buttons]
        message = await self._ask(
            self._bot.send_message(
                address,
                html.escape(text, quote=False),
                parse_mode=ParseMode.HTML,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                reply_markup=InlineKeyboardMarkup(keyboard) if keyboard else None,
            )
        )
        return str(message.message_id)

    async def _ask(self, call: Any) -> Any:
        try:
            return await call
        except TelegramError as error:
            # The library's words may quote the message or the address: they end here.
            raise _meaning_of(error) from None


class _TooFast(TelegramError):
    """Telegram's 429, with the pause it asks for, in seconds."""

    def __init__(self, retry_after: float | None) -> None:
        super().__init__("too many requests")
        self.retry_after = retry_after


class _Request(HTTPXRequest):
    """The library's transport with every timeout set, and 429 read here: its own exception warns."""

    def __init__(self, connections: int, timeout: float) -> None:
        super().__init__(
            connection_pool_size=connections,
            read_timeout=timeout,
            write_timeout=timeout,
            connect_timeout=timeout,
            pool_timeout=timeout,
        )

    async def do_request(self, *arguments: Any, **options: Any) -> tuple[int, bytes]:
        status, payload = await super().do_request(*arguments, **options)
        if status == httpx.codes.TOO_MANY_REQUESTS:
            raise _TooFast(_retry_after(payload))
        if httpx.codes.is_success(status) and self.parse_json_payload(payload).get("result") is None:
            # A proxy's page, say: the library would stumble over it instead of raising its own error.
            raise TelegramError("no result")
        return status, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer; one that is no object is a fault of the server, and is not logged."""
        try:
            answer = json.loads(payload)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise TelegramError("invalid server response")
        return answer


def _escaped_length(text: str) -> int:
    return utf16_length(html.escape(text, quote=False))


def _retry_after(payload: bytes) -> float | None:
    try:
        return float(json.loads(payload)["parameters"]["retry_after"])
    except (ValueError, TypeError, KeyError):
        return None


def _meaning_of(error: TelegramError) -> ChannelBusy | ChatGone | MessageRefused:
    """What an error of the library means for the message that was to be sent."""
    # The order matters: BadRequest is a NetworkError to the library.
    if isinstance(error, _TooFast):
        return ChannelBusy(error.retry_after)
    if isinstance(error, Forbidden | ChatMigrated):
        return ChatGone()
    if isinstance(error, BadRequest):
        return ChatGone() if any(word in error.message.lower() for word in _GONE) else _refused(error)
    if isinstance(error, InvalidToken):
        # Every message would fail until the token is mended; none of them may be lost meanwhile.
        return ChannelBusy(_TOKEN_PAUSE)
    if isinstance(error, Conflict):
        return ChannelBusy(_CONFLICT_PAUSE)
    if isinstance(error, NetworkError):
        return ChannelBusy(outcome_unknown=not isinstance(error.__cause__, _NOT_SENT))
    return ChannelBusy(outcome_unknown=True)


def _refused(error: BadRequest) -> MessageRefused:
    # What follows a colon may quote the message; the words before it say what is wrong.
    reason = re.sub(r"[^a-z]+", "_", error.message.lower().partition(":")[0]).strip("_")
    return MessageRefused(reason[:40] or "bad_request")


def _silence_libraries() -> None:
    """Keep the token (part of every address) and people's texts out of the logs, at any level."""
    for name in ("httpx", "httpcore", "telegram"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
