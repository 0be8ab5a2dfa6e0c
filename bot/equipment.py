"""What the dispatcher works with, put together once by the entry points."""

from bot.command_words import load_command_words
from bot.danger import load_danger_lexicon
from bot.dispatcher import Equipment
from bot.language.detector import shipped_detector
from knowledge_base.retrieval import Thresholds


def make_equipment(*, retention_days: int = 30, thresholds: Thresholds | None = None) -> Equipment:
    """Return detector, word lists and thresholds; reads the word lists from their files."""
    return Equipment(
        detector=shipped_detector(),
        danger=load_danger_lexicon(),
        commands=load_command_words(),
        thresholds=thresholds or Thresholds(),
        retention_days=retention_days,
    )
