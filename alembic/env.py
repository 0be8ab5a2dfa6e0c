"""Run migrations on the database of the settings, or on the one that the caller names."""

from sqlalchemy import create_engine, pool

import bot.models
import console.models
import knowledge_base.models  # noqa: F401 - the tables have to be known
from alembic import context
from bot.settings import read_settings
from knowledge_base.database import Base, UTCDateTime, sync_url

assert bot.models and console.models


def _plain_type(kind: str, item: object, _context: object) -> str | bool:
    """Write our UTC type as the column type it is, so that old migrations never import today's code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UTCDateTime) else False


def run() -> None:
    """Migrate with a plain synchronous connection: migrations are short and run alone."""
    url = context.config.get_main_option("sqlalchemy.url") or read_settings().database_url
    engine = create_engine(sync_url(url), poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            render_item=_plain_type,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
