"""What both servers share: calls kept and logged, failures on demand, and a server in the test's own loop."""

import asyncio
import contextlib
import json
import socket
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, TextIO

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

Failure = Literal["answer", "hang", "drop"]


@dataclass(frozen=True)
class Call:
    """One request as it was received, with what it was answered: an HTTP status, or 0 for no answer."""

    server: str
    method: str
    parameters: dict[str, Any]
    status: int
    violations: tuple[str, ...]
    at: float  #: seconds since 1970


@dataclass(frozen=True)
class Sent:
    """One message as a person would see it."""

    address: str
    text: str
    options: tuple[tuple[str, str], ...] = ()  #: label and action of each button


@dataclass
class Script:
    """A failure for some of the next calls."""

    failure: Failure
    times: int
    status: int = 0
    body: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    method: str | None = None


class Recorder:
    """Keeps every call of one server, and fails those it is told to fail."""

    def __init__(self, name: str, log: TextIO | None = None) -> None:
        """`log` gets each call as a line of JSON before the call is answered."""
        self.name, self.log = name, log
        self.calls: list[Call] = []
        self.scripts: list[Script] = []
        self.sent: list[Sent] = []
        self.url = ""
        self.stopping = asyncio.Event()

    @property
    def violations(self) -> list[str]:
        """Everything in which a call was not what the API describes; empty is the promise."""
        return [violation for call in self.calls for violation in call.violations]

    def calls_of(self, method: str) -> list[Call]:
        """The calls of one method, in the order they came."""
        return [call for call in self.calls if call.method == method]

    def fail_next(
        self,
        status: int,
        body: dict[str, Any] | None = None,
        times: int = 1,
        *,
        headers: dict[str, str] | None = None,
        method: str | None = None,
    ) -> None:
        """Answer the next calls (of one method, if named) with this status and body."""
        self.scripts.append(Script("answer", times, status, body or {}, headers or {}, method))

    def hang_next(self, times: int = 1, *, method: str | None = None) -> None:
        """Take the next calls and never answer."""
        self.scripts.append(Script("hang", times, method=method))

    def drop_next(self, times: int = 1, *, method: str | None = None) -> None:
        """Take the next calls as good, then cut the connection in the middle of the answer."""
        self.scripts.append(Script("drop", times, method=method))

    def next_script(self, method: str) -> Script | None:
        """Use up one scripted failure for this method."""
        for script in self.scripts:
            if script.times and script.method in (None, method):
                script.times -= 1
                return script
        return None

    def record(
        self, method: str, parameters: dict[str, Any], status: int, violations: list[str] | None = None
    ) -> None:
        """Keep a call; in the log it is complete before the caller can learn the outcome."""
        call = Call(self.name, method, parameters, status, tuple(violations or ()), time.time())
        self.calls.append(call)
        if self.log is not None:
            self.log.write(json.dumps(asdict(call), ensure_ascii=False) + "\n")
            self.log.flush()

    async def play(self, script: Script, request: Request) -> Response:
        """Fail as scripted."""
        if script.failure == "answer":
            return JSONResponse(script.body, script.status, script.headers)
        if script.failure == "drop":
            return _Dropped()
        stopped = asyncio.ensure_future(self.stopping.wait())
        gone = asyncio.ensure_future(request.receive())
        _, pending = await asyncio.wait({stopped, gone}, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        return _Dropped()


class _Dropped(Response):
    """Promises ten bytes and gives none: the client sees the connection break."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"10")]})


class _Server(uvicorn.Server):
    """Tells when it is ready and leaves the signals of the test run alone."""

    def __init__(self, config: uvicorn.Config, stopping: asyncio.Event) -> None:
        super().__init__(config)
        self.is_ready = asyncio.Event()
        self.stopping = stopping

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_ready.set()

    async def main_loop(self) -> None:
        await self.stopping.wait()


@contextlib.asynccontextmanager
async def serving(app: Starlette, recorder: Recorder, port: int = 0) -> AsyncIterator[None]:
    """Serve on 127.0.0.1 within the running loop; `recorder.url` is the address."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    recorder.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    config = uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level=100,
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    server = _Server(config, recorder.stopping)
    running = asyncio.create_task(server.serve(sockets=[listener]))
    await server.is_ready.wait()
    try:
        yield
    finally:
        recorder.stopping.set()
        await running
        listener.close()
