"""The knowledge that the console's pages show and try things on, read when it is first needed."""

import asyncio

from knowledge_base.database import Sessions
from knowledge_base.index import LiveIndex, Snapshot, open_index


class ConsoleKnowledge:
    """The published knowledge, kept in step with the database; drafts are always visible to staff."""

    def __init__(self, sessions: Sessions, index: LiveIndex | None = None) -> None:
        """Share the index of a process that has one; else open an own one at the first request for it."""
        self._sessions = sessions
        self._index = index
        self._opening = asyncio.Lock()

    async def snapshot(self) -> Snapshot:
        """Return the knowledge as it is published now; one query where nothing changed."""
        async with self._opening:
            if self._index is None:
                self._index = await open_index(self._sessions, show_drafts=True)
            else:
                await self._index.refresh(self._sessions)
            return self._index.snapshot
