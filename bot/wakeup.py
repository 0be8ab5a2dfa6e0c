"""Tell the worker in the same process that there is work; other processes find it by looking."""

import asyncio
import contextlib


class Wakeup:
    """An event that any number of waiters share. Missing it is harmless: everybody also polls."""

    def __init__(self) -> None:
        """Start with nothing to tell."""
        self._event = asyncio.Event()

    def call(self) -> None:
        """Wake everybody who waits now."""
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self, seconds: float) -> None:
        """Return when called, or after so many seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._event.wait()
