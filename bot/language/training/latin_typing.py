"""Russian, Tajik, Kyrgyz and Kazakh as people type them in Latin letters, and Uzbek in its many Latin ways.

There is no one way: each person has habits. `habits` draws them, `in_latin` types a text by them, so that one
text is typed consistently.
"""

import re
from collections.abc import Mapping, Sequence
from random import Random
from typing import Final

from knowledge_base.folding import APOSTROPHES
from knowledge_base.uzbek import to_latin

#: Cyrillic letter -> the ways to type it, more usual ones more often.
_RUSSIAN: Final[Mapping[str, Sequence[str]]] = {
    "а": ["a"], "б": ["b"], "в": ["v", "v", "v", "w"], "г": ["g"], "д": ["d"], "е": ["e"],
    "ё": ["e", "yo", "io", "jo"], "ж": ["zh", "j", "zh", "g"], "з": ["z"], "и": ["i"],
    "й": ["y", "y", "i", "j"], "к": ["k"], "л": ["l"], "м": ["m"], "н": ["n"], "о": ["o"], "п": ["p"],
    "р": ["r"], "с": ["s"], "т": ["t"], "у": ["u"], "ф": ["f"], "х": ["h", "x", "kh", "h"],
    "ц": ["ts", "c", "s", "ts"], "ч": ["ch", "ch", "ch", "4"], "ш": ["sh", "sh", "sh", "w"],
    "щ": ["sh", "sch", "shch", "w"], "ъ": [""], "ы": ["i", "y", "y"], "ь": ["", "", "", "'"], "э": ["e"],
    "ю": ["yu", "u", "iu", "ju"], "я": ["ya", "ya", "ia", "ja", "a"],
}  # fmt: skip
_TAJIK: Final = {
    **_RUSSIAN, "ғ": ["gh", "g", "g'"], "ӣ": ["i", "i", "ī"], "қ": ["q", "k"], "ӯ": ["u", "u", "o", "o'"],
    "ҳ": ["h"], "ҷ": ["j", "j", "dj"], "ж": ["zh", "j"], "х": ["kh", "x", "h"], "ч": ["ch"], "ъ": ["'", ""],
}  # fmt: skip
_KYRGYZ: Final = {
    **_RUSSIAN, "ө": ["o", "o", "ö"], "ү": ["u", "u", "ü"], "ң": ["n", "ng", "n"], "ж": ["j", "j", "zh"],
    "ы": ["y", "i", "y"], "х": ["h", "kh"], "ц": ["ts"],
}  # fmt: skip
_KAZAKH: Final = {
    **_RUSSIAN, "ә": ["a", "a", "ä", "e"], "ғ": ["g", "gh", "ğ", "g"], "қ": ["q", "k", "q"],
    "ң": ["n", "n", "ng", "ñ"], "ө": ["o", "o", "ö"], "ұ": ["u", "u", "ū"], "ү": ["u", "u", "ü"],
    "һ": ["h"], "і": ["i"], "и": ["i"], "ы": ["y", "y", "i", "ı"], "ж": ["zh", "j", "zh"],
    "ш": ["sh", "sh", "ş", "w"], "х": ["h", "kh", "x"], "ц": ["ts"], "у": ["u", "u", "w"], "й": ["i", "y"],
}  # fmt: skip
_TABLES: Final = {"ru": _RUSSIAN, "tg": _TAJIK, "ky": _KYRGYZ, "kk": _KAZAKH}
#: Stands for е at the start of a word, which some type as ye.
_FIRST_YE: Final = "\ue000"


def habits(locale: str, random: Random) -> dict[str, str]:
    """Return one person's way to type each letter of a locale."""
    return {letter: random.choice(ways) for letter, ways in _TABLES[locale].items()} | {
        _FIRST_YE: random.choice(("e", "e", "ye"))
    }


def in_latin(text: str, habit: Mapping[str, str]) -> str:
    """Return a Cyrillic text typed in Latin letters, in lower case."""
    text = re.sub(r"\bе", _FIRST_YE, text.lower())
    return "".join(habit.get(letter, letter) for letter in text)


#: The Uzbek alphabet in force since 2026.
_ALPHABET_2026: Final = (("sh", "ş"), ("ch", "ç"), ("o'", "õ"), ("g'", "ğ"))


def uzbek_in_latin(text: str, random: Random) -> str:
    """Return Uzbek, in either script, with one of the apostrophes, none, or the alphabet of 2026."""
    plain = to_latin(text)
    for apostrophe in APOSTROPHES:
        plain = plain.replace(apostrophe, "'")
    way = random.random()
    if way < 0.25:
        return plain.replace("'", random.choice(APOSTROPHES))
    if way < 0.35:
        return in_alphabet_2026(plain)
    plain = plain.lower()
    if way < 0.45:
        plain = plain.replace("o'", "u")
    if way > 0.85:
        plain = (
            plain.replace("x", "h") if random.random() < 0.6 else plain.replace("h", "x").replace("sx", "sh")
        )
    if way > 0.95:
        plain = plain.replace("sh", "w")
    return plain.replace("'", "")


def in_alphabet_2026(text: str) -> str:
    """Return Latin Uzbek in the alphabet of 2026: ş ç õ ğ."""
    for apostrophe in APOSTROPHES:
        text = text.replace(apostrophe, "'")
    for old, new in _ALPHABET_2026:
        text = text.replace(old, new).replace(old.capitalize(), new.upper()).replace(old.upper(), new.upper())
    return text


_KARAKALPAK: Final = (
    {letter: ways[0] for letter, ways in _RUSSIAN.items()}
    | {"ә": "á", "ғ": "ǵ", "қ": "q", "ң": "ń", "ө": "ó", "ү": "ú", "ў": "w", "ҳ": "h", "ы": "ı", "ж": "j"}
    | {"х": "x", "ц": "c", "й": "y", "ч": "ch", _FIRST_YE: "e"}
)


def karakalpak_in_latin(text: str) -> str:
    """Return Karakalpak, which is not ours, in its Latin alphabet: to be told from Uzbek and Kazakh."""
    return in_latin(text, _KARAKALPAK)
