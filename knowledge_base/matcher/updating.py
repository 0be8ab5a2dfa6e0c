"""An editor's new phrasings, learned at once on top of a trained matcher.

Passive-aggressive updates (Crammer et al., JMLR 7, 2006): a phrasing whose own question does not lead by a
margin moves the weights of its grams just as far as is needed. The next full training makes it of a piece.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np

from knowledge_base.matcher.grams import Vocabulary
from knowledge_base.matcher.known import phrasing_hash
from knowledge_base.matcher.linear import LinearMatcher, Words, key_of
from knowledge_base.matching import Phrasing

Array = np.ndarray[Any, np.dtype[Any]]

#: In units of score: five is a probability of 0.99 against one rival.
_MARGIN: Final = 5.0
_PASSES: Final = 5


def with_more(matcher: LinearMatcher, phrasings: Sequence[Phrasing]) -> LinearMatcher:
    """Return a matcher that knows these phrasings too, also of questions it has never heard of.

    The same phrasings in any order make the same matcher.
    """
    new = sorted(phrasings, key=lambda each: (each.question_id or "", each.locale, each.text))
    if not new:
        return matcher
    keys = [key_of(each.text, each.locale) for each in new]
    wider = _widened(matcher, [each.question_id or "" for each in new], keys)
    labels = [wider.classes.index(each.question_id or "") for each in new]
    weights, bias = wider.words.weights.astype(np.float32), wider.words.bias
    rows = [wider.words.vocabulary.row(key) for key in keys]
    for _ in range(_PASSES):
        for label, (columns, values, _) in zip(labels, rows, strict=True):
            _move(weights, bias, columns, values, label)
    known = np.union1d(matcher.trained_on, np.array([phrasing_hash(each) for each in new], dtype=np.uint32))
    words = Words(wider.words.vocabulary, weights.astype(np.float16), bias)
    return replace(wider, words=words, trained_on=known)


def _move(weights: Array, bias: Array, columns: Array, values: Array, label: int) -> None:
    if not len(columns):
        return
    scores = values @ weights[columns] + bias
    rivals = scores.copy()
    rivals[label] = -np.inf
    rival = int(rivals.argmax())
    loss = _MARGIN - float(scores[label] - rivals[rival])
    if loss > 0 and np.isfinite(loss):
        # Rows have unit length, so half the loss on either side closes the gap.
        weights[columns, label] += loss / 2 * values
        weights[columns, rival] -= loss / 2 * values


def _widened(matcher: LinearMatcher, questions: Sequence[str], keys: Sequence[str]) -> LinearMatcher:
    """Return the matcher with room for new questions and new grams, which weigh nothing yet."""
    classes = tuple(sorted({*matcher.classes, *questions}))
    mine = Vocabulary.fit(keys, least=1)
    old = matcher.words.vocabulary
    fresh = np.setdiff1d(mine.hashes, old.hashes)
    hashes = np.concatenate([old.hashes, fresh])
    order = np.argsort(hashes, kind="stable")
    rarest = old.idf.max(initial=1.0)
    idf = np.concatenate([old.idf, np.full(len(fresh), rarest, np.float32)])[order]
    place = [classes.index(name) for name in matcher.classes]
    weights = np.zeros((len(hashes), len(classes)), np.float16)
    weights[: len(old.hashes), place] = matcher.words.weights
    # A new question starts from the lowest bias there is: only its own phrasings speak for it.
    bias = np.full(len(classes), matcher.words.bias.min(initial=0.0), np.float32)
    bias[place] = matcher.words.bias
    meaning = matcher.meaning
    if meaning is not None:
        dense = np.zeros((meaning.weights.shape[0], len(classes)), np.float32)
        dense[:, place] = meaning.weights
        dense_bias = np.full(len(classes), meaning.bias.min(initial=0.0), np.float32)
        dense_bias[place] = meaning.bias
        meaning = replace(meaning, weights=dense, bias=dense_bias)
    words = Words(Vocabulary(hashes[order], idf), weights[order], bias)
    return replace(matcher, classes=classes, words=words, meaning=meaning)
