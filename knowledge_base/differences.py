"""What changed between two texts, word by word, for people who read it before they approve."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

# A placeholder is one word: half of one would say nothing.
_PIECE: Final = re.compile(r"\{[^{}\s]*\}|\w+|\s+|[^\w\s]")
#: Beyond so many pieces a comparison word by word would keep somebody waiting; lines are compared then.
_MANY: Final = 4000


class Change(StrEnum):
    """What became of a piece."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words in a row with one fate."""

    change: Change
    text: str


def compare_texts(before: str, after: str) -> list[Piece]:
    """Return the pieces of both texts in reading order: what went stands before what came in its place."""
    old, new = _pieces(before), _pieces(after)
    if len(old) + len(new) > _MANY:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    pieces: list[Piece] = []
    for word, old_from, old_to, new_from, new_to in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if word == "equal":
            pieces.append(Piece(Change.SAME, "".join(old[old_from:old_to])))
            continue
        if old_from < old_to:
            pieces.append(Piece(Change.REMOVED, "".join(old[old_from:old_to])))
        if new_from < new_to:
            pieces.append(Piece(Change.ADDED, "".join(new[new_from:new_to])))
    return pieces


def _pieces(text: str) -> list[str]:
    return _PIECE.findall(text)
