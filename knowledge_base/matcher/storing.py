"""A trained matcher as bytes: for the shipped file and for the database. Arrays only, no pickled objects."""

import io
from dataclasses import replace
from typing import Any, Final

import numpy as np

from knowledge_base.matcher.calibration import Calibration
from knowledge_base.matcher.grams import Vocabulary
from knowledge_base.matcher.linear import LinearMatcher, Meaning, Words

#: Moves when the features or the stored form change, so that an old stored matcher is not read.
MODEL_ID: Final = "linear-2"
#: The largest weight of a gram is stored as so many steps, the others in proportion.
_STEPS: Final = 127

Array = np.ndarray[Any, np.dtype[Any]]


def to_bytes(matcher: LinearMatcher) -> bytes:
    """Return the matcher in the form that `from_bytes` reads; weights are rounded to a byte each."""
    weights = matcher.words.weights.astype(np.float32)
    scale = np.abs(weights).max(axis=1, initial=0) / _STEPS
    arrays = {
        "classes": _encoded("\n".join(matcher.classes)),
        "hashes": matcher.words.vocabulary.hashes,
        "idf": matcher.words.vocabulary.idf.astype(np.float16),
        "weights": np.rint(weights / np.maximum(scale, 1e-12)[:, None]).astype(np.int8),
        "scale": scale.astype(np.float32),
        "bias": matcher.words.bias.astype(np.float32),
        "by_words": matcher.by_words.weights,
        "by_both": matcher.by_both.weights,
        "trained_on": matcher.trained_on,
    }
    if matcher.meaning is not None:
        arrays["meaning"] = matcher.meaning.weights.astype(np.float16)
        arrays["meaning_bias"] = matcher.meaning.bias.astype(np.float32)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, model=_encoded(MODEL_ID), **arrays)
    return buffer.getvalue()


def from_bytes(stored: bytes) -> LinearMatcher:
    """Read a stored matcher; raises ValueError or KeyError for anything else, another version included."""
    with np.load(io.BytesIO(stored), allow_pickle=False) as arrays:
        if _decoded(arrays["model"]) != MODEL_ID:
            raise ValueError("a matcher of another version")
        weights = arrays["weights"].astype(np.float32) * arrays["scale"][:, None]
        vocabulary = Vocabulary(arrays["hashes"], arrays["idf"].astype(np.float32))
        meaning = None
        if "meaning" in arrays:
            meaning = Meaning(arrays["meaning"].astype(np.float32), arrays["meaning_bias"])
        return LinearMatcher(
            tuple(_decoded(arrays["classes"]).split("\n")),
            Words(vocabulary, weights.astype(np.float16), arrays["bias"]),
            meaning,
            Calibration(arrays["by_words"]),
            Calibration(arrays["by_both"]),
            arrays["trained_on"],
        )


def smaller(matcher: LinearMatcher, grams: int) -> LinearMatcher:
    """Return the matcher with only so many grams: those whose weights differ most between questions."""
    words = matcher.words
    spread = words.weights.astype(np.float32).std(axis=1) * words.vocabulary.idf
    kept = np.sort(np.argsort(-spread, kind="stable")[:grams])
    vocabulary = Vocabulary(words.vocabulary.hashes[kept], words.vocabulary.idf[kept])
    return replace(matcher, words=Words(vocabulary, words.weights[kept], words.bias))


def _encoded(text: str) -> Array:
    return np.frombuffer(text.encode(), dtype=np.uint8)


def _decoded(array: Array) -> str:
    return bytes(array).decode()
