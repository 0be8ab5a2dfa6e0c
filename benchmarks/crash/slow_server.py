"""The local Bot API server, as slow as a network: a kill can fall between a send and its record."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.servers.bot_api import BotApiServer
from tests.servers.recording import serving

#: Seconds, at most, before a call is taken and again before its answer goes out.
SLOWNESS: Final = 0.04


class SlowServer:
    """Takes every call; `answering` is set while one was taken and its answer is not out yet."""

    def __init__(self, numbers: random.Random) -> None:
        """`numbers` decides how slow each call is."""
        self.api = BotApiServer(token=None)
        self.answering = asyncio.Event()
        self._numbers = numbers
        self._open = 0

    async def answer(self, request: Request) -> Response:
        """Wait a little, take the call, wait a little again, answer."""
        await asyncio.sleep(self._numbers.uniform(0, SLOWNESS))
        self._open += 1
        self.answering.set()
        try:
            response = await self.api.answer(request)
            await asyncio.sleep(self._numbers.uniform(0, SLOWNESS))
        finally:
            self._open -= 1
            if not self._open:
                self.answering.clear()
        return response


@contextlib.asynccontextmanager
async def slow_server(numbers: random.Random) -> AsyncIterator[SlowServer]:
    """Serve on 127.0.0.1 for as long as the block runs; `api.url` is the address."""
    server = SlowServer(numbers)
    app = Starlette(routes=[Route("/bot{token}/{method}", server.answer, methods=["GET", "POST"])])
    async with serving(app, server.api):
        yield server
