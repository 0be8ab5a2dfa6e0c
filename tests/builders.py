"""Things that tests need, with everything that does not matter filled in."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.messages import IncomingMessage

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
_numbers = itertools.count(1)


def a_message(text: str = "Можно работать?", **parts: Any) -> IncomingMessage:
    """Return a message from somebody on the test channel; every one has an id of its own."""
    values: dict[str, Any] = {
        "channel": "test",
        "external_id": str(next(_numbers)),
        "address": "somebody",
        "text": text,
    }
    return IncomingMessage(**{**values, **parts})


class Clock:
    """A clock that stands still until it is told to move."""

    def __init__(self, now: datetime = NOW) -> None:
        """Start at a moment."""
        self.now = now

    def __call__(self) -> datetime:
        """Return what time it is."""
        return self.now

    def move(self, **amount: float) -> None:
        """Go on by `seconds=`, `minutes=` ..."""
        self.now += timedelta(**amount)
