"""From scores to an honest confidence: how often such a best question was the right one.

Logistic calibration (Platt, 1999) of a few signals of the decision, fitted on texts that the weights
have not seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from knowledge_base.locales import LOCALES

Array = np.ndarray[Any, np.dtype[Any]]

_PRIOR: Final = 0.01  #: pulls the weights to zero, so that few examples are not believed too much
_SIGNALS: Final = 6
_FLAT: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of the signals, and of the language the text is in."""

    weights: Array

    def confidence(self, signals: Array, locale: str) -> float:
        """Return the probability that the best question is the right one."""
        power = float(_with_locale(signals, locale) @ self.weights)
        return float(1 / (1 + np.exp(-np.clip(power, -30, 30))))


def signals_of(scores: Array, ours: Array, known_share: float) -> Array:
    """Return what tells a sure decision from a guess.

    `scores` has one entry a class, `ours` is true for those that are questions; `known_share` is the
    share of the text's words that the vocabulary has. The height of all scores together (their "energy",
    Liu et al., NeurIPS 2020) is low for a text unlike anything that was taught.
    """
    top = float(scores.max())
    powers = np.exp(scores - top)
    height = top + float(np.log(powers.sum()))
    probabilities = powers / powers.sum()
    ranked = np.sort(probabilities[ours])[::-1]
    best, second = ranked[0], ranked[1] if len(ranked) > 1 else 0.0
    not_ours = float(probabilities[~ours].sum())
    return np.array([
        1.0, _log_odds(best), np.log((best + 1e-6) / (second + 1e-6)),
        np.log((best + 1e-6) / (not_ours + 1e-6)), known_share, height,
    ])  # fmt: skip


def calibrate(signals: Sequence[Array], locales: Sequence[str], right: Sequence[bool]) -> Calibration:
    """Fit the weights by Newton's method; without examples the probability itself is the confidence."""
    weights = np.zeros(_SIGNALS + len(LOCALES))
    weights[1] = 1.0
    if not signals or all(right) or not any(right):
        return Calibration(weights)
    rows = np.array([_with_locale(each, locale) for each, locale in zip(signals, locales, strict=True)])
    # On one scale, so that none of the signals runs away; the first is the constant.
    middle, spread = rows.mean(axis=0), rows.std(axis=0)
    middle[0], spread[spread < _FLAT] = 0.0, 1.0
    weights = _fitted((rows - middle) / spread, np.array(right, dtype=float)) / spread
    weights[0] -= middle @ weights
    return Calibration(weights)


def _fitted(rows: Array, wanted: Array) -> Array:
    prior = _PRIOR * len(rows) / 100
    weights = np.zeros(rows.shape[1])
    loss = _loss(rows, wanted, weights, prior)
    for _ in range(25):
        expected = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (expected - wanted) + prior * weights
        curve = (rows * (expected * (1 - expected))[:, None]).T @ rows + prior * np.eye(rows.shape[1])
        way, share = np.linalg.solve(curve, slope), 1.0
        # A whole step can overshoot where few texts are wrong.
        while share > _FLAT and _loss(rows, wanted, weights - share * way, prior) > loss:
            share /= 2
        weights = weights - share * way
        loss = _loss(rows, wanted, weights, prior)
    return weights


def _loss(rows: Array, wanted: Array, weights: Array, prior: float) -> float:
    power = rows @ weights
    return float((np.logaddexp(0, power) - wanted * power).sum() + prior / 2 * weights @ weights)


def _with_locale(signals: Array, locale: str) -> Array:
    flags = np.array([float(locale == each) for each in LOCALES])
    return np.concatenate([signals, flags])


def _log_odds(probability: float) -> float:
    return float(np.log((probability + 1e-6) / (1 - probability + 1e-6)))
