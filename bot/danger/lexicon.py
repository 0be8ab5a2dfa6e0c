"""The lexicon of danger: phrases that must be answered with emergency numbers before anything else.

A phrase is a row of word beginnings (`word$` is the whole word); it is found when they begin words of the
message in that order, with at most `MAX_GAP` other words between two of them. Recall comes first: a
needless phone number costs a line, a missed cry for help may cost a life. A look-alike ("my phone died")
cancels a hit only where the two share a word, so "we crashed, people are hurt, my phone died" stays a cry.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.word_lists import read_word_lists
from knowledge_base.folding import fold, words

MAX_GAP: Final = 3
LOOKALIKES: Final = "lookalikes"
#: The order in which kinds are tried: the one with the most urgent next step first.
KINDS: Final = ("suicide", "injury", "child", "violence", "trafficking", "army", "detention")
FOLDER: Final = Path(__file__).with_name("phrases")

#: A folded word beginning, and whether it has to be the whole word.
_Beginning = tuple[str, bool]
_Phrase = tuple[_Beginning, ...]
#: Phrases by the text of their first beginning, so that only those are tried that can begin at a word.
_Phrases = Mapping[str, tuple[_Phrase, ...]]


@dataclass(frozen=True, slots=True)
class DangerLexicon:
    """All phrases of all locales together: frightened people mix languages."""

    phrases: Mapping[str, _Phrases]
    lookalikes: _Phrases

    def kind(self, text: str) -> str | None:
        """Return which danger the text tells of, one of `KINDS`, or None."""
        said = words(text)
        harmless: list[frozenset[int]] | None = None
        for kind in KINDS:
            for found in _occurrences(self.phrases.get(kind, {}), said):
                if harmless is None:
                    harmless = list(_occurrences(self.lookalikes, said))
                if not any(found & each for each in harmless):
                    return kind
        return None


def load_danger_lexicon(folder: Path = FOLDER) -> DangerLexicon:
    """Read the lexicon of every locale."""
    phrases: dict[str, dict[str, dict[_Phrase, None]]] = {}
    for lists in read_word_lists(folder).values():
        for kind, entries in lists.items():
            by_first = phrases.setdefault(kind, {})
            for phrase in filter(None, map(_read_phrase, entries)):
                by_first.setdefault(phrase[0][0], {})[phrase] = None
    indexed = {
        kind: {first: tuple(found) for first, found in by_first.items()} for kind, by_first in phrases.items()
    }
    lookalikes = indexed.pop(LOOKALIKES, {})
    return DangerLexicon(indexed, lookalikes)


def _read_phrase(entry: str) -> _Phrase:
    return tuple(
        (part, word.endswith("$") and part == folded[-1])
        for word in entry.split()
        if (folded := fold(word).split())
        for part in folded
    )


def _occurrences(phrases: _Phrases, said: Sequence[str]) -> Iterator[frozenset[int]]:
    """Yield the places of the words in which a phrase is found, a set a phrase and place."""
    for start, word in enumerate(said):
        for length in range(1, len(word) + 1):
            for phrase in phrases.get(word[:length], ()):
                rest = _rest(phrase[1:], said, start) if _begins(word, phrase[0]) else None
                if rest is not None:
                    yield frozenset((start, *rest))


def _rest(phrase: _Phrase, said: Sequence[str], at: int) -> tuple[int, ...] | None:
    """Return the places of the rest of a phrase after `at`, each within the allowed gap of the last."""
    if not phrase:
        return ()
    for place in range(at + 1, min(at + 2 + MAX_GAP, len(said))):
        if _begins(said[place], phrase[0]):
            rest = _rest(phrase[1:], said, place)
            if rest is not None:
                return (place, *rest)
    return None


def _begins(word: str, beginning: _Beginning) -> bool:
    text, is_whole = beginning
    return word == text if is_whole else word.startswith(text)
