"""Which question has an answer for which route, and how good it is: the holes, for those who fill them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Final

from knowledge_base.content_files import CONTENT
from knowledge_base.content_types import DRAFT, IN_REVIEW, OUTDATED, PUBLISHED, Answer
from knowledge_base.content_yaml import read_yaml
from knowledge_base.facts import UnknownPlaceholder
from knowledge_base.index import Snapshot
from knowledge_base.locales import LOCALES
from knowledge_base.routes import COUNTRIES, STAY_COUNTRIES, Route
from knowledge_base.text_states import AnswerStates, States

_ENDS: Final = re.compile(r"((?:any|\*|[A-Z]{2})(?:[,/ ]+[A-Z]{2})*)\s*>\s*([A-Z]{2})")


class CellState(StrEnum):
    """What somebody of a route gets who asks a question in a language. The worst comes first."""

    MISSING = "missing"
    WITHHELD = "withheld"  #: its facts are out of force, or not yet in force
    GAP = "gap"  #: a hole that somebody wrote down with its reason
    OUTDATED = "outdated"
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    LOW_CONFIDENCE = "low_confidence"  #: published; a fact is uncertain, contested or long unchecked
    PUBLISHED = "published"


#: How far each is from what somebody can rely on, 0 to 1; the worst state outranks in this order.
_DISTANCE: Final = {
    CellState.MISSING: 1.0,
    CellState.WITHHELD: 1.0,
    CellState.GAP: 0.8,
    CellState.OUTDATED: 0.6,
    CellState.DRAFT: 0.5,
    CellState.IN_REVIEW: 0.3,
    CellState.LOW_CONFIDENCE: 0.2,
    CellState.PUBLISHED: 0.0,
}
_RANK: Final = {state: rank for rank, state in enumerate(CellState)}
_STATES: Final = {
    PUBLISHED: CellState.PUBLISHED,
    OUTDATED: CellState.OUTDATED,
    IN_REVIEW: CellState.IN_REVIEW,
    DRAFT: CellState.DRAFT,
}


@dataclass(frozen=True, slots=True)
class Gap:
    """A hole that the research could not fill, with the reason."""

    question_id: str
    route: str  #: as it was written: `TM>RU`, `any>KZ`, `UZ,TJ>RU before 2026`
    reason: str

    def __str__(self) -> str:
        """Return the line that the command line prints."""
        return f"{self.question_id}  {self.route}  {self.reason}"

    def covers(self, route: Route) -> bool:
        """Tell whether it is about this route today; holes of earlier days are about no route any more."""
        if "before" in self.route:
            return False
        return any(
            stay_in == route.stay_in
            and (route.citizenship in re.split(r"[,/ ]+", who) or who in ("any", "*"))
            for who, stay_in in _ENDS.findall(self.route)
        )


@dataclass(frozen=True, slots=True)
class Cell:
    """One question, route and language; `answer_id` is None where nothing was written for the route."""

    state: CellState
    locale: str
    answer_id: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A question with its cells by route, how often it was asked, and how much it needs somebody."""

    question_id: str
    cells: Mapping[Route, Cell]
    asked: int
    need: float


