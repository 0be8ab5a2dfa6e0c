"""The shipped matcher belongs to the shipped phrasings."""

import numpy as np

from knowledge_base.content_types import Content
from knowledge_base.index import phrasings_of
from knowledge_base.matcher.known import phrasing_hashes
from knowledge_base.matcher.shipped import shipped_matcher


def test_the_shipped_matcher_was_trained_on_the_shipped_phrasings(content: Content) -> None:
    """It learns what it lacks at the start; a lot needs `python -m knowledge_base.matcher.shipped`."""
    matcher = shipped_matcher()
    assert matcher is not None
    wanted = phrasing_hashes(phrasings_of(content))
    assert len(np.setxor1d(matcher.trained_on, wanted)) <= 0.02 * len(wanted)


def test_it_knows_every_question(content: Content) -> None:
    """And the texts that are none of ours."""
    matcher = shipped_matcher()
    assert matcher is not None
    assert set(matcher.classes) == {"", *(question.id for question in content.questions)}
