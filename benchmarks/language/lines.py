"""The lines, by measure, held out by source: training reads neither the catalogues nor a `held_out` folder.

The noise is that of training with another seed, so the noisy measures flatter us a little; the migrants' chat
lines, the mixed messages and the other languages were written by hand and are as they are.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from babel.messages.pofile import read_po

from benchmarks.matching.held_out import read_held_out
from bot.language.reading import read_words
from bot.language.training.latin_typing import habits, in_latin, uzbek_in_latin
from bot.language.training.noise import cut, noisy
from knowledge_base.locales import LOCALES, babel_code

FOLDER: Final = Path(__file__).with_name("held_out")
CATALOGUES: Final = Path(__file__).parents[2] / "bot" / "locales"
SEED: Final = 2026
_WORDS: Final = range(3, 15)
_NOT_PROSE: Final = re.compile(r"\{[^{}]*\}|%\(\w+\)s|/\w+|https?://\S+")


@dataclass(frozen=True, slots=True)
class Line:
    """A text and its locale; `known` is what a chat would have remembered."""

    text: str
    locale: str
    known: str | None = None


def read_lines() -> dict[str, list[Line]]:
    """Return the lines of every measure."""
    random = Random(SEED)
    chat = [Line(line.text, line.locale) for line in read_held_out()]
    clean = [line for locale in LOCALES for line in _sentences(locale)]
    ordinary = clean + [
        Line(line.text, line.locale)
        for line in read_held_out()
        if line.kind == "clean" and len(line.text.split()) in _WORDS
    ]
    mistyped = [Line(_mistyped(line, random), line.locale) for line in ordinary]
    lines = {
        "clean": clean,
        "noisy": mistyped,
        "short": [Line(_mistyped(line, random, most=2), line.locale) for line in ordinary],
        "chat": chat,
        "other": _read("other"),
        "mixed": _read("mixed"),
        "known": [
            Line(line.text, line.locale, line.locale if random.random() < 0.9 else random.choice(LOCALES))
            for line in mistyped
        ],
    }
    for locale in ("ru", "tg", "ky", "kk"):
        lines[f"{locale} in Latin"] = [
            Line(noisy(in_latin(line.text, habits(locale, random)), random), locale)
            for line in ordinary
            if line.locale == locale
        ]
    return {
        name: [line for line in found if name == "other" or read_words(line.text).words]
        for name, found in lines.items()
    }


def _mistyped(line: Line, random: Random, *, most: int = 0) -> str:
    text = cut(line.text, random, most=most) if most else line.text
    if line.locale == "uz-Latn":
        text = uzbek_in_latin(text, random)
    return noisy(text, random)


def _sentences(locale: str) -> Iterator[Line]:
    file = CATALOGUES / babel_code(locale) / "LC_MESSAGES" / "bot.po"
    with file.open("rb") as stored:
        catalogue = read_po(stored)
    seen = set()
    for message in catalogue:
        # In the English catalogue an empty translation means that the source text is used as it is.
        text = message.string or (message.id if locale == "en" else "")
        for sentence in re.split(
            r"(?<=[.!?])\s+|\n", _NOT_PROSE.sub(" ", text if isinstance(text, str) else "")
        ):
            if message.id and len(sentence.split()) in _WORDS and sentence not in seen:
                seen.add(sentence)
                yield Line(sentence.strip(), locale)


def _read(name: str) -> list[Line]:
    entries = map(json.loads, (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines())
    return [Line(entry["text"], entry["locale"]) for entry in entries]
