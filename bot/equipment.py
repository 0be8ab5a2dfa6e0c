"""What the dispatcher works with, put together once by the entry points."""

from typing import Final

from bot.command_words import load_command_words
from bot.danger import shipped_danger
from bot.dispatcher import Equipment
from bot.language.detector import shipped_detector
from bot.settings import Settings
from knowledge_base.matcher.meaning import embedder
from knowledge_base.retrieval import Thresholds


def make_equipment(settings: Settings | None = None) -> Equipment:
    """Return detector, word lists and thresholds; reads the word lists from their files."""
    settings = settings or Settings()
    return Equipment(
        detector=shipped_detector(),
        danger=shipped_danger(),
        commands=load_command_words(),
        thresholds=thresholds_of(settings),
        retention_days=settings.retention_days,
    )


#: Words alone are surer of what is not ours: from here as few of it is answered (docs/benchmarks.md).
SURE_BY_WORDS_ALONE: Final = 0.87


def thresholds_of(settings: Settings) -> Thresholds:
    """Return how careful this installation is; without embeddings the default is a higher one."""
    sure = settings.answer_confidence
    if embedder() is None and sure == Settings().answer_confidence:
        sure = SURE_BY_WORDS_ALONE
    return Thresholds(sure=sure, near=settings.choose_confidence)


def works_on_words_alone() -> bool:
    """Say whether this machine has no sentence embeddings; whoever starts the bot is told."""
    return embedder() is None
