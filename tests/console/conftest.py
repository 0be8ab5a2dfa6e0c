"""A console over a fresh SQLite file."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import knowledge_base.models  # noqa: F401 - its tables belong to the schema
from bot.settings import Settings
from bot.wakeup import Wakeup
from console.app import create_app
from knowledge_base.database import Base, make_engine, make_sessions
from tests.console.workplace import Clock, Workplace


@pytest.fixture
def wakeup() -> Wakeup:
    return Wakeup()


@pytest.fixture
async def workplace(tmp_path: Path, wakeup: Wakeup) -> AsyncIterator[Workplace]:
    engine = make_engine(f"sqlite:///{tmp_path / 'console.db'}")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    sessions, clock = make_sessions(engine), Clock()
    app = create_app(Settings(secret_key="a secret"), sessions=sessions, wakeup=wakeup, clock=clock)
    place = Workplace(app, sessions, clock)
    yield place
    for browser in place.browsers:
        await browser.aclose()
    await engine.dispose()
