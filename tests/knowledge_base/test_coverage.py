"""The table of holes shows which question has an answer for which route."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from knowledge_base.content_types import Answer, AnswerText, Content, Fact, Question, Source
from knowledge_base.coverage import CellState, Coverage, Gap, coverage_table
from knowledge_base.database import Sessions
from knowledge_base.index import Snapshot
from knowledge_base.loading import load_content
from knowledge_base.matching import Match
from knowledge_base.routes import Route, Scope
from knowledge_base.rows import revision_row
from knowledge_base.text_states import AnswerStates, LiveStates, TextState, count_texts
from tests.knowledge_base.small_content import write_small_content

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
UZ_KZ = Scope(frozenset({"UZ"}), frozenset({"KZ"}))
FEE = Fact("kz.fee", "", 1, "KZT", source=Source("t", "p"), confidence="high", checked_on=TODAY)


class NoMatcher:
    """Nothing is asked here."""

    def match(self, text: str, locale: str) -> Sequence[Match]:
        """Return nothing."""
        return ()


def test_every_question_has_a_line_and_every_route_a_column(knowledge: Snapshot) -> None:
    """A number is languages, a dot is a hole."""
    header, *lines, total = coverage_table(knowledge, date(2026, 11, 22)).splitlines()
    routes = header.split()
    assert len(routes) == 25 and "UZ>KZ" in routes and "KZ>KZ" not in routes
    cells = {line.split()[0]: dict(zip(routes, line.split()[1:], strict=True)) for line in lines}
    assert list(cells) == list(knowledge.questions)
    assert cells["registration.arrival"]["UZ>KZ"] == "7"
    assert cells["work.permit_keep"]["TM>RU"] == "."
    answered = sum(cell != "." for row in cells.values() for cell in row.values())
    assert total == f"{answered} of {len(cells) * 25} have an answer; a number is languages of 7"


def test_an_empty_knowledge_base_is_a_table_too() -> None:
    """The first look of an organisation that starts from nothing."""
    assert coverage_table(Snapshot(Content()), date(2026, 11, 22)).endswith(
        "0 of 0 have an answer; a number is languages of 7\n"
    )


def a_coverage(
    *, state: str = "published", reviewed: bool = True, facts: Mapping[str, Fact] | None = None
) -> Coverage:
    """Return the matrix of one question with one answer for Uzbekistan to Kazakhstan, in Russian only."""
    text = AnswerText("Text {kz.fee}.", state, "Aigul" if reviewed else None)
    answer = Answer("work.pay", "uz-kz", UZ_KZ, ("kz.fee",), "lawyer", {"ru": text})
    content = Content(
        questions=(Question("work.pay", "work", {"en": "Pay"}), Question("work.tax", "work", {"en": "Tax"})),
        answers=(answer,),
        facts=facts or {"kz.fee": FEE},
    )
    states = {("work.pay", "uz-kz"): AnswerStates(7, {"ru": TextState(state, state)})}
    knowledge = Snapshot(content, matcher=NoMatcher())
    return Coverage(knowledge, states, [Gap("work.tax", "TM, TJ>KZ", "no fact found")], TODAY)


@pytest.mark.parametrize(
    ("state", "cell"),
    [
        ("published", CellState.PUBLISHED),
        ("draft", CellState.DRAFT),
        ("in review", CellState.IN_REVIEW),
        ("outdated", CellState.OUTDATED),
        ("withdrawn", CellState.MISSING),
    ],
)
def test_a_cell_says_how_good_the_text_is(state: str, cell: CellState) -> None:
    """The state of the text that people get."""
    assert a_coverage(state=state).cell("work.pay", Route("UZ", "KZ"), "ru").state is cell


@pytest.mark.parametrize(
    ("changes", "cell"),
    [
        ({"valid_until": date(2026, 11, 21)}, CellState.WITHHELD),
        ({"valid_from": date(2026, 11, 23)}, CellState.WITHHELD),
        ({"confidence": "low"}, CellState.LOW_CONFIDENCE),
        ({"conflict": "another source"}, CellState.LOW_CONFIDENCE),
        ({"checked_on": date(2025, 1, 1)}, CellState.LOW_CONFIDENCE),
    ],
)
def test_a_cell_says_how_good_the_facts_are(changes: dict[str, Any], cell: CellState) -> None:
    """A published text is as good as what it rests on."""
    matrix = a_coverage(facts={"kz.fee": replace(FEE, **changes)})
    assert matrix.cell("work.pay", Route("UZ", "KZ"), "ru").state is cell


def test_a_language_without_a_text_is_missing_and_leads_to_its_answer() -> None:
    """The answer is there, its translation is not; for another route there is nothing at all."""
    matrix = a_coverage()
    missing = matrix.cell("work.pay", Route("UZ", "KZ"), "kk")
    assert (missing.state, missing.answer_id) == (CellState.MISSING, 7)
    nothing = matrix.cell("work.pay", Route("TJ", "KZ"), "ru")
    assert (nothing.state, nothing.answer_id) == (CellState.MISSING, None)


def test_without_a_language_the_worst_is_shown() -> None:
    """One language of seven is not covered."""
    cell = a_coverage().cell("work.pay", Route("UZ", "KZ"), None)
    assert (cell.state, cell.locale) == (CellState.MISSING, "uz-Latn")


def test_a_gap_that_was_written_down_is_told_with_its_reason() -> None:
    """Nobody searches again for what the research did not find."""
    matrix = a_coverage()
    gap = matrix.cell("work.tax", Route("TJ", "KZ"), "ru")
    assert (gap.state, gap.reason) == (CellState.GAP, "no fact found")
    assert matrix.cell("work.tax", Route("UZ", "KZ"), "ru").state is CellState.MISSING


def test_what_is_asked_often_is_needed_most() -> None:
    """A hole that a hundred people met comes before one that nobody met."""
    rows = a_coverage().rows(locale="ru", stay_in="KZ", topic=None, asked={"work.pay": 100})
    need = {row.question_id: row.need for row in rows}
    assert need["work.pay"] > need["work.tax"] > 0


@pytest.mark.parametrize(
    ("written", "route", "covered"),
    [
        ("any>KZ", Route("UZ", "KZ"), True),
        ("*>RU", Route("TM", "RU"), True),
        ("UZ, TJ, TM>KG", Route("TJ", "KG"), True),
        ("TM>KZ, TM>RU", Route("TM", "RU"), True),
        ("UZ/TJ/KG>RU via KZ", Route("KG", "RU"), True),
        ("TM>KZ", Route("UZ", "KZ"), False),
        ("any>KZ before 2026", Route("UZ", "KZ"), False),
        ("TM (origin)", Route("TM", "KZ"), False),
    ],
)
def test_a_gap_names_its_routes(written: str, route: Route, covered: bool) -> None:
    """As people write them in gaps.yaml."""
    assert Gap("q", written, "r").covers(route) is covered


async def test_states_are_those_people_get_and_those_somebody_writes(
    sessions: Sessions, tmp_path: Path
) -> None:
    """A draft that comes after a published text does not take its place; what is new is seen at once."""
    live = LiveStates()
    async with sessions.begin() as session:
        await load_content(session, now=NOW, folder=write_small_content(tmp_path / "content"))
    first = await live.refresh(sessions)
    assert first is await live.refresh(sessions)
    key = ("stay.limit", "uz-kz")
    assert first[key].texts["ru"] == TextState("draft", "draft")
    async with sessions.begin() as session:
        for number, state in ((2, "published"), (3, "draft"), (4, "in review")):
            text = AnswerText("x", state, "Aigul" if state == "published" else None)
            session.add(revision_row(first[key].id, "ru", text, number=number, author="Aigul", now=NOW))
    states = await live.refresh(sessions)
    assert states[key].texts["ru"] == TextState("published", "in review")
    assert count_texts(states).in_review == 1
