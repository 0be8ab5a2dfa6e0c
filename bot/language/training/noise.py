"""What happens to a text between a speaker's head and our inbox, written out so that it can be learned.

Each function does one thing and draws its chances from the `random` it is given: the same seed makes the same
noise. `noisy` puts them together.
"""

import re
from random import Random
from typing import Final

#: Special letter -> what is pressed instead on a Russian keyboard; the first is the usual one.
RUSSIAN_KEYBOARD: Final = {
    "қ": "к", "ң": "н", "ө": "о", "ү": "у", "ғ": "г", "ҳ": "х", "ҷ": "чж", "ӣ": "и", "ӯ": "у", "ә": "аэ",
    "і": "иы", "ұ": "у", "ў": "у", "һ": "х",
}  # fmt: skip
#: What stays of a Latin letter on an English keyboard.
ENGLISH_KEYBOARD: Final = {
    "ə": "e", "ı": "i", "ş": "s", "ç": "c", "ğ": "g", "ö": "o", "ü": "u", "ý": "y", "ň": "n", "ž": "z",
    "ä": "a", "é": "e", "è": "e", "á": "a", "ó": "o", "í": "i", "ñ": "n", "ß": "s", "à": "a", "ù": "u",
}  # fmt: skip
#: Look-alikes on another layout: not evidence, so both ways must be seen in training.
_UKRAINIAN_FROM_RUSSIAN_KEYBOARD: Final = {"і": "и", "ї": "и", "є": "е", "ґ": "г"}

_PLAIN: Final = {ord(a): b for a, b in (ENGLISH_KEYBOARD | _UKRAINIAN_FROM_RUSSIAN_KEYBOARD).items()}

_CYRILLIC_ROWS: Final = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")
_LATIN_ROWS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_TRIMMINGS: Final = (
    "😊", "🙏🙏", "👍", "😭", "???", "!!!", "2026", "30", "15000", "+7 700 000 00 00", "https://egov.kz",
    "gosuslugi.ru", "@migrant_help", "...", ")))",
)  # fmt: skip


def on_russian_keyboard(text: str, random: Random, *, share: float = 1.0) -> str:
    """Return the text with its special letters, or a share of them, as the Russian keyboard has them."""
    # One person presses one key for one letter: the choice is made once a text.
    keys = {special: random.choice(plain + plain[0] * 2) for special, plain in RUSSIAN_KEYBOARD.items()}
    if share < 1:
        return "".join(keys.get(each, each) if random.random() < share else each for each in text.lower())
    return "".join(keys.get(each, each) for each in text.lower())


def without_diacritics(text: str) -> str:
    """Return a text of a language that is not ours as it comes from a plain keyboard."""
    return text.lower().translate(_PLAIN)


def with_typo(text: str, random: Random) -> str:
    """Return the text with one letter dropped, doubled, swapped with the next, or hit beside its key."""
    places = [at for at, letter in enumerate(text) if letter.isalpha()]
    if len(places) < 4:
        return text
    at = random.choice(places)
    kind = random.randrange(4)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at] + text[at:]
    if kind == 2 and at + 1 < len(text):
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + _beside(text[at], random) + text[at + 1 :]


def _beside(letter: str, random: Random) -> str:
    for row in (*_CYRILLIC_ROWS, *_LATIN_ROWS):
        place = row.find(letter.lower())
        if place >= 0:
            return random.choice(row[max(place - 1, 0) : place] + row[place + 1 : place + 2])
    return letter


def cut(text: str, random: Random, *, most: int = 3) -> str:
    """Return one to three words of the text that stand together."""
    words = text.split()
    size = random.randint(1, most)
    if len(words) <= size:
        return text
    start = random.randrange(len(words) - size + 1)
    return " ".join(words[start : start + size])


def in_chat_style(text: str) -> str:
    """Return the text in lower case and without punctuation."""
    return re.sub(r"\s+", " ", re.sub(r"[^\w\s'‘’ʻʼ`´-]", " ", text)).strip().lower()


def trimmed(text: str, random: Random) -> str:
    """Return the text with a digit, a link, an account or emoji before or after it."""
    trimming = random.choice(_TRIMMINGS)
    return f"{text} {trimming}" if random.random() < 0.7 else f"{trimming} {text}"


def noisy(text: str, random: Random) -> str:
    """Return the text as a chat would have it: styled, mistyped, dressed up, each by chance."""
    if random.random() < 0.7:
        text = in_chat_style(text)
    if random.random() < 0.7:
        text = on_russian_keyboard(text, random, share=1.0 if random.random() < 0.75 else 0.6)
    typos = random.choice((0, 0, 1, 1, 2)) if len(text) > 20 else random.choice((0, 0, 1))
    for _ in range(typos):
        text = with_typo(text, random)
    return trimmed(text, random) if random.random() < 0.1 else text
