"""`migrantbot`: one command, a file a group of subcommands. Heavy imports wait until they are needed."""

import sys

import typer

from bot.settings import SettingsError
from cli import content, database, dates, evaluate, language, lines, serve, staff, talk, telegram

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.command("serve")(serve.serve)
app.command("chat")(talk.chat)
app.command("detect")(lines.detect)
app.command("ask")(lines.ask)
app.command("dates")(dates.dates)
app.command("deadlines")(dates.deadlines)
app.command("evaluate")(evaluate.evaluate)
app.command("purge")(database.purge_now)
app.add_typer(content.app, name="content", help="Import, export, check and measure the content.")
app.add_typer(database.app, name="database", help="The schema of the database.")
app.add_typer(language.app, name="language", help="Check by hand which language messages are in.")
app.add_typer(staff.app, name="staff", help="People who may use the console.")
app.add_typer(telegram.app, name="telegram", help="The bot's webhook at Telegram.")


@app.callback()
def _about() -> None:
    """A chatbot that answers questions on migrant rights, in six languages, by route."""


def main() -> None:
    """Run the command line; a setting that cannot be used is one clear line and exit status 2."""
    try:
        app()
    except SettingsError as error:
        print(f"migrantbot: {error}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
