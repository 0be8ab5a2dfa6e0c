"""Puts the model and the lexicon together: what is danger, and what may be."""

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Final

from bot.danger.lexicon import KINDS, DangerLexicon, load_danger_lexicon
from bot.danger.model import Danger, DangerModel, shipped_model
from knowledge_base.folding import words

#: From these probabilities a text is taken for a cry for help: without, and with a phrase of the lexicon.
#: A needless telephone number costs a line, a missed cry may cost a life (docs/benchmarks.md, Danger).
FOUND: Final = 0.50
FOUND_WITH_PHRASE: Final = 0.10
#: From here the emergency numbers stand beside whatever else is answered.
POSSIBLE: Final = 0.06
#: A kind that is this likely counts, where it has the more urgent next step.
_LIKELY_KIND: Final = 0.25
#: Words from which on the model is believed without a phrase: "and for my child?" tells it too little.
_SAYS_SOMETHING: Final = 5
_CLAUSE_END: Final = re.compile(r"[.,;!?\n]+")


class Level(IntEnum):
    """How much a text speaks of danger."""

    NONE = 0
    POSSIBLE = 1  #: the numbers are named beside the answer
    FOUND = 2  #: the numbers come first, and a person is called


@dataclass(frozen=True, slots=True)
class Verdict:
    """How much danger a text tells of, and of which kind; the kind is None where there is none."""

    level: Level
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class DangerDetector:
    """A trained model, and the lexicon as its floor: what a phrase says counts on a weak sign already."""

    model: DangerModel
    lexicon: DangerLexicon

    def read(self, text: str, locale: str) -> Verdict:
        """Return what the text tells; the locale matters for both Uzbek scripts only."""
        phrase = self.lexicon.kind(text)
        if phrase is None and len(words(text)) < _SAYS_SOMETHING:
            return Verdict(Level.NONE)
        danger = self.model.read(text, locale)
        if phrase is not None and danger.probability < FOUND_WITH_PHRASE:
            clause = self._clause(text, locale)
            danger = clause if clause is not None and clause.probability >= FOUND else danger
        is_found = danger.probability >= (FOUND_WITH_PHRASE if phrase else FOUND)
        if not is_found:
            is_possible = danger.probability >= POSSIBLE or phrase is not None
            return Verdict(Level.POSSIBLE if is_possible else Level.NONE)
        likely = {kind for kind, share in danger.kinds.items() if share >= _LIKELY_KIND * danger.probability}
        return Verdict(Level.FOUND, next(kind for kind in KINDS if kind in likely or kind == phrase))

    def _clause(self, text: str, locale: str) -> Danger | None:
        """Read the part that has the phrase alone: an ordinary question beside it must not hide it."""
        parts = [part for part in _CLAUSE_END.split(text) if self.lexicon.kind(part) is not None]
        found = [self.model.read(part, locale) for part in parts if part != text]
        return max(found, key=lambda danger: danger.probability, default=None)


@cache
def shipped_danger() -> DangerDetector:
    """Return the detector as it is shipped, read once a process."""
    return DangerDetector(shipped_model(), load_danger_lexicon())
