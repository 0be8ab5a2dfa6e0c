"""The words of dates and numbers, folded and looked up by the beginnings of the words of a message."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from knowledge_base.folding import APOSTROPHES, fold

_TOKEN: Final = re.compile(rf"\d+(?:[./\-]\d+)+|\d+:\d+|\d+|[^\W\d_]+(?:[{APOSTROPHES}][^\W\d_]+)*")

#: A beginning of a word and whether it must be the whole word; a phrase has several.
Phrase = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What each list of words.yaml and numbers.yaml holds, longest phrases first."""

    lists: Mapping[str, Sequence[tuple[Any, Phrase]]]

    def find(self, name: str, tokens: Sequence[str], at: int) -> tuple[Any, int] | None:
        """Return what the words from `at` on mean in a list, and how many they are; None for nothing."""
        for meaning, phrase in self.lists[name]:
            if _stands(phrase, tokens, at):
                return meaning, len(phrase)
        return None

    def has(self, name: str, tokens: Sequence[str]) -> bool:
        """True when any word of a list stands anywhere in the tokens."""
        return any(self.find(name, tokens, at) for at in range(len(tokens)))


def tokens_of(text: str) -> list[str]:
    """Return numbers, numbers joined by dots, dashes or slashes, and folded words, in order."""
    found = _TOKEN.findall(text.lower())
    return [token if token[0].isdigit() else fold(token) or token for token in found]


@cache
def vocabulary() -> Vocabulary:
    """Read the words once."""
    folder = Path(__file__).parent
    words = yaml.load((folder / "words.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    words["numbers"] = yaml.load((folder / "numbers.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    return Vocabulary({name: _entries(entries) for name, entries in words.items()})


def _entries(entries: Mapping[Any, Sequence[str]] | Sequence[str]) -> Sequence[tuple[Any, Phrase]]:
    meanings = entries.items() if isinstance(entries, Mapping) else [(True, entries)]
    found = [(meaning, _phrase(str(text))) for meaning, texts in meanings for text in texts]
    # Longer phrases and longer beginnings first: "послезавтра" must not be read as "завтра".
    return sorted(found, key=lambda each: (-len(each[1]), -sum(len(word) for word, _ in each[1])))


def _phrase(text: str) -> Phrase:
    return tuple((fold(word), word.endswith("$")) for word in text.split())


def _stands(phrase: Phrase, tokens: Sequence[str], at: int) -> bool:
    if at + len(phrase) > len(tokens):
        return False
    return all(
        tokens[at + place] == word if is_whole else tokens[at + place].startswith(word)
        for place, (word, is_whole) in enumerate(phrase)
    )
