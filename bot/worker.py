"""The conversation's engine: it empties the inbox and the outbox, and deletes what is past its day.

Run it as `python -m bot.worker`, or inside `migrantbot serve`. Any number may run against one database.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import datetime
from typing import Final

import structlog

from bot import inbox, outbox
from bot.channels import Channel
from bot.claims import ClaimLost
from bot.dispatcher import Equipment
from bot.escalation import Watch, escalate
from bot.handling import Claimed, handle_message, put_back
from bot.handoffs import give_back_silent
from bot.liveness import HEARTBEAT, new_worker_id, release_dead, release_dropped, report_alive, sign_off
from bot.metrics import HANDLED, HANDLING_SECONDS, SENT
from bot.models import Chat, OutboxMessage
from bot.reminders import send_due
from bot.retention import purge
from bot.sending import record_result, send_reply
from bot.turns import Turn
from bot.wakeup import Wakeup
from knowledge_base.database import Sessions, utc_now
from knowledge_base.index import LiveIndex
from knowledge_base.scheduling import run_next

log = structlog.get_logger(__name__)

HANDLERS: Final = 2
SENDERS: Final = 8
#: Seconds between two looks at an empty queue; a message received in this process is seen at once.
POLL: Final = 0.5
PURGE_EVERY: Final = 3600.0
REMIND_EVERY: Final = 60.0
PUBLISH_EVERY: Final = 30.0
WATCH_EVERY: Final = 30.0


class Worker:
    """Claims, handles and sends until it is stopped."""

    def __init__(
        self,
        sessions: Sessions,
        *,
        channels: Mapping[str, Channel],
        index: LiveIndex,
        equipment: Equipment,
        wakeup: Wakeup | None = None,
        watch: Watch | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """Take what it works with; nothing is opened or started here."""
        self.sessions = sessions
        self.channels = channels
        self.index = index
        self.equipment = equipment
        self.wakeup = wakeup or Wakeup()
        self.watch = watch or Watch()
        self.clock = clock
        self.worker_id = new_worker_id()
        self._paces = {name: channel.pace for name, channel in channels.items()}
        self._claims = 0
        self._in_hand: set[str] = set()

    async def run(self) -> None:
        """Work until cancelled, then give back what is held."""
        await self._look_after_claims()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._forever(self._look_after_claims, HEARTBEAT))
                group.create_task(self._forever(self._purge, PURGE_EVERY))
                group.create_task(self._forever(self._remind, REMIND_EVERY))
                group.create_task(self._forever(self.run_scheduled, PUBLISH_EVERY))
                group.create_task(self._forever(self.watch_handoffs, WATCH_EVERY))
                for _ in range(HANDLERS):
                    group.create_task(self._repeat(self.handle_one))
                for _ in range(SENDERS):
                    group.create_task(self._repeat(self.send_one))
        finally:
            async with self.sessions.begin() as session:
                await sign_off(session, self.worker_id)

    async def run_until_idle(self) -> None:
        """Handle and send all that can be handled and sent now; for tests and for one-off runs."""
        while await self.handle_one() or await self.send_one():
            pass

    async def handle_one(self) -> bool:
        """Handle one message; False when there was none to claim."""
        with self._new_claim() as claim:
            return await self._handle_one(claim)

    async def send_one(self) -> bool:
        """Send one reply; False when there was none that may be sent now."""
        with self._new_claim() as claim:
            return await self._send_one(claim)

    async def _handle_one(self, claim: str) -> bool:
        async with self.sessions.begin() as session:
            row = await inbox.claim_next(session, claim=claim, now=self.clock())
        if row is None:
            return False
        claimed, started = Claimed(row, claim), time.monotonic()
        if row.attempts > inbox.MAX_ATTEMPTS:  # workers died of it: a person has to read it
            await self._put_back(claimed, RuntimeError("a worker died of this message"))
            return True
        try:
            await self.index.refresh(self.sessions)
            turn = await handle_message(
                self.sessions,
                claimed,
                equipment=self.equipment,
                knowledge=self.index.snapshot,
                now=self.clock(),
            )
        except ClaimLost:
            log.warning("claim_lost", message_id=row.id)
        except Exception as error:  # the one place that catches everything
            log.error("handling_failed", message_id=row.id, error=type(error).__name__, exc_info=True)
            await self._put_back(claimed, error)
        else:
            _note_handled(claimed, turn, time.monotonic() - started)
        self.wakeup.call()
        return True

    async def _send_one(self, claim: str) -> bool:
        async with self.sessions.begin() as session:
            row = await outbox.claim_next(session, claim=claim, now=self.clock(), paces=self._paces)
            if not isinstance(row, OutboxMessage):
                return False
            chat = await session.get(Chat, row.chat_id) if row.chat_id is not None else None
            window_closes_at = chat.window_closes_at if chat else None
        result = await send_reply(row, window_closes_at, channels=self.channels)
        try:
            async with self.sessions.begin() as session:
                word = await record_result(session, row, result, claim=claim, now=self.clock())
        except ClaimLost:
            log.warning("claim_lost", outbox_id=row.id)
        else:
            SENT.labels(row.channel, word).inc()
            log.info("sent", outbox_id=row.id, channel=row.channel, result=word, attempts=row.attempts)
        self.wakeup.call()
        return True

    async def _put_back(self, claimed: Claimed, error: Exception) -> None:
        try:
            await put_back(
                self.sessions,
                claimed,
                error,
                equipment=self.equipment,
                knowledge=self.index.snapshot,
                now=self.clock(),
            )
        except ClaimLost:
            log.warning("claim_lost", message_id=claimed.row.id)

    async def _look_after_claims(self) -> None:
        now = self.clock()
        async with self.sessions.begin() as session:
            await report_alive(session, self.worker_id, now=now)
            released = await release_dead(session, self.worker_id, now=now)
            released += await release_dropped(session, self.worker_id, in_hand=self._in_hand)
        if released:
            log.warning("claims_released", rows=released)
            self.wakeup.call()

    async def _remind(self) -> None:
        async with self.sessions.begin() as session:
            due = await send_due(session, now=self.clock(), knowledge=self.index.snapshot)
        if due:
            self.wakeup.call()

    async def watch_handoffs(self) -> None:
        """Tell people on call of urgent chats that nobody takes, and give silent chats back to the bot."""
        async with self.sessions.begin() as session:
            told = await escalate(session, now=self.clock(), watch=self.watch)
        async with self.sessions.begin() as session:
            given_back = await give_back_silent(session, now=self.clock(), silence=self.watch.silence)
        if told or given_back:
            log.info("handoffs_watched", told=told, given_back=given_back)
            self.wakeup.call()

    async def run_scheduled(self) -> None:
        """Carry out the publications and withdrawals whose time has come, each in its own transaction."""
        more = True
        while more:
            await self.index.refresh(self.sessions)
            async with self.sessions.begin() as session:
                change = await run_next(session, facts=self.index.snapshot.facts, now=self.clock())
            more = change is not None
            if change is not None:
                log.info("scheduled_change", change_id=change.id, outcome=change.outcome)

    async def _purge(self) -> None:
        async with self.sessions.begin() as session:
            await purge(session, now=self.clock(), retention_days=self.equipment.retention_days)

    async def _forever(self, step: Callable[[], Awaitable[None]], every: float) -> None:
        while True:
            try:
                await step()
            except Exception as error:  # the next round may find the database again
                log.error("housekeeping_failed", error=type(error).__name__)
            await asyncio.sleep(every)

    async def _repeat(self, step: Callable[[], Awaitable[bool]]) -> None:
        while True:
            try:
                worked = await step()
            except Exception as error:  # the database is away: wait, do not die
                log.error("step_failed", error=type(error).__name__)
                worked = False
            if not worked:
                await self.wakeup.wait(POLL)

    @contextlib.contextmanager
    def _new_claim(self) -> Iterator[str]:
        """Give a claim that is in hand for as long as the block runs."""
        self._claims += 1
        claim = f"{self.worker_id}/{self._claims}"
        self._in_hand.add(claim)
        try:
            yield claim
        finally:
            self._in_hand.discard(claim)


def _note_handled(claimed: Claimed, turn: Turn, seconds: float) -> None:
    HANDLED.labels(claimed.row.channel, turn.outcome.value).inc()
    HANDLING_SECONDS.observe(seconds)
    log.info(
        "handled",
        message_id=claimed.row.id,
        channel=claimed.row.channel,
        outcome=turn.outcome.value,
        locale=turn.locale,
        question_id=turn.question_id,
        seconds=round(seconds, 4),
    )


async def run_worker() -> None:
    """Run a worker of its own on the database of the settings, until it is stopped."""
    from bot.channels.opening import open_channels
    from bot.equipment import make_equipment, works_on_words_alone
    from bot.escalation import watch_of
    from bot.logs import configure_logs
    from bot.settings import read_settings
    from knowledge_base.database import open_sessions
    from knowledge_base.index import open_index

    settings = read_settings()
    configure_logs(settings.log_level)
    if works_on_words_alone():
        log.warning("no_embeddings", effect="questions are matched by words alone")
    async with open_sessions(settings.database_url) as sessions:
        channels = open_channels(settings)
        worker = Worker(
            sessions,
            channels=channels,
            index=await open_index(sessions, show_drafts=settings.show_drafts),
            equipment=make_equipment(settings),
            watch=watch_of(settings),
        )
        try:
            await worker.run()
        finally:
            for channel in channels.values():
                await channel.close()


if __name__ == "__main__":
    from bot.running import run_until_stopped

    run_until_stopped(run_worker())
