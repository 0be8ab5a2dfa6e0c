"""The webhooks over a database of either engine."""

from collections.abc import AsyncIterator

import pytest

from knowledge_base.database import Sessions, open_sessions
from tests.webhooks.front_door import FrontDoor, open_door


@pytest.fixture
async def door(sessions: Sessions) -> AsyncIterator[FrontDoor]:
    """The front door with Telegram and Twilio set up."""
    async with open_door(sessions) as door:
        yield door


@pytest.fixture
async def sqlite_door(sqlite_url: str) -> AsyncIterator[FrontDoor]:
    """The same on SQLite only, for what does not depend on the engine."""
    async with open_sessions(sqlite_url) as sessions, open_door(sessions) as door:
        yield door
