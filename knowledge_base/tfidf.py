"""The first matcher: nearest phrasings by TF-IDF cosine, as arrays that can be stored and read back.

The plain method of the field (words and character n-grams, TF-IDF, cosine; Salton & Buckley, Information
Processing & Management 24(5), 1988), good enough to build on and to be measured against.
"""

import hashlib
import io
import math
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final, Self

import numpy as np

from knowledge_base.folding import fold
from knowledge_base.matching import MAX_CANDIDATES, Match, Phrasing
from knowledge_base.uzbek import to_latin

#: Moves when the features or the stored form change, so that an old stored matcher is not read.
MODEL_ID: Final = "tfidf-4"

_NEIGHBOURS: Final = 8
_NEAREST_SHARE: Final = 0.2
_BIAS, _SCORE, _LEAD, _LEAD_OVER_NOT_OURS = -1.35, 0.1, 15.3, 4.2
_NOT_OURS: Final = ""

Array = np.ndarray[Any, np.dtype[Any]]


class TfidfMatcher:
    """A question's score mixes its nearest phrasing with the mean of its eight nearest.

    A logistic function of the score and of its lead over the next question and over the counter-examples
    (phrasings without a question) makes a confidence of it. Its weights were fitted on the shipped
    phrasings in five folds (docs/benchmarks.md has the figures).
    """

    def __init__(
        self, questions: Sequence[str], bounds: Array, vocabulary: Sequence[str], columns: dict[str, Array]
    ) -> None:
        """Take the arrays that `fit` or `from_bytes` made.

        `questions` are sorted, phrasings lie in their order; `bounds` (questions + 1) says where each
        begins. `columns`: `start` (grams + 1), `rows` and `weights` (one a posting), `idf` (one a gram).
        """
        self._questions = tuple(questions)
        self._bounds = bounds
        self._columns = columns
        self._grams = {gram: number for number, gram in enumerate(vocabulary)}

    @classmethod
    def fit(cls, phrasings: Sequence[Phrasing]) -> Self:
        """Index the phrasings; the same phrasings always make the same matcher."""
        keys = {
            (phrasing.question_id or _NOT_OURS, _key(phrasing.text, phrasing.locale))
            for phrasing in phrasings
        }
        texts = sorted(keys)
        questions = sorted({question for question, _ in texts})
        bounds = np.searchsorted([question for question, _ in texts], [*questions, "\U0010ffff"])
        rows, grams, counts, vocabulary = _count([text for _, text in texts])
        total = max(len(texts), 1)
        spread = np.bincount(grams, minlength=len(vocabulary))
        idf = (np.log((1 + total) / (1 + spread)) + 1).astype(np.float32)
        # Sub-linear term frequency: a word said twice is not twice as much meant.
        weights = (1 + np.log(counts)) * idf[grams]
        lengths = np.sqrt(np.bincount(rows, weights=weights * weights, minlength=total))
        weights = (weights / np.maximum(lengths[rows], 1e-9)).astype(np.float32)
        order = np.argsort(grams, kind="stable")
        start = np.concatenate([[0], np.cumsum(spread)]).astype(np.int32)
        columns = {"start": start, "rows": rows[order], "weights": weights[order], "idf": idf}
        return cls(questions, bounds.astype(np.int32), vocabulary, columns)

    def match(self, text: str, locale: str) -> Sequence[Match]:
        """Return up to five questions, best first."""
        scores = self._scores(_key(text, locale))
        not_ours = scores.pop(_NOT_OURS, 0.0)
        ranked = sorted(((score, question) for question, score in scores.items() if score > 0), reverse=True)
        matches = []
        for place, (score, question_id) in enumerate(ranked[:MAX_CANDIDATES]):
            rival = ranked[1 if place == 0 else 0][0] if len(ranked) > 1 else 0.0
            matches.append(Match(question_id, _confidence(score, score - rival, score - not_ours)))
        return matches

    def to_bytes(self) -> bytes:
        """Return the matcher in a form that `from_bytes` reads, without pickled objects."""
        buffer = io.BytesIO()
        vocabulary = sorted(self._grams, key=self._grams.__getitem__)
        texts = {"questions": "\n".join(self._questions), "vocabulary": "\n".join(vocabulary)}
        encoded = {name: np.frombuffer(text.encode(), dtype=np.uint8) for name, text in texts.items()}
        np.savez(buffer, bounds=self._bounds, **encoded, **self._columns)  # type: ignore[arg-type]
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, stored: bytes) -> Self:
        """Read a stored matcher; raises ValueError or KeyError for anything else."""
        with np.load(io.BytesIO(stored), allow_pickle=False) as arrays:
            questions, vocabulary = (
                bytes(arrays[name]).decode().split("\n") for name in ("questions", "vocabulary")
            )
            columns = {name: arrays[name] for name in ("start", "rows", "weights", "idf")}
            return cls(questions, arrays["bounds"], vocabulary, columns)

    def _scores(self, key: str) -> dict[str, float]:
        """Return a score between 0 and 1 for every question."""
        cosines = self._cosines(key)
        if cosines is None:
            return {}
        scores = {}
        for number, question in enumerate(self._questions):
            own = cosines[self._bounds[number] : self._bounds[number + 1]]
            nearest = own if len(own) <= _NEIGHBOURS else np.partition(own, -_NEIGHBOURS)[-_NEIGHBOURS:]
            mean = float(nearest.sum()) / _NEIGHBOURS
            scores[question] = _NEAREST_SHARE * float(own.max()) + (1 - _NEAREST_SHARE) * mean
        return scores

    def _cosines(self, key: str) -> Array | None:
        """Return the cosine of the text with every phrasing, or None where nothing is shared."""
        counts = _grams(key)
        known = [(self._grams[gram], count) for gram, count in counts.items() if gram in self._grams]
        if not known:
            return None
        idf, start = self._columns["idf"], self._columns["start"]
        unseen = (len(counts) - len(known)) * (math.log(1 + int(self._bounds[-1])) + 1) ** 2
        weights = [(1 + math.log(count)) * float(idf[number]) for number, count in known]
        length = math.sqrt(sum(weight * weight for weight in weights) + unseen)
        slices = [slice(start[number], start[number + 1]) for number, _ in known]
        rows = np.concatenate([self._columns["rows"][each] for each in slices])
        shares = np.concatenate(
            [self._columns["weights"][each] * weight for each, weight in zip(slices, weights, strict=True)]
        )
        return np.bincount(rows, weights=shares, minlength=int(self._bounds[-1])) / length


