"""What each part of the matcher is worth: trained without one of them at a time, on a part of the phrasings.

A part is left out by putting a lesser one in its place for one training; nothing of the matcher itself is
made for this. Every twelfth phrasing is taught and every third held-out line asked, so that it takes minutes.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import pairwise
from typing import Any, Final
from unittest.mock import patch

from benchmarks.matching.held_out import read_held_out
from benchmarks.matching.measuring import matching_rows, read_all
from knowledge_base.content_files import read_content_files
from knowledge_base.folding import words as folded_words
from knowledge_base.index import phrasings_of
from knowledge_base.matcher import bank, calibration, folds, grams, linear
from knowledge_base.matcher.meaning import Embedder, embedder
from knowledge_base.matcher.training import train
from knowledge_base.matching import Phrasing
from knowledge_base.text_vectors import RememberingEmbedder

EVERY: Final = 12
LINES_EVERY: Final = 3
_KEPT: Final = (
    "top-1", "top-3", "answered at 3 % wrong", "area under risk-coverage", "not ours, caught at 95 % kept",
)  # fmt: skip

Patches = Sequence[tuple[object, str, Any]]


def print_ablation() -> None:
    """Print a row for each part that is left out."""
    phrasings = sorted(
        phrasings_of(read_content_files().content),
        key=lambda each: (each.locale, each.question_id or "", each.text),
    )[::EVERY]
    lines = list(read_held_out())[::LINES_EVERY]
    found = embedder()
    reader = RememberingEmbedder(found, {}) if found is not None else None
    print(f"{len(phrasings)} phrasings, {len(lines)} lines")
    print(f"{'without':24}" + "".join(f"{key:>30}" for key in _KEPT))
    for name, patches, taught, its_reader in _cases(phrasings, reader):
        with _in_place((*patches, (folds, "STRENGTHS", (30.0,)))):
            rows = matching_rows(read_all(train(taught, embedder=its_reader), lines))
        print(f"{name:24}" + "".join(f"{rows[key]:>30}" for key in _KEPT), flush=True)


def _cases(
    phrasings: list[Phrasing], reader: Embedder | None
) -> Iterator[tuple[str, Patches, list[Phrasing], Embedder | None]]:
    plain: Callable[[str, str], str] = lambda text, _locale: " ".join(text.lower().split())  # noqa: E731
    folded: Callable[[str, str], str] = lambda text, _locale: " ".join(folded_words(text))  # noqa: E731
    yield "nothing", (), phrasings, reader
    yield "one key for all scripts", _key(folded), phrasings, reader
    yield "folding and the key", _key(plain), phrasings, reader
    for name, first in (("words", "w"), ("stems", "p"), ("pairs of stems", "b")):
        yield name, ((grams, "grams", _without(first)),), phrasings, reader
    yield "letter n-grams", ((grams, "SIZES", ()),), phrasings, reader
    yield "embeddings", (), phrasings, None
    yield "names of questions", ((bank, "_names", lambda _phrasings: {}),), phrasings, reader
    yield "calibration by language", ((calibration, "LOCALES", ("",)),), phrasings, reader
    yield "height of the scores", _blind(5), phrasings, reader
    yield "counter-examples", (), [each for each in phrasings if each.question_id], reader
    yield "known word for word", ((linear, "is_known", lambda *_: False),), phrasings, reader


def _key(key: Callable[[str, str], str]) -> Patches:
    return ((linear, "key_of", key), (bank, "key_of", key))


def _without(first: str) -> Callable[[str], list[str]]:
    every = grams.grams
    # By what they are made of: a letter n-gram may begin with the same letter.
    sized = {"w": _words, "p": _stems, "b": _pairs}

    def fewer(key: str) -> list[str]:
        left_out = set(sized[first](key))
        return [gram for gram in every(key) if gram not in left_out]

    return fewer


def _words(key: str) -> list[str]:
    return [f"w{word}" for word in key.split()]


def _stems(key: str) -> list[str]:
    return [f"p{word[: grams.STEM]}" for word in key.split()]


def _pairs(key: str) -> list[str]:
    stems = [word[: grams.STEM] for word in key.split()]
    return [f"b{one} {other}" for one, other in pairwise(stems)]


def _blind(at: int) -> Patches:
    every = calibration.signals_of

    def fewer(*arguments: Any) -> Any:
        signals = every(*arguments)
        signals[at] = 0.0
        return signals

    return ((linear, "signals_of", fewer), (folds, "signals_of", fewer))


@contextmanager
def _in_place(patches: Patches) -> Iterator[None]:
    with ExitStack() as stack:
        for module, name, other in patches:
            stack.enter_context(patch.object(module, name, other))
        yield
