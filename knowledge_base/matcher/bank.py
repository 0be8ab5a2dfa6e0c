"""The phrasings as rows of numbers to learn from, one for every different key of a question."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np

from knowledge_base.matcher.linear import key_of, readable
from knowledge_base.matcher.meaning import Embedder
from knowledge_base.matching import Phrasing

Array = np.ndarray[Any, np.dtype[Any]]

NOT_OURS: Final = ""
_NAMES_ARE_IN: Final = "en"
_NOT_A_WORD: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Bank:
    """One row a key; `classes` are the questions, and "" for what is not ours."""

    classes: tuple[str, ...]
    labels: Array
    locales: tuple[str, ...]
    keys: tuple[str, ...]
    are_names: Array  #: true for the rows that are the name of a question and not a phrasing
    vectors: Array | None

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.keys)

    def take(self, chosen: Array) -> Self:
        """Return some of the rows, in that order, of the same classes."""
        vectors = None if self.vectors is None else self.vectors[chosen]
        locales, keys = (tuple(part[each] for each in chosen) for part in (self.locales, self.keys))
        return type(self)(self.classes, self.labels[chosen], locales, keys, self.are_names[chosen], vectors)


def bank_of(phrasings: Sequence[Phrasing], embedder: Embedder | None) -> Bank:
    """Return the rows of the phrasings, in any order the same."""
    # Sorted, so that the order in a database does not matter; both Uzbek scripts have one key.
    by_key = {
        (each.question_id or NOT_OURS, key_of(each.text, each.locale)): each
        for each in sorted(phrasings, key=lambda each: (each.question_id or "", each.locale, each.text))
    }
    names = _names(phrasings)
    by_key = {**names, **by_key}
    rows = {key: by_key[key] for key in sorted(by_key) if key[1]}
    classes = tuple(sorted({question for question, _ in rows}))
    number = {name: at for at, name in enumerate(classes)}
    return Bank(
        classes,
        np.array([number[question] for question, _ in rows], dtype=np.int64),
        tuple(each.locale for each in rows.values()),
        tuple(key for _, key in rows),
        np.array([each is names.get(key) for key, each in rows.items()], dtype=bool),
        embedder.embed([readable(each.text, each.locale) for each in rows.values()]) if embedder else None,
    )


def _names(phrasings: Sequence[Phrasing]) -> dict[tuple[str, str], Phrasing]:
    """Return the names of the questions as phrasings: `card_arrival` says what is asked, too."""
    questions = {each.question_id for each in phrasings if each.question_id}
    names = {question: _NOT_A_WORD.sub(" ", question).strip() for question in questions}
    return {
        (question, key_of(name, _NAMES_ARE_IN)): Phrasing(name, _NAMES_ARE_IN, question)
        for question, name in sorted(names.items())
    }
