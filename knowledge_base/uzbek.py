"""Uzbek from one script into the other: today's Latin alphabet and Cyrillic.

Texts are written once, in Latin, and read in both. Placeholders, links, e-mail addresses, commands (/menu)
and names that stay Latin are never touched. Legal text that was changed so still needs a person's review.
"""

import re
from collections.abc import Callable
from typing import Final

from knowledge_base.folding import APOSTROPHES
from knowledge_base.uzbek_words import LATIN_NAMES, STEMS, WHOLE

#: The letter sign of oʻ and gʻ, and the glottal stop (tutuq belgisi) of maʼlumot.
TURNED_COMMA: Final = "ʻ"
TUTUQ: Final = "ʼ"

_ANY_APOSTROPHE = f"[{APOSTROPHES}]"
_KEPT = re.compile(
    r"\{[^{}\n]*\}|(?<![\w/])/[a-z_]+"
    r"|https?://\S+|www\.\S+|\S+@\S+\.\w+|@\w+|\b[\w-]+(?:\.[\w-]+)*\.(?:kz|ru|uz|tj|kg|com|org)\b"
    r"|\b[IVX]{2,}\b|\b(?:" + "|".join(re.escape(name) for name in LATIN_NAMES) + r")(?![A-Zʻ])"
)
_LATIN_WORD = re.compile(rf"[A-Za-z]+(?:{_ANY_APOSTROPHE}[A-Za-z]+)*(?:(?<=[oOgG]){_ANY_APOSTROPHE})?")
_CYRILLIC_WORD = re.compile(r"[А-яЁёЎўҚқҒғҲҳ]+")
_LETTER_SIGN = re.compile(rf"(?<=[og]){_ANY_APOSTROPHE}", re.IGNORECASE)
_OTHER_APOSTROPHE = re.compile(rf"(?<![ogOG]){_ANY_APOSTROPHE}")

# "ts" is ц in loanwords only: in ketsa or hujjatsiz the two letters belong to different parts of the word.
_TO_CYRILLIC = re.compile(
    r"yoʻ|oʻ|gʻ|sʼh|sh|ch|ya|yo|yu|ye|^ts|ts(?=iy|io|ia|ess|ept|enz|ent|edur)|(?<=[kp])s(?=iya)|[a-zʼ]",
    re.IGNORECASE,
)
_CYRILLIC: Final = {
    "yoʻ": "йў", "oʻ": "ў", "gʻ": "ғ", "sʼh": "сҳ", "sh": "ш", "ch": "ч", "ya": "я", "yo": "ё", "yu": "ю",
    "ts": "ц", "a": "а", "b": "б", "d": "д", "f": "ф", "g": "г", "h": "ҳ", "i": "и", "j": "ж", "k": "к",
    "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "q": "қ", "r": "р", "s": "с", "t": "т", "u": "у",
    "v": "в", "x": "х", "y": "й", "z": "з", "ʼ": "ъ",
}  # fmt: skip
_LATIN: Final = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "ё": "yo", "ж": "j", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
    "ф": "f", "х": "x", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": TUTUQ, "ы": "i", "ь": "", "э": "e",
    "ю": "yu", "я": "ya", "ў": "oʻ", "қ": "q", "ғ": "gʻ", "ҳ": "h",
}  # fmt: skip
_LATIN_VOWELS = frozenset("aeiouʻ")
_CYRILLIC_VOWELS = frozenset("аеёиоуўэюяы")
_MONTHS_CYRILLIC = "январ|феврал|март|апрел|май|июн|июл|август|сентябр|октябр|ноябр|декабр"
_MONTHS_LATIN = "yanvar|fevral|mart|aprel|may|iyun|iyul|avgust|sentabr|oktabr|noyabr|dekabr"
_LATIN_DATE = re.compile(rf"(?<=\d{{4}})-(?=yil)|(?<=\d)-(?=(?:{_MONTHS_LATIN}))", re.IGNORECASE)
_CYRILLIC_DATE = re.compile(rf"(?<=\d{{4}}) (?=йил)|(?<=\d) (?=(?:{_MONTHS_CYRILLIC}))", re.IGNORECASE)

_STEMS_BY_LENGTH = sorted(STEMS.items(), key=lambda pair: -len(pair[0]))
# Back to Latin only the stems are needed that the rules for ь, ц and ъ do not bring back by themselves.
_LATIN_STEMS: Final = {"сентябр": "sentabr", "октябр": "oktabr", "цех": "tsex", "район": "rayon"}


