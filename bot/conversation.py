"""A conversation in memory: the same dispatcher, without a database. For the terminal and for trials."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.dispatcher import Equipment, dispatch
from bot.messages import IncomingMessage, Kind, clean_text
from bot.turns import ChatState, Turn
from knowledge_base.index import Snapshot
from knowledge_base.routes import Route


@dataclass(slots=True)
class Conversation:
    """One chat and what it remembers."""

    equipment: Equipment
    knowledge: Snapshot
    chat: ChatState = field(default_factory=ChatState)
    said: int = 0

    def say(self, text: str, *, now: datetime, route: Route | None = None) -> Turn:
        """Say something, perhaps with a route that is known from elsewhere, and return the turn."""
        if route is not None:
            self.chat = replace(self.chat, route=self.chat.route.updated(route))
        return self._take(Kind.TEXT, clean_text(text), None, now)

    def press(self, action: str, *, now: datetime) -> Turn:
        """Press a button by its action and return the turn."""
        return self._take(Kind.BUTTON, "", action, now)

    def _take(self, kind: Kind, text: str, action: str | None, now: datetime) -> Turn:
        self.said += 1
        message = IncomingMessage("terminal", str(self.said), "here", kind, text, action, sent_at=now)
        turn = dispatch(message, self.chat, equipment=self.equipment, knowledge=self.knowledge, now=now)
        self.chat = turn.chat
        return turn


def talk(
    conversation: Conversation,
    *,
    read: Callable[[str], str],
    write: Callable[[str], object],
    clock: Callable[[], datetime],
) -> None:
    """Greet, then answer line by line until an empty line or the end of the input."""
    text = "/start"
    while text.strip():
        for reply in conversation.say(text, now=clock()).replies:
            write(f"\n{reply.text}")
            for number, button in enumerate(reply.buttons, 1):
                write(f"  {number}. {button.label}")
        try:
            text = read("\n> ")
        except (EOFError, KeyboardInterrupt):
            return
