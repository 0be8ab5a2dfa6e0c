"""One alphabet for seven spellings: Latin letters become Cyrillic, and a key joins letters of like sound."""

import re
from functools import lru_cache
from typing import Final

_DIGRAPHS: Final = {
    "shch": "щ", "dzh": "ж", "dj": "ж", "zh": "ж", "kh": "х", "gh": "г", "sh": "ш", "ch": "ч",
    "tsk": "тск", "ts": "ц", "ya": "я", "ia": "ия", "yu": "ю", "yo": "е", "ye": "е", "ph": "ф", "ck": "к",
    "ce": "се", "ci": "си", "cy": "си", "oo": "у", "w": "в",
}  # fmt: skip
_LETTERS: Final = str.maketrans("abcdefghijklmnopqrstuvxyz", "абкдефгхижклмнопкрстувхйз")
#: Short English words that would fall together with words of other languages.
_ENGLISH: Final = {"i": "аи", "to": "ту", "so": "соу", "at": "эт", "my": "май"}
_DIGRAPH: Final = re.compile("|".join(sorted(_DIGRAPHS, key=len, reverse=True)))
_Y_AFTER_CONSONANT: Final = re.compile("(?<=[бвгджзклмнпрстфхцчшщ])й")
_DOUBLED: Final = re.compile(r"(\w)\1+")

# Every letter keeps its place, so that what follows a name in the key is its ending in the word.
_SOUNDS: Final = str.maketrans(
    {"о": "а", "я": "а", "ю": "у", "ы": "и", "е": "и", "й": "и", "б": "п", "г": "к", "х": "к",
     "д": "т", "з": "с", "ц": "с", "ж": "ч", "щ": "ш"}
)  # fmt: skip


@lru_cache(maxsize=16384)
def cyrillic(word: str) -> str:
    """Return a folded word in Cyrillic letters, however it was typed."""
    if word in _ENGLISH:
        return _ENGLISH[word]
    if word[0] < "{" or not word.isalpha():
        word = _DIGRAPH.sub(lambda found: _DIGRAPHS[found[0]], word).translate(_LETTERS)
        word = _Y_AFTER_CONSONANT.sub("ы", word)
    word = word.replace("дж", "ж").replace("ъ", "").replace("э", "е")
    return _DOUBLED.sub(r"\1", word[:-1].replace("ь", "") + word[-1:])


def sound(word: str) -> str:
    """Return the key of a Cyrillic word under which misspelt vowels and voiced consonants are one."""
    return word.translate(_SOUNDS)
