"""What is counted: right questions, honest refusals, routes and dangers, on lines that nobody trained on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TypeVar

from benchmarks.matching.held_out import QUESTIONS, Line
from bot.danger import DangerDetector, Level
from bot.route_reading import read_route
from knowledge_base.matching import Matcher
from knowledge_base.routes import Route

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a matcher made of a line."""

    line: Line
    ranked: tuple[str, ...]
    confidence: float
    milliseconds: float

    @property
    def is_first(self) -> bool:
        """The best question is a right one."""
        return bool(self.ranked) and self.ranked[0] in self.line.questions


def read_all(matcher: Matcher, lines: Sequence[Line]) -> list[Reading]:
    """Return the reading of every line that asks a question, ours or not."""
    readings = []
    for line in lines:
        if line.kind in (*QUESTIONS, "out_of_scope"):
            start = perf_counter()
            matches = matcher.match(line.text, line.locale)
            spent = (perf_counter() - start) * 1000
            ranked = tuple(match.question_id for match in matches)
            readings.append(Reading(line, ranked, matches[0].confidence if matches else 0.0, spent))
    return readings


def matching_rows(readings: Sequence[Reading]) -> dict[str, float]:
    """Return the rows of the table for one matcher."""
    ours = [each for each in readings if each.line.questions]
    times = sorted(each.milliseconds for each in readings)
    rows = {
        "top-1": _share(ours, lambda each: each.is_first),
        "top-3": _share(ours, lambda each: not set(each.ranked[:3]).isdisjoint(each.line.questions)),
    }
    for locale in sorted({each.line.locale for each in ours}):
        rows[f"top-1 {locale}"] = _share(
            [each for each in ours if each.line.locale == locale], lambda each: each.is_first
        )
    for kind in QUESTIONS:
        rows[f"top-1 {kind}"] = _share(
            [each for each in ours if each.line.kind == kind], lambda each: each.is_first
        )
    rows["answered at 3 % wrong"] = coverage(readings, wrong=0.03)
    rows["answered at 5 % wrong"] = coverage(readings, wrong=0.05)
    rows |= sure_rows(readings)
    rows["ms a message, median"] = round(times[len(times) // 2], 2)
    rows["ms a message, p95"] = round(times[int(len(times) * 0.95)], 2)
    return rows


def coverage(readings: Sequence[Reading], *, wrong: float) -> float:
    """Return the share of our questions answered at the lowest threshold with so many wrong answers.

    An answer to a message that is not ours counts as wrong.
    """
    ours = sum(bool(each.line.questions) for each in readings)
    best = mistakes = right_ours = 0
    for answered, each in enumerate(sorted(readings, key=lambda each: -each.confidence), 1):
        mistakes += not each.is_first
        right_ours += bool(each.line.questions)
        if mistakes <= wrong * answered:
            best = right_ours
    return round(best / max(ours, 1), 3)


def sure_rows(readings: Sequence[Reading]) -> dict[str, float]:
    """Return how good the order of the confidences is.

    Area under risk-coverage (Geifman & El-Yaniv, NeurIPS 2017): the share of wrong answers among the surest,
    averaged over every coverage of our questions; lower is better. The other two: our questions that the
    surest answers cover at 95 % right, and messages not ours whose confidence is below that of 95 % of ours.
    """
    ours = sorted((each for each in readings if each.line.questions), key=lambda each: -each.confidence)
    others = [each for each in readings if not each.line.questions]
    mistakes, risks, covered = 0, 0.0, 0
    for answered, each in enumerate(ours, 1):
        mistakes += not each.is_first
        risks += mistakes / answered
        if mistakes <= 0.05 * answered:
            covered = answered
    kept = ours[int(0.95 * (len(ours) - 1))].confidence if ours else 0.0
    return {
        "area under risk-coverage": round(risks / max(len(ours), 1), 4),
        "coverage at 95 % precision": round(covered / max(len(ours), 1), 3),
        "not ours, caught at 95 % kept": _share(others, lambda each: each.confidence < kept),
    }


def setting_rows(readings: Sequence[Reading], thresholds: Sequence[float]) -> list[tuple[float, ...]]:
    """Return what each confidence would cost: threshold, answered, of these wrong, not ours but answered."""
    ours = [each for each in readings if each.line.questions]
    not_ours = [each for each in readings if not each.line.questions]
    rows: list[tuple[float, ...]] = []
    for threshold in thresholds:
        answered = [each for each in ours if each.confidence >= threshold]
        rows.append((
            threshold,
            round(len(answered) / max(len(ours), 1), 3),
            _share(answered, lambda each: not each.is_first),
            round(sum(each.confidence >= threshold for each in not_ours) / max(len(not_ours), 1), 3),
        ))  # fmt: skip
    return rows


def danger_rows(detector: DangerDetector, lines: Sequence[Line]) -> dict[str, float]:
    """Return how many cries are found, and how many look-alikes and ordinary questions are taken for one."""
    read = {line.id: detector.read(line.text, line.locale).level for line in lines}
    cries = [line for line in lines if line.kind == "danger"]
    alike = [line for line in lines if line.kind == "lookalike"]
    asked = [line for line in lines if line.kind in QUESTIONS and not line.questions[0].startswith("safety.")]
    return {
        "danger found": _share(cries, lambda line: read[line.id] is Level.FOUND),
        "danger found or numbers named": _share(cries, lambda line: read[line.id] is not Level.NONE),
        "look-alikes taken for danger": _share(alike, lambda line: read[line.id] is Level.FOUND),
        "ordinary questions taken for danger": _share(asked, lambda line: read[line.id] is Level.FOUND),
        "ordinary questions with numbers": _share(asked, lambda line: read[line.id] is Level.POSSIBLE),
    }


def route_rows(lines: Sequence[Line]) -> dict[str, float]:
    """Return how often a named end of the route is read right, and how often one is invented."""
    asked = [line for line in lines if line.kind in QUESTIONS]
    read = {line.id: read_route(line.text, line.locale, known=Route()) for line in asked}
    named = [line for line in asked if line.citizenship]
    staying = [line for line in asked if line.stay_in]
    silent = [line for line in asked if not line.citizenship and not line.stay_in]
    return {
        "citizenship read": _share(named, lambda line: read[line.id].citizenship == line.citizenship),
        "country of stay read": _share(staying, lambda line: read[line.id].stay_in == line.stay_in),
        "route read where none is named": _share(
            silent, lambda line: bool(read[line.id].citizenship or read[line.id].stay_in)
        ),
    }


def _share(of: Sequence[T], holds: Callable[[T], bool]) -> float:
    return round(sum(map(holds, of)) / max(len(of), 1), 3)