class Coverage:
    """The whole matrix of one version of the knowledge on one day. Slow to make, quick to read from."""

    def __init__(self, knowledge: Snapshot, states: States, gaps: Iterable[Gap], on: date) -> None:
        """Judge every question, route and language."""
        self._knowledge, self._states, self._on = knowledge, states, on
        self._gaps: dict[str, list[Gap]] = {}
        for gap in gaps:
            self._gaps.setdefault(gap.question_id, []).append(gap)
        answers: dict[str, list[Answer]] = {}
        for answer in knowledge.content.answers:
            answers.setdefault(answer.question_id, []).append(answer)
        in_force = {id(each): self._facts_in_force(each) for each in knowledge.content.answers}
        self._cells = {
            (question_id, route): self._judge(question_id, route, answers.get(question_id, ()), in_force)
            for question_id in knowledge.questions
            for route in routes_of(None)
        }

    def cell(self, question_id: str, route: Route, locale: str | None) -> Cell:
        """Return a cell; without a language the one of the language that is worst off."""
        cells = self._cells[question_id, route]
        if locale is not None:
            return cells[LOCALES.index(locale)]
        return min(cells, key=lambda cell: _RANK[cell.state])

    def rows(
        self, *, locale: str | None, stay_in: str | None, topic: str | None, asked: Mapping[str, int]
    ) -> list[Row]:
        """Return a row a question in the order of the content; the need grows with being asked."""
        routes = routes_of(stay_in)
        rows = []
        for question in self._knowledge.content.questions:
            if topic is not None and question.topic != topic:
                continue
            cells = {route: self.cell(question.id, route, locale) for route in routes}
            distance = sum(_DISTANCE[cell.state] for cell in cells.values()) / len(cells)
            count = asked.get(question.id, 0)
            # One asking that nobody made keeps the holes of the never asked in order.
            rows.append(Row(question.id, cells, count, (count + 1) * distance))
        return rows

    def counts(self, rows: Sequence[Row]) -> dict[CellState, int]:
        """Return how many cells of these rows are in each state."""
        states = [cell.state for row in rows for cell in row.cells.values()]
        return {state: states.count(state) for state in CellState}

    def _judge(
        self,
        question_id: str,
        route: Route,
        answers: Sequence[Answer],
        in_force: Mapping[int, bool | None],
    ) -> tuple[Cell, ...]:
        """Return the cells of a route in the order of the languages."""
        written = [each for each in answers if each.scope.covers(route) and self._has_text(each)]
        best = max((each.scope.precision for each in written), default=0)
        chosen = sorted(
            (each for each in written if each.scope.precision == best),
            key=lambda each: in_force[id(each)] is None,
        )
        if not chosen:
            return self._holes(question_id, route)
        answer = chosen[0]
        states = self._states[answer.question_id, answer.key]
        is_certain = in_force[id(answer)]
        return tuple(_cell(states, locale, is_certain) for locale in LOCALES)

    def _holes(self, question_id: str, route: Route) -> tuple[Cell, ...]:
        gap = next((each for each in self._gaps.get(question_id, ()) if each.covers(route)), None)
        if gap is None:
            return tuple(Cell(CellState.MISSING, locale) for locale in LOCALES)
        return tuple(Cell(CellState.GAP, locale, reason=gap.reason) for locale in LOCALES)

    def _has_text(self, answer: Answer) -> bool:
        states = self._states.get((answer.question_id, answer.key))
        return states is not None and any(text.shown in _STATES for text in states.texts.values())

    def _facts_in_force(self, answer: Answer) -> bool | None:
        """Return whether the answer's facts are certain; None where they are not in force."""
        text = next(iter(answer.texts.values()), None)
        try:
            facts = self._knowledge.facts.used_by(text.text if text else "", answer.fact_ids, self._on)
        except UnknownPlaceholder:
            return None
        if not all(fact.is_in_force(self._on) for fact in facts):
            return None
        return not any(fact.is_uncertain(self._on) for fact in facts)


def routes_of(stay_in: str | None) -> list[Route]:
    """Return the routes that a matrix has as its columns: all, or those to one country."""
    return [
        Route(citizenship, country)
        for country in STAY_COUNTRIES
        if stay_in in (None, country)
        for citizenship in COUNTRIES
        if citizenship != country
    ]


def coverage_table(knowledge: Snapshot, on: date) -> str:
    """Return a table, a line a question and a column a route: number of languages, or `.` for none."""
    routes = routes_of(None)
    width = max(map(len, knowledge.questions), default=0)
    header = " ".join(f"{route.citizenship}>{route.stay_in}" for route in routes)
    lines = [f"{'':{width}} {header}"]
    total = 0
    for question_id in knowledge.questions:
        counts = [_languages(knowledge, question_id, route, on) for route in routes]
        total += sum(map(bool, counts))
        cells = " ".join(f"{count or '.':>5}" for count in counts)
        lines.append(f"{question_id:{width}} {cells}")
    lines.append(
        f"{total} of {len(knowledge.questions) * len(routes)} have an answer; "
        f"a number is languages of {len(LOCALES)}"
    )
    return "\n".join(lines) + "\n"


def read_gaps(folder: Path = CONTENT) -> list[Gap]:
    """Return the holes that are written down."""
    path = folder / "gaps.yaml"
    entries = read_yaml(path) if path.exists() else None
    return [Gap(str(each["question"]), str(each["route"]), str(each["reason"])) for each in entries or ()]


def _cell(states: AnswerStates, locale: str, is_certain: bool | None) -> Cell:
    text = states.texts.get(locale)
    state = _STATES.get(text.shown, CellState.MISSING) if text is not None else CellState.MISSING
    if is_certain is None and state is not CellState.MISSING:
        state = CellState.WITHHELD
    elif is_certain is False and state is CellState.PUBLISHED:
        state = CellState.LOW_CONFIDENCE
    return Cell(state, locale, states.id)


def _languages(knowledge: Snapshot, question_id: str, route: Route, on: date) -> int:
    answer = knowledge.choose(question_id, route, on)
    return len(answer.texts) if answer else 0
