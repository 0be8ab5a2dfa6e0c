"""Match + route + locale -> an answer, a question back, or nothing. The rules are spelled out here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from knowledge_base.index import RenderedAnswer, Snapshot
from knowledge_base.matching import Match
from knowledge_base.routes import Route

MAX_CHOICES: Final = 4


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When to answer and when to ask back; an installation can be more careful than the default."""

    sure: float = 0.75  #: answer from here: about 2 wrong answers in 100 (docs/benchmarks.md)
    near: float = 0.20  #: offer choices from here; below it nothing is offered
    worth_offering: float = 0.05  #: what stands beside the best in the list of choices


@dataclass(frozen=True, slots=True)
class Clear:
    """One question is meant; `next_best` are offered if it was not."""

    question_id: str
    next_best: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """One to four questions may be meant: offer them, best first."""

    question_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """None of our questions."""


@dataclass(frozen=True, slots=True)
class RouteNeeded:
    """The answer depends on a part of the route that is not known."""


WhichQuestion = Clear | Ambiguous | Unknown


def decide(matches: Sequence[Match], thresholds: Thresholds) -> WhichQuestion:
    """Say whether the best match is sure enough to answer, near enough to offer, or neither."""
    if not matches or matches[0].confidence < thresholds.near:
        return Unknown()
    offered = [match for match in matches if match.confidence >= thresholds.worth_offering][:MAX_CHOICES]
    best, *others = [match.question_id for match in offered]
    if matches[0].confidence >= thresholds.sure:
        return Clear(best, tuple(others))
    return Ambiguous((best, *others))


def find_answer(
    question_id: str, route: Route, locale: str, on: date, *, knowledge: Snapshot
) -> RenderedAnswer | RouteNeeded | None:
    """Return the answer for this route, ask for the route only where answers differ by it, or None.

    None is a gap: nobody has written an answer for this route, or its facts are out of force.
    """
    if route.is_complete:
        answer = knowledge.choose(question_id, route, on)
    else:
        possible = {
            (answer.question_id, answer.key) if (answer := knowledge.choose(question_id, each, on)) else None
            for each in route.completions()
        }
        if len(possible) > 1:
            return RouteNeeded()
        answer = knowledge.choose(question_id, next(iter(route.completions())), on) if possible else None
    return knowledge.render_answer(answer, locale, on) if answer is not None else None
