"""Figures for the people who run the bot. No label ever holds anything about a person."""

from typing import Final

from prometheus_client import Counter, Histogram

RECEIVED: Final = Counter("migrantbot_received", "Messages received", ["channel", "result"])
UNREADABLE: Final = Counter("migrantbot_unreadable", "Updates that could not be read", ["channel"])
FORGED: Final = Counter("migrantbot_forged", "Requests with a wrong signature", ["channel"])
HANDLED: Final = Counter("migrantbot_handled", "Messages handled", ["channel", "outcome"])
HANDLING_SECONDS: Final = Histogram("migrantbot_handling_seconds", "Time to handle one message")
SENT: Final = Counter("migrantbot_sent", "Replies by result of sending", ["channel", "result"])
