"""`migrantbot staff …`: who may use the console."""

import asyncio
from typing import Annotated

import typer

from bot.settings import read_settings
from console.models import Role

app = typer.Typer(no_args_is_help=True)

Database = Annotated[str | None, typer.Option(help="Instead of DATABASE_URL.")]


@app.command()
def add(
    name: str,
    role: Annotated[Role, typer.Option(help="What the person may do.")] = Role.OPERATOR,
    database: Database = None,
) -> None:
    """Add a person and print their one-time sign-in path; it holds for 15 minutes."""
    try:
        staff_id, token = asyncio.run(_add(read_settings(database_url=database).database_url, name, role))
    except ValueError as error:
        typer.echo(f"migrantbot: {error}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"staff {staff_id}: {name}, {role.value}\n/sign-in/{token}")


@app.command()
def link(staff_id: int, database: Database = None) -> None:
    """Print a new one-time sign-in path for somebody who is staff already."""
    try:
        token = asyncio.run(_link(read_settings(database_url=database).database_url, staff_id))
    except ValueError as error:
        typer.echo(f"migrantbot: {error}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"/sign-in/{token}")


@app.command()
def disable(staff_id: int, database: Database = None) -> None:
    """Shut a person out of every browser at once."""
    if not asyncio.run(_disable(read_settings(database_url=database).database_url, staff_id)):
        typer.echo(f"migrantbot: nobody with the id {staff_id} could be disabled", err=True)
        raise typer.Exit(1)
    typer.echo(f"staff {staff_id} is shut out")


async def _add(url: str, name: str, role: Role) -> tuple[int, str]:
    from console.sign_in import make_sign_in_link
    from console.staff import add_staff
    from knowledge_base.database import open_sessions, utc_now

    async with open_sessions(url) as sessions, sessions.begin() as session:
        staff = await add_staff(session, name=name, role=role, now=utc_now())
        return staff.id, await make_sign_in_link(session, staff.id, now=utc_now())


async def _link(url: str, staff_id: int) -> str:
    from console.sign_in import make_sign_in_link
    from knowledge_base.database import open_sessions, utc_now

    async with open_sessions(url) as sessions, sessions.begin() as session:
        return await make_sign_in_link(session, staff_id, now=utc_now())


async def _disable(url: str, staff_id: int) -> bool:
    from console.staff import disable_staff
    from knowledge_base.database import open_sessions, utc_now

    async with open_sessions(url) as sessions, sessions.begin() as session:
        return await disable_staff(session, staff_id, now=utc_now())
