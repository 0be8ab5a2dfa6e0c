"""One column of the table: what a matcher, ours or a peer's, made of the held-out lines, and what it cost."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.matching.held_out import QUESTIONS, Line
from benchmarks.matching.measuring import Reading, matching_rows
from benchmarks.matching.peers import EVERY, PEERS, WORKER
from benchmarks.peer_environments import ask, run_worker
from knowledge_base.matching import Phrasing

_OURS: Final = Path(__file__).with_name("ours_worker.py")


@dataclass(frozen=True, slots=True)
class Column:
    """The readings of one matcher and the rows made of them."""

    readings: list[Reading]
    rows: dict[str, float]


def our_column(lines: Sequence[Line], *, words_only: bool) -> Column:
    """Ask the shipped matcher."""
    asked = _questions(lines)
    answer = run_worker(
        (sys.executable, "-m", f"benchmarks.matching.{_OURS.stem}"),
        {"words_only": words_only, "texts": [[line.text, line.locale] for line in asked]},
    )
    return _column(asked, answer)


def peer_column(
    name: str,
    phrasings: Sequence[Phrasing],
    lines: Sequence[Line],
    *,
    folder: Path,
    patience: float,
    every: int = 0,
) -> Column:
    """Train a peer on our phrasings, or every n-th, and ask it; raises PeerSkipped."""
    asked = _questions(lines)
    taught = sorted(phrasings, key=lambda each: (each.question_id or "", each.locale, each.text))
    taught = taught[:: every or EVERY.get(name, 1)]
    question = {
        "train_texts": [each.text for each in taught],
        "train_labels": [each.question_id or "" for each in taught],
        "texts": [line.text for line in asked],
    }
    slug = name.lower().replace(" ", "-").replace("+", "and")
    answer = ask(PEERS[name], question, worker=WORKER, folder=folder / slug, patience=patience)
    column = _column(asked, answer)
    column.rows["seconds to train"] = round(answer["seconds"], 1)
    column.rows["phrasings"] = len(taught)
    return column


def _questions(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if line.kind in (*QUESTIONS, "out_of_scope")]


def _column(lines: Sequence[Line], answer: dict[str, Any]) -> Column:
    readings = [
        Reading(line, tuple(ranked), score, spent)
        for line, ranked, score, spent in zip(
            lines, answer["ranked"], answer["scores"], answer["milliseconds"], strict=True
        )
    ]
    return Column(readings, matching_rows(readings) | {"megabytes, peak": round(answer["megabytes"])})
