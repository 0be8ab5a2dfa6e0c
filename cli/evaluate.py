"""`migrantbot evaluate`: score labelled questions, before an editor publishes."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from knowledge_base.evaluation import Labelled, Score


def evaluate(
    file: Annotated[Path, typer.Argument(help='Lines of {"text","intents","lang","citizenship","stay_in"}.')],
    database: Annotated[str | None, typer.Option(help="Use the content of this database.")] = None,
    *,
    costs: Annotated[bool, typer.Option(help="Also what each ANSWER_CONFIDENCE would cost.")] = False,
) -> None:
    """Score the matcher on labelled questions and print a table per language and topic.

    A line without intents is out of scope: answering it is wrong.
    """
    from bot.equipment import thresholds_of
    from bot.settings import read_settings
    from cli.knowledge import open_knowledge
    from knowledge_base import evaluation

    labelled, unreadable = _read(file)
    readings = evaluation.read_all(open_knowledge(database).matcher, labelled)
    typer.echo(f"{'':24} {'asked':>6} {'top-1':>7} {'top-3':>7} {'answered':>9} {'wrong':>7}")
    for name, score in evaluation.scores(readings, thresholds_of(read_settings())).items():
        typer.echo(_row(name, score))
    if costs:
        typer.echo(f"\n{'ANSWER_CONFIDENCE':24} {'answered':>9} {'wrong':>7} {'not ours, answered':>20}")
        for cost in evaluation.costs(readings):
            typer.echo(
                f"{cost.confidence:<24} {cost.answered:9.3f} {cost.wrong:7.3f} {cost.not_ours_answered:20.3f}"
            )
    if unreadable:
        typer.echo(f"{unreadable} lines could not be read", err=True)
        raise typer.Exit(1)


def _read(file: Path) -> tuple[list["Labelled"], int]:
    """Return the labelled texts, each with a locale, and how many lines could not be read."""
    from bot.language.detector import shipped_detector
    from knowledge_base.evaluation import read_labelled

    detector = shipped_detector()
    lines = [line for line in file.read_text("utf-8").splitlines() if line.strip()]
    read = [each for each in map(read_labelled, lines) if each is not None]
    with_locale = [
        each if each.locale else replace(each, locale=detector.detect(each.text).locale) for each in read
    ]
    return with_locale, len(lines) - len(read)


def _row(name: str, score: "Score") -> str:
    asked = max(score.asked, 1)
    return (
        f"{name:24} {score.asked:6} {score.first / asked:7.3f} {score.among_three / asked:7.3f} "
        f"{score.answered / asked:9.3f} {score.answered_wrong / max(score.answered, 1):7.3f}"
    )
