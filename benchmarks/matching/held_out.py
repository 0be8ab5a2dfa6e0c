"""Questions that no training has seen, written by somebody who knew only the list of questions.

They are for measuring. A line that is used to mend the matcher has to leave this folder.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).with_name("held_out")
#: The kinds of lines that ask one of our questions.
QUESTIONS: Final = ("clean", "colloquial", "situation", "short")


@dataclass(frozen=True, slots=True)
class Line:
    """A message and the questions that are right for it; none where it is not ours."""

    id: str
    text: str
    locale: str
    kind: str  #: one of QUESTIONS, out_of_scope, danger or lookalike
    questions: tuple[str, ...]
    citizenship: str | None
    stay_in: str | None
    is_danger: bool


def read_held_out(folder: Path = FOLDER) -> Iterator[Line]:
    """Give every line of every language, in the order of the files."""
    for file in sorted(folder.glob("*.jsonl")):
        for text in file.read_text("utf-8").splitlines():
            entry = json.loads(text)
            yield Line(
                id=entry["id"],
                text=entry["text"],
                locale=entry["lang"],
                kind=entry["kind"],
                questions=tuple(entry["intents"]),
                citizenship=entry["citizenship"],
                stay_in=entry["stay_in"],
                is_danger=entry["danger"],
            )
