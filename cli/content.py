"""`migrantbot content …`: import, export, check and coverage."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.settings import read_settings
from cli.content_formats import Format

app = typer.Typer(no_args_is_help=True)

Folder = Annotated[Path | None, typer.Argument(help="The content folder; the shipped one if left out.")]


@app.command("check")
def check(
    folder: Folder = None,
    fix: Annotated[
        bool, typer.Option("--fix", help="Write which source text each translation follows.")
    ] = False,
) -> None:
    """Tell everything that is wrong with the content files, with file and line."""
    from bot.language.detector import shipped_detector
    from bot.language.settle import CLEAR
    from cli.content_fixing import name_sources
    from knowledge_base.checks import check_content, expiring
    from knowledge_base.content_files import CONTENT, read_content_files
    from knowledge_base.wording import check_languages, check_wording, read_terms

    folder = folder or CONTENT
    today = datetime.now(UTC).date()
    if fix:
        typer.echo(f"{name_sources(folder)} translations now name their source text")
    reading = read_content_files(folder)
    for fact in expiring(reading, on=today):
        typer.echo(f"warning: {fact.id} is in force only until {fact.valid_until}", err=True)
    detector = shipped_detector()

    def detect(text: str) -> str | None:
        found = detector.detect(text)
        return found.locale if found.confidence >= CLEAR else None

    problems = [
        *check_content(reading, on=today),
        *check_wording(reading, read_terms(folder)),
        *check_languages(reading, detect),
    ]
    for problem in problems:
        typer.echo(str(problem))
    content = reading.content
    typer.echo(
        f"{len(content.questions)} questions, {len(content.answers)} answers, {len(content.facts)} facts, "
        f"{len(content.phrasings)} phrasings: {len(problems)} problems"
    )
    raise typer.Exit(1 if problems else 0)


@app.command("import")
def import_(
    folder: Folder = None,
    database: Annotated[str | None, typer.Option(help="Instead of DATABASE_URL.")] = None,
    form: Annotated[
        Format, typer.Option("--format", help="What it is: content files, or a file or folder of these.")
    ] = Format.YAML,
    apply: Annotated[
        bool, typer.Option("--apply", help="Write what is new and changed; else it is only shown.")
    ] = False,
) -> None:
    """Load content files into the database; an editor's newer text is never overwritten.

    Spreadsheets and PO files are held against the database first, row by row, and written with --apply.
    """
    from knowledge_base.content_files import CONTENT
    from knowledge_base.loading import ContentProblems

    settings = read_settings(database_url=database)
    if form is not Format.YAML:
        _import_sheets(settings.database_url, folder, form, is_applied=apply)
        return
    try:
        loaded = asyncio.run(_load(settings.database_url, folder or CONTENT))
    except ContentProblems as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    typer.echo(loaded)


@app.command("export")
def export(
    folder: Annotated[Path, typer.Argument(help="Where the files are written; must not exist.")],
    database: Annotated[str | None, typer.Option(help="Instead of DATABASE_URL.")] = None,
    form: Annotated[
        Format, typer.Option("--format", help="Content files, spreadsheets, or PO files for translators.")
    ] = Format.YAML,
) -> None:
    """Write the database's content as content files or spreadsheets, to be read or loaded elsewhere."""
    from cli.knowledge import open_knowledge
    from knowledge_base.exporting import write_content_files

    if folder.exists():
        typer.echo(f"{folder} exists already; nothing was written", err=True)
        raise typer.Exit(1)
    settings = read_settings(database_url=database)
    if form is not Format.YAML:
        from cli.content_sheets import export_sheets

        typer.echo(f"{export_sheets(settings.database_url, folder, form)} files in {folder}")
        return
    count = write_content_files(open_knowledge(settings.database_url).content, folder)
    typer.echo(f"{count} files in {folder}")


@app.command("coverage")
def coverage(
    database: Annotated[str | None, typer.Option(help="Use the content of this database.")] = None,
    holes: Annotated[bool, typer.Option("--holes", help="List the holes with their reasons.")] = False,
) -> None:
    """Show which question has an answer for which route, in how many languages."""
    from cli.knowledge import open_knowledge
    from knowledge_base.coverage import coverage_table, read_gaps

    sys.stdout.write(coverage_table(open_knowledge(database), datetime.now(UTC).date()))
    gaps = read_gaps()
    if holes:
        sys.stdout.writelines(f"{gap}\n" for gap in gaps)
    else:
        typer.echo(f"{len(gaps)} holes are written down with their reason: --holes lists them")


def _import_sheets(url: str, path: Path | None, form: Format, *, is_applied: bool) -> None:
    from cli.content_sheets import import_sheets

    if path is None or not path.exists():
        typer.echo("name the file or folder to import", err=True)
        raise typer.Exit(1)
    report = asyncio.run(import_sheets(url, path, form, is_applied=is_applied))
    for line in report.lines:
        typer.echo(line)
    raise typer.Exit(0 if report.is_sound else 1)


async def _load(url: str, folder: Path) -> str:
    from knowledge_base.database import open_sessions, utc_now
    from knowledge_base.loading import load_content

    async with open_sessions(url) as sessions, sessions.begin() as session:
        loaded = await load_content(session, now=utc_now(), folder=folder)
    if loaded is None:
        return "nothing has changed since the last load"
    kept = f", {loaded.kept} kept as an editor left them" if loaded.kept else ""
    return f"{loaded.added} added, {loaded.unchanged} unchanged{kept}"
