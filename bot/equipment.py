"""What the dispatcher works with, put together once by the entry points."""

from bot.command_words import load_command_words
from bot.danger import load_danger_lexicon
from bot.dispatcher import Equipment
from bot.language.detector import shipped_detector
from bot.settings import Settings
from knowledge_base.retrieval import Thresholds


def make_equipment(settings: Settings | None = None) -> Equipment:
    """Return detector, word lists and thresholds; reads the word lists from their files."""
    settings = settings or Settings()
    return Equipment(
        detector=shipped_detector(),
        danger=load_danger_lexicon(),
        commands=load_command_words(),
        thresholds=thresholds_of(settings),
        retention_days=settings.retention_days,
    )


def thresholds_of(settings: Settings) -> Thresholds:
    """Return how careful this installation is."""
    return Thresholds(sure=settings.answer_confidence, near=settings.choose_confidence)
