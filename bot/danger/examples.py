"""What the danger model learns from: invented cries for help, look-alikes, and ordinary questions."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from bot.danger.lexicon import KINDS, LOOKALIKES
from knowledge_base.content_yaml import read_yaml
from knowledge_base.matching import Phrasing

FOLDER: Final = Path(__file__).with_name("examples")
#: Questions whose phrasings may well be cries for help: they teach neither one nor the other.
_MAY_BE_DANGER: Final = frozenset({
    "safety.trafficking", "safety.violence", "safety.police", "safety.army", "work.injury", "child.work",
    "life.healthcare", "help.hotlines",
})  # fmt: skip
#: Every so many of the ordinary phrasings is enough to know them by.
_EVERY: Final = 3
_OFTEN: Final = 12  #: phrasings in which a word stands


def read_examples(folder: Path = FOLDER) -> Iterator[Phrasing]:
    """Give every line of every language; the question is the kind of danger, None for a look-alike."""
    for file in sorted(folder.glob("*.yaml")):
        locale = file.stem
        for key, texts in read_yaml(file).items():
            if key not in (*KINDS, LOOKALIKES):
                raise ValueError(f"{file.name}: {key!r} is no kind of danger")
            for text in texts:
                yield Phrasing(str(text), _script(str(text), locale), None if key == LOOKALIKES else key)


def ordinary(phrasings: Iterable[Phrasing]) -> Iterator[Phrasing]:
    """Give a part of the phrasings of other questions, as what is no danger."""
    harmless = (each for each in phrasings if each.question_id not in _MAY_BE_DANGER)
    for at, each in enumerate(
        sorted(harmless, key=lambda each: (each.locale, each.question_id or "", each.text))
    ):
        if at % _EVERY == 0:
            yield Phrasing(each.text, each.locale, None)


def single_words(phrasings: Iterable[Phrasing]) -> Iterator[Phrasing]:
    """Give the words that ordinary questions use often, each alone: a word says nothing of danger."""
    counts = Counter(
        (each.locale, word)
        for each in phrasings
        if each.question_id not in _MAY_BE_DANGER
        for word in set(each.text.lower().split())
    )
    for (locale, word), count in sorted(counts.items()):
        if count >= _OFTEN and word.isalpha():
            yield Phrasing(word, locale, None)


def _script(text: str, locale: str) -> str:
    """Return the locale whose alphabet the text is written in: both Uzbek ones stand in one file."""
    is_cyrillic = any("а" <= letter <= "я" for letter in text.lower())
    return "uz-Cyrl" if locale == "uz-Latn" and is_cyrillic else locale
