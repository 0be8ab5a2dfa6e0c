"""Public intent sets through our own training: what the method is worth on strangers' questions.

The files are not ours to ship; SOURCES.md beside them says where they come from and how they were split.
"""

import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Final

from benchmarks.matching.held_out import Line
from benchmarks.matching.measuring import matching_rows, read_all
from knowledge_base.matcher.meaning import embedder
from knowledge_base.matcher.training import train
from knowledge_base.matching import Phrasing

#: Name -> its training part, its questions, and its messages that ask none of them.
SETS: Final = {
    "momconnect": ("momconnect-train", "momconnect-validation", None),
    "banking77": ("banking77-train_10", "banking77-test", None),
    "clinc150": ("clinc150-train_10", "clinc150-test", "clinc150-oos_test"),
}
_VARIABLE: Final = "MIGRANTBOT_INTENT_SETS"
_BESIDE: Final = Path(__file__).parents[3] / "shared" / "data" / "intents"
_KEPT: Final = (
    "top-1", "top-3", "area under risk-coverage", "coverage at 95 % precision",
    "not ours, caught at 95 % kept", "ms a message, median", "ms a message, p95",
)  # fmt: skip


class SetAbsent(Exception):
    """The files of a set are not where we looked; its text says where."""


def usual_folder() -> Path:
    """Return where the sets are looked for: MIGRANTBOT_INTENT_SETS, or beside the checkout."""
    return Path(os.environ.get(_VARIABLE, _BESIDE))


def public_rows(name: str, folder: Path) -> dict[str, float]:
    """Train on a set's training part and return what its questions show; raises SetAbsent."""
    training, questions, strangers = SETS[name]
    taught = [Phrasing(text, "en", intent) for text, intent in _read(folder, training)]
    lines = [_line(text, intent) for text, intent in _read(folder, questions)]
    if strangers:
        lines += [_line(text, None) for text, _ in _read(folder, strangers)]
    start = perf_counter()
    matcher = train(taught, embedder=embedder())
    seconds = perf_counter() - start
    rows = matching_rows(read_all(matcher, lines))
    kept = {key: rows[key] for key in _KEPT if strangers or "not ours" not in key}
    return {**kept, "seconds to train": round(seconds, 1)}


def _read(folder: Path, part: str) -> Iterator[tuple[str, str | None]]:
    file = folder / f"{part}.jsonl.gz"
    if not file.is_file():
        raise SetAbsent(f"no {file.name} in {folder}; set {_VARIABLE} or give --public")
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            yield entry["text"], entry.get("intent")


def _line(text: str, intent: str | None) -> Line:
    kind = "clean" if intent else "out_of_scope"
    return Line("", text, "en", kind, (intent,) if intent else (), None, None, is_danger=False)
