"""A matcher learns from labelled phrasings, in any order, with or without meaning."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from knowledge_base.matcher.known import phrasing_hashes
from knowledge_base.matcher.meaning import WIDTH
from knowledge_base.matcher.training import train
from knowledge_base.matching import Phrasing
from tests.knowledge_base.matcher.bank import PHRASINGS


class SalaryEmbedder:
    """An embedder that knows one thing: whether a text is about pay, in any language."""

    def embed(self, texts: Sequence[str]) -> np.ndarray[Any, np.dtype[Any]]:
        """Return opposite vectors for pay and for everything else."""
        about_pay = [any(word in text for word in ("зарплат", "деньги", "oylig", "ücret")) for text in texts]
        side = np.where(about_pay, 1.0, -1.0)[:, None]
        return (side * np.linspace(0.5, 1, WIDTH)[None, :]).astype(np.float32)


def test_what_was_taught_is_found() -> None:
    """Every phrasing comes back as its own question."""
    matcher = train(PHRASINGS)
    for phrasing in PHRASINGS:
        if phrasing.question_id:
            assert matcher.match(phrasing.text, phrasing.locale)[0].question_id == phrasing.question_id


def test_the_order_of_the_phrasings_does_not_matter() -> None:
    """Two processes that read the same database agree to the last digit."""
    one, other = train(PHRASINGS), train(PHRASINGS[::-1])
    assert np.array_equal(one.words.weights, other.words.weights)
    assert list(one.match("регистрация", "ru")) == list(other.match("регистрация", "ru"))


def test_meaning_finds_what_the_words_do_not() -> None:
    """A text that shares three letters with a phrasing of ours is found by what it means."""
    text = "ücret bermedi"
    assert train(PHRASINGS, embedder=SalaryEmbedder()).match(text, "en")[0].question_id == "work.unpaid"


def test_without_its_embedder_it_still_works() -> None:
    """On a machine without the wheel the words decide alone."""
    matcher = train(PHRASINGS, embedder=SalaryEmbedder()).with_embedder(None)
    assert matcher.match("не платят зарплату", "ru")[0].question_id == "work.unpaid"


def test_only_counter_examples_match_nothing() -> None:
    """A bank without a question has no question to give."""
    assert list(train([Phrasing("какая погода", "ru", None)]).match("какая погода", "ru")) == []
    assert list(train([]).match("что угодно", "ru")) == []


def test_a_matcher_knows_what_it_was_trained_on() -> None:
    """By the hash of question, language and text."""
    assert np.array_equal(train(PHRASINGS).trained_on, phrasing_hashes(PHRASINGS))
