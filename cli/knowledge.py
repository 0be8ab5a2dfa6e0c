"""The knowledge a command works with: the shipped content, or what a database holds."""

import asyncio

from knowledge_base.content_types import Content
from knowledge_base.index import Snapshot


def open_knowledge(database: str | None, *, show_drafts: bool = True) -> Snapshot:
    """Return the shipped content, or that of the database; nothing is written to either."""
    return Snapshot(open_content(database), show_drafts=show_drafts)


def open_content(database: str | None) -> Content:
    """Return the same as plain values, without training a matcher."""
    return asyncio.run(_read_database(database)) if database else _read_files()


def _read_files() -> Content:
    from knowledge_base.content_files import read_content_files
    from knowledge_base.loading import ContentProblems

    reading = read_content_files()
    if reading.problems:
        raise ContentProblems(reading.problems)
    return reading.content


async def _read_database(url: str) -> Content:
    from knowledge_base.database import open_sessions
    from knowledge_base.loading import read_content

    async with open_sessions(url) as sessions, sessions() as session:
        return await read_content(session)