def to_cyrillic(text: str) -> str:
    """Return Latin Uzbek, with whatever apostrophes, in Cyrillic; everything else stays as it is."""
    return _change(text, lambda part: _LATIN_WORD.sub(_cyrillic_word, _LATIN_DATE.sub(" ", part)))


def to_latin(text: str) -> str:
    """Return Cyrillic Uzbek in today's Latin alphabet, with ʻ in oʻ and gʻ and ʼ for the glottal stop."""
    return _change(text, lambda part: _CYRILLIC_WORD.sub(_latin_word, _CYRILLIC_DATE.sub("-", part)))


def _change(text: str, changed: Callable[[str], str]) -> str:
    parts: list[str] = []
    end = 0
    for kept in _KEPT.finditer(text):
        parts += (changed(text[end : kept.start()]), kept.group())
        end = kept.end()
    return "".join((*parts, changed(text[end:])))


def _cyrillic_word(found: re.Match[str]) -> str:
    word = _OTHER_APOSTROPHE.sub(TUTUQ, _LETTER_SIGN.sub(TURNED_COMMA, found.group()))
    lowered = word.lower()
    if re.search("w|c(?!h)", lowered):
        return found.group()  # a foreign name: Uzbek has no such letters
    if lowered in WHOLE:
        return _in_case_of(word, WHOLE[lowered])
    for stem, cyrillic in _STEMS_BY_LENGTH:
        if lowered.startswith(stem) and not lowered.startswith(TURNED_COMMA, len(stem)):
            rest = _letters_to_cyrillic(word[len(stem) :], before=stem[-1])
            return _in_case_of(word, cyrillic) + rest
    return _letters_to_cyrillic(word, before="")


def _letters_to_cyrillic(word: str, *, before: str) -> str:
    def letter(found: re.Match[str]) -> str:
        latin = found.group().lower()
        previous = word[found.start() - 1].lower() if found.start() else before
        if latin == "e":
            cyrillic = "э" if not previous or previous in _LATIN_VOWELS else "е"
        elif latin == "ye":
            cyrillic = "е" if not previous or previous in _LATIN_VOWELS or previous == TUTUQ else "ье"
        elif latin == "s" and word[found.end() :].lower().startswith("iya") and previous in ("k", "p"):
            cyrillic = "ц"
        else:
            cyrillic = _CYRILLIC.get(latin, latin)
        if not found.group()[0].isupper():
            return cyrillic if not _is_shouted(word, found) else cyrillic.upper()
        return cyrillic.upper() if word.isupper() else cyrillic[0].upper() + cyrillic[1:]

    return _TO_CYRILLIC.sub(letter, word)


def _is_shouted(word: str, found: re.Match[str]) -> bool:
    # ʼ has no capital form, so its case is that of the letters around it.
    return found.group() == TUTUQ and word.isupper()


def _latin_word(found: re.Match[str]) -> str:
    word = found.group()
    lowered = word.lower()
    for cyrillic, latin in _LATIN_STEMS.items():
        if lowered.startswith(cyrillic):
            return _in_case_of(word, latin) + _letters_to_latin(word, start=len(cyrillic))
    return _letters_to_latin(word, start=0)


def _letters_to_latin(word: str, *, start: int) -> str:
    letters: list[str] = []
    for place in range(start, len(word)):
        lowered = word[place].lower()
        previous = word[place - 1].lower() if place else ""
        following = word[place + 1 : place + 2].lower()
        if lowered == "е":
            latin = "ye" if not previous or previous in _CYRILLIC_VOWELS or previous in "ъь" else "e"
        elif lowered == "ц":
            latin = "ts" if previous in _CYRILLIC_VOWELS and previous else "s"
        elif lowered == "ъ" and following == "е" and previous not in _CYRILLIC_VOWELS:
            latin = ""  # объект is obyekt
        elif lowered == "с" and following == "ҳ":
            latin = "s" + TUTUQ  # else sh would be read as one letter
        elif lowered == "о" and previous == "ь":
            latin = "yo"
        else:
            latin = _LATIN.get(lowered, word[place])
        letters.append(_cased(latin, word, place))
    return "".join(letters)


def _cased(latin: str, word: str, place: int) -> str:
    if not word[place].isupper() or not latin:
        return latin
    neighbour = word[place + 1 : place + 2] or word[place - 1 : place]
    return latin.upper() if neighbour.isupper() else latin[0].upper() + latin[1:]


def _in_case_of(word: str, replacement: str) -> str:
    if word.isupper() and len(word) > 1:
        return replacement.upper()
    return replacement[0].upper() + replacement[1:] if word[0].isupper() else replacement
