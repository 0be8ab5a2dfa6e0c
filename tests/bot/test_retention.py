"""What is kept has a day on which it goes, and nothing goes before it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.models import (
    Chat,
    Handoff,
    HandoffState,
    InboxMessage,
    InboxState,
    OutboxMessage,
    OutboxState,
)
from bot.retention import CHAT_LIFETIME, purge
from knowledge_base.database import Sessions
from tests.builders import NOW

DAYS = 30
PAST = NOW - timedelta(days=DAYS, seconds=1)
KEPT = NOW - timedelta(days=DAYS)


@pytest.mark.parametrize(
    ("state", "at", "is_kept"),
    [
        (InboxState.HANDLED, PAST, False),
        (InboxState.FAILED, PAST, False),
        (InboxState.HANDLED, KEPT, True),
        (InboxState.PENDING, PAST, True),
        (InboxState.HANDLING, PAST, True),
    ],
)
async def test_handled_messages_go_after_their_days(
    sessions: Sessions, state: InboxState, at: datetime, is_kept: bool
) -> None:
    """What is not handled yet stays, however old."""
    row = InboxMessage(
        channel="test", external_id="1", address="a", kind="text", text="?", received_at=at, state=state,
        attempts=0, not_before=at,
    )  # fmt: skip
    assert await _is_kept(sessions, row) is is_kept


@pytest.mark.parametrize(
    ("state", "at", "is_kept"),
    [
        (OutboxState.SENT, PAST, False),
        (OutboxState.DELIVERED, PAST, False),
        (OutboxState.FAILED, PAST, False),
        (OutboxState.SENT, KEPT, True),
        (OutboxState.QUEUED, PAST, True),
        (OutboxState.SENDING, PAST, True),
    ],
)
async def test_sent_replies_go_after_their_days(
    sessions: Sessions, state: OutboxState, at: datetime, is_kept: bool
) -> None:
    """What is still to be sent stays."""
    row = OutboxMessage(
        channel="test", address="a", text="!", buttons=[], author="bot", queued_at=at, state=state,
        attempts=0, not_before=at, possible_duplicates=0,
    )  # fmt: skip
    assert await _is_kept(sessions, row) is is_kept


@pytest.mark.parametrize(
    ("quiet_for", "handoff", "is_kept"),
    [
        (CHAT_LIFETIME, None, True),
        (CHAT_LIFETIME + timedelta(seconds=1), None, False),
        (CHAT_LIFETIME + timedelta(seconds=1), HandoffState.CLOSED, False),
        (CHAT_LIFETIME + timedelta(seconds=1), HandoffState.OPEN, True),
        (CHAT_LIFETIME + timedelta(seconds=1), HandoffState.CLAIMED, True),
    ],
)
async def test_a_chat_goes_when_nobody_wrote_for_long(
    sessions: Sessions, quiet_for: timedelta, handoff: HandoffState | None, is_kept: bool
) -> None:
    """Language and route are forgotten, unless a person still has to answer."""
    at = NOW - quiet_for
    chat = Chat(channel="test", address="a", memory={}, with_person=False, created_at=at, last_message_at=at)
    if handoff is not None:
        async with sessions.begin() as session:
            session.add(chat)
            await session.flush()
            closed_at = at if handoff is HandoffState.CLOSED else None
            session.add(
                Handoff(
                    chat_id=chat.id, reason="asked", is_urgent=False, state=handoff, opened_at=at,
                    closed_at=closed_at,
                )
            )  # fmt: skip
    assert await _is_kept(sessions, chat) is is_kept


async def _is_kept(sessions: Sessions, row: InboxMessage | OutboxMessage | Chat) -> bool:
    async with sessions.begin() as session:
        session.add(row)
    async with sessions.begin() as session:
        await purge(session, now=NOW, retention_days=DAYS)
    async with sessions() as session:
        return bool(await session.scalar(select(func.count()).select_from(type(row))))