def stored_key(phrasings: Sequence[Phrasing]) -> str:
    """Return the key under which a matcher of these phrasings is stored."""
    digest = hashlib.sha256(MODEL_ID.encode())
    for phrasing in sorted(phrasings, key=lambda each: (each.question_id or "", each.locale, each.text)):
        digest.update(f"{phrasing.question_id}\0{phrasing.locale}\0{phrasing.text}\0".encode())
    return digest.hexdigest()


def _key(text: str, locale: str) -> str:
    """Return the folded text; both Uzbek scripts have one key."""
    return fold(to_latin(text) if locale == "uz-Cyrl" else text)


def _count(texts: Sequence[str]) -> tuple[Array, Array, Array, list[str]]:
    """Return row, gram and count of every gram of every text, and the grams in the order of their numbers."""
    numbers: dict[str, int] = {}
    rows: list[int] = []
    grams: list[int] = []
    counts: list[int] = []
    for row, text in enumerate(texts):
        found = _grams(text)
        rows += [row] * len(found)
        grams += [numbers.setdefault(gram, len(numbers)) for gram in found]
        counts += found.values()
    return (
        np.array(rows, dtype=np.int32),
        np.array(grams, dtype=np.int32),
        np.array(counts, dtype=np.float32),
        list(numbers),
    )


def _confidence(score: float, lead: float, lead_over_not_ours: float) -> float:
    power = _BIAS + _SCORE * score + _LEAD * lead + _LEAD_OVER_NOT_OURS * lead_over_not_ours
    return 1 / (1 + math.exp(-power))


def _grams(key: str) -> Counter[str]:
    """Return the words and the character 3- and 4-grams of a folded text, within word bounds."""
    grams: list[str] = []
    for word in key.split():
        padded = f" {word} "
        grams.append(padded)
        for size in (3, 4):
            grams += [padded[at : at + size] for at in range(len(padded) - size + 1)]
    return Counter(grams)
