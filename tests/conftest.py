"""Fixtures that every test may use."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.dispatcher import Equipment
from bot.equipment import make_equipment
from knowledge_base.content_files import read_content_files
from knowledge_base.content_types import Content
from knowledge_base.database import Sessions, open_sessions
from knowledge_base.index import Snapshot
from tests import databases


def pytest_configure(config: pytest.Config) -> None:
    """Choose where this run's PostgreSQL lives, before xdist starts its processes."""
    databases.prepare_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Clear up after the last process."""
    if not hasattr(config, "workerinput"):
        databases.end_run()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(
    request: pytest.FixtureRequest, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A fresh database at the newest schema: the test runs once on each engine."""
    if request.param == "sqlite":
        template = databases.sqlite_template(tmp_path_factory.getbasetemp())
        with databases.fresh_sqlite(tmp_path, template) as url:
            yield url
    else:
        with databases.fresh_postgres() as url:
            yield url


@pytest.fixture
def sqlite_url(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A fresh SQLite database, for what does not depend on the engine."""
    with databases.fresh_sqlite(tmp_path, databases.sqlite_template(tmp_path_factory.getbasetemp())) as url:
        yield url


@pytest.fixture
async def sessions(database_url: str) -> AsyncIterator[Sessions]:
    """Sessions on a fresh database of either engine."""
    async with open_sessions(database_url) as sessions:
        yield sessions


@pytest.fixture(scope="session")
def content() -> Content:
    """The shipped content, as its files have it."""
    reading = read_content_files()
    assert not reading.problems
    return reading.content


@pytest.fixture(scope="session")
def knowledge(content: Content) -> Snapshot:
    """The shipped content, ready to answer from."""
    return Snapshot(content)


@pytest.fixture(scope="session")
def equipment() -> Equipment:
    """What the dispatcher works with."""
    return make_equipment()
