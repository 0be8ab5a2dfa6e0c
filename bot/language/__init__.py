"""Which locale a text is written in, given what we knew before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Detection:
    """What a text alone says about its language.

    `locale` is one of the seven or `und`; `confidence` is 0 to 1; `scores` holds every locale that had
    some evidence, so that a chat's known language can settle a near tie. `own_words` counts the words that
    are evidence at all: `патент` and `спасибо` are said in all our languages.
    """

    locale: str
    confidence: float
    scores: Mapping[str, float] = field(default_factory=dict)
    own_words: int = 9


class Detector(Protocol):
    """Anything that reads the language of one text. It knows nothing of a conversation."""

    def detect(self, text: str) -> Detection:
        """Return the locale of the text; never raises, whatever the text holds."""
        ...
