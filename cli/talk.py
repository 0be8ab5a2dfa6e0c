"""`migrantbot chat`: a conversation in the terminal."""

from datetime import UTC, datetime
from typing import Annotated

import typer


def chat(
    database: Annotated[str | None, typer.Option(help="Use the content of this database.")] = None,
) -> None:
    """Talk to the bot here; nothing is kept. An empty line or Ctrl-D ends it."""
    from bot.conversation import Conversation, talk
    from bot.equipment import make_equipment
    from bot.settings import read_settings
    from cli.knowledge import open_knowledge

    talk(
        Conversation(make_equipment(read_settings()), open_knowledge(database)),
        read=input,
        write=typer.echo,
        clock=lambda: datetime.now(UTC),
    )
