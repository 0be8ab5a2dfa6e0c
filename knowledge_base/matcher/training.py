"""`train`: labelled phrasings -> a matcher, with confidences calibrated on texts it has not seen."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from knowledge_base.matcher.bank import Bank, bank_of
from knowledge_base.matcher.folds import chosen_by_folds
from knowledge_base.matcher.grams import Vocabulary
from knowledge_base.matcher.known import phrasing_hashes
from knowledge_base.matcher.learning import BATCH, learn_dense, learn_sparse
from knowledge_base.matcher.linear import LinearMatcher, Meaning, Words
from knowledge_base.matcher.meaning import Embedder
from knowledge_base.matching import Phrasing

#: With fewer texts every gram is kept, else those of at least two texts.
_ENOUGH_TO_DROP_RARE: Final = 2_000
_LEAST_BATCHES: Final = 300  #: a small bank is gone through more often


def train(phrasings: Sequence[Phrasing], *, embedder: Embedder | None = None) -> LinearMatcher:
    """Return a matcher of the phrasings; those without a question teach it what is not ours.

    The same phrasings in any order make the same matcher.
    """
    bank = bank_of(phrasings, embedder)
    chosen = chosen_by_folds(bank, learn_words=learn_words, learn_meaning=learn_meaning)
    meaning = learn_meaning(bank, chosen.strength)
    return LinearMatcher(
        bank.classes,
        learn_words(bank),
        meaning.times(chosen.share) if meaning is not None else None,
        chosen.by_words,
        chosen.by_both,
        phrasing_hashes(phrasings),
        embedder,
    )


def learn_words(bank: Bank) -> Words:
    """Return the head over grams."""
    vocabulary = Vocabulary.fit(bank.keys, least=2 if len(bank) >= _ENOUGH_TO_DROP_RARE else 1)
    weights, bias = learn_sparse(
        vocabulary.rows(bank.keys),
        bank.labels,
        width=len(vocabulary.hashes),
        classes=len(bank.classes),
        passes=max(8, _LEAST_BATCHES // max(1, len(bank) // BATCH)),
    )
    return Words(vocabulary, weights.astype(np.float16), bias)


def learn_meaning(bank: Bank, strength: float) -> Meaning | None:
    """Return the head over embeddings, pulled to zero with that strength; None without embeddings."""
    if bank.vectors is None or not len(bank):
        return None
    middle, spread = bank.vectors.mean(axis=0), bank.vectors.std(axis=0) + 1e-6
    weights, bias = learn_dense(
        (bank.vectors - middle) / spread, bank.labels, classes=len(bank.classes), strength=strength
    )
    # The scaling goes into the weights, so that a vector is used as it comes.
    weights = weights / spread[:, None]
    return Meaning(weights, bias - middle @ weights)
