"""Labelled questions are scored, settings have a price, and a change that loses is flagged."""

from knowledge_base.evaluation import Labelled, Reading, compare, costs, read_labelled, scores
from knowledge_base.retrieval import Thresholds

THRESHOLDS = Thresholds(sure=0.75)
WAGES = Labelled("не платят", "ru", ("work.unpaid",))
SCHOOL = Labelled("school?", "en", ("child.school", "child.arrival"))
WEATHER = Labelled("погода", "ru", ())


def reading(labelled: Labelled, confidence: float, *ranked: str) -> Reading:
    """Return what a matcher made of a text."""
    return Reading(labelled, ranked, confidence)


READINGS = [
    reading(WAGES, 0.9, "work.unpaid", "work.contract"),
    reading(WAGES, 0.8, "work.contract", "work.unpaid"),
    reading(SCHOOL, 0.3, "child.health", "work.unpaid", "child.arrival"),
    reading(WEATHER, 0.85, "work.unpaid"),
    reading(WEATHER, 0.1, "work.unpaid"),
]


def test_scores_are_kept_by_language_and_topic() -> None:
    """A right question is one of those that the line names; what is not ours can only be answered wrongly."""
    found = scores(READINGS, THRESHOLDS)
    assert list(found) == sorted(found)
    everything = found["all"]
    assert (everything.asked, everything.first, everything.among_three) == (5, 1, 3)
    assert (everything.answered, everything.answered_wrong) == (3, 2)
    assert found["language en"].answered == 0 and found["topic out of scope"].answered_wrong == 1


def test_a_higher_setting_answers_less_and_is_wrong_less_often() -> None:
    """An answer to what is not ours counts among the wrong ones."""
    by_setting = {cost.confidence: cost for cost in costs(READINGS)}
    assert round(by_setting[0.5].answered, 2) == 0.67 and round(by_setting[0.5].wrong, 2) == 0.67
    assert by_setting[0.5].not_ours_answered == 0.5
    assert round(by_setting[0.9].answered, 2) == 0.33 and by_setting[0.9].wrong == 0
    assert by_setting[0.95].answered == by_setting[0.95].wrong == 0


def test_a_change_that_loses_is_flagged_with_what_it_loses() -> None:
    """Fewer right, or more answered wrongly, and the editor sees which."""
    worse = [*READINGS]
    worse[0] = reading(WAGES, 0.6, "work.contract")
    comparison = compare(READINGS, worse, THRESHOLDS)
    assert comparison.loses_accuracy and [each.labelled for each in comparison.lost] == [WAGES]
    assert not comparison.won


def test_a_change_that_only_wins_is_not_flagged() -> None:
    """A message that is no longer answered though it is not ours counts as won."""
    better = [*READINGS]
    better[1] = reading(WAGES, 0.8, "work.unpaid")
    better[3] = reading(WEATHER, 0.2, "work.unpaid")
    comparison = compare(READINGS, better, THRESHOLDS)
    assert not comparison.loses_accuracy and len(comparison.won) == 2 and not comparison.lost


def test_more_wrong_answers_are_flagged_though_more_are_right() -> None:
    """Right order with a wrong certainty is a loss."""
    riskier = [*READINGS]
    riskier[1] = reading(WAGES, 0.8, "work.unpaid")
    riskier[2] = reading(SCHOOL, 0.8, "child.health")
    riskier[4] = reading(WEATHER, 0.8, "work.unpaid")
    assert compare(READINGS, riskier, THRESHOLDS).loses_accuracy


def test_a_line_says_its_text_questions_and_language() -> None:
    """What cannot be read is None, not an exception."""
    assert read_labelled('{"text": "x", "intents": ["a.b"], "lang": "tg"}') == Labelled("x", "tg", ("a.b",))
    assert read_labelled('{"text": "x"}') == Labelled("x", "", ())
    for line in ("{", "[]", '{"text": 1}', '{"text": "x", "intents": "a"}', '{"text": "x", "lang": 3}'):
        assert read_labelled(line) is None
