"""A server that takes messages as Twilio does: checks each one, answers with its id, fails on demand."""

import base64
import contextlib
import hashlib
import json
from collections.abc import AsyncIterator
from email.utils import formatdate
from typing import Any, TextIO
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.servers.recording import Recorder, Sent, serving
from tests.servers.spec import TWILIO_SPEC, check_twilio, missing_reason

ACCOUNT_SID = "AC" + "0123456789abcdef" * 2
AUTH_TOKEN = "test-token-of-nobody"


class TwilioServer(Recorder):
    """The server as a test sees it: `sent` are the messages people got, `violations` must stay empty."""

    def __init__(self, auth_token: str | None, log: TextIO | None = None) -> None:
        """`auth_token` is the only one that is let in; None lets in any, but not none."""
        super().__init__("twilio", log)
        self.auth_token = auth_token
        self.unchecked = missing_reason(TWILIO_SPEC)  #: why calls are not checked, or None

    async def create_message(self, request: Request) -> Response:
        """Check and record one message, then take it or fail as scripted."""
        account_sid = request.path_params["account_sid"]
        form = parse_qsl((await request.body()).decode(), keep_blank_values=True)
        parameters = dict(form)
        if not self._lets_in(request.headers.get("authorization", ""), account_sid):
            self.record("CreateMessage", parameters, 401, ["wrong or missing authorization"])
            return _error(401, 20003, "Authenticate")
        violations = check_twilio(account_sid, form)
        if request.headers.get("content-type") != "application/x-www-form-urlencoded":
            violations.append("a form is expected")
        if violations:
            self.record("CreateMessage", parameters, 400, violations)
            return _error(400, 21601 if "Body" in violations[0] else 20001, violations[0])
        script = self.next_script("CreateMessage")
        if script is not None and script.failure != "drop":
            self.record("CreateMessage", parameters, script.status)
            return await self.play(script, request)
        self.record("CreateMessage", parameters, 0 if script else 201)
        answer = self._take(account_sid, parameters)
        return await self.play(script, request) if script else JSONResponse(answer, 201)

    async def unknown(self, request: Request) -> Response:
        """Anything but a new message is not what this product asks of Twilio."""
        self.record(request.url.path, {}, 404, [f"unknown resource {request.url.path}"])
        return _error(404, 20404, "The requested resource was not found")

    def _take(self, account_sid: str, parameters: dict[str, str]) -> dict[str, Any]:
        variables = list(json.loads(parameters.get("ContentVariables", "{}")).values())
        text = parameters.get("Body") or (variables[0] if variables else "")
        options = tuple(zip(variables[1::2], variables[2::2], strict=False))
        self.sent.append(Sent(parameters["To"], text, options))
        kind = "MM" if "MediaUrl" in parameters else "SM"
        sid = kind + hashlib.md5(str(len(self.sent)).encode(), usedforsecurity=False).hexdigest()
        path = f"/2010-04-01/Accounts/{account_sid}/Messages/{sid}"
        return {
            "account_sid": account_sid,
            "api_version": "2010-04-01",
            "body": text,
            "date_created": formatdate(localtime=False, usegmt=False),
            "date_sent": None,
            "date_updated": formatdate(localtime=False, usegmt=False),
            "direction": "outbound-api",
            "error_code": None,
            "error_message": None,
            "from": parameters.get("From"),
            "messaging_service_sid": parameters.get("MessagingServiceSid"),
            "num_media": "0",
            "num_segments": "1",
            "price": None,
            "price_unit": None,
            "sid": sid,
            "status": "queued",
            "subresource_uris": {"media": f"{path}/Media.json"},
            "to": parameters["To"],
            "uri": f"{path}.json",
        }

    def _lets_in(self, header: str, account_sid: str) -> bool:
        kind, _, value = header.partition(" ")
        try:
            name, _, password = base64.b64decode(value).decode().partition(":")
        except ValueError:
            return False
        is_known = bool(password) if self.auth_token is None else password == self.auth_token
        return kind == "Basic" and name == account_sid and is_known


@contextlib.asynccontextmanager
async def twilio_server(
    *, auth_token: str | None = AUTH_TOKEN, port: int = 0, log: TextIO | None = None
) -> AsyncIterator[TwilioServer]:
    """Run a Twilio server on 127.0.0.1; `url` is what goes into TWILIO_API_URL."""
    server = TwilioServer(auth_token, log)
    messages = "/2010-04-01/Accounts/{account_sid}/Messages.json"
    app = Starlette(
        routes=[
            Route(messages, server.create_message, methods=["POST"]),
            Route("/{path:path}", server.unknown, methods=["GET", "POST", "DELETE", "PUT", "PATCH"]),
        ]
    )
    async with serving(app, server, port):
        yield server


def _error(status: int, code: int, message: str) -> Response:
    more = f"https://www.twilio.com/docs/errors/{code}"
    return JSONResponse({"code": code, "message": message, "more_info": more, "status": status}, status)
