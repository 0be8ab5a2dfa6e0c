"""The worker: a message in, its reply out, whatever breaks on the way."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from structlog.testing import capture_logs

from bot import inbox, outbox
from bot.channels import ChannelBusy, Delivery, Pace
from bot.dispatcher import Equipment
from bot.liveness import report_alive
from bot.messages import IncomingMessage
from bot.models import Handoff, InboxMessage, InboxState, OutboxMessage, OutboxState, WorkerRow
from bot.worker import Worker
from knowledge_base.content_types import Content
from knowledge_base.database import Sessions
from knowledge_base.index import LiveIndex, Snapshot
from knowledge_base.matching import Match
from tests.builders import NOW, Clock, a_message
from tests.fakes import FakeChannel


class BrokenMatcher:
    """A matcher with a bug."""

    def match(self, text: str, locale: str) -> Sequence[Match]:
        """Break, quoting what it was given as exceptions do."""
        raise ZeroDivisionError(text)


@dataclass
class WatchedChannel(FakeChannel):
    """Tells when a send begins; a hanging one never ends."""

    hangs: bool = False
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, delivery: Delivery) -> str | None:
        """Send, or hang until cancelled."""
        self.begun.set()
        if self.hangs:
            await asyncio.Event().wait()
        return await super().send(delivery)


@dataclass
class Bench:
    """Workers to be made over one database, one channel and one clock."""

    sessions: Sessions
    equipment: Equipment
    knowledge: Snapshot
    channel: WatchedChannel = field(default_factory=WatchedChannel)
    clock: Clock = field(default_factory=Clock)

    def worker(self) -> Worker:
        """Return one more worker."""
        return Worker(
            self.sessions,
            channels={"test": self.channel},
            index=LiveIndex(self.knowledge),
            equipment=self.equipment,
            clock=self.clock,
        )

    async def receive(self, *messages: IncomingMessage) -> None:
        """Keep messages as a webhook does."""
        async with self.sessions.begin() as session:
            for message in messages:
                await inbox.receive(session, message, now=self.clock())

    async def rows(self, table: type) -> list:  # type: ignore[type-arg]
        """Return a table's rows."""
        async with self.sessions() as session:
            return list(await session.scalars(select(table)))


@pytest.fixture
def bench(sessions: Sessions, equipment: Equipment, knowledge: Snapshot) -> Bench:
    """Workers that answer from the shipped content."""
    return Bench(sessions, equipment, knowledge)


@contextlib.asynccontextmanager
async def running(worker: Worker) -> AsyncIterator[None]:
    """Run a worker for as long as the block runs."""
    task = asyncio.create_task(worker.run())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def test_a_message_is_answered(bench: Bench) -> None:
    """Reply and outcome are recorded, and the reply knows what it answers."""
    await bench.receive(a_message("/help"))
    await bench.worker().run_until_idle()

    (message,), (reply,) = await bench.rows(InboxMessage), await bench.rows(OutboxMessage)
    assert (message.state, message.outcome) == (InboxState.HANDLED, "command")
    assert (reply.state, reply.in_reply_to, reply.provider_id) == (OutboxState.SENT, message.id, "sent-1")
    assert [each.reply.text for each in bench.channel.sent] == [reply.text]


async def test_a_message_that_breaks_the_bot_goes_to_a_person(
    sessions: Sessions, equipment: Equipment, content: Content
) -> None:
    """After the last try the person reads that something broke, with a number to call; the next goes on."""
    broken = Snapshot(content)
    broken.matcher = BrokenMatcher()
    bench = Bench(sessions, equipment, broken)
    await bench.receive(a_message("Можно работать?"), a_message("/help"))
    worker = bench.worker()
    with capture_logs() as lines:
        for _ in range(len(inbox.RETRY_PAUSES)):
            await worker.run_until_idle()
            assert bench.channel.sent == []
            bench.clock.move(minutes=1)
        await worker.run_until_idle()

    assert [row.state for row in await bench.rows(InboxMessage)] == [InboxState.FAILED, InboxState.HANDLED]
    assert (await bench.rows(InboxMessage))[0].error == "ZeroDivisionError"
    assert [(row.reason, row.state) for row in await bench.rows(Handoff)] == [("failed", "open")]
    sorry, helped = (each.reply.text for each in bench.channel.sent)
    assert "сломалось" in sorry and "112" in sorry and "сломалось" not in helped
    assert [line["event"] for line in lines].count("handling_failed") == len(inbox.RETRY_PAUSES) + 1


async def test_a_failed_send_is_tried_again(bench: Bench) -> None:
    """Later, and with the same text."""
    bench.channel.fails_with = [ChannelBusy(), RuntimeError("a bug in the channel")]
    await bench.receive(a_message("/help"))
    worker = bench.worker()
    with capture_logs():
        for _ in range(3):
            await worker.run_until_idle()
            bench.clock.move(minutes=1)

    (reply,) = await bench.rows(OutboxMessage)
    assert (reply.state, reply.attempts, reply.possible_duplicates) == (OutboxState.SENT, 3, 1)
    assert len(bench.channel.sent) == 1


