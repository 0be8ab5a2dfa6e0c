"""`python -m bot.danger.train`: train the model on the examples, and print what each threshold costs.

The table comes from folds that the weights have not seen; texts of one key are never on both sides.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final
from zlib import crc32

import numpy as np

from bot.danger.examples import ordinary, read_examples, single_words
from bot.danger.model import FILE, DangerModel
from bot.danger.variation import command_words, phrases_of_lexicon, varied
from knowledge_base.content_files import read_content_files
from knowledge_base.index import phrasings_of
from knowledge_base.matcher.linear import key_of
from knowledge_base.matcher.meaning import Embedder, embedder
from knowledge_base.matcher.storing import smaller, to_bytes
from knowledge_base.matcher.training import train
from knowledge_base.matching import Phrasing
from knowledge_base.text_vectors import RememberingEmbedder

#: So many of the most telling grams are shipped.
GRAMS: Final = 40_000
_FOLDS: Final = 4
_THRESHOLDS: Final = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)

Array = np.ndarray[Any, np.dtype[Any]]


def make(file: Path = FILE) -> None:
    """Train on everything and write the model to the file."""
    reader = _embedder()
    cries = [*varied(list(read_examples())), *phrases_of_lexicon()]
    phrasings = phrasings_of(read_content_files().content)
    harmless = [*ordinary(phrasings), *single_words(phrasings), *command_words()]
    sys.stdout.writelines(_costs(cries, harmless, reader))
    matcher = train([*cries, *harmless], embedder=reader)
    file.write_bytes(to_bytes(smaller(matcher, GRAMS)))


def _embedder() -> Embedder | None:
    behind = embedder()
    return None if behind is None else RememberingEmbedder(behind, {})


def _costs(cries: Sequence[Phrasing], harmless: Sequence[Phrasing], reader: Embedder | None) -> Iterator[str]:
    every = [*cries, *harmless]
    fold_of = np.array([crc32(key_of(each.text, each.locale).encode()) % _FOLDS for each in every])
    read = np.zeros(len(every))
    for fold in range(_FOLDS):
        learned = [each for each, its in zip(every, fold_of, strict=True) if its != fold]
        model = DangerModel(train(learned, embedder=reader))
        for at in np.flatnonzero(fold_of == fold):
            read[at] = model.read(every[at].text, every[at].locale).probability
    is_cry = np.array([bool(each.question_id) for each in every])
    is_ordinary = np.arange(len(every)) >= len(cries)
    counts = is_cry.sum(), (~is_cry & ~is_ordinary).sum(), is_ordinary.sum()
    yield "{} cries, {} look-alikes, {} ordinary\n".format(*counts)
    yield "threshold     found  look-alikes  ordinary\n"
    for threshold in _THRESHOLDS:
        shares = (_share(read[chosen], threshold) for chosen in (is_cry, ~is_cry & ~is_ordinary, is_ordinary))
        yield f"{threshold:9}  " + "  ".join(f"{share:8.3f}" for share in shares) + "\n"


def _share(read: Array, threshold: float) -> float:
    return float((read >= threshold).mean()) if len(read) else 0.0


if __name__ == "__main__":
    make()
