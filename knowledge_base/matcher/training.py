"""`train`: labelled phrasings -> a matcher, with confidences calibrated on texts it has not seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from zlib import crc32

import numpy as np

from knowledge_base.matcher.calibration import Calibration, calibrate, signals_of
from knowledge_base.matcher.grams import Rows, Vocabulary
from knowledge_base.matcher.known import phrasing_hashes
from knowledge_base.matcher.learning import BATCH, learn_dense, learn_sparse, softmax
from knowledge_base.matcher.linear import MEANING_SHARE, LinearMatcher, Meaning, Words, key_of, readable
from knowledge_base.matcher.meaning import Embedder
from knowledge_base.matching import Phrasing

Array = np.ndarray[Any, np.dtype[Any]]

FOLDS: Final = 3
#: With fewer texts the folds would be too small to say anything.
_ENOUGH_TO_CALIBRATE: Final = 300
#: With fewer texts every gram is kept, else those of at least two texts.
_ENOUGH_TO_DROP_RARE: Final = 2_000
_LEAST_BATCHES: Final = 300  #: a small bank is gone through more often
_NOT_OURS: Final = ""


@dataclass(frozen=True, slots=True)
class _Bank:
    """The phrasings as rows, one for every different key of a question."""

    classes: tuple[str, ...]
    labels: Array
    locales: tuple[str, ...]
    keys: tuple[str, ...]
    vectors: Array | None

    def take(self, chosen: Array) -> "_Bank":
        vectors = None if self.vectors is None else self.vectors[chosen]
        locales, keys = (tuple(part[each] for each in chosen) for part in (self.locales, self.keys))
        return _Bank(self.classes, self.labels[chosen], locales, keys, vectors)


def train(phrasings: Sequence[Phrasing], *, embedder: Embedder | None = None) -> LinearMatcher:
    """Return a matcher of the phrasings; those without a question teach it what is not ours.

    The same phrasings in any order make the same matcher.
    """
    bank = _bank_of(phrasings, embedder)
    words, meaning = _learn(bank)
    by_words, by_both = _calibrations(bank)
    hashes = phrasing_hashes(phrasings)
    return LinearMatcher(bank.classes, words, meaning, by_words, by_both, hashes, embedder)


def _bank_of(phrasings: Sequence[Phrasing], embedder: Embedder | None) -> _Bank:
    # Sorted, so that the order in a database does not matter; both Uzbek scripts have one key.
    by_key = {
        (each.question_id or _NOT_OURS, key_of(each.text, each.locale)): each
        for each in sorted(phrasings, key=lambda each: (each.question_id or "", each.locale, each.text))
    }
    rows = {key: by_key[key] for key in sorted(by_key) if key[1]}
    classes = tuple(sorted({question for question, _ in rows}))
    number = {name: at for at, name in enumerate(classes)}
    return _Bank(
        classes,
        np.array([number[question] for question, _ in rows], dtype=np.int64),
        tuple(each.locale for each in rows.values()),
        tuple(key for _, key in rows),
        embedder.embed([readable(each.text, each.locale) for each in rows.values()]) if embedder else None,
    )


def _learn(bank: _Bank) -> tuple[Words, Meaning | None]:
    vocabulary = Vocabulary.fit(bank.keys, least=2 if len(bank.keys) >= _ENOUGH_TO_DROP_RARE else 1)
    rows: Rows = vocabulary.rows(bank.keys)
    batches_a_pass = max(1, len(bank.keys) // BATCH)
    passes = max(8, _LEAST_BATCHES // batches_a_pass)
    total = len(bank.classes)
    weights, bias = learn_sparse(
        rows, bank.labels, width=len(vocabulary.hashes), classes=total, passes=passes
    )
    words = Words(vocabulary, weights.astype(np.float16), bias)
    if bank.vectors is None or not bank.keys:
        return words, None
    middle, spread = bank.vectors.mean(axis=0), bank.vectors.std(axis=0) + 1e-6
    dense, dense_bias = learn_dense(
        (bank.vectors - middle) / spread, bank.labels, classes=total, passes=max(10, passes // 2)
    )
    # The scaling goes into the weights, so that a vector is used as it comes.
    dense = dense / spread[:, None]
    return words, Meaning(dense, dense_bias - middle @ dense)


def _calibrations(bank: _Bank) -> tuple[Calibration, Calibration]:
    """Return the calibration for words alone and for both, from folds that the weights have not seen."""
    if len(bank.keys) < _ENOUGH_TO_CALIBRATE:
        return calibrate([], [], []), calibrate([], [], [])
    ours = np.array([bool(name) for name in bank.classes])
    # By key, so that twins (the same text in both Uzbek scripts) are never on both sides.
    fold_of = np.array([crc32(key.encode()) % FOLDS for key in bank.keys])
    signals: tuple[list[Array], list[Array]] = ([], [])
    rights: tuple[list[bool], list[bool]] = ([], [])
    locales: list[str] = []
    for fold in range(FOLDS):
        words, meaning = _learn(bank.take(np.flatnonzero(fold_of != fold)))
        for at in np.flatnonzero(fold_of == fold):
            found = words.scores(bank.keys[at])
            if found is None:
                continue
            lexical, known_share = found
            both = lexical
            if meaning is not None and bank.vectors is not None:
                both = lexical + MEANING_SHARE * meaning.scores(bank.vectors[at])
            for place, scores in enumerate((lexical, both)):
                probabilities = softmax(scores)
                signals[place].append(signals_of(probabilities, ours, known_share))
                best = int(np.argmax(np.where(ours, probabilities, -1)))
                rights[place].append(best == bank.labels[at])
            locales.append(bank.locales[at])
    by_words, by_both = (calibrate(signals[at], locales, rights[at]) for at in (0, 1))
    return by_words, by_both
