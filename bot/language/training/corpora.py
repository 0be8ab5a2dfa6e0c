"""The texts that the weights are learned from, by class: the corpora of a folder and our own content.

The folder holds `<class>.txt.gz`, one text a line, and `other.txt.gz`, `code<TAB>text`. Messages that a
speaker confirmed lie beside them as `reviewed*.jsonl` (see `migrantbot language review`).
"""

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bot.language.classes import TYPED_IN_LATIN
from bot.language.reading import CYRILLIC, LATIN, read_words
from bot.language.training.chat_words import CHAT_WORDS
from knowledge_base.content_files import CONTENT
from knowledge_base.content_yaml import read_yaml
from knowledge_base.locales import LOCALES, UNDETERMINED

#: Code in `other.txt.gz` -> class. Arabic letters need no weights: they say themselves that it is not ours.
OTHER: Final = {
    "tr": "tr", "az": "az", "tk": "tk", "kaa": "kaa", "tt": "tt", "ba": "tt", "uk": "uk", "be+": "uk",
    "mn": "mn", "sah": "mn", "de": "de", "fr": "de", "es": "de", "it": "de",
}  # fmt: skip
#: Longer sentences are cut into pieces of so many words: messages are short.
LONGEST: Final = 14

#: A small word, or a message that a speaker confirmed, counts as so many texts.
_REPEATED: Final = 4

Texts = dict[str, list[str]]

_NOT_PROSE: Final = re.compile(
    r"\{[^{}]*\}|\([^()]*\)|https?://\S+|\S+\.(?:kz|ru|uz|tj|kg|com|org)\S*|[*_#>`]"
)
_SENTENCE_END: Final = re.compile(r"(?<=[.!?:;])\s+|\n+")


def read_corpora(folder: Path) -> Texts:
    """Return the public texts of the folder by class, in the order of the files."""
    texts: Texts = defaultdict(list)
    for locale in LOCALES:
        for file in sorted(folder.glob(f"{locale}*.txt.gz")):
            _add(texts, locale, _lines(file))
    for line in _lines(folder / "other.txt.gz"):
        code, _, text = line.partition("\t")
        if code in OTHER:
            texts[OTHER[code]].append(text)
    return texts


def read_reviewed(folder: Path) -> Texts:
    """Return the messages that speakers confirmed; those of other languages are left out."""
    texts: Texts = defaultdict(list)
    for file in sorted(folder.glob("reviewed*.jsonl")):
        for line in filter(str.strip, file.read_text("utf-8").splitlines()):
            entry = json.loads(line)
            if entry["locale"] != UNDETERMINED:
                _add(texts, entry["locale"], _REPEATED * [str(entry["text"])])
    return texts


def read_own_texts(folder: Path = CONTENT) -> Texts:
    """Return the project's own phrasings, titles and the sentences of its answers, by class."""
    texts: Texts = defaultdict(list)
    for locale in LOCALES:
        for kind in ("phrasings", "titles"):
            entries = read_yaml(folder / kind / f"{locale}.yaml")
            for entry in entries.values():
                _add(texts, locale, map(str, entry) if isinstance(entry, list) else [str(entry)])
        for file in sorted((folder / "answers" / locale).glob("*.md")):
            _add(texts, locale, _sentences(file.read_text("utf-8").split("---\n", 2)[2]))
    for name, words in CHAT_WORDS.items():
        texts[name] += _REPEATED * list(words)
    return texts


def _add(texts: Texts, locale: str, lines: "Iterator[str] | list[str] | map[str]") -> None:
    """File each line under the class of the alphabet it is written in."""
    for line in lines:
        script = read_words(line).script
        name = class_of(locale, script)
        if name is not None:
            texts[name].append(line)


def class_of(locale: str, script: str) -> str | None:
    """Return the internal class of a locale's text in an alphabet; None where there is none."""
    if locale in ("uz-Latn", "uz-Cyrl"):
        return {LATIN: "uz-Latn", CYRILLIC: "uz-Cyrl"}.get(script)
    if locale == "en":
        return "en" if script == LATIN else None
    if script == LATIN:
        return TYPED_IN_LATIN[locale]
    return locale if script == CYRILLIC else None


def _sentences(text: str) -> Iterator[str]:
    for sentence in _SENTENCE_END.split(_NOT_PROSE.sub(" ", text)):
        words = sentence.split()
        for at in range(0, len(words), LONGEST):
            yield " ".join(words[at : at + LONGEST])


def _lines(file: Path) -> Iterator[str]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield line.rstrip("\n")
