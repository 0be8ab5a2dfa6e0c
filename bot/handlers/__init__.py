"""One file a kind of message; each handler is a plain function that returns a Turn or None."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.command_words import CommandWords
from bot.danger import DangerDetector
from bot.messages import IncomingMessage
from bot.texts import Texts
from bot.turns import ChatState, Turn
from knowledge_base.index import Snapshot
from knowledge_base.retrieval import Thresholds
from knowledge_base.routes import Route


@dataclass(frozen=True, slots=True)
class Tools:
    """What a handler may use: sentences, knowledge, word lists and the time. No database, no network."""

    texts: Texts
    knowledge: Snapshot
    danger: DangerDetector
    commands: CommandWords
    now: datetime
    retention_days: int  #: how long messages are kept, for the privacy answer
    thresholds: Thresholds
    told: Route  #: what this message itself says of the route


Handler = Callable[[IncomingMessage, ChatState, Tools], Turn | None]
