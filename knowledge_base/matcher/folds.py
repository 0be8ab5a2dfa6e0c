"""What only texts outside the training can tell: how much meaning counts, and how sure the matcher may be.

The bank is learned without a fold and asked about it. A bank without counter-examples has no text that is not
ours, so each fold is also learned without some of the questions, and their texts are the strangers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from zlib import crc32

import numpy as np

from knowledge_base.matcher.bank import NOT_OURS, Bank
from knowledge_base.matcher.calibration import Calibration, calibrate, signals_of
from knowledge_base.matcher.learning import softmax
from knowledge_base.matcher.linear import Meaning, Words

Array = np.ndarray[Any, np.dtype[Any]]

FOLDS: Final = 3
#: With fewer texts the folds would be too small to say anything.
_ENOUGH: Final = 300
#: How strongly the weights of meaning may be pulled to zero, in rows, and how much they may count.
STRENGTHS: Final = (1.0, 3.0, 10.0, 30.0, 100.0)
SHARES: Final = (0.35, 0.5, 0.7, 1.0, 1.4, 2.0, 2.8, 4.0)
_SHARPNESSES: Final = (0.5, 0.7, 1.0, 1.4, 2.0)
_USUAL: Final = (30.0, 1.0)
#: With so many texts the strength hardly matters, and each would cost minutes.
_MANY: Final = 5_000


@dataclass(frozen=True, slots=True)
class Chosen:
    """The strength and share of meaning, and the calibrations for words alone and for both."""

    strength: float
    share: float
    by_words: Calibration
    by_both: Calibration


@dataclass(frozen=True, slots=True)
class _Held:
    """Texts that were held out and what a training without them made of them."""

    rows: Array
    words: Array
    meaning: dict[float, Array]
    known_shares: Array


def chosen_by_folds(
    bank: Bank,
    *,
    learn_words: Callable[[Bank], Words],
    learn_meaning: Callable[[Bank, float], Meaning | None],
) -> Chosen:
    """Return what the folds say; for a bank too small for folds, what is usual."""
    if len(bank) - bank.are_names.sum() < _ENOUGH or not any(bank.classes):
        return Chosen(*_USUAL, calibrate([], [], []), calibrate([], [], []))
    # By key, so that twins (the same text in both Uzbek scripts) are never on both sides.
    fold_of = np.array([crc32(key.encode()) % FOLDS for key in bank.keys])
    hidden_in = np.full(len(bank.classes), -1)
    if NOT_OURS not in bank.classes:
        hidden_in = np.array([crc32(name.encode()) % FOLDS for name in bank.classes])
    strengths = STRENGTHS if len(bank) < _MANY else _USUAL[:1]
    parts, strange = [], []
    for fold in range(FOLDS):
        is_hidden = hidden_in[bank.labels] == fold
        is_held = (fold_of == fold) & ~bank.are_names
        without = bank.take(np.flatnonzero(~is_held & ~is_hidden))
        words = learn_words(without)
        heads = {each: head for each in strengths if (head := learn_meaning(without, each)) is not None}
        held = np.flatnonzero(is_held)
        parts.append(_asked(bank, held, words, heads))
        strange.append(is_hidden[parts[-1].rows])
    held_out = _joined(parts)
    is_strange = np.concatenate(strange)
    strength, share = _best(bank, held_out, is_strange)
    both = held_out.words
    if held_out.meaning:
        both = both + share * held_out.meaning[strength]
    return Chosen(
        strength,
        share,
        _calibrated(bank, held_out, held_out.words, is_strange),
        _calibrated(bank, held_out, both, is_strange),
    )


def _asked(bank: Bank, rows: Array, words: Words, heads: dict[float, Meaning]) -> _Held:
    found = {int(at): answer for at in rows if (answer := words.scores(bank.keys[at])) is not None}
    kept = np.array(list(found), dtype=np.int64)
    meaning = {}
    if bank.vectors is not None:
        meaning = {strength: head.scores(bank.vectors[kept]) for strength, head in heads.items()}
    scores = np.array([answer for answer, _ in found.values()]).reshape(len(kept), len(bank.classes))
    return _Held(kept, scores, meaning, np.array([share for _, share in found.values()]))


def _joined(parts: list[_Held]) -> _Held:
    return _Held(
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.words for part in parts]),
        {each: np.concatenate([part.meaning[each] for part in parts]) for each in parts[0].meaning},
        np.concatenate([part.known_shares for part in parts]),
    )


def _best(bank: Bank, held: _Held, is_strange: Array) -> tuple[float, float]:
    """Return the strength and share under which the right questions were the most probable."""
    if not held.meaning:
        return _USUAL
    ours = np.flatnonzero(~is_strange)
    labels = bank.labels[held.rows[ours]]

    def loss(pair: tuple[float, float]) -> float:
        strength, share = pair
        scores = held.words[ours] + share * held.meaning[strength][ours]
        # How sharp the scores are is the calibration's affair, so the best sharpness counts.
        return min(_surprise(sharpness * scores, labels) for sharpness in _SHARPNESSES)

    return min(((strength, share) for strength in held.meaning for share in SHARES), key=loss)


def _surprise(scores: Array, labels: Array) -> float:
    return float(-np.log(softmax(scores)[np.arange(len(labels)), labels] + 1e-9).mean())


def _calibrated(bank: Bank, held: _Held, scores: Array, is_strange: Array) -> Calibration:
    ours = np.array([bool(name) for name in bank.classes])
    signals = [signals_of(row, ours, share) for row, share in zip(scores, held.known_shares, strict=True)]
    best = np.where(ours, scores, -np.inf).argmax(axis=1)
    right = (best == bank.labels[held.rows]) & ~is_strange
    return calibrate(signals, [bank.locales[at] for at in held.rows], right.tolist())
