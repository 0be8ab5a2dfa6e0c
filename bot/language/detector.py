"""The first detector: CLD2, special letters and small words, added up. A trained model will replace it.

It is honest rather than clever: every piece of evidence is worth points, the points become shares, and a
text too short to be sure of never gets a high confidence.
"""

import math
import re
import unicodedata
from collections import Counter
from typing import Final

import pycld2

from bot.language import Detection
from bot.language.markers import ENDINGS, MARKERS
from knowledge_base.folding import words
from knowledge_base.locales import LOCALES, UNDETERMINED

#: Characters that are looked at; more would not change the outcome and cost time.
MAX_READ: Final = 600

_IGNORED: Final = re.compile(
    r"https?://\S+|www\.\S+|\S+@\S+|[@/#]\w+|\b[\w-]+\.(?:com|org|kz|ru|uz|tj)\b", re.I
)
_LETTERS: Final = re.compile(r"[^\W\d_]+(?:['’‘ʻʼ`´][^\W\d_]+)*['’‘ʻʼ`]?")

#: The letters beyond the Russian alphabet that each Cyrillic locale has.
_ALPHABETS: Final = {
    "uz-Cyrl": frozenset("ўғқҳ"),
    "tg": frozenset("ҷӣӯғқҳ"),
    "ky": frozenset("ңөү"),
    "kk": frozenset("әғқңөұүһі"),
    "ru": frozenset(),
}
_SPECIAL: Final = frozenset("ўғқҳҷӣӯңөүәұһі")
# Letters of languages that are not ours: Ukrainian, Belarusian, Tatar, Bashkir, Karakalpak, Serbian.
_FOREIGN_CYRILLIC: Final = frozenset("їєґҗҙҫҡӗӑјљњћђџѓќѕǵ")
# Azerbaijani, Turkmen, Turkish and European letters; Uzbek may be written with ş ç ğ õ ö.
_FOREIGN_LATIN: Final = frozenset("əýňžäıüśżłęąñâîûáéíóúàèßåæø")
_CLD2_NAMES: Final = {"tg": "tg", "ky": "ky", "kk": "kk", "ru": "ru", "en": "en"}
_LONG_VOWEL: Final = re.compile("аа|оо|өө|уу|үү|ээ")
_APOSTROPHE_LETTER: Final = re.compile(r"[og]['’‘ʻʼ`´](?=[a-z])")

# Points. A special letter is worth more than a word, and both can outvote CLD2 where they agree.
_MARKER, _ENDING, _OWN_LETTER, _SHARED_LETTER, _WRONG_LETTER = 1.6, 0.7, 1.8, 0.7, 3.0
_CLD2_SURE, _CLD2_GUESS, _UND_START = 1.5, 1.2, 0.7

# How far a text of one, two, three ... words can be trusted even when all of it points one way.
_LENGTH_CAP: Final = (0.0, 0.62, 0.8, 0.92, 0.96, 0.98, 0.99)


class FirstDetector:
    """Reads a language from CLD2's opinion, special letters and small words; see `bot.language.Detector`."""

    def detect(self, text: str) -> Detection:
        """Return the locale of the text; never raises, whatever the text holds."""
        found = _read_words(text)
        if not found:
            return Detection(UNDETERMINED, 0.0)
        joined = " ".join(found)
        cyrillic, latin, other = _count_scripts(joined)
        if other > cyrillic + latin:
            return Detection(UNDETERMINED, 0.95, {UNDETERMINED: 1.0})
        points = _add_up(joined, is_cyrillic=cyrillic >= latin)
        shares = _shares(points)
        best = max(shares, key=lambda name: shares[name])
        cap = _LENGTH_CAP[min(len(found), len(_LENGTH_CAP) - 1)]
        plausible = {name: round(share, 4) for name, share in shares.items() if share >= 0.02}
        return Detection(best, round(cap * shares[best], 4), plausible)


def _read_words(text: str) -> list[str]:
    cut = text[: 4 * MAX_READ].encode("utf-8", "ignore").decode("utf-8")
    composed = unicodedata.normalize("NFC", _IGNORED.sub(" ", cut[:MAX_READ]))
    return _LETTERS.findall(composed.lower())


def _count_scripts(text: str) -> tuple[int, int, int]:
    cyrillic = latin = other = 0
    for character in text:
        if not character.isalpha() or character in "ʻʼ":
            continue
        if "\u0400" <= character <= "\u052f":
            cyrillic += 1
        elif character < "\u0250" or "\u1e00" <= character <= "\u1eff":
            latin += 1
        else:
            other += 1
    return cyrillic, latin, other


