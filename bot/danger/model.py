"""How likely a text is a cry for help, and of what kind: a linear model over words and meaning."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from knowledge_base.matcher.learning import softmax
from knowledge_base.matcher.linear import LinearMatcher, key_of, readable
from knowledge_base.matcher.meaning import embedder
from knowledge_base.matcher.storing import from_bytes

Array = np.ndarray[Any, np.dtype[Any]]

FILE: Final = Path(__file__).with_name("model.npz")
#: Below and above these the words are sure by themselves, and no embedding is made.
_SURELY_NOT: Final = 0.002
_SURELY: Final = 0.995


@dataclass(frozen=True, slots=True)
class Danger:
    """How likely it is, 0 to 1, that a text tells of danger, and of which kind if so."""

    probability: float
    kinds: Mapping[str, float]


_NOTHING: Final = Danger(0.0, {})


@dataclass(frozen=True, slots=True)
class DangerModel:
    """A matcher whose questions are the kinds of danger; without an embedder the words decide alone."""

    matcher: LinearMatcher

    def read(self, text: str, locale: str) -> Danger:
        """Return what the text tells; the locale matters for both Uzbek scripts only."""
        found = self.matcher.words.scores(key_of(text, locale))
        if found is None:
            return _NOTHING
        scores, _known_share = found
        danger = self._danger(scores)
        meaning, reader = self.matcher.meaning, self.matcher.embedder
        if meaning is None or reader is None or not _SURELY_NOT <= danger.probability <= _SURELY:
            return danger
        vector = reader.embed([readable(text, locale)])
        return self._danger(scores + meaning.scores(vector)[0])

    def _danger(self, scores: Array) -> Danger:
        shares = dict(zip(self.matcher.classes, softmax(scores).tolist(), strict=True))
        harmless = shares.pop("", 0.0)
        return Danger(1 - harmless, shares)


def shipped_model(file: Path = FILE) -> DangerModel:
    """Return the trained model; raises OSError or ValueError where its file is missing or broken."""
    return DangerModel(from_bytes(file.read_bytes()).with_embedder(embedder()))
