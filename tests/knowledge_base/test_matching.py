"""The matcher ranks questions for a text, and stays above the quality that was measured."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge_base.content_types import Content
from knowledge_base.locales import LOCALES
from knowledge_base.matching import MAX_CANDIDATES, Match, Phrasing, fit
from knowledge_base.retrieval import Clear, Thresholds, decide

FOLDS = 5
#: Measured over all five folds of the shipped phrasings, less three points; the test runs two of them.
#: Raise it with the matcher. (With 13 questions instead of 46 the floors were about seven points higher.)
FLOOR_OF = {
    "uz-Latn": 0.55, "uz-Cyrl": 0.55, "tg": 0.54, "ky": 0.59, "kk": 0.59, "ru": 0.485, "en": 0.465,
}  # fmt: skip
FLOOR_FIRST = 0.54
FLOOR_AMONG_THREE = 0.777
#: The share of answers that were wrong, and of texts not ours that were answered, plus three points.
CEILING_WRONG = 0.211
CEILING_NOT_OURS = 0.083

PHRASINGS = (
    Phrasing("мне не платят зарплату", "ru", "work.unpaid"),
    Phrasing("где мне зарегистрироваться", "ru", "registration.arrival"),
    Phrasing("qayerda ro'yxatdan o'taman", "uz-Latn", "registration.arrival"),
    Phrasing("какая завтра погода", "ru", None),
)


def test_the_nearest_phrasing_wins_whatever_the_spelling() -> None:
    """Capitals, marks and missing letters do not matter."""
    matcher = fit(PHRASINGS)
    assert matcher.match("НЕ ПЛАТЯТ ЗАРПЛАТУ!!!", "ru")[0].question_id == "work.unpaid"
    assert matcher.match("qayerda royxatdan otaman", "uz-Latn")[0].question_id == "registration.arrival"


def test_a_text_that_shares_nothing_has_no_match() -> None:
    """No guess where there is no ground."""
    assert list(fit(PHRASINGS).match("12345 ???", "ru")) == []
    assert list(fit(PHRASINGS).match("", "ru")) == []
    assert list(fit([]).match("что угодно", "ru")) == []


def test_a_text_that_is_not_ours_is_not_answered() -> None:
    """Examples of what we do not answer pull the confidence down."""
    matches = fit(PHRASINGS).match("какая завтра погода в Алматы", "ru")
    assert not isinstance(decide(matches, Thresholds()), Clear)
    assert all(match.question_id is not None for match in matches)


def test_the_same_phrasings_make_the_same_matcher() -> None:
    """A restart changes nothing that a person sees."""
    one, other = fit(PHRASINGS), fit(list(PHRASINGS))
    assert list(one.match("регистрация", "ru")) == list(other.match("регистрация", "ru"))


def test_at_most_five_candidates_best_first(content: Content) -> None:
    """The order is that of the confidence."""
    matcher = fit(content.phrasings)
    for phrasing in content.phrasings[::20]:
        matches = list(matcher.match(phrasing.text, phrasing.locale))
        assert len(matches) <= MAX_CANDIDATES
        assert len({match.question_id for match in matches}) == len(matches)
        assert all(one.confidence >= other.confidence for one, other in pairwise(matches))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.text(max_size=200))
def test_any_text_has_confidences_between_0_and_1(text: str) -> None:
    """Emoji, other scripts, control characters: no exception, no number out of bounds."""
    for match in _SMALL.match(text, "ru"):
        assert isinstance(match, Match) and 0 <= match.confidence <= 1


_SMALL = fit(PHRASINGS)


def test_matching_stays_above_its_measured_floor(content: Content) -> None:
    """Phrasings that the matcher has not seen find their question, in every language."""
    asked, first, among_three, answered, wrong = (Counter[str | None]() for _ in range(5))
    titles = [
        Phrasing(title, locale, question.id)
        for question in content.questions
        for locale, title in question.titles.items()
    ]
    for part in range(2):  # two folds of the five tell enough, in seconds
        seen = [each for number, each in enumerate(content.phrasings) if number % FOLDS != part]
        matcher = fit([*seen, *titles])
        for phrasing in content.phrasings[part::FOLDS]:
            matches = matcher.match(phrasing.text, phrasing.locale)
            group = phrasing.locale if phrasing.question_id else None
            ranked = [match.question_id for match in matches]
            asked[group] += 1
            first[group] += ranked[:1] == [phrasing.question_id]
            among_three[group] += phrasing.question_id in ranked[:3]
            if isinstance(decide(matches, Thresholds()), Clear):
                answered[group] += 1
                wrong[group] += ranked[0] != phrasing.question_id
    ours = asked.total() - asked[None]
    below = {locale for locale in LOCALES if first[locale] / asked[locale] < FLOOR_OF[locale]}
    assert below == set()
    assert first.total() / ours >= FLOOR_FIRST
    assert among_three.total() / ours >= FLOOR_AMONG_THREE
    assert (wrong.total() - wrong[None]) / (answered.total() - answered[None]) <= CEILING_WRONG
    assert answered[None] / asked[None] <= CEILING_NOT_OURS


@pytest.mark.parametrize("locale", LOCALES)
def test_every_shipped_phrasing_finds_its_own_question(content: Content, locale: str) -> None:
    """A phrasing that the matcher has seen comes back; the few that tie are told apart by nobody."""
    matcher = fit(content.phrasings)
    ours = [each for each in content.phrasings if each.locale == locale and each.question_id][::5]
    right = sum(matcher.match(each.text, locale)[0].question_id == each.question_id for each in ours)
    assert right / len(ours) >= 0.97
