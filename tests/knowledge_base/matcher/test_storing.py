"""A matcher survives being stored; nothing else is taken for one."""

import io

import numpy as np
import pytest

from knowledge_base.matcher.storing import from_bytes, smaller, to_bytes
from knowledge_base.matcher.training import train
from tests.knowledge_base.matcher.bank import PHRASINGS
from tests.knowledge_base.matcher.test_training import SalaryEmbedder


def test_a_stored_matcher_says_the_same() -> None:
    """Rounding the weights to a byte moves a confidence by less than two points."""
    matcher = train(PHRASINGS, embedder=SalaryEmbedder())
    again = from_bytes(to_bytes(matcher)).with_embedder(SalaryEmbedder())
    for text in ("не платят зарплату", "где регистрация", "футбол сегодня", "oylik bermadi"):
        before, after = matcher.match(text, "ru"), again.match(text, "ru")
        assert after[0].question_id == before[0].question_id
        assert after[0].confidence == pytest.approx(before[0].confidence, abs=0.02)
    assert np.array_equal(again.trained_on, matcher.trained_on)


def test_a_smaller_matcher_keeps_the_telling_grams() -> None:
    """Half of the grams still tell the questions apart."""
    matcher = train(PHRASINGS)
    half = smaller(matcher, len(matcher.words.vocabulary.hashes) // 2)
    assert half.match("мне не платят зарплату", "ru")[0].question_id == "work.unpaid"


def test_anything_else_is_refused() -> None:
    """A damaged file, or that of another version."""
    with pytest.raises((ValueError, KeyError)):
        from_bytes(b"not a matcher")
    other = io.BytesIO()
    np.savez(other, model=np.frombuffer(b"linear-0", dtype=np.uint8))
    with pytest.raises(ValueError, match="another version"):
        from_bytes(other.getvalue())
