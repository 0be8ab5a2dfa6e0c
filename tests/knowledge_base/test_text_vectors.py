"""Vectors are kept by model and text, and made again only where something changed."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from knowledge_base.database import Sessions
from knowledge_base.text_vectors import RememberingEmbedder, keep_vectors, read_vectors, vector_key

Array = np.ndarray[Any, np.dtype[Any]]


class CountingEmbedder:
    """Makes a vector of a text's length, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> Array:
        self.asked += texts
        return np.array([[len(text), 0.5] for text in texts], np.float32)


async def test_a_second_training_embeds_only_what_is_new(sessions: Sessions) -> None:
    """What was stored is read back, as precise as the matcher needs it."""
    first = RememberingEmbedder(CountingEmbedder(), await read_vectors(sessions))
    first.embed(["не платят", "школа", "не платят"])
    await keep_vectors(sessions, first.new)

    behind = CountingEmbedder()
    second = RememberingEmbedder(behind, await read_vectors(sessions))
    vectors = second.embed(["школа", "патент", "не платят"])
    assert behind.asked == ["патент"]
    assert vectors.tolist() == [[5, 0.5], [6, 0.5], [9, 0.5]]


async def test_two_processes_may_keep_the_same_vector(sessions: Sessions) -> None:
    """The second finds it there and leaves it."""
    vector = {vector_key("школа"): np.array([1, 2], np.float32)}
    await keep_vectors(sessions, vector)
    await keep_vectors(sessions, vector)
    assert len(await read_vectors(sessions)) == 1


def test_no_text_is_embedded_twice_in_one_run() -> None:
    """Folds ask for the same texts again."""
    behind = CountingEmbedder()
    remembering = RememberingEmbedder(behind, {})
    remembering.embed(["a", "b"])
    remembering.embed(["b", "a"])
    assert behind.asked == ["a", "b"]
