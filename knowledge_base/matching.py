"""Which question a text asks, with what confidence: the Protocol and the first matcher behind it.

`TfidfMatcher` is the plain method of the field (character n-grams, TF-IDF, cosine; Salton & Buckley,
Information Processing & Management 24(5), 1988), good enough to build on and to be measured against.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nlargest
from typing import Final, Protocol

from knowledge_base.folding import fold

MAX_CANDIDATES: Final = 5

_NEIGHBOURS: Final = 8
_NEAREST_SHARE: Final = 0.2
_BIAS, _SCORE, _LEAD, _LEAD_OVER_NOT_OURS = -1.1, 6.0, 20.0, 7.5


@dataclass(frozen=True, slots=True)
class Phrasing:
    """How somebody asked a question; without a question it is an example of what we do not answer."""

    text: str
    locale: str
    question_id: str | None


@dataclass(frozen=True, slots=True)
class Match:
    """A question and how sure we are, 0 to 1, that the text asks it."""

    question_id: str
    confidence: float


class Matcher(Protocol):
    """Anything that ranks questions for a text."""

    def match(self, text: str, locale: str) -> Sequence[Match]:
        """Return up to five questions, best first; empty when the text says nothing to it."""
        ...


class TfidfMatcher:
    """Nearest phrasings by TF-IDF cosine over words and character n-grams.

    A question's score mixes its nearest phrasing with the mean of its eight nearest; a logistic function
    of the score and of its lead over the next question and over the counter-examples (phrasings without a
    question) makes a confidence of it. Its four weights were fitted on the shipped phrasings, each left
    out once (docs/benchmarks.md has the figures).
    """

    def __init__(self, phrasings: Sequence[Phrasing]) -> None:
        """Index the phrasings; use `fit`."""
        self._questions = [phrasing.question_id for phrasing in phrasings]
        counts = [_grams(phrasing.text) for phrasing in phrasings]
        spread = Counter(gram for grams in counts for gram in grams)
        total = len(phrasings)
        self._weights = {gram: math.log((1 + total) / (1 + seen)) + 1 for gram, seen in spread.items()}
        self._unseen = math.log(1 + total) + 1
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, grams in enumerate(counts):
            for gram, weight in self._normalised(grams).items():
                self._postings[gram].append((number, weight))

    def match(self, text: str, locale: str) -> Sequence[Match]:
        """Return up to five questions, best first."""
        scores = self._scores(text)
        not_ours = scores.pop(None, 0.0)
        ranked = sorted(
            ((score, question_id) for question_id, score in scores.items() if question_id), reverse=True
        )[: MAX_CANDIDATES + 1]
        matches = []
        for place, (score, question_id) in enumerate(ranked[:MAX_CANDIDATES]):
            rival = ranked[1 if place == 0 else 0][0] if len(ranked) > 1 else 0.0
            matches.append(Match(question_id, _confidence(score, score - rival, score - not_ours)))
        return matches

    def _scores(self, text: str) -> dict[str | None, float]:
        """Return a score between 0 and 1 for every question that shares anything with the text."""
        cosines: dict[int, float] = defaultdict(float)
        for gram, weight in self._normalised(_grams(text)).items():
            for number, theirs in self._postings.get(gram, ()):
                cosines[number] += weight * theirs
        nearest: dict[str | None, list[float]] = defaultdict(list)
        for number, cosine in cosines.items():
            nearest[self._questions[number]].append(cosine)
        return {
            question_id: _NEAREST_SHARE * max(found)
            + (1 - _NEAREST_SHARE) * sum(nlargest(_NEIGHBOURS, found)) / _NEIGHBOURS
            for question_id, found in nearest.items()
        }

    def _normalised(self, grams: Counter[str]) -> dict[str, float]:
        # Sub-linear term frequency: a word said twice is not twice as much meant.
        weighted = {
            gram: (1 + math.log(count)) * self._weights.get(gram, self._unseen)
            for gram, count in grams.items()
        }
        length = math.sqrt(sum(weight * weight for weight in weighted.values())) or 1.0
        return {gram: weight / length for gram, weight in weighted.items()}


def fit(phrasings: Iterable[Phrasing]) -> Matcher:
    """Return a matcher that knows these phrasings; the same phrasings always make the same matcher."""
    return TfidfMatcher(tuple(phrasings))


def _confidence(score: float, lead: float, lead_over_not_ours: float) -> float:
    power = _BIAS + _SCORE * score + _LEAD * lead + _LEAD_OVER_NOT_OURS * lead_over_not_ours
    return 1 / (1 + math.exp(-power))


def _grams(text: str) -> Counter[str]:
    """Return the words and the character 3- and 4-grams of the folded text, within word bounds."""
    grams: Counter[str] = Counter()
    for word in fold(text).split():
        padded = f" {word} "
        grams[padded] += 1
        for size in (3, 4):
            grams.update(padded[at : at + size] for at in range(len(padded) - size + 1))
    return grams
