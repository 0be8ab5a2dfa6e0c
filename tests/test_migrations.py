"""The migrations reach the models, and come back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect

import bot.models
import console.models
import knowledge_base.models
from cli.migrations import current_revision, downgrade_database, newest_revision, upgrade_database
from knowledge_base.database import Base, sync_url
from tests import databases

assert bot.models and console.models and knowledge_base.models


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        with databases.fresh_postgres(migrated=False) as url:
            yield url


def test_migrations_reach_the_models_go_down_and_come_up_again(empty_url: str) -> None:
    """An upgraded database is what the models say; a downgrade leaves nothing; a new upgrade works."""
    upgrade_database(empty_url)
    assert _differences(empty_url) == []
    downgrade_database(empty_url, "base")
    assert _tables(empty_url) <= {"alembic_version"}
    upgrade_database(empty_url)
    assert _differences(empty_url) == []
    assert current_revision(empty_url) == newest_revision()


def test_a_second_upgrade_changes_nothing(empty_url: str) -> None:
    """Every start upgrades, so an upgrade of an upgraded database must be harmless."""
    upgrade_database(empty_url)
    before = _tables(empty_url)
    upgrade_database(empty_url)
    assert _tables(empty_url) == before


def _differences(url: str) -> list[object]:
    engine = create_engine(sync_url(url))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
    engine.dispose()
    return list(differences)


def _tables(url: str) -> set[str]:
    engine = create_engine(sync_url(url))
    with engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
    engine.dispose()
    return tables
