"""Texts that say nearly the same, in any script and spelling: for questions the bot has no guess for."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from zlib import crc32

import numpy as np

from knowledge_base.matcher.skeleton import skeleton

#: From here on two texts stand in one group: the cosine of their three-letter pieces.
ALIKE: Final = 0.5
_COLUMNS: Final = 512

Array = np.ndarray[Any, np.dtype[Any]]


def groups_of(texts: Mapping[int, str]) -> list[list[int]]:
    """Return the ids in groups, in the order of the texts; each is like the first of its group.

    Texts without a word stand alone.
    """
    ids = list(texts)
    rows = _rows([skeleton(texts[each]) for each in ids])
    likeness = rows @ rows.T
    leaders: list[int] = []
    groups: list[list[int]] = []
    for at, to_all in enumerate(likeness):
        to_leaders = to_all[leaders]
        best = int(to_leaders.argmax()) if leaders else -1
        if best >= 0 and to_leaders[best] >= ALIKE:
            groups[best].append(ids[at])
        else:
            leaders.append(at)
            groups.append([ids[at]])
    return groups


def _rows(keys: Iterable[str]) -> Array:
    """Return a row of length one for each key; a key without letters is a row of zeros."""
    keys = list(keys)
    rows = np.zeros((len(keys), _COLUMNS), dtype=np.float32)
    for at, key in enumerate(keys):
        padded = f" {key} ".encode() if key else b""
        pieces = {padded[start : start + 3] for start in range(len(padded) - 2)}
        rows[at, [crc32(piece) % _COLUMNS for piece in pieces]] = 1.0
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths == 0, 1, lengths)
