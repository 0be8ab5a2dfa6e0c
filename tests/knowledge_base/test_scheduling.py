"""A text that is published or withdrawn on its day, once, whoever does it."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.dispatcher import Equipment
from bot.worker import Worker
from knowledge_base import editing
from knowledge_base.content_types import DRAFT, PUBLISHED, WITHDRAWN
from knowledge_base.database import Sessions
from knowledge_base.editing import Refusal, Stale
from knowledge_base.facts import FactBook
from knowledge_base.index import open_index
from knowledge_base.loading import load_content, read_content
from knowledge_base.models import AnswerRow, ScheduledChange
from knowledge_base.revisions import read_histories
from knowledge_base.scheduling import PUBLISH, WITHDRAW, cancel, planned, run_next, schedule
from tests.builders import NOW
from tests.knowledge_base.small_content import write_small_content

NEW = "Ваш срок: {kz.days}.\n\n1. Первый шаг.\n2. Второй шаг."
DAY = NOW + timedelta(days=3)


@pytest.fixture
async def answer_id(sessions: Sessions, tmp_path: Path) -> int:
    """An answer with a new draft, number 2, of Dilnoza."""
    async with sessions.begin() as session:
        await load_content(session, now=NOW, folder=write_small_content(tmp_path / "content"))
        found = await session.scalar(select(AnswerRow.id).where(AnswerRow.question_id == "stay.limit"))
        assert found is not None
        await editing.save_draft(session, found, "ru", NEW, began_from=1, author="Dilnoza", now=NOW)
    return found


async def plan(
    sessions: Sessions, answer_id: int, action: str = PUBLISH, *, by: str = "Raushan", number: int = 2
) -> ScheduledChange | Stale | Refusal:
    async with sessions.begin() as session:
        return await schedule(
            session, answer_id, "ru", action, at=DAY, revision_number=number, by=by, now=NOW
        )


async def run(sessions: Sessions, *, hours: int = 0) -> ScheduledChange | None:
    async with sessions.begin() as session:
        facts = FactBook((await read_content(session)).facts)
    async with sessions.begin() as session:
        return await run_next(session, facts=facts, now=DAY + timedelta(hours=hours))


async def states(sessions: Sessions, answer_id: int) -> list[str]:
    async with sessions() as session:
        return [row.state for row in (await read_histories(session, answer_id))["ru"].rows]


async def test_it_is_published_on_its_day(sessions: Sessions, answer_id: int) -> None:
    """Not before; then once, in the name of the person who planned it."""
    await plan(sessions, answer_id)
    assert await run(sessions, hours=-1) is None
    change = await run(sessions)
    assert change is not None and (change.outcome, change.done_at) == ("done", DAY)
    assert await run(sessions) is None
    async with sessions() as session:
        newest = (await read_histories(session, answer_id))["ru"].newest
    assert newest is not None
    assert (newest.state, newest.text, newest.reviewed_by) == (PUBLISHED, NEW, "Raushan")


async def test_many_workers_carry_it_out_once(sessions: Sessions, answer_id: int) -> None:
    """Several look at the same moment; one has it, the others find nothing."""
    await plan(sessions, answer_id)
    done = await asyncio.gather(*(run(sessions) for _ in range(5)))
    assert sum(each is not None for each in done) == 1
    assert (await states(sessions, answer_id)).count(PUBLISHED) == 1


async def test_a_text_that_changed_since_is_not_published(sessions: Sessions, answer_id: int) -> None:
    """Nobody has read the newer words; the plan is closed with the reason."""
    await plan(sessions, answer_id)
    async with sessions.begin() as session:
        await editing.save_draft(
            session, answer_id, "ru", NEW + " Ещё.", began_from=2, author="Erlan", now=NOW
        )
    change = await run(sessions)
    assert change is not None and change.outcome == "stale"
    assert PUBLISHED not in await states(sessions, answer_id)


async def test_nobody_plans_the_publication_of_an_own_text(sessions: Sessions, answer_id: int) -> None:
    """To plan it is to approve it."""
    assert await plan(sessions, answer_id, by="Dilnoza") is Refusal.OWN_TEXT


async def test_a_plan_names_what_was_looked_at(sessions: Sessions, answer_id: int) -> None:
    """Whoever looked at an older version is told."""
    assert isinstance(await plan(sessions, answer_id, number=1), Stale)


async def test_it_is_withdrawn_on_its_day(sessions: Sessions, answer_id: int) -> None:
    """A law ends; the text goes with it, and the draft on top stays."""
    await plan(sessions, answer_id, WITHDRAW)
    change = await run(sessions)
    assert change is not None and change.outcome == "done"
    assert WITHDRAWN in await states(sessions, answer_id)


async def test_a_plan_that_was_called_off_is_not_carried_out(sessions: Sessions, answer_id: int) -> None:
    """A second call changes nothing."""
    change = await plan(sessions, answer_id)
    assert isinstance(change, ScheduledChange)
    async with sessions.begin() as session:
        assert await cancel(session, change.id, now=NOW) is not None
        assert await cancel(session, change.id, now=NOW) is None
        assert await planned(session, answer_id, "ru") == []
    assert await run(sessions) is None
    assert await states(sessions, answer_id) == [DRAFT, DRAFT]


async def test_the_worker_carries_it_out(sessions: Sessions, answer_id: int, equipment: Equipment) -> None:
    """Its housekeeping does what is due, and its own index knows it at once."""
    await plan(sessions, answer_id)
    worker = Worker(
        sessions,
        channels={},
        index=await open_index(sessions, show_drafts=True),
        equipment=equipment,
        clock=lambda: DAY,
    )
    await worker.run_scheduled()
    texts = next(each for each in worker.index.snapshot.content.answers if each.key == "uz-kz").texts
    assert (texts["ru"].text, texts["ru"].state) == (NEW, PUBLISHED)
