"""A workplace that knows something: the small content, and ways to move it."""

from datetime import date
from pathlib import Path

from knowledge_base.fact_editing import history_of
from knowledge_base.loading import load_content
from knowledge_base.models import FactRevision
from knowledge_base.rows import fact_value
from tests.console.workplace import Workplace
from tests.knowledge_base.small_content import a_fact, put, write_small_content


async def fill(workplace: Workplace, folder: Path, *more_facts: str) -> None:
    """Load two questions, two answers in seven languages, and their facts."""
    write_small_content(folder)
    if more_facts:
        put(folder / "facts" / "more.yaml", "".join(more_facts))
    await load(workplace, folder)


async def load(workplace: Workplace, folder: Path) -> None:
    """Load the files as they are now."""
    async with workplace.sessions.begin() as session:
        await load_content(session, now=workplace.clock.now, folder=folder)


async def versions(workplace: Workplace, fact_id: str) -> list[FactRevision]:
    """Return a fact's revisions, the newest first."""
    async with workplace.sessions() as session:
        return await history_of(session, fact_id)


async def value_of(workplace: Workplace, fact_id: str) -> object:
    """Return a fact's value as it counts now."""
    return fact_value((await versions(workplace, fact_id))[0]).value


def ending(fact_id: str, on: date) -> str:
    """Return a fact for a content file that ends on a day."""
    return a_fact(fact_id, 5, "KZT", valid_until=on.isoformat())
