"""`python -m bot.language.train DIR`: the corpora of a folder and our own texts -> `weights.xz`.

The same texts make the same file. It takes some minutes; docs/language.md tells where the corpora come from.
"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from bot.language.classes import CLASSES
from bot.language.reading import read_words
from bot.language.training.corpora import Texts, read_corpora, read_own_texts, read_reviewed
from bot.language.training.examples import Example, examples
from bot.language.training.learning import Rows, frequent_grams, learn, rows_of, scores
from bot.language.weights import FILE, StoredTable, write_tables
from knowledge_base.matcher.learning import softmax

Array = np.ndarray[Any, np.dtype[Any]]

#: So many grams an alphabet are kept: more make the file larger than a megabyte and gain next to nothing.
GRAMS: Final = 54_000
#: A gram has to occur so often among the examples.
LEAST: Final = 4
#: The largest weight is stored as so many steps.
STEPS: Final = 40
#: Texts of so many words and more are equally sure.
LONGEST: Final = 6
#: Every so manieth public text is kept from the weights and tells how sharp the scores should be.
_KEPT_BACK: Final = 20


def train(corpora: Texts, own: Texts, script: str, *, scale: float = 1.0, grams: int = GRAMS) -> StoredTable:
    """Return the table of an alphabet."""
    learned_from, kept_back = _split(corpora)
    classes = CLASSES[script]
    found = list(examples(learned_from, own, script, scale=scale))
    names, rows, labels = _as_rows(found, classes, None)
    weights = learn(rows, labels, np.zeros((len(names) + 1, len(classes)), np.float32), passes=3)
    names, weights = _most_telling(names, weights, rows, grams)
    _, rows, labels = _as_rows(found, classes, names)
    weights = _centred(learn(rows, labels, weights, passes=2, step=0.3))
    step = float(np.quantile(np.abs(weights), 0.9999)) / STEPS
    steps = np.clip(np.rint(weights / step), -STEPS, STEPS)
    unseen = list(examples(kept_back, own, script, scale=scale / 10, seed=2))
    sharpness = _sharpness(unseen, classes, names, (steps * step).astype(np.float32))
    stored = (steps + 128).astype(np.uint8).T.tobytes()
    return StoredTable(classes, names, stored, step, sharpness)


def _as_rows(
    found: Sequence[Example], classes: Sequence[str], names: list[str] | None
) -> tuple[list[str], Rows, Array]:
    texts = [example.text for example in found]
    names = frequent_grams(texts, least=LEAST) if names is None else names
    labels = np.array([classes.index(example.name) for example in found])
    return names, rows_of(texts, names), labels


def _split(corpora: Mapping[str, Sequence[str]]) -> tuple[Texts, Texts]:
    kept_back = {name: list(texts[::_KEPT_BACK]) for name, texts in corpora.items()}
    learned_from = {
        name: [text for at, text in enumerate(texts) if at % _KEPT_BACK] for name, texts in corpora.items()
    }
    return learned_from, kept_back


def _most_telling(names: list[str], weights: Array, rows: Rows, most: int) -> tuple[list[str], Array]:
    """Return the grams that decide most: those that occur often and tell the classes apart."""
    counts = np.bincount(rows.columns, minlength=len(weights))
    telling = np.sqrt(counts) * _centred(weights).std(axis=1)
    telling[0] = np.inf  # the bias
    kept = np.sort(np.argsort(-telling, kind="stable")[: most + 1])
    return [names[at - 1] for at in kept[1:]], weights[kept]


def _centred(weights: Array) -> Array:
    """Return the weights with a mean of zero for each gram: what all classes have decides nothing."""
    return np.asarray(weights - weights.mean(axis=1, keepdims=True))


def _sharpness(
    unseen: Sequence[Example], classes: Sequence[str], names: list[str], weights: Array
) -> tuple[float, ...]:
    """Return, by number of words, the factor that makes the confidence of unseen examples honest."""
    _, rows, labels = _as_rows(unseen, classes, names)
    found = scores(rows, weights)
    lengths = np.array([len(read_words(example.text).words) for example in unseen])
    factors = np.geomspace(0.3, 3, 60)
    chosen = []
    for length in range(1, LONGEST + 1):
        some = lengths == length if length < LONGEST else lengths >= length
        if not some.any():
            chosen.append(1.0)
            continue
        losses = [_loss(factor * found[some], labels[some]) for factor in factors]
        chosen.append(round(float(factors[int(np.argmin(losses))]), 3))
    return tuple(chosen)


def _loss(found: Array, labels: Array) -> float:
    sure = softmax(found)[np.arange(len(labels)), labels]
    return float(-np.log(np.maximum(sure, 1e-9)).mean())


def main() -> None:
    """Train both alphabets and write the file."""
    parser = argparse.ArgumentParser(prog="python -m bot.language.train", description=__doc__)
    parser.add_argument(
        "folder", type=Path, help="the corpora: <locale>*.txt.gz, other.txt.gz, reviewed*.jsonl"
    )
    parser.add_argument("--out", type=Path, default=FILE, help="where the weights go; the shipped file")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the examples, for a trial")
    options = parser.parse_args()
    corpora, own = read_corpora(options.folder), read_own_texts()
    for name, texts in read_reviewed(options.folder).items():
        own[name] += texts
    tables = {script: train(corpora, own, script, scale=options.scale) for script in CLASSES}
    write_tables(tables, options.out)


if __name__ == "__main__":
    main()
