"""The matcher: a linear model over letters and words, another over meaning where there is one, calibrated."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Self

import numpy as np

from knowledge_base.matcher.calibration import Calibration, signals_of
from knowledge_base.matcher.grams import Vocabulary
from knowledge_base.matcher.known import is_known
from knowledge_base.matcher.learning import softmax
from knowledge_base.matcher.meaning import Embedder
from knowledge_base.matcher.skeleton import skeleton
from knowledge_base.matching import MAX_CANDIDATES, Match, Phrasing
from knowledge_base.uzbek import to_latin

Array = np.ndarray[Any, np.dtype[Any]]

#: From here the words alone decide: an embedding takes a hundred times as long and would change nothing.
SURE_BY_WORDS: Final = 0.97


@dataclass(frozen=True, slots=True)
class Words:
    """The head over grams: `weights` is grams x classes."""

    vocabulary: Vocabulary
    weights: Array
    bias: Array

    def scores(self, key: str) -> tuple[Array, float] | None:
        """Return a score a class and the share of the grams that are known; None where none is."""
        columns, values, known_share = self.vocabulary.row(key)
        if not len(columns):
            return None
        return values @ self.weights[columns].astype(np.float32) + self.bias, known_share


@dataclass(frozen=True, slots=True)
class Meaning:
    """The head over embeddings: `weights` is dimensions x classes."""

    weights: Array
    bias: Array

    def scores(self, vectors: Array) -> Array:
        """Return a score a class for every vector."""
        return np.asarray(vectors @ self.weights + self.bias)

    def times(self, share: float) -> Self:
        """Return the head with its scores multiplied."""
        return type(self)(self.weights * np.float32(share), self.bias * np.float32(share))


@dataclass(frozen=True, slots=True)
class LinearMatcher:
    """Ranks questions for a text; `classes` are the questions, and "" for what is not ours.

    Without an embedder the words decide alone, with a calibration of their own.
    """

    classes: tuple[str, ...]
    words: Words
    meaning: Meaning | None
    by_words: Calibration
    by_both: Calibration
    trained_on: Array  #: sorted hashes of the phrasings it knows, see `known.py`
    embedder: Embedder | None = None

    def with_embedder(self, embedder: Embedder | None) -> Self:
        """Return the same matcher for this machine."""
        return replace(self, embedder=embedder)

    def match(self, text: str, locale: str) -> Sequence[Match]:
        """Return up to five questions, best first; empty when the text says nothing to it."""
        found = self.words.scores(key_of(text, locale))
        ours = np.array([bool(name) for name in self.classes])
        if found is None or not ours.any():
            return []
        scores, known_share = found
        confidence = self.by_words.confidence(signals_of(scores, ours, known_share), locale)
        best = self.classes[int(np.argmax(np.where(ours, scores, -np.inf)))]
        if is_known(Phrasing(text, locale, best), self.trained_on):
            # Somebody wrote down that this very text asks this question.
            confidence = max(confidence, SURE_BY_WORDS)
        if self.meaning is not None and self.embedder is not None and confidence < SURE_BY_WORDS:
            vector = self.embedder.embed([readable(text, locale)])
            scores = scores + self.meaning.scores(vector)[0]
            confidence = self.by_both.confidence(signals_of(scores, ours, known_share), locale)
        return self._ranked(softmax(scores), ours, confidence)

    def _ranked(self, probabilities: Array, ours: Array, confidence: float) -> list[Match]:
        """Give the best question its confidence, and the others their share of what is left."""
        order = [each for each in np.argsort(-probabilities, kind="stable") if ours[each]][:MAX_CANDIDATES]
        best = order[0]
        left = (1 - confidence) / max(1 - float(probabilities[best]), 1e-9)
        matches = [Match(self.classes[best], confidence)]
        for each in order[1:]:
            share = min(float(probabilities[each]) * left, matches[-1].confidence)
            matches.append(Match(self.classes[each], share))
        return matches


def key_of(text: str, locale: str) -> str:
    """Return the key under which a text is compared; both Uzbek scripts have one."""
    return skeleton(readable(text, locale))


def readable(text: str, locale: str) -> str:
    """Return the text as the embedder reads it best: Cyrillic Uzbek in Latin letters."""
    return to_latin(text) if locale == "uz-Cyrl" else text
