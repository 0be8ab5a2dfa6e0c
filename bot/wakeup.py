"""Tell the worker in the same process that there is work; other processes find it by looking."""

import asyncio


class Wakeup:
    """An event that any number of waiters share. Missing it is harmless: everybody also polls."""

    def __init__(self) -> None:
        """Start with nothing to tell."""
        self._event = asyncio.Event()

    def call(self) -> None:
        """Wake everybody who waits now."""
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self, timeout: float) -> None:
        """Return when called, or after `timeout` seconds."""
        event = self._event
        try:
            await asyncio.wait_for(event.wait(), timeout)
        except TimeoutError:
            return
