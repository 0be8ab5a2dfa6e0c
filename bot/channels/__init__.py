"""The channels and the one Protocol they share. Only code below this folder knows Telegram or Twilio."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.messages import Reply


class ChannelBusy(Exception):
    """Try again later: the limit of the channel, its outage, or a network that did not answer."""

    def __init__(self, retry_after: float | None = None, *, outcome_unknown: bool = False) -> None:
        """`retry_after` in seconds where the channel named it; `outcome_unknown` when it may have arrived."""
        super().__init__("the channel asks to try again later")
        self.retry_after = retry_after
        self.outcome_unknown = outcome_unknown


class ChatGone(Exception):
    """The person blocked the bot or deleted the chat: close it, do not retry."""


class MessageRefused(Exception):
    """The channel will never take this message as it is; `code` is its own word for why."""

    def __init__(self, code: str) -> None:
        """Keep the channel's error code, which is safe to log; its prose may quote the message."""
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a channel may be sent to, over all workers together."""

    per_second: float  #: messages a second for the whole channel
    chat_gap: float = 0.0  #: seconds between two messages to one chat


@dataclass(frozen=True, slots=True)
class Delivery:
    """One reply on its way out, with what the channel needs beside the text."""

    address: str
    reply: Reply
    callback_id: str | None = None  #: a pressed button to acknowledge before the message
    window_closes_at: datetime | None = None  #: WhatsApp: until when free text is allowed


class Channel(Protocol):
    """A way to reach people. `send` raises only the three exceptions above; others are bugs."""

    name: str
    pace: Pace

    async def send(self, delivery: Delivery) -> str | None:
        """Send one reply; return the channel's id of the message where it names one."""
        ...

    async def close(self) -> None:
        """Give back connections."""
        ...
