"""Multinomial logistic regression: by AdaGrad for sparse rows, by accelerated descent for dense ones.

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
    rows: Array, labels: Array, *, classes: int, strength: float, rounds: int = 150
) -> tuple[Array, Array]:
    """Return weights (width x classes) and bias (classes) for dense rows of about unit variance.

    The whole of the rows at once, by accelerated descent (Nesterov, 1983): the loss is smooth, so the step
    follows from its steepest curve. `strength` pulls the weights to zero, as much as so many rows would.
    """
    bordered = np.hstack([rows, np.ones((len(rows), 1), np.float32)]).astype(np.float32)
    decay = np.full((bordered.shape[1], 1), strength / len(rows), np.float32)
    decay[-1] = 1e-4
    step = 1 / (0.5 * _steepest(bordered) + float(decay.max()))
    weights: Array = np.zeros((bordered.shape[1], classes), np.float32)
    ahead: Array = weights
    pace = 1.0
    for _ in range(rounds):
        wrong = softmax(bordered @ ahead)
        wrong[np.arange(len(rows)), labels] -= 1
        before, weights = weights, ahead - step * (bordered.T @ wrong / len(rows) + decay * ahead)
        faster = (1 + np.sqrt(1 + 4 * pace * pace)) / 2
        ahead = weights + np.float32((pace - 1) / faster) * (weights - before)
        pace = faster
    return weights[:-1], weights[-1]


def _steepest(rows: Array) -> float:
    """Return the largest eigenvalue of the rows' second moments."""
    return float(np.linalg.eigvalsh(rows.T @ rows / len(rows))[-1])


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
