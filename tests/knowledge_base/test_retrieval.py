"""Sure, near or neither; and the route asked for only where the answer depends on it."""

from datetime import date
from itertools import product

import pytest

from knowledge_base.content_types import Answer, AnswerText, Content, Fact, Question
from knowledge_base.index import RenderedAnswer, Snapshot
from knowledge_base.matching import Match
from knowledge_base.retrieval import (
    MAX_CHOICES,
    Ambiguous,
    Clear,
    RouteNeeded,
    Thresholds,
    Unknown,
    WhichQuestion,
    decide,
    find_answer,
)
from knowledge_base.routes import COUNTRIES, Route, Scope

TODAY = date(2026, 11, 22)
EDGE = Thresholds(sure=0.8, near=0.35, worth_offering=0.05)


def ranked(*confidences: float) -> list[Match]:
    """Return matches a, b, c ... with these confidences."""
    return [Match(name, confidence) for name, confidence in zip("abcdefg", confidences, strict=False)]


@pytest.mark.parametrize(
    ("matches", "which"),
    [
        ([], Unknown()),
        (ranked(0.34), Unknown()),
        (ranked(0.35), Ambiguous(("a",))),
        (ranked(0.79, 0.4), Ambiguous(("a", "b"))),
        (ranked(0.8, 0.4), Clear("a", ("b",))),
        (ranked(0.99), Clear("a")),
        (ranked(0.5, 0.05, 0.04), Ambiguous(("a", "b"))),
        (ranked(0.9, 0.5, 0.4, 0.3, 0.2), Clear("a", ("b", "c", "d"))),
        (ranked(0.6, 0.5, 0.4, 0.3, 0.2), Ambiguous(("a", "b", "c", "d"))),
    ],
)
def test_sure_answers_near_offers_neither_admits_it(matches: list[Match], which: WhichQuestion) -> None:
    """Each threshold belongs to the better side; at most four are offered."""
    assert decide(matches, EDGE) == which


def test_an_installation_may_be_more_careful() -> None:
    """The same matches lead to a question back where the threshold is higher."""
    assert decide(ranked(0.9), Thresholds(sure=0.95)) == Ambiguous(("a",))
    assert decide(ranked(0.9), Thresholds(sure=0.99, near=0.95)) == Unknown()
    assert MAX_CHOICES == 4


def a_snapshot(*scopes: Scope) -> Snapshot:
    """Return knowledge of one question with an answer for each scope."""
    answers = tuple(
        Answer("q", f"answer-{number}", scope, ("fact",), "lawyer", {"ru": AnswerText(f"{number}")})
        for number, scope in enumerate(scopes)
    )
    return Snapshot(Content((Question("q", "work", {}),), answers, {"fact": Fact("fact", "")}))


UZ_KZ = Scope(frozenset({"UZ"}), frozenset({"KZ"}))
IN_KZ = Scope(stay_in=frozenset({"KZ"}))
IN_RU = Scope(stay_in=frozenset({"RU"}))
OF_UZ = Scope(citizenship=frozenset({"UZ"}))
EVERYBODY = Scope()
SETS = [
    (), (EVERYBODY,), (IN_KZ,), (UZ_KZ,), (IN_KZ, IN_RU), (UZ_KZ, IN_KZ, EVERYBODY), (OF_UZ, EVERYBODY),
    (Scope(frozenset(COUNTRIES), frozenset({"KZ"})), IN_RU),
]  # fmt: skip


@pytest.mark.parametrize("scopes", SETS)
def test_the_route_is_asked_for_exactly_where_answers_differ(scopes: tuple[Scope, ...]) -> None:
    """Over every route that is known in part, and every route it can turn out to be."""
    knowledge = a_snapshot(*scopes)
    for citizenship, stay_in in product((None, *COUNTRIES), repeat=2):
        route = Route(citizenship, stay_in)
        if route.is_complete and citizenship == stay_in:
            continue
        outcomes = set()
        for full in route.completions():
            chosen = knowledge.choose("q", full, TODAY)
            outcomes.add(chosen.key if chosen else None)
        found = find_answer("q", route, "ru", TODAY, knowledge=knowledge)
        if len(outcomes) > 1:
            assert isinstance(found, RouteNeeded)
        elif outcomes == {None}:
            assert found is None
        else:
            assert isinstance(found, RenderedAnswer) and {found.key} == outcomes


def test_a_complete_route_is_never_asked_for() -> None:
    """A gap is owned, not turned into one more question."""
    assert find_answer("q", Route("TJ", "RU"), "ru", TODAY, knowledge=a_snapshot(UZ_KZ)) is None


def test_one_known_end_can_be_enough() -> None:
    """In Kazakhstan everybody has the same answer: the passport is not asked for."""
    knowledge = a_snapshot(IN_KZ, IN_RU)
    found = find_answer("q", Route(stay_in="KZ"), "ru", TODAY, knowledge=knowledge)
    assert isinstance(found, RenderedAnswer) and found.key == "answer-0"
    assert isinstance(find_answer("q", Route("UZ"), "ru", TODAY, knowledge=knowledge), RouteNeeded)


def test_an_answer_that_cannot_be_rendered_is_a_gap() -> None:
    """No language of it is readable to this person."""
    answer = Answer("q", "any", EVERYBODY, ("fact",), "lawyer", {"tg": AnswerText("Ҳа")})
    knowledge = Snapshot(Content((Question("q", "work", {}),), (answer,), {"fact": Fact("fact", "")}))
    assert find_answer("q", Route("UZ", "KZ"), "ru", TODAY, knowledge=knowledge) is None
