"""What a worker held that is no longer there goes back to its queue, and only that."""

import os
from datetime import timedelta

from sqlalchemy import select

from bot import inbox, outbox
from bot.channels import Pace
from bot.chats import load_chat
from bot.claims import ClaimLost
from bot.liveness import (
    SILENCE,
    new_worker_id,
    release_dead,
    release_dropped,
    report_alive,
    sign_off,
)
from bot.messages import Reply
from bot.models import InboxMessage, InboxState, OutboxMessage, OutboxState, WorkerRow
from knowledge_base.database import Sessions
from tests.builders import NOW, a_message

ELSEWHERE = "another-machine:77:abcd"
MINE = "this-machine:1:beef"


async def test_claims_of_a_silent_worker_go_back(sessions: Sessions) -> None:
    """The message is handled again; the reply may have arrived, so sending it again is counted."""
    await _hold(sessions, ELSEWHERE)
    async with sessions.begin() as session:
        assert await release_dead(session, MINE, now=NOW + SILENCE) == 0
        assert await release_dead(session, MINE, now=NOW + SILENCE + timedelta(seconds=1)) == 2

    message, reply = await _held(sessions)
    assert (message.state, message.claimed_by) == (InboxState.PENDING, None)
    assert (reply.state, reply.claimed_by, reply.possible_duplicates) == (OutboxState.QUEUED, None, 1)
    async with sessions() as session:
        assert list(await session.scalars(select(WorkerRow))) == []


async def test_a_worker_whose_process_is_gone_is_dead_at_once(sessions: Sessions) -> None:
    """A restart on the same machine goes on immediately."""
    machine, _, _ = new_worker_id().rpartition(":")[0].rpartition(":")
    reused, alive = f"{machine}:{os.getpid()}:old", f"{machine}:{os.getppid()}:runs"
    await _hold(sessions, reused)
    async with sessions.begin() as session:
        await report_alive(session, alive, now=NOW)
        assert await release_dead(session, new_worker_id(), now=NOW) == 2
        assert [row.id for row in await session.scalars(select(WorkerRow))] == [alive]


async def test_the_dead_worker_cannot_record_afterwards(sessions: Sessions) -> None:
    """It was only slow: its claims are somebody else's now."""
    await _hold(sessions, ELSEWHERE)
    async with sessions.begin() as session:
        await release_dead(session, MINE, now=NOW + timedelta(minutes=1))
    _, reply = await _held(sessions)
    try:
        async with sessions.begin() as session:
            await outbox.mark_sent(session, reply, claim=f"{ELSEWHERE}/2", now=NOW, provider_id="1")
    except ClaimLost:
        return
    raise AssertionError("a lost claim was recorded")


async def test_a_clean_stop_gives_everything_back(sessions: Sessions) -> None:
    """Nothing waits for the silence to pass."""
    await _hold(sessions, MINE)
    async with sessions.begin() as session:
        assert await sign_off(session, MINE) == 2
        assert list(await session.scalars(select(WorkerRow))) == []


async def test_what_a_living_worker_dropped_goes_back(sessions: Sessions) -> None:
    """The database was away as it wanted to record: the claim is in nobody's hand."""
    await _hold(sessions, MINE)
    async with sessions.begin() as session:
        assert await release_dropped(session, MINE, in_hand={f"{MINE}/1", f"{MINE}/2"}) == 0
        assert await release_dropped(session, MINE, in_hand={f"{MINE}/2"}) == 1
    message, reply = await _held(sessions)
    assert (message.state, reply.state) == (InboxState.PENDING, OutboxState.SENDING)


async def _hold(sessions: Sessions, worker_id: str) -> None:
    """Have a worker claim a message and a reply, and say so."""
    async with sessions.begin() as session:
        await report_alive(session, worker_id, now=NOW)
        await inbox.receive(session, a_message(), now=NOW)
        chat = await load_chat(session, a_message(address="another"), now=NOW)
        await outbox.enqueue(session, chat, [Reply("Hello")], now=NOW)
    async with sessions.begin() as session:
        assert await inbox.claim_next(session, claim=f"{worker_id}/1", now=NOW) is not None
        paces = {"test": Pace(per_second=10)}
        assert await outbox.claim_next(session, claim=f"{worker_id}/2", now=NOW, paces=paces) is not None


async def _held(sessions: Sessions) -> tuple[InboxMessage, OutboxMessage]:
    async with sessions() as session:
        message = (await session.scalars(select(InboxMessage))).one()
        return message, (await session.scalars(select(OutboxMessage))).one()
