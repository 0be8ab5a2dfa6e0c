"""Multinomial logistic regression by AdaGrad over rows of grams.

The same method as `knowledge_base.matcher.learning`, but rows of tens of thousands of different grams are too
many to be made dense: sums go along the sorted entries instead.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from bot.language.grams import grams_of
from bot.language.reading import read_words
from knowledge_base.matcher.learning import softmax

Array = np.ndarray[Any, np.dtype[Any]]

BATCH: Final = 512
_FIRST_SQUARE: Final = 0.1  #: keeps the first steps from being as long as the last


@dataclass(frozen=True, slots=True)
class Rows:
    """Row i has the grams `columns[starts[i]:starts[i + 1]]`, each worth as much as `norms` says."""

    starts: Array
    columns: Array

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.starts) - 1

    def take(self, chosen: Array) -> "Rows":
        """Return some of the rows, in that order."""
        lengths = (self.starts[1:] - self.starts[:-1])[chosen]
        starts = np.concatenate([[0], np.cumsum(lengths)])
        at = np.arange(starts[-1]) + np.repeat(self.starts[:-1][chosen] - starts[:-1], lengths)
        return Rows(starts, self.columns[at])


def all_grams(text: str) -> list[str]:
    """Return the grams of every word of a text, repeated as they occur."""
    return [gram for word in read_words(text).words for gram in grams_of(word)]


def frequent_grams(texts: Iterable[str], *, least: int) -> list[str]:
    """Return the grams that occur at least so often; short ones first, so that the busiest lie together."""
    counts = Counter[str]()
    for text in texts:
        counts.update(all_grams(text))
    kept = (gram for gram, count in counts.items() if count >= least)
    return sorted(kept, key=lambda gram: (len(gram), gram))


def rows_of(texts: Sequence[str], grams: Sequence[str]) -> Rows:
    """Return the texts as rows; column 0 is the bias, which every row has once."""
    number = {gram: at for at, gram in enumerate(grams, 1)}
    starts, columns = [0], []
    for text in texts:
        found = [0, *filter(None, map(number.get, all_grams(text)))]
        columns.append(np.array(found, np.int32))
        starts.append(starts[-1] + len(found))
    return Rows(np.array(starts), np.concatenate(columns))


def norms(rows: Rows) -> Array:
    """Return what an entry of each row counts: a long text is surer than a short one, not in proportion."""
    return np.asarray(1 / np.sqrt(np.diff(rows.starts)).astype(np.float32))


def scores(rows: Rows, weights: Array) -> Array:
    """Return the score of every class for every row."""
    sums = np.add.reduceat(weights[rows.columns], rows.starts[:-1], axis=0)
    return np.asarray(sums * norms(rows)[:, None])


def learn(
    rows: Rows,
    labels: Array,
    start: Array,
    *,
    passes: int,
    step: float = 1.5,
    decay: float = 5e-4,
    seed: int = 0,
) -> Array:
    """Return the weights (grams x classes) after so many passes over the rows, from where they start."""
    weights, squares = start.copy(), np.full_like(start, _FIRST_SQUARE)
    order = np.random.default_rng(seed)
    for number in range(passes):
        shuffled = order.permutation(len(rows))
        share = 1 - 0.9 * number / max(1, passes - 1)
        for at in range(0, len(rows), BATCH):
            chosen = shuffled[at : at + BATCH]
            part = rows.take(chosen)
            wrong = softmax(scores(part, weights))
            wrong[np.arange(len(chosen)), labels[chosen]] -= 1
            wrong *= norms(part)[:, None]
            _descend(weights, squares, part, wrong, step * share, decay)
    return weights


def _descend(weights: Array, squares: Array, part: Rows, wrong: Array, step: float, decay: float) -> None:
    by_column = np.argsort(part.columns, kind="stable")
    sorted_columns = part.columns[by_column]
    firsts = np.flatnonzero(np.concatenate([[True], sorted_columns[1:] != sorted_columns[:-1]]))
    columns = sorted_columns[firsts]
    row_of = np.repeat(np.arange(len(part)), np.diff(part.starts))
    slope = np.add.reduceat(wrong[row_of[by_column]], firsts, axis=0)
    if decay:
        slope += decay * weights[columns]
    squares[columns] += slope * slope
    weights[columns] -= step * slope / np.sqrt(squares[columns])
