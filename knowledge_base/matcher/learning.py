"""Multinomial logistic regression by AdaGrad, for sparse and for dense rows.

AdaGrad (Duchi, Hazan & Singer, JMLR 12, 2011) gives every weight a step of its own, so rare grams learn from
the few texts that have them. The order of the rows comes from a fixed seed: the same rows make the same
weights.
"""

from typing import Any, Final

import numpy as np

from knowledge_base.matcher.grams import Rows

BATCH: Final = 256
_FIRST_SQUARE: Final = 0.01  #: keeps the first steps from being as long as the last

Array = np.ndarray[Any, np.dtype[Any]]


def softmax(scores: Array) -> Array:
    """Return each row of scores as probabilities."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def learn_sparse(
    rows: Rows, labels: Array, *, width: int, classes: int, passes: int = 8, step: float = 0.6
) -> tuple[Array, Array]:
    """Return weights (width x classes) and bias (classes) for sparse rows."""
    weights, squares = _zeros(width, classes)
    bias, bias_squares = _zeros(1, classes)
    for share, chosen in _batches(len(rows), passes):
        part = rows.take(chosen)
        columns, at = np.unique(part.columns, return_inverse=True)
        # As dense over the columns that occur: one matrix product is faster than many small ones.
        dense = np.zeros((len(chosen), len(columns)), np.float32)
        dense[np.repeat(np.arange(len(chosen)), np.diff(part.starts)), at] = part.values
        wrong = softmax(dense @ weights[columns] + bias)
        wrong[np.arange(len(chosen)), labels[chosen]] -= 1
        slope = dense.T @ wrong
        squares[columns] += slope * slope
        weights[columns] -= step * share * slope / np.sqrt(squares[columns])
        _descend(bias, bias_squares, 0.1 * wrong.sum(axis=0, keepdims=True), step * share)
    return weights, bias[0]


def learn_dense(
    rows: Array, labels: Array, *, classes: int, passes: int = 30, step: float = 0.03, decay: float = 0.002
) -> tuple[Array, Array]:
    """Return weights (width x classes) and bias (classes) for dense rows of about unit variance."""
    weights, squares = _zeros(rows.shape[1], classes)
    bias, bias_squares = _zeros(1, classes)
    for share, chosen in _batches(len(rows), passes):
        part = rows[chosen]
        wrong = softmax(part @ weights + bias)
        wrong[np.arange(len(chosen)), labels[chosen]] -= 1
        _descend(weights, squares, part.T @ wrong / BATCH + decay * weights, step * share)
        _descend(bias, bias_squares, wrong.sum(axis=0, keepdims=True) / BATCH, step * share)
    return weights, bias[0]


def _batches(total: int, passes: int) -> list[tuple[float, Array]]:
    """Return the rows of every batch, with the share of the step that is left at that pass."""
    order = np.random.default_rng(0)
    batches = []
    for number in range(passes):
        shuffled = order.permutation(total)
        share = 1 - number / passes
        batches += [(share, shuffled[at : at + BATCH]) for at in range(0, total, BATCH)]
    return batches


def _zeros(rows: int, columns: int) -> tuple[Array, Array]:
    return np.zeros((rows, columns), np.float32), np.full((rows, columns), _FIRST_SQUARE, np.float32)


def _descend(weights: Array, squares: Array, slope: Array, step: float) -> None:
    squares += slope * slope
    weights -= step * slope / np.sqrt(squares)
