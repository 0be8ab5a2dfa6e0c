"""What an editor adds counts at once, without a new training."""

import numpy as np

from knowledge_base.matcher.choosing import brought_up_to_date, nearest
from knowledge_base.matcher.training import train
from knowledge_base.matcher.updating import with_more
from knowledge_base.matching import Phrasing
from tests.knowledge_base.matcher.bank import PHRASINGS

NEW = Phrasing("шеф кинул на бабки", "ru", "work.unpaid")
NEW_QUESTION = Phrasing("украли паспорт в автобусе", "ru", "registration.lost_documents")


def test_a_new_phrasing_is_found() -> None:
    """Words the matcher has never seen become known."""
    matcher = with_more(train(PHRASINGS), [NEW])
    assert matcher.match("шеф кинул на бабки", "ru")[0].question_id == "work.unpaid"
    assert matcher.match("шеф нас кинул", "ru")[0].question_id == "work.unpaid"


def test_a_new_question_is_found() -> None:
    """A question without a single trained weight is learned from its first phrasing."""
    matcher = with_more(train(PHRASINGS), [NEW_QUESTION])
    assert matcher.match("паспорт украли", "ru")[0].question_id == "registration.lost_documents"


def test_what_was_known_stays_known() -> None:
    """Learning one thing does not make it forget another."""
    matcher = with_more(train(PHRASINGS), [NEW, NEW_QUESTION])
    for phrasing in PHRASINGS:
        if phrasing.question_id:
            assert matcher.match(phrasing.text, phrasing.locale)[0].question_id == phrasing.question_id


def test_a_new_counter_example_takes_the_answer_away() -> None:
    """An operator's "none of ours" is believed."""
    before = train(PHRASINGS)
    text = "где зарегистрироваться на сайте знакомств"
    after = with_more(before, [Phrasing(text, "ru", None)])
    assert after.match(text, "ru")[0].confidence < before.match(text, "ru")[0].confidence


def test_additions_in_any_order_make_the_same_matcher() -> None:
    """Processes that see the edits in another order agree."""
    base = train(PHRASINGS)
    one, other = with_more(base, [NEW, NEW_QUESTION]), with_more(base, [NEW_QUESTION, NEW])
    assert np.array_equal(one.words.weights, other.words.weights)


def test_the_nearest_base_is_taken() -> None:
    """One about other phrasings is not mended, it is trained anew."""
    near, far = train(PHRASINGS), train(PHRASINGS[:3])
    assert nearest((far, None, near), [*PHRASINGS, NEW]) is near
    assert nearest((far,), PHRASINGS) is None


def test_bringing_up_to_date_adds_what_is_missing() -> None:
    """And nothing else: without a change the matcher is the same object."""
    base = train(PHRASINGS)
    assert brought_up_to_date(base, PHRASINGS) is base
    assert brought_up_to_date(base, [*PHRASINGS, NEW]).match(NEW.text, "ru")[0].question_id == "work.unpaid"
