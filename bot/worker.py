"""The conversation's engine: it empties the inbox and the outbox, and deletes what is past its day.

Run it as `python -m bot.worker`, or inside `migrantbot serve`. Any number may run against one database.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot import inbox, outbox
from bot.channels import Channel, ChannelBusy, ChatGone, Delivery, MessageRefused
from bot.chats import close_chat, forget_chat, load_chat, save_state, state_of
from bot.dispatcher import Equipment, dispatch, tools_for
from bot.handoffs import open_handoff
from bot.inbox import ClaimLost
from bot.liveness import HEARTBEAT, new_worker_id, release_dead, report_alive, sign_off
from bot.messages import IncomingMessage, Reply
from bot.metrics import HANDLED, HANDLING_SECONDS, SENT
from bot.models import Chat, InboxMessage, OutboxMessage
from bot.notices import something_broke
from bot.retention import purge
from bot.turns import HandoffReason, Turn
from bot.wakeup import Wakeup
from knowledge_base.database import Sessions, utc_now
from knowledge_base.index import LiveIndex

log = structlog.get_logger(__name__)

HANDLERS: Final = 2
SENDERS: Final = 8
#: Seconds between two looks at an empty queue; a message received in this process is seen at once.
POLL: Final = 0.5
PURGE_EVERY: Final = 3600.0


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
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """Take what it works with; nothing is opened or started here."""
        self.sessions = sessions
        self.channels = channels
        self.index = index
        self.equipment = equipment
        self.wakeup = wakeup or Wakeup()
        self.clock = clock
        self.worker_id = new_worker_id()
        self._paces = {name: channel.pace for name, channel in channels.items()}
        self._claims = 0
        self._purged_at = 0.0

    async def run(self) -> None:
        """Work until cancelled, then give back what is held."""
        await self._look_after_claims()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._forever(self._look_after_claims, HEARTBEAT))
                group.create_task(self._forever(self._purge_when_due, PURGE_EVERY))
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
        claim = self._new_claim()
        async with self.sessions.begin() as session:
            row = await inbox.claim_next(session, claim=claim, now=self.clock())
        if row is None:
            return False
        started = time.monotonic()
        try:
            await self.index.refresh(self.sessions)
            turn = await self._handle(row, claim)
        except ClaimLost:
            log.warning("claim_lost", message_id=row.id)
        except Exception as error:  # the one place that catches everything
            await self._put_back(row, claim, error)
        else:
            HANDLED.labels(row.channel, turn.outcome.value).inc()
            HANDLING_SECONDS.observe(time.monotonic() - started)
            log.info(
                "handled",
                message_id=row.id,
                channel=row.channel,
                outcome=turn.outcome.value,
                locale=turn.locale,
                question_id=turn.replies[0].question_id if turn.replies else None,
                seconds=round(time.monotonic() - started, 4),
            )
        self.wakeup.call()
        return True

    async def send_one(self) -> bool:
        """Send one reply; False when there was none that may be sent now."""
        claim = self._new_claim()
        async with self.sessions.begin() as session:
            row = await outbox.claim_next(session, claim=claim, now=self.clock(), paces=self._paces)
            if not isinstance(row, OutboxMessage):
                return False
            chat = await session.get(Chat, row.chat_id) if row.chat_id is not None else None
            window_closes_at = chat.window_closes_at if chat else None
        delivery = Delivery(row.address, outbox.as_reply(row), row.callback_id, window_closes_at)
        try:
            provider_id = await self.channels[row.channel].send(delivery)
        except ChannelBusy as busy:
            await self._record(row, lambda s: self._mark_busy(s, row, claim, busy), "busy")
        except ChatGone:
            await self._record(row, lambda s: self._mark_gone(s, row, claim), "gone")
        except MessageRefused as refused:
            code = refused.code
            await self._record(row, lambda s: outbox.mark_failed(s, row, claim=claim, error=code), "refused")
        except Exception as error:  # a bug in a channel must not lose the reply
            log.error("send_failed", outbox_id=row.id, channel=row.channel, error=type(error).__name__)
            busy = ChannelBusy(outcome_unknown=True)
            await self._record(row, lambda s: self._mark_busy(s, row, claim, busy), "error")
        else:
            await self._record(
                row,
                lambda s: outbox.mark_sent(s, row, claim=claim, now=self.clock(), provider_id=provider_id),
                "sent",
            )
        self.wakeup.call()
        return True

    async def _handle(self, row: InboxMessage, claim: str) -> Turn:
        """Dispatch one message and commit all that follows from it in one transaction."""
        message = inbox.as_message(row)
        now = self.clock()
        async with self.sessions.begin() as session:
            chat = await load_chat(session, message, now=now)
            turn = dispatch(
                message,
                state_of(chat),
                equipment=self.equipment,
                knowledge=self.index.snapshot,
                now=now,
            )
            save_state(chat, turn.chat)
            await self._queue_replies(session, chat, turn, message, row.id)
            if turn.handoff is not None:
                await open_handoff(session, chat, turn.handoff.reason, now=now)
            if turn.close:
                await close_chat(session, chat, now=now)
            await inbox.finish(
                session,
                row.id,
                claim=claim,
                now=now,
                outcome=turn.outcome.value,
                question_id=turn.replies[0].question_id if turn.replies else None,
                locale=turn.locale,
            )
            if turn.forget:
                await forget_chat(session, chat)
        return turn

    async def _queue_replies(
        self, session: AsyncSession, chat: Chat, turn: Turn, message: IncomingMessage, row_id: int
    ) -> None:
        await outbox.enqueue(
            session,
            chat,
            turn.replies,
            now=self.clock(),
            in_reply_to=row_id,
            callback_id=message.callback_id,
        )

    async def _put_back(self, row: InboxMessage, claim: str, error: Exception) -> None:
        """Try the message again later; after the last try a person is told and takes over."""
        log.error("handling_failed", message_id=row.id, error=type(error).__name__, exc_info=True)
        now = self.clock()
        try:
            async with self.sessions.begin() as session:
                gave_up = await inbox.put_back(session, row, claim=claim, now=now, error=type(error).__name__)
                if gave_up:
                    chat = await load_chat(session, inbox.as_message(row), now=now)
                    state = state_of(chat)
                    tools = tools_for(
                        state.locale or "ru",
                        equipment=self.equipment,
                        knowledge=self.index.snapshot,
                        now=now,
                    )
                    reply = Reply(something_broke(state.route.stay_in, tools))
                    await outbox.enqueue(session, chat, [reply], now=now, in_reply_to=row.id)
                    await open_handoff(session, chat, HandoffReason.FAILED, now=now)
        except ClaimLost:
            log.warning("claim_lost", message_id=row.id)

    async def _mark_busy(
        self, session: AsyncSession, row: OutboxMessage, claim: str, busy: ChannelBusy
    ) -> None:
        await outbox.mark_busy(
            session,
            row,
            claim=claim,
            now=self.clock(),
            retry_after=busy.retry_after,
            outcome_unknown=busy.outcome_unknown,
        )

    async def _mark_gone(self, session: AsyncSession, row: OutboxMessage, claim: str) -> None:
        await outbox.mark_failed(session, row, claim=claim, error="gone")
        chat = await session.get(Chat, row.chat_id) if row.chat_id is not None else None
        if chat is not None:
            await close_chat(session, chat, now=self.clock())

    async def _record(
        self,
        row: OutboxMessage,
        mark: Callable[[AsyncSession], Awaitable[None]],
        result: str,
    ) -> None:
        try:
            async with self.sessions.begin() as session:
                await mark(session)
        except ClaimLost:
            log.warning("claim_lost", outbox_id=row.id)
            return
        SENT.labels(row.channel, result).inc()
        log.info("sent", outbox_id=row.id, channel=row.channel, result=result, attempts=row.attempts)

    async def _look_after_claims(self) -> None:
        now = self.clock()
        async with self.sessions.begin() as session:
            await report_alive(session, self.worker_id, now=now)
            released = await release_dead(session, self.worker_id, now=now)
        if released:
            log.warning("claims_released", rows=released)
            self.wakeup.call()

    async def _purge_when_due(self) -> None:
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

    def _new_claim(self) -> str:
        self._claims += 1
        return f"{self.worker_id}/{self._claims}"


async def run_worker() -> None:
    """Run a worker of its own on the database of the settings, until it is stopped."""
    from bot.channels.opening import open_channels
    from bot.equipment import make_equipment
    from bot.logs import configure_logs
    from bot.settings import read_settings
    from knowledge_base.database import open_sessions
    from knowledge_base.index import open_index

    settings = read_settings()
    configure_logs(settings.log_level)
    async with open_sessions(settings.database_url) as sessions:
        channels = open_channels(settings)
        worker = Worker(
            sessions,
            channels=channels,
            index=await open_index(sessions, show_drafts=settings.show_drafts),
            equipment=make_equipment(retention_days=settings.retention_days),
        )
        try:
            await worker.run()
        finally:
            for channel in channels.values():
                await channel.close()


if __name__ == "__main__":
    from bot.running import run_until_stopped

    run_until_stopped(run_worker())
