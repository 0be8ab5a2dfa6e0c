"""One Latin key for every script and spelling, so that what people type is compared by sound.

Russian in Latin letters, both Uzbek scripts, Kazakh on a Russian keyboard and loanwords in all of them fall
on the same key. It is lossy on purpose and nobody reads it.
"""

import re
from typing import Final

from knowledge_base.folding import fold

#: Folded Cyrillic (no special letters are left) -> Latin.
_LATIN: Final = str.maketrans({
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "j", "з": "z", "и": "i", "й": "i",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
    "ф": "f", "х": "h", "ц": "c", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ы": "i", "ь": "", "э": "e",
    "ю": "iu", "я": "ia",
})  # fmt: skip

#: The ways in which people write one sound in Latin letters -> one of them.
_SOUNDS: Final = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("shch|sch", "sh"), ("kh", "h"), ("dzh|dj|zh", "j"), ("ts|tz", "c"), ("x", "h"), ("y", "i"),
        ("w", "v"), ("q", "k"), ("4", "ch"), (r"(\w)\1+", r"\1"),
    )
)  # fmt: skip


def skeleton(text: str) -> str:
    """Return the key of a text: words of Latin letters and digits, divided by single spaces."""
    key = fold(text).translate(_LATIN)
    for pattern, sound in _SOUNDS:
        key = pattern.sub(sound, key)
    return key
