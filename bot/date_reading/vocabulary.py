"""The words of dates and numbers, folded and looked up by the beginnings of the words of a message."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from knowledge_base.content_yaml import read_yaml
from knowledge_base.folding import APOSTROPHES, fold

_TOKEN: Final = re.compile(rf"\d+(?:[.,/\-]\d+)+|\d+:\d+|\d+|[^\W\d_]+(?:[{APOSTROPHES}][^\W\d_]+)*")
#: "03 10 2026" and "03. 10. 2026", but no end of a telephone number.
_SPACED: Final = re.compile(
    r"(?<!\d)(?<!\d[\s\-])(0?[1-9]|[12]\d|3[01])[\s.,/\-]+(0?[1-9]|1[0-2])[\s.,/\-]+((?:19|20)\d\d)(?!\d)"
)

#: A word, and whether it is the "whole" word, its "start" or its "end"; a phrase has several.
Phrase = tuple[tuple[str, str], ...]


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

    def first(self, name: str, tokens: Sequence[str]) -> Any | None:
        """Return what the first word of a list that stands in the tokens means."""
        found = (self.find(name, tokens, at) for at in range(len(tokens)))
        return next((each[0] for each in found if each), None)

    def has(self, name: str, tokens: Sequence[str]) -> bool:
        """True when any word of a list stands anywhere in the tokens."""
        return self.first(name, tokens) is not None


def tokens_of(text: str) -> list[str]:
    """Return numbers, numbers joined by dots, commas, dashes or slashes, and folded words, in order."""
    found = _TOKEN.findall(text.lower())
    return [token if token[0].isdecimal() else fold(token) or token for token in found]


def join_spaced_dates(text: str) -> str:
    """Return the text with "03 10 2026" as 03.10.2026, so that it is one token."""
    return _SPACED.sub(r"\1.\2.\3", text)


@cache
def vocabulary() -> Vocabulary:
    """Read the words once."""
    folder = Path(__file__).parent
    words = read_yaml(folder / "words.yaml")
    words["numbers"] = read_yaml(folder / "numbers.yaml")
    return Vocabulary({name: _entries(entries) for name, entries in words.items()})


def _entries(entries: Mapping[Any, Sequence[str]] | Sequence[str]) -> Sequence[tuple[Any, Phrase]]:
    meanings = entries.items() if isinstance(entries, Mapping) else [(True, entries)]
    found = [(meaning, _phrase(text)) for meaning, texts in meanings for text in texts]
    # Longer phrases and longer beginnings first: "послезавтра" must not be read as "завтра".
    return sorted(found, key=lambda each: (-len(each[1]), -sum(len(word) for word, _ in each[1])))


def _phrase(text: str) -> Phrase:
    return tuple(
        (fold(word), "whole" if word.endswith("$") else "end" if word.startswith("-") else "start")
        for word in text.split()
    )


def _stands(phrase: Phrase, tokens: Sequence[str], at: int) -> bool:
    if at + len(phrase) > len(tokens):
        return False
    for place, (word, part) in enumerate(phrase):
        token = tokens[at + place]
        if part == "start":
            is_said = token.startswith(word)
        else:
            is_said = token == word if part == "whole" else token.endswith(word)
        if not is_said:
            return False
    return True
