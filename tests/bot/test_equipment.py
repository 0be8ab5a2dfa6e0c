"""How careful an installation is, with and without sentence embeddings."""

import pytest

from bot import equipment
from bot.equipment import SURE_BY_WORDS_ALONE, thresholds_of
from bot.settings import Settings
from knowledge_base.retrieval import Thresholds


def test_the_settings_are_the_thresholds() -> None:
    """What an organisation sets is what holds."""
    careful = thresholds_of(Settings(answer_confidence=0.95, choose_confidence=0.3))
    assert (careful.sure, careful.near) == (0.95, 0.3)


def test_the_default_is_the_measured_one() -> None:
    """The settings and the code say the same."""
    assert (Settings().answer_confidence, Settings().choose_confidence) == (
        Thresholds().sure,
        Thresholds().near,
    )


def test_words_alone_are_believed_less(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another processor has no embeddings; a value that somebody chose holds there too."""
    monkeypatch.setattr(equipment, "embedder", lambda: None)
    assert thresholds_of(Settings()).sure == SURE_BY_WORDS_ALONE
    assert thresholds_of(Settings(answer_confidence=0.6)).sure == 0.6
