"""`migrantbot database …` and `migrantbot purge`."""

import asyncio
from typing import Annotated

import typer

from bot.settings import read_settings

app = typer.Typer(no_args_is_help=True)

Database = Annotated[str | None, typer.Option(help="Instead of DATABASE_URL.")]


@app.command()
def upgrade(database: Database = None) -> None:
    """Bring the database to the schema of this version."""
    from cli.migrations import current_revision, upgrade_database

    settings = read_settings(database_url=database)
    upgrade_database(settings.database_url)
    typer.echo(f"the database is at {current_revision(settings.database_url)}")


@app.command()
def downgrade(revision: str, database: Database = None) -> None:
    """Take the schema back to a revision (`base` for nothing at all). Data in dropped tables is lost."""
    from cli.migrations import downgrade_database

    downgrade_database(read_settings(database_url=database).database_url, revision)


def purge_now(database: Database = None) -> None:
    """Delete what is past its day; the worker does the same every hour."""
    settings = read_settings(database_url=database)
    gone = asyncio.run(_purge(settings.database_url, settings.retention_days))
    typer.echo(f"{gone} rows deleted")


async def _purge(url: str, retention_days: int) -> int:
    from bot.retention import purge
    from knowledge_base.database import open_sessions, utc_now

    async with open_sessions(url) as sessions, sessions.begin() as session:
        return await purge(session, now=utc_now(), retention_days=retention_days)
