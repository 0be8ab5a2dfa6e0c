"""Journeys: from a webhook to the reply that a person reads."""

from collections.abc import AsyncIterator

import pytest

from bot.dispatcher import Equipment
from knowledge_base.database import Sessions
from knowledge_base.index import LiveIndex, Snapshot
from tests.journeys.journey import Journey, start_journey


@pytest.fixture
async def journey(sessions: Sessions, knowledge: Snapshot, equipment: Equipment) -> AsyncIterator[Journey]:
    """Everything between two webhooks and two channels, on either engine."""
    async with start_journey(sessions, index=LiveIndex(knowledge), equipment=equipment) as journey:
        yield journey
