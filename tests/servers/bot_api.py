"""A Telegram Bot API server: checks each call, answers as Telegram would, hands out updates."""

import asyncio
import contextlib
import html
import json
import time
from collections.abc import AsyncIterator
from typing import Any, TextIO

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.servers.recording import Recorder, Sent, serving
from tests.servers.spec import TELEGRAM_SPEC, check_telegram, missing_reason, telegram_method

TOKEN = "123456:test-token-of-nobody"
_BOT = {"id": 123456, "is_bot": True, "first_name": "Test bot", "username": "migrant_test_bot"}


class BotApiServer(Recorder):
    """The server as a test sees it: `sent` are the messages people got, `violations` must stay empty."""

    def __init__(self, token: str | None, log: TextIO | None = None) -> None:
        """`token` is the only one that is let in; None lets in every token."""
        super().__init__("telegram", log)
        self.token = token
        self.unchecked = missing_reason(TELEGRAM_SPEC)  #: why calls are not checked, or None
        self.webhook: dict[str, Any] | None = None
        self._updates: list[dict[str, Any]] = []
        self._new_update = asyncio.Event()

    def deliver(self, update: dict[str, Any]) -> None:
        """Let the next poll find this update."""
        self._updates.append(update)
        self._new_update.set()

    async def answer(self, request: Request) -> Response:
        """Check and record one call, then answer it or fail as scripted."""
        asked = request.path_params["method"]
        parameters = await _parameters(request)
        method = telegram_method(asked)
        if self.token is not None and request.path_params["token"] != self.token:
            self.record(asked, parameters, 401)
            return _error(401, "Unauthorized")
        if method is None:
            self.record(asked, parameters, 404, [f"unknown method {asked}"])
            return _error(404, "Not Found")
        if violations := check_telegram(method, parameters):
            self.record(method, parameters, 400, violations)
            return _error(400, f"Bad Request: {violations[0]}")
        script = self.next_script(method)
        if script is not None and script.failure != "drop":
            self.record(method, parameters, script.status)
            return await self.play(script, request)
        self.record(method, parameters, 0 if script else 200)
        result = await self._result(method, parameters)
        return await self.play(script, request) if script else JSONResponse({"ok": True, "result": result})

    async def _result(self, method: str, parameters: dict[str, Any]) -> Any:
        if method == "getMe":
            return _BOT
        if method == "sendMessage":
            return self._message(parameters)
        if method == "getUpdates":
            return await self._due_updates(parameters)
        if method in ("setWebhook", "deleteWebhook"):
            self.webhook = parameters if method == "setWebhook" and parameters["url"] else None
        return True

    def _message(self, parameters: dict[str, Any]) -> dict[str, Any]:
        text = parameters["text"]
        if parameters.get("parse_mode") == "HTML":
            text = html.unescape(text)
        rows = _decoded(parameters.get("reply_markup", {})).get("inline_keyboard", [])
        options = tuple((button["text"], button.get("callback_data", "")) for row in rows for button in row)
        address = str(parameters["chat_id"])
        self.sent.append(Sent(address, text, options))
        chat = {"id": int(address), "type": "private", "first_name": "Somebody"}
        return {
            "message_id": len(self.sent),
            "date": int(time.time()),
            "chat": chat,
            "from": _BOT,
            "text": text,
        }

    async def _due_updates(self, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        offset, wait = int(parameters.get("offset", 0)), int(parameters.get("timeout", 0))
        self._updates = [update for update in self._updates if update["update_id"] >= offset]
        if not self._updates and wait:
            self._new_update.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._new_update.wait(), wait)
        return self._updates[:100]


@contextlib.asynccontextmanager
async def bot_api_server(
    *, token: str | None = TOKEN, port: int = 0, log: TextIO | None = None
) -> AsyncIterator[BotApiServer]:
    """Run a Bot API server on 127.0.0.1; `url` is what goes into TELEGRAM_API_URL."""
    server = BotApiServer(token, log)
    app = Starlette(routes=[Route("/bot{token}/{method}", server.answer, methods=["GET", "POST"])])
    async with serving(app, server, port):
        yield server


async def _parameters(request: Request) -> dict[str, Any]:
    parameters: dict[str, Any] = dict(request.query_params)
    if request.headers.get("content-type", "").startswith("application/json"):
        body: dict[str, Any] = await request.json()
        return parameters | body
    async with request.form() as form:
        fields = {name: value if isinstance(value, str) else "file" for name, value in form.items()}
        return parameters | fields


def _decoded(value: Any) -> dict[str, Any]:
    decoded: dict[str, Any] = json.loads(value) if isinstance(value, str) else value
    return decoded


def _error(status: int, description: str) -> Response:
    return JSONResponse({"ok": False, "error_code": status, "description": description}, status)
