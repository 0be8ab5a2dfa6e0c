"""Bring a database to the schema of this version, by Alembic."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import create_engine, inspect, pool, text

from knowledge_base.database import sync_url

if TYPE_CHECKING:
    from alembic.config import Config

ALEMBIC: Final = Path(__file__).parents[1] / "alembic"
_REVISION: Final = re.compile(r"""^(down_)?revision\b.*?= ["']?(\w+)["\']?$""", re.MULTILINE)


def upgrade_database(url: str, revision: str = "head") -> None:
    """Run the migrations that are missing; cheap when there are none."""
    if revision == "head" and current_revision(url) == newest_revision():
        return
    from alembic import command

    command.upgrade(_config(url), revision)


def downgrade_database(url: str, revision: str) -> None:
    """Take migrations back to a revision, `base` for all of them."""
    from alembic import command

    command.downgrade(_config(url), revision)


def current_revision(url: str) -> str | None:
    """Return the revision that the database is at; None for an empty one."""
    engine = create_engine(sync_url(url), poolclass=pool.NullPool)
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            found = connection.scalar(text("SELECT version_num FROM alembic_version"))
            return str(found) if found else None
    finally:
        engine.dispose()


def newest_revision() -> str:
    """Return the revision that no other follows, read from the files: Alembic is slow to import."""
    revisions: set[str] = set()
    followed: set[str] = set()
    for path in (ALEMBIC / "versions").glob("*.py"):
        for is_down, name in _REVISION.findall(path.read_text("utf-8")):
            (followed if is_down else revisions).add(name)
    (newest,) = revisions - followed
    return newest


def _config(url: str) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(ALEMBIC))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config
