"""Bodies larger than any honest request are refused before they are read into memory."""

from typing import Final

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY: Final = 512 * 1024  #: bytes; the largest honest update (a long text with entities) is a tenth


class _TooLarge(Exception):
    """The body went over the limit while it was read."""


class LimitBody:
    """ASGI middleware: 413 for a body over the limit, whatever its Content-Length says."""

    def __init__(self, app: ASGIApp, max_body: int = MAX_BODY) -> None:
        """Wrap an application."""
        self.app = app
        self.max_body = max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting what is read of it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        read = 0
        has_answered = False

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self.max_body:
                raise _TooLarge
            return message

        async def noted(message: Message) -> None:
            nonlocal has_answered
            has_answered = True
            await send(message)

        announced = dict(scope["headers"]).get(b"content-length", b"")
        try:
            if announced.isdigit() and int(announced) > self.max_body:
                raise _TooLarge
            await self.app(scope, counted, noted)
        except _TooLarge:
            if not has_answered:
                await PlainTextResponse("too large", status_code=413)(scope, receive, send)
