"""A text as numbers: words, stems, pairs of stems and character n-grams, hashed and TF-IDF weighted."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Self
from zlib import crc32

import numpy as np

SIZES: Final = (3, 4, 5)
#: So many letters of a word stand for its stem: our languages put the endings behind.
STEM: Final = 5

Array = np.ndarray[Any, np.dtype[Any]]


def grams(key: str) -> list[str]:
    """Return the features of a key: n-grams within word bounds, words, stems and pairs of stems."""
    words = key.split()
    stems = [word[:STEM] for word in words]
    found = [f"p{stem}" for stem in stems]
    found += [f"b{one} {other}" for one, other in pairwise(stems)]
    for word in words:
        padded = f" {word} "
        found.append(f"w{word}")
        for size in SIZES:
            found += [padded[at : at + size] for at in range(len(padded) - size + 1)]
    return found


@dataclass(frozen=True, slots=True)
class Rows:
    """Sparse rows of unit length: row i has `columns` and `values` from `starts[i]` to `starts[i + 1]`."""

    starts: Array
    columns: Array
    values: Array

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.starts) - 1

    def take(self, chosen: Array) -> Self:
        """Return some of the rows, in that order."""
        lengths = (self.starts[1:] - self.starts[:-1])[chosen]
        starts = np.concatenate([[0], np.cumsum(lengths)])
        at = np.arange(starts[-1]) + np.repeat(self.starts[:-1][chosen] - starts[:-1], lengths)
        return type(self)(starts, self.columns[at], self.values[at])


class Vocabulary:
    """The grams worth knowing, as sorted 32-bit hashes, each with its inverse document frequency."""

    def __init__(self, hashes: Array, idf: Array) -> None:
        """Take what `fit` made or a file held."""
        self.hashes = hashes
        self.idf = idf

    @classmethod
    def fit(cls, keys: Iterable[str], *, least: int = 2) -> Self:
        """Keep the grams of at least so many texts."""
        texts = [np.unique(_hashes(key)) for key in keys]
        if not texts:
            return cls(np.zeros(0, np.uint32), np.zeros(0, np.float32))
        hashes, spread = np.unique(np.concatenate(texts), return_counts=True)
        kept = spread >= (least if len(texts) > least else 1)
        idf = np.log((1 + len(texts)) / (1 + spread[kept])) + 1
        return cls(hashes[kept].astype(np.uint32), idf.astype(np.float32))

    def row(self, key: str) -> tuple[Array, Array, float]:
        """Return the columns and values of one text, and the share of its grams that is known."""
        counts = Counter(_hashes(key).tolist())
        if not counts or not len(self.hashes):
            return np.zeros(0, np.int64), np.zeros(0, np.float32), 0.0
        asked = np.fromiter(counts, np.uint32, len(counts))
        at = np.minimum(np.searchsorted(self.hashes, asked), len(self.hashes) - 1)
        known = self.hashes[at] == asked
        columns = at[known]
        # Sub-linear term frequency: a word said twice is not twice as much meant.
        frequencies = np.fromiter(counts.values(), np.float32, len(counts))[known]
        values = (1 + np.log(frequencies)) * self.idf[columns]
        length = max(float(np.sqrt(values @ values)), 1e-9)
        return columns, values / length, float(known.mean())

    def rows(self, keys: Sequence[str]) -> Rows:
        """Return the rows of many texts."""
        found = [self.row(key) for key in keys]
        starts = np.concatenate([[0], np.cumsum([len(columns) for columns, *_ in found])]).astype(np.int64)
        if not found:
            return Rows(starts, np.zeros(0, np.int64), np.zeros(0, np.float32))
        columns, values, _ = zip(*found, strict=True)
        return Rows(starts, np.concatenate(columns), np.concatenate(values))


def _hashes(key: str) -> Array:
    found = grams(key)
    return np.fromiter((crc32(gram.encode()) for gram in found), np.uint32, len(found))
