"""What every response of the console carries, and the size beyond which no form is read."""

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Bytes; the longest reply in four-byte letters, percent-encoded, is a third of it.
MAX_FORM: Final = 128 * 1024
#: Bytes of a form with a file in it, by the only path that takes one.
MAX_UPLOAD: Final = {"/files/upload": 10 * 1024 * 1024}
SECURITY_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class GuardResponses:
    """ASGI middleware: security headers on everything, 413 or 411 for a form of no honest size."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the headers to what comes back."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # The style sheet may be kept, if asked after; a page with a chat on it may not.
        caching = "no-cache" if scope["path"].startswith("/static/") else "no-store"

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update({**SECURITY_HEADERS, "Cache-Control": caching})
            await send(message)

        refusal = _refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, guarded)
            return
        await self.app(scope, receive, guarded)


def _refusal(scope: Scope) -> PlainTextResponse | None:
    # Browsers always announce the size of a form, and the server holds them to it.
    headers = dict(scope["headers"])
    announced = headers.get(b"content-length", b"")
    if b"transfer-encoding" in headers or (not announced.isdigit() and announced):
        return PlainTextResponse("length required", status_code=411)
    if announced and int(announced) > MAX_UPLOAD.get(scope["path"], MAX_FORM):
        return PlainTextResponse("too large", status_code=413)
    return None
