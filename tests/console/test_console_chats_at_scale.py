"""The operators' pages over a long queue: a bounded number of queries, whatever there is."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

import pytest
from sqlalchemy import event, insert
from sqlalchemy.engine import Engine

from bot.models import Chat, Handoff, InboxMessage
from bot.settings import Settings
from console.app import create_app
from knowledge_base.database import Sessions
from tests.console.workplace import START, Clock, Workplace

MOST_QUERIES: Final = 15
CHATS: Final = 600
PAGES: Final = (
    "/handoffs", "/handoffs?locale=ru&who=unassigned&question=q.1", "/handoffs?state=closed",
    "/handoffs/changes", "/handoffs/changes?handoff=1", "/handoffs/groups", "/handoffs/group?question=q.1",
    "/handoffs/group?like=600", "/handoffs/1", "/replies", "/on-call",
)  # fmt: skip


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the queries that run meanwhile."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def _fill(sessions: Sessions, chats: int) -> None:
    ids = range(1, chats + 1)
    at = {each: START - timedelta(minutes=each) for each in ids}
    async with sessions.begin() as session:
        await session.execute(
            insert(Chat),
            [
                {
                    "id": each, "channel": "telegram", "address": f"nr {each}", "memory": {},
                    "locale": ("ru", "uz-Latn", "tg")[each % 3], "with_person": False,
                    "created_at": at[each], "last_message_at": at[each],
                }
                for each in ids
            ],
        )  # fmt: skip
        await session.execute(
            insert(InboxMessage),
            [
                {
                    "channel": "telegram", "external_id": str(each), "address": f"nr {each}", "kind": "text",
                    "text": f"How many days {each % 50} may I stay", "received_at": at[each],
                    "state": "handled", "attempts": 1, "not_before": at[each],
                }
                for each in ids
            ],
        )  # fmt: skip
        await session.execute(
            insert(Handoff),
            [
                {
                    "chat_id": each, "reason": "unanswered", "is_urgent": each % 40 == 0, "state": "open",
                    "opened_at": at[each], "candidates": [],
                    "question_id": f"q.{each % 30}" if each % 3 else None,
                }
                for each in ids
            ],
        )  # fmt: skip


@pytest.fixture
async def long_queue(sessions: Sessions) -> Workplace:
    """The console on either engine, with many who wait."""
    await _fill(sessions, CHATS)
    clock = Clock()
    app = create_app(Settings(secret_key="a secret"), sessions=sessions, clock=clock)
    return Workplace(app, sessions, clock)


async def test_no_page_runs_more_than_fifteen_queries(long_queue: Workplace) -> None:
    """Six hundred chats cost as many queries as six."""
    browser = await long_queue.sign_in()
    for page in PAGES:
        with counted() as queries:
            answer = await browser.get(page)
        assert answer.status_code == 200, page
        assert len(queries) <= MOST_QUERIES, (page, len(queries), queries)
    await browser.aclose()