async def test_two_workers_share_a_channels_pace(bench: Bench) -> None:
    """The limit is the channel's, not a worker's."""
    bench.channel.pace = Pace(per_second=4)
    first, second = bench.worker(), bench.worker()
    await bench.receive(*(a_message("/help", address=str(number)) for number in range(12)))
    while await first.handle_one() or await second.handle_one():
        pass
    for second_passed in range(3):
        while await first.send_one() or await second.send_one():
            pass
        assert len(bench.channel.sent) <= 5 + 4 * second_passed
        bench.clock.move(seconds=1)
    assert len(bench.channel.sent) == 12


async def test_two_workers_answer_each_message_once(bench: Bench) -> None:
    """Side by side on one database."""
    await bench.receive(*(a_message("/help", address=str(number % 5)) for number in range(20)))
    await asyncio.gather(*(bench.worker().run_until_idle() for _ in range(3)))
    await bench.worker().run_until_idle()

    assert len(bench.channel.sent) == 20
    assert {row.attempts for row in await bench.rows(InboxMessage)} == {1}


async def test_what_a_dead_worker_held_is_taken_over(bench: Bench) -> None:
    """A worker that starts looks first for what was left behind."""
    dead = "another-machine:7:beef"
    await bench.receive(a_message("/help"))
    async with bench.sessions.begin() as session:
        await report_alive(session, dead, now=NOW - timedelta(minutes=1))
        assert await inbox.claim_next(session, claim=f"{dead}/1", now=NOW) is not None
    async with running(bench.worker()), asyncio.timeout(30):
        await bench.channel.begun.wait()
    assert dead not in [row.id for row in await bench.rows(WorkerRow)]


async def test_a_clean_stop_gives_back_a_send_that_was_under_way(bench: Bench) -> None:
    """It may have arrived: the next worker sends it again and counts it."""
    bench.channel.hangs = True
    await bench.receive(a_message("/help"))
    async with running(bench.worker()), asyncio.timeout(30):
        await bench.channel.begun.wait()
    (reply,) = await bench.rows(OutboxMessage)
    assert (reply.state, reply.possible_duplicates) == (OutboxState.QUEUED, 1)
    assert await bench.rows(WorkerRow) == []

    bench.channel.hangs = False
    await bench.worker().run_until_idle()
    assert len(bench.channel.sent) == 1


async def test_a_reply_is_not_stuck_when_the_database_was_away(bench: Bench) -> None:
    """The outcome could not be recorded: the same worker takes the reply up again."""

    class Unlucky(WatchedChannel):
        async def send(self, delivery: Delivery) -> str | None:
            if not self.sent:
                await _rename(bench.sessions, "outbox", "outbox_away")
            return await super().send(delivery)

    bench.channel = Unlucky()
    await bench.receive(a_message("/help"))
    worker = bench.worker()
    await worker.handle_one()
    with pytest.raises(DBAPIError):
        await worker.send_one()
    await _rename(bench.sessions, "outbox_away", "outbox")
    bench.channel.begun.clear()
    async with running(worker), asyncio.timeout(30):
        await bench.channel.begun.wait()
    (reply,) = await bench.rows(OutboxMessage)
    assert reply.possible_duplicates >= 1


async def test_a_result_that_comes_too_late_is_not_recorded(bench: Bench) -> None:
    """Meanwhile the reply was given back to the queue, and its new claim stands."""

    class Slow(WatchedChannel):
        async def send(self, delivery: Delivery) -> str | None:
            async with bench.sessions.begin() as session:
                row = (await session.scalars(select(OutboxMessage))).one()
                row.claimed_by = "somebody else's"
            return await super().send(delivery)

    bench.channel = Slow()
    await bench.receive(a_message("/help"))
    worker = bench.worker()
    await worker.handle_one()
    assert await worker.send_one()

    (reply,) = await bench.rows(OutboxMessage)
    assert (reply.state, reply.claimed_by) == (OutboxState.SENDING, "somebody else's")


async def test_the_hold_of_a_reply_is_written_down_before_it_is_sent(bench: Bench) -> None:
    """Else a kill between the two would be an unknown duplicate."""
    seen: list[tuple[str, object]] = []

    class Curious(WatchedChannel):
        async def send(self, delivery: Delivery) -> str | None:
            async with bench.sessions() as session:
                row = (await session.scalars(select(OutboxMessage))).one()
                seen.append((row.state, row.send_started_at))
            return await super().send(delivery)

    bench.channel = Curious()
    await bench.receive(a_message("/help"))
    await bench.worker().run_until_idle()
    assert seen == [(OutboxState.SENDING, NOW)]
    assert (await bench.rows(OutboxMessage))[0].author == outbox.BOT


async def _rename(sessions: Sessions, old: str, new: str) -> None:
    async with sessions.begin() as session:
        await session.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))
