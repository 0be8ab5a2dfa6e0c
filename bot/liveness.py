"""Which workers are alive. What a dead one had claimed goes back to its queue.

A worker writes its row every `HEARTBEAT` seconds; one that was not seen for `SILENCE` seconds counts as
dead. A worker of this same machine whose process is gone is known to be dead at once, so a restart
after a crash goes on immediately.
"""

import os
import secrets
from collections.abc import Container
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import InboxMessage, InboxState, OutboxMessage, OutboxState, WorkerRow

HEARTBEAT: Final = 2.0
SILENCE: Final = timedelta(seconds=10)


def new_worker_id() -> str:
    """Return `machine:process:random`; the machine part changes with every boot and container."""
    return f"{_this_machine()}:{os.getpid()}:{secrets.token_hex(4)}"


async def report_alive(session: AsyncSession, worker_id: str, *, now: datetime) -> None:
    """Write that this worker is alive. The caller commits."""
    await session.merge(WorkerRow(id=worker_id, seen_at=now))
    await session.flush()


async def sign_off(session: AsyncSession, worker_id: str) -> int:
    """Give back what this worker still holds, at a clean stop. The caller commits."""
    await session.execute(delete(WorkerRow).where(WorkerRow.id == worker_id))
    return await _release(session, worker_id)


async def release_dead(session: AsyncSession, worker_id: str, *, now: datetime) -> int:
    """Give back the claims of workers that died; return how many rows went back. The caller commits."""
    released = 0
    for row in list(await session.scalars(select(WorkerRow).where(WorkerRow.id != worker_id))):
        if row.seen_at < now - SILENCE or _is_dead_here(row.id):
            released += await _release(session, row.id)
            await session.delete(row)
    await session.flush()
    return released


async def release_dropped(session: AsyncSession, worker_id: str, *, in_hand: Container[str]) -> int:
    """Give back what this living worker claimed and no longer has in hand. The caller commits.

    So it is when the database was away just as an outcome was to be recorded. `in_hand` holds a claim from
    before it is committed until its outcome is, so what is read here and is not in it was dropped.
    """
    released = 0
    for table in (InboxMessage, OutboxMessage):
        mine = table.claimed_by.like(f"{worker_id}/%")
        for claim in list(await session.scalars(select(table.claimed_by).where(mine))):
            if claim is not None and claim not in in_hand:
                released += await _release_claims(session, claim)
    return released


async def _release(session: AsyncSession, worker_id: str) -> int:
    return await _release_claims(session, f"{worker_id}/%")


async def _release_claims(session: AsyncSession, claims: str) -> int:
    handled = await session.execute(
        update(InboxMessage)
        .where(InboxMessage.state == InboxState.HANDLING, InboxMessage.claimed_by.like(claims))
        .values(state=InboxState.PENDING, claimed_by=None)
    )
    # The start was recorded and the end was not: it may have arrived, so sending it again is counted.
    sent = await session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.state == OutboxState.SENDING, OutboxMessage.claimed_by.like(claims))
        .values(
            state=OutboxState.QUEUED,
            claimed_by=None,
            possible_duplicates=OutboxMessage.possible_duplicates + 1,
        )
    )
    return int(handled.rowcount) + int(sent.rowcount)  # type: ignore[attr-defined]


def _is_dead_here(worker_id: str) -> bool:
    """True when the worker ran on this machine and its process is gone."""
    machine, _, rest = worker_id.partition(":")
    pid = rest.partition(":")[0]
    if machine != _this_machine() or not pid.isdigit() or int(pid) == os.getpid():
        # Our own number with another random part: an earlier process had it, and it is gone.
        return machine == _this_machine() and pid == str(os.getpid())
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _this_machine() -> str:
    """Return a name for this boot and process namespace, so that process numbers can be compared."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii")[:8]
        namespace = Path("/proc/self/ns/pid").readlink().name.strip("pid:[]")
    except OSError:
        return secrets.token_hex(4)  # not Linux: only the silence tells
    return f"{boot}-{namespace}"
