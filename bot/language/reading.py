"""What of a text is evidence of its language: words of one alphabet, in lower case, spelled one way.

Digits, links, names of accounts and emoji are left out. A look-alike letter of the other alphabet inside a
word (`cалам` with a Latin c) is taken for the letter it looks like.
"""

import re
import unicodedata
from typing import Final, NamedTuple

from knowledge_base.folding import APOSTROPHES

#: So many characters of a text are looked at; more would not change the outcome and cost time.
MAX_READ: Final = 400
#: Longer words are cut, so that a row of letters cannot cost more than a text.
MAX_WORD: Final = 24

CYRILLIC: Final = "Cyrl"
LATIN: Final = "Latn"

_NOT_WORDS: Final = re.compile(
    r"https?:\S+|www\.\S+|\S+@\S+|[@/#]\w+|\b[\w-]+\.(?:com|org|net|kz|ru|uz|tj|kg|me)\b\S*"
)
_INNER_DOT: Final = re.compile(r"\.\w")
_CYRILLIC_WORD: Final = re.compile("[\u0400-\u052f]+")
_LATIN_WORD: Final = re.compile("[a-zß-öø-ɏəʼ\u1e00-\u1eff]+(?:'+[a-zß-öø-ɏə\u1e00-\u1eff]+)*'?")
_OTHER_LETTERS: Final = re.compile("[^\\W\\d_a-zß-ɏəʻʼ\u0400-\u052f\u1e00-\u1eff]+")
_OTHER_APOSTROPHES: Final = re.compile(f"[{APOSTROPHES.replace(chr(39), '')}]")

_LATIN_LOOK: Final = dict(zip("асеорхукмтнвіһј", "aceopxykmthbihj", strict=True))
_CYRILLIC_LOOK: Final = {latin: cyrillic for cyrillic, latin in _LATIN_LOOK.items()} | {"ə": "ә"}
_BOTH_ALPHABETS: Final = re.compile("[a-zə][\u0400-\u052f]|[\u0400-\u052f][a-zə]")
_ANY_WORD: Final = re.compile("[a-zə\u0400-\u052f]+")
_TO_LATIN: Final = str.maketrans(_LATIN_LOOK)
_TO_CYRILLIC: Final = str.maketrans(_CYRILLIC_LOOK)


class Words(NamedTuple):
    """The words of a text, and the alphabet they are in: Cyrl, Latn, or empty for any other."""

    script: str
    words: list[str]


def read_words(text: str) -> Words:
    """Return the words of the alphabet that most of the text is in; words of the other one are dropped."""
    text = text[:MAX_READ].lower()
    if "@" in text or "/" in text or "#" in text or _INNER_DOT.search(text):
        text = _NOT_WORDS.sub(" ", text)
    if "`" in text:
        text = text.replace("`", "'")
    if text.isascii():
        script, words = LATIN, _LATIN_WORD.findall(text)
    else:
        script, words = _read_letters(text)
    return Words(script, [word[:MAX_WORD] for word in words]) if words else Words("", [])


def _read_letters(text: str) -> tuple[str, list[str]]:
    text = _OTHER_APOSTROPHES.sub("'", text)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    cyrillic, latin = _CYRILLIC_WORD.findall(text), _LATIN_WORD.findall(text)
    if cyrillic and latin and _BOTH_ALPHABETS.search(text):
        text = _ANY_WORD.sub(_in_one_alphabet, text)
        cyrillic, latin = _CYRILLIC_WORD.findall(text), _LATIN_WORD.findall(text)
    in_cyrillic, in_latin = sum(map(len, cyrillic)), sum(map(len, latin))
    script, words, letters = (CYRILLIC, cyrillic, in_cyrillic)
    if in_latin > in_cyrillic:
        script, words, letters = (LATIN, latin, in_latin)
    if 2 * letters < len(text):
        other = _OTHER_LETTERS.findall(text)
        if sum(map(len, other)) > letters:
            return "", other
    return script, words


def _in_one_alphabet(found: re.Match[str]) -> str:
    """Return a word of two alphabets in the one that most of it is in, if look-alikes explain the rest."""
    word = found.group()
    latin = sum(letter < "\u0400" for letter in word)
    if latin == 0 or latin == len(word):
        return word
    table = _TO_LATIN if latin * 2 > len(word) else _TO_CYRILLIC
    changed = word.translate(table)
    is_one = all(letter < "\u0400" for letter in changed) or all(letter >= "\u0400" for letter in changed)
    return changed if is_one else word
