"""One trial: a stream of messages into the inbox, and a worker that is killed while it answers them."""

import asyncio
import contextlib
import itertools
import os
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import func, select

from benchmarks.crash.counting import Count, count
from benchmarks.crash.slow_server import SlowServer, slow_server
from bot.inbox import receive
from bot.messages import IncomingMessage
from bot.models import InboxMessage, InboxState, OutboxMessage, OutboxState
from knowledge_base.database import Sessions, open_sessions, utc_now
from knowledge_base.loading import load_content

#: Neighbours in a chat get different replies, so that each can be told from the next.
TEXTS: Final = (
    "Приехал из Ташкента в Алматы, где мне зарегистрироваться?",
    "/privacy",
    "/help",
    "Мне не платят зарплату, что делать?",
    "/menu",
    "/deadline",
    "/language",
)
#: Seconds a worker lives at most before it is killed; its start takes one to two of them.
LIFE: Final = 2.5
#: After so many seconds in which nothing more was answered the rest counts as lost.
PATIENCE: Final = 60.0
_ROOT: Final = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Plan:
    """How big a trial is; the same seed makes the same decisions."""

    kills: int
    messages: int
    chats: int
    seed: int


@dataclass(frozen=True, slots=True)
class Result:
    """What a trial showed."""

    kills: int
    in_flight: int  #: kills that fell while the server was answering a send
    seconds: float
    count: Count


async def run_trial(url: str, plan: Plan) -> Result:
    """Run one trial on an empty, migrated database."""
    started = time.monotonic()
    numbers = random.Random(plan.seed)
    messages = list(_messages(plan, numbers))
    stream, in_flight = iter(messages), 0
    async with slow_server(random.Random(plan.seed + 1)) as server, open_sessions(url) as sessions:
        async with sessions.begin() as session:
            await load_content(session, now=utc_now())
        share = -(-len(messages) // max(plan.kills, 1))
        for _ in range(plan.kills):
            life = numbers.uniform(0.1, LIFE)
            worker = await _start_worker(url, server)
            await _feed(sessions, list(itertools.islice(stream, share)), within=life)
            in_flight += await _kill(worker, server, wait_for_send=numbers.random() < 0.5)
        worker = await _start_worker(url, server)
        try:
            await _feed(sessions, list(stream), within=0)
            await _until_done(sessions)
        finally:
            worker.terminate()
            await worker.wait()
        result = await count(sessions, [each.external_id for each in messages], server.api.calls)
    return Result(plan.kills, in_flight, time.monotonic() - started, result)


def _messages(plan: Plan, numbers: random.Random) -> Iterator[IncomingMessage]:
    """Give the stream; each chat asks the texts in turn."""
    said = dict.fromkeys(range(plan.chats), 0)
    for number in range(plan.messages):
        chat = numbers.randrange(plan.chats)
        text = TEXTS[said[chat] % len(TEXTS)]
        said[chat] += 1
        yield IncomingMessage("telegram", str(number), str(700_000 + chat), text=text, language_hint="ru")


async def _feed(sessions: Sessions, messages: list[IncomingMessage], *, within: float) -> None:
    """Keep messages as a webhook does, spread over so many seconds."""
    ends_at = time.monotonic() + within
    for left, message in zip(range(len(messages), 0, -1), messages, strict=True):
        async with sessions.begin() as session:
            await receive(session, message, now=utc_now())
        await asyncio.sleep(max(0, ends_at - time.monotonic()) / left)
    await asyncio.sleep(max(0, ends_at - time.monotonic()))


async def _start_worker(url: str, server: SlowServer) -> asyncio.subprocess.Process:
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "TELEGRAM_BOT_TOKEN": "123456:token-of-nobody",
        "TELEGRAM_API_URL": server.api.url,
        "TELEGRAM_PER_SECOND": "1000",
        "PUBLIC_URL": "",
        "LOG_LEVEL": "error",
    }
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.worker", cwd=_ROOT, env=environment
    )


async def _kill(worker: asyncio.subprocess.Process, server: SlowServer, *, wait_for_send: bool) -> bool:
    """Kill the worker, every second time only once a send is under way; True when one was."""
    if wait_for_send:
        with contextlib.suppress(TimeoutError):  # there may be nothing to send just now
            await asyncio.wait_for(server.answering.wait(), LIFE)
    was_in_flight = server.answering.is_set()
    if worker.returncode is not None:
        raise RuntimeError(f"the worker ended by itself, with status {worker.returncode}")
    worker.kill()
    await worker.wait()
    return was_in_flight


async def _until_done(sessions: Sessions) -> None:
    """Return when nothing waits any more, or nothing has moved for `PATIENCE` seconds."""
    waiting, moved_at = -1, time.monotonic()
    while waiting and time.monotonic() - moved_at < PATIENCE:
        await asyncio.sleep(0.2)
        if (now_waiting := await _waiting(sessions)) != waiting:
            waiting, moved_at = now_waiting, time.monotonic()


async def _waiting(sessions: Sessions) -> int:
    unhandled = InboxMessage.state.in_((InboxState.PENDING, InboxState.HANDLING))
    unsent = OutboxMessage.state.in_((OutboxState.QUEUED, OutboxState.SENDING))
    async with sessions() as session:
        counts = [
            await session.scalar(select(func.count()).select_from(InboxMessage).where(unhandled)),
            await session.scalar(select(func.count()).select_from(OutboxMessage).where(unsent)),
        ]
    return sum(each or 0 for each in counts)
