"""One key for the many spellings of a word, as people type it on the keyboard at hand.

Tajik, Kyrgyz, Kazakh and Cyrillic Uzbek are often typed on a Russian keyboard, Latin Uzbek with whatever
apostrophe the phone offers. `fold` is for comparing texts only; nobody ever reads its result.
"""

import re
import unicodedata
from typing import Final

#: Special letter -> the letter of the Russian keyboard that people press instead.
RUSSIAN_KEYBOARD: Final = {
    "қ": "к", "ң": "н", "ө": "о", "ү": "у", "ұ": "у", "ғ": "г", "ҳ": "х", "һ": "х",
    "ҷ": "ч", "ӣ": "и", "ӯ": "у", "ә": "а", "і": "и", "ў": "у", "ё": "е",
}  # fmt: skip

#: The 2026 Uzbek alphabet and Turkish-style spelling -> today's digraphs.
LATIN_LETTERS: Final = {"ş": "sh", "ç": "ch", "ı": "i", "ğ": "g", "õ": "o", "ö": "o", "ü": "u", "ñ": "ng"}

APOSTROPHES: Final = "'’‘ʻʼ`´ʹ′＇"

_NO_APOSTROPHES = str.maketrans(dict.fromkeys(APOSTROPHES, ""))
_FOLDED = str.maketrans(RUSSIAN_KEYBOARD | LATIN_LETTERS)
_DOUBLED = re.compile(r"(\w)\1+")
_WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """Return the text as lower-case words divided by single spaces, with look-alike spellings made equal."""
    # Apostrophes first: NFKC would turn the acute accent that people type for one into a space.
    lowered = unicodedata.normalize("NFKC", text.translate(_NO_APOSTROPHES)).lower().translate(_FOLDED)
    return _DOUBLED.sub(r"\1", " ".join(_WORD.findall(_without_accents(lowered))))


def words(text: str) -> list[str]:
    """Return the folded words of a text, in order."""
    return fold(text).split()


def _without_accents(text: str) -> str:
    """Drop combining marks, but keep й, which NFD would take apart as и with a breve."""
    if text.isascii():
        return text
    return "".join(
        character if character == "й" else unicodedata.normalize("NFD", character)[0] for character in text
    )