def _add_up(text: str, *, is_cyrillic: bool) -> dict[str, float]:
    """Return the points of every locale the script allows, and of `und`."""
    points = dict.fromkeys((*LOCALES, UNDETERMINED), 0.0)
    points[UNDETERMINED] = _UND_START
    _add_markers(points, text)
    if is_cyrillic:
        _add_cyrillic_letters(points, text)
        points["uz-Latn"] -= 8
        points["en"] -= 8
    else:
        _add_latin_letters(points, text)
        points["uz-Cyrl"] -= 8
    _add_cld2(points, text, is_cyrillic=is_cyrillic)
    return points


def _add_markers(points: dict[str, float], text: str) -> None:
    for word in words(text):
        names = MARKERS.get(word)
        if names is None:
            for name in _named_by_ending(word):
                points[name] += _ENDING
            continue
        # A letter or two says less than a word, and a word of many languages less than one of its own.
        worth = _MARKER * (0.6 if len(word) <= 2 else 1.0) / math.sqrt(len(names))
        for name in names:
            points[name] += worth


def _named_by_ending(word: str) -> frozenset[str]:
    for length in (4, 3, 2):
        if len(word) >= length + 3 and word[-length:] in ENDINGS:
            return ENDINGS[word[-length:]]
    return frozenset()


def _add_cyrillic_letters(points: dict[str, float], text: str) -> None:
    seen = Counter(character for character in text if character in _SPECIAL)
    for letter, times in seen.items():
        owners = [name for name, alphabet in _ALPHABETS.items() if letter in alphabet]
        worth = (_OWN_LETTER if len(owners) == 1 else _SHARED_LETTER) * min(times, 3)
        for name in _ALPHABETS:
            points[name] += worth if name in owners else -_WRONG_LETTER / 2
    foreign = sum(character in _FOREIGN_CYRILLIC for character in text)
    if "і" in seen and not seen.keys() - {"і", "ў"}:
        foreign += min(seen["і"], 2)  # as Ukrainian and Belarusian write; Kazakh rarely has і alone
    points[UNDETERMINED] += _WRONG_LETTER * min(foreign, 3)
    if "ы" in text or "щ" in text:
        for name in ("uz-Cyrl", "tg"):
            points[name] -= 0.5
    # Kyrgyz writes long vowels double and has its own ч where Kazakh says ш; Kazakh has neither.
    long_vowels = len(_LONG_VOWEL.findall(text))
    if long_vowels:
        points["ky"] += min(long_vowels, 3) * _ENDING
        points["kk"] -= _ENDING
    elif "ч" not in text and len(text) > 15:
        points["kk"] += _ENDING
        points["ky"] -= 2 * _ENDING


def _add_latin_letters(points: dict[str, float], text: str) -> None:
    points["uz-Latn"] += _OWN_LETTER * min(len(_APOSTROPHE_LETTER.findall(text)), 2)
    foreign = sum(character in _FOREIGN_LATIN for character in text)
    points[UNDETERMINED] += _WRONG_LETTER / 2 * min(foreign, 4)


def _add_cld2(points: dict[str, float], text: str, *, is_cyrillic: bool) -> None:
    for best_effort, worth in ((False, _CLD2_SURE), (True, _CLD2_GUESS)):
        try:
            _, _, found = pycld2.detect(text, bestEffort=best_effort)
        except (pycld2.error, ValueError):
            return  # CLD2 refuses some characters; the other evidence stands
        for _, code, percent, _ in found:
            if code == "un":
                continue
            name = _locale_of(code, is_cyrillic=is_cyrillic)
            # In Latin letters an unknown language is often ours, typed on a Latin keyboard.
            doubt = 0.7 if name == UNDETERMINED and not is_cyrillic else 1.0
            points[name] += worth * doubt * percent / 100


def _locale_of(code: str, *, is_cyrillic: bool) -> str:
    if code == "uz":
        return "uz-Cyrl" if is_cyrillic else "uz-Latn"
    return _CLD2_NAMES.get(code, UNDETERMINED)


def _shares(points: dict[str, float]) -> dict[str, float]:
    top = max(points.values())
    weights = {name: math.exp(value - top) for name, value in points.items()}
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()}
