"""`migrantbot evaluate`: score labelled questions, before an editor publishes."""

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer


@dataclass(slots=True)
class Score:
    """Counts for one language or topic."""

    asked: int = 0
    first: int = 0  #: the right question came first
    among_three: int = 0
    answered: int = 0  #: sure enough to answer
    answered_wrong: int = 0

    def row(self, name: str) -> str:
        """Return a line of the table."""
        asked = max(self.asked, 1)
        wrong = self.answered_wrong / max(self.answered, 1)
        return (
            f"{name:24} {self.asked:6} {self.first / asked:7.3f} {self.among_three / asked:7.3f} "
            f"{self.answered / asked:9.3f} {wrong:7.3f}"
        )


def evaluate(
    file: Annotated[Path, typer.Argument(help='Lines of {"text","intents","lang","citizenship","stay_in"}.')],
    database: Annotated[str | None, typer.Option(help="Use the content of this database.")] = None,
) -> None:
    """Score the matcher on labelled questions and print a table per language and topic.

    A line without intents is out of scope: answering it is wrong.
    """
    from bot.language.detector import shipped_detector
    from cli.knowledge import open_knowledge
    from knowledge_base.retrieval import Clear, Thresholds, decide

    knowledge, detector, thresholds = open_knowledge(database), shipped_detector(), Thresholds()
    scores: dict[str, Score] = defaultdict(Score)
    unreadable = 0
    for line in file.read_text("utf-8").splitlines():
        entry = _entry(line)
        if entry is None:
            unreadable += bool(line.strip())
            continue
        text, intents = entry["text"], entry.get("intents") or []
        locale = entry.get("lang") or detector.detect(text).locale
        matches = knowledge.matcher.match(text, locale)
        which = decide(matches, thresholds)
        ranked = [match.question_id for match in matches]
        topic = intents[0].split(".")[0] if intents else "out of scope"
        for name in ("all", f"language {locale}", f"topic {topic}"):
            score = scores[name]
            score.asked += 1
            score.first += bool(ranked[:1] and ranked[0] in intents)
            score.among_three += bool(set(ranked[:3]) & set(intents))
            if isinstance(which, Clear):
                score.answered += 1
                score.answered_wrong += which.question_id not in intents
    typer.echo(f"{'':24} {'asked':>6} {'top-1':>7} {'top-3':>7} {'answered':>9} {'wrong':>7}")
    for name in sorted(scores):
        typer.echo(scores[name].row(name))
    if unreadable:
        typer.echo(f"{unreadable} lines could not be read", err=True)
        raise typer.Exit(1)


def _entry(line: str) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    is_sound = isinstance(entry, dict) and isinstance(entry.get("text"), str)
    intents = entry.get("intents") or [] if is_sound else None
    return entry if isinstance(intents, list) and all(isinstance(each, str) for each in intents) else None
