"""How good a matcher is on labelled questions, what each threshold costs, what a change wins and loses."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from knowledge_base.matching import Matcher
from knowledge_base.retrieval import Thresholds

#: The settings whose cost is shown to somebody who has to choose one.
CONFIDENCES: Final = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
OUT_OF_SCOPE: Final = "out of scope"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and the questions that are right for it; none where it must not be answered."""

    text: str
    locale: str
    question_ids: tuple[str, ...]

    @property
    def topic(self) -> str:
        """The topic of the first question."""
        return self.question_ids[0].split(".")[0] if self.question_ids else OUT_OF_SCOPE


@dataclass(frozen=True, slots=True)
class Reading:
    """What a matcher made of a labelled text."""

    labelled: Labelled
    ranked: tuple[str, ...]
    confidence: float  #: of the first

    @property
    def is_first(self) -> bool:
        """The best question is a right one."""
        return self.ranked[:1] != () and self.ranked[0] in self.labelled.question_ids

    def answer(self, thresholds: Thresholds) -> str | None:
        """Return the question that would be answered; None where the bot would not be sure."""
        return self.ranked[0] if self.ranked and self.confidence >= thresholds.sure else None


@dataclass(slots=True)
class Score:
    """Counts for one language or topic."""

    asked: int = 0
    first: int = 0  #: the right question came first
    among_three: int = 0
    answered: int = 0  #: sure enough to answer
    answered_wrong: int = 0

    def add(self, reading: Reading, thresholds: Thresholds) -> None:
        """Count one reading."""
        right = reading.labelled.question_ids
        self.asked += 1
        self.first += reading.is_first
        self.among_three += not set(reading.ranked[:3]).isdisjoint(right)
        answered = reading.answer(thresholds)
        self.answered += answered is not None
        self.answered_wrong += answered is not None and answered not in right


@dataclass(frozen=True, slots=True)
class Cost:
    """What one setting of the confidence means, as shares."""

    confidence: float
    answered: float  #: of the texts that ask one of our questions
    wrong: float  #: of the answered ones, those that are not ours included
    not_ours_answered: float  #: of the texts that are not ours


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a change of the phrasings does to the labelled questions."""

    before: Score
    after: Score
    won: tuple[Reading, ...] = field(default=())  #: wrong before, right after; as read after
    lost: tuple[Reading, ...] = field(default=())  #: right before, wrong after; as read after

    @property
    def loses_accuracy(self) -> bool:
        """Say whether fewer are right, or more are answered wrong, than before: to be looked at first."""
        return self.after.first < self.before.first or self.after.answered_wrong > self.before.answered_wrong


def read_labelled(line: str) -> Labelled | None:
    """Return a line of the evaluation format (text, intents, lang); None where it cannot be read.

    The locale is empty where the line does not say it.
    """
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    if not isinstance(entry, dict) or not isinstance(entry.get("text"), str):
        return None
    intents, locale = entry.get("intents") or [], entry.get("lang") or ""
    is_sound = isinstance(intents, list) and all(isinstance(each, str) for each in intents)
    return Labelled(entry["text"], locale, tuple(intents)) if is_sound and isinstance(locale, str) else None


def read_all(matcher: Matcher, labelled: Sequence[Labelled]) -> list[Reading]:
    """Return what the matcher makes of every text."""
    readings = []
    for each in labelled:
        matches = matcher.match(each.text, each.locale)
        ranked = tuple(match.question_id for match in matches)
        readings.append(Reading(each, ranked, matches[0].confidence if matches else 0.0))
    return readings


def scores(readings: Sequence[Reading], thresholds: Thresholds) -> dict[str, Score]:
    """Return the scores of all together and of each language and topic, by name in order."""
    found: dict[str, Score] = {}
    for reading in readings:
        for name in ("all", f"language {reading.labelled.locale}", f"topic {reading.labelled.topic}"):
            found.setdefault(name, Score()).add(reading, thresholds)
    return dict(sorted(found.items()))


def costs(readings: Sequence[Reading]) -> Iterator[Cost]:
    """Return what each setting of the confidence would cost on these texts."""
    ours = [each for each in readings if each.labelled.question_ids]
    not_ours = [each for each in readings if not each.labelled.question_ids]
    for confidence in CONFIDENCES:
        answered = [each for each in readings if each.ranked and each.confidence >= confidence]
        right = sum(each.is_first for each in answered)
        answered_ours = sum(bool(each.labelled.question_ids) for each in answered)
        yield Cost(
            confidence,
            answered=answered_ours / max(len(ours), 1),
            wrong=1 - right / max(len(answered), 1) if answered else 0.0,
            not_ours_answered=(len(answered) - answered_ours) / max(len(not_ours), 1),
        )


def compare(before: Sequence[Reading], after: Sequence[Reading], thresholds: Thresholds) -> Comparison:
    """Say what changed between two readings of the same texts in the same order."""
    totals = Score(), Score()
    for total, readings in zip(totals, (before, after), strict=True):
        for reading in readings:
            total.add(reading, thresholds)
    pairs = [(one, other) for one, other in zip(before, after, strict=True)]
    return Comparison(
        *totals,
        won=tuple(new for old, new in pairs if _is_right(new, thresholds) and not _is_right(old, thresholds)),
        lost=tuple(
            new for old, new in pairs if _is_right(old, thresholds) and not _is_right(new, thresholds)
        ),
    )


def _is_right(reading: Reading, thresholds: Thresholds) -> bool:
    """Ours: the right question comes first. Not ours: nothing is answered."""
    return reading.is_first if reading.labelled.question_ids else reading.answer(thresholds) is None
