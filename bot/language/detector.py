"""The language of one text, by trained weights over runs of letters; see docs/language.md."""

import math
from functools import lru_cache
from typing import Final

from bot.language import Detection
from bot.language.borrowed import TRAVELLING
from bot.language.classes import locale_of
from bot.language.reading import read_words
from bot.language.weights import Table, read_tables
from knowledge_base.locales import UNDETERMINED

#: A text of other letters altogether is not ours, and that is as sure as anything here.
_OTHER_LETTERS: Final = Detection(UNDETERMINED, 0.95, {UNDETERMINED: 1.0})
_NO_LETTERS: Final = Detection(UNDETERMINED, 0.0)
#: Classes this far behind the first are not worth naming: their share is below a hundredth.
_FAR: Final = 5.0
#: A longer text that fits none of our classes better than this is in a language we have not learned.
_LEAST_OF_LONG: Final = 0.4
_LONG: Final = 3
#: Words that are said in all our languages are a guess, however Russian they look.
_MOST_OF_BORROWED: Final = 0.6
#: How sure so many words can be at most: what looks like a word of one language may be a name in another.
_CAPS: Final = (0.0, 0.9, 0.96, 0.985, 0.995)


class TrainedDetector:
    """Reads a language from the letters of a text; see `bot.language.Detector`."""

    def __init__(self, tables: dict[str, Table]) -> None:
        """Take the weights by alphabet."""
        self._tables = tables
        self._locales = {
            script: [locale_of(name) for name in table.classes] for script, table in tables.items()
        }

    def detect(self, text: str) -> Detection:
        """Return the locale of the text; never raises, whatever the text holds."""
        found = read_words(text)
        if not found.words:
            return _NO_LETTERS
        if found.script not in self._tables:
            return _OTHER_LETTERS
        scores = self._tables[found.script].scores(found.words)
        top = max(scores)
        powers: dict[str, float] = {}
        for locale, score in zip(self._locales[found.script], scores, strict=True):
            if score > top - _FAR:
                powers[locale] = powers.get(locale, 0.0) + math.exp(score - top)
        cap = _CAPS[min(len(found.words), len(_CAPS) - 1)] / sum(powers.values())
        shares = {locale: round(power * cap, 4) for locale, power in powers.items()}
        best = max(shares, key=shares.__getitem__) if len(shares) > 1 else next(iter(shares))
        confidence = shares[best]
        if confidence < _LEAST_OF_LONG and len(found.words) >= _LONG:
            best = UNDETERMINED
        own_words = len(found.words) - sum(map(TRAVELLING.__contains__, found.words))
        if not own_words:
            confidence = min(confidence, _MOST_OF_BORROWED)
        return Detection(best, confidence, shares, own_words)


@lru_cache(maxsize=1)
def shipped_detector() -> TrainedDetector:
    """Return the detector with the weights that come with the project, read once a process."""
    return TrainedDetector(read_tables())
