"""Which messages are a cry for help: a trained model, with a lexicon as its floor."""

from bot.danger.detector import DangerDetector, Level, Verdict, shipped_danger
from bot.danger.lexicon import KINDS

__all__ = ["KINDS", "DangerDetector", "Level", "Verdict", "shipped_danger"]
