"""Which phrasings a matcher was trained on, as hashes."""

from collections.abc import Sequence
from typing import Any
from zlib import crc32

import numpy as np

from knowledge_base.matching import Phrasing

Array = np.ndarray[Any, np.dtype[Any]]


def phrasing_hash(phrasing: Phrasing) -> int:
    """Return the hash of one phrasing: its question, its locale and its text."""
    return crc32(f"{phrasing.question_id or ''}\0{phrasing.locale}\0{phrasing.text}".encode())


def phrasing_hashes(phrasings: Sequence[Phrasing]) -> Array:
    """Return a sorted hash for each, by which a stored matcher tells what it was trained on."""
    return np.unique(np.array([phrasing_hash(each) for each in phrasings], dtype=np.uint32))


def is_known(phrasing: Phrasing, hashes: Array) -> bool:
    """Say whether the sorted hashes hold this phrasing, word for word."""
    wanted = phrasing_hash(phrasing)
    at = int(np.searchsorted(hashes, wanted))
    return at < len(hashes) and int(hashes[at]) == wanted
