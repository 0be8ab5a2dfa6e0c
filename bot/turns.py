"""A turn: all that follows from one message. Plain values, so that a turn can be tested without anything."""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from bot.messages import Button, Reply
from knowledge_base.matching import Match
from knowledge_base.routes import Route


class Outcome(StrEnum):
    """What became of a message, in one word; the words of the command line and of the figures."""

    ANSWER = "answer"
    CHOOSE = "choose"
    ASK_ROUTE = "ask_route"
    DANGER = "danger"
    SMALLTALK = "smalltalk"
    COMMAND = "command"
    UNANSWERED = "unanswered"


class HandoffReason(StrEnum):
    """Why a chat needs a person."""

    DANGER = "danger"
    ASKED = "asked"
    UNANSWERED = "unanswered"
    UNHELPFUL = "unhelpful"
    FAILED = "failed"  #: the bot itself broke on this message


@dataclass(frozen=True, slots=True)
class Pending:
    """The question that waits until the person has told the missing part of the route."""

    question_id: str


@dataclass(frozen=True, slots=True)
class ChatState:
    """What is remembered of a chat between two messages. Nothing here says who the person is."""

    locale: str | None = None
    locale_is_chosen: bool = False  #: set by hand: a detected language no longer changes it easily
    route: Route = field(default_factory=Route)
    options: tuple[Button, ...] = ()  #: the last list offered, for a bare number
    pending: Pending | None = None
    asked: str | None = None  #: what the calculator waits for: the route, or the date of an event
    last_question_id: str | None = None
    candidates: tuple[str, ...] = ()  #: questions that came next to the last answer
    topic: str | None = None
    campaign: str | None = None
    with_person: bool = False  #: an operator handles this chat, the bot keeps silent except for danger
    has_greeted: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return plain values for the chat's JSON column."""
        return {
            "locale_is_chosen": self.locale_is_chosen,
            "options": [[button.label, button.action] for button in self.options],
            "asked": self.asked,
            "pending": self.pending.question_id if self.pending else None,
            "last_question_id": self.last_question_id,
            "candidates": list(self.candidates),
            "topic": self.topic,
            "campaign": self.campaign,
            "has_greeted": self.has_greeted,
        }

    @classmethod
    def from_json(
        cls, memory: dict[str, Any], *, locale: str | None, route: Route, with_person: bool
    ) -> "ChatState":
        """Rebuild the state from its column; keys that an older version did not write are empty."""
        pending = memory.get("pending")
        return cls(
            locale=locale,
            locale_is_chosen=bool(memory.get("locale_is_chosen")),
            route=route,
            options=tuple(Button(label, action) for label, action in memory.get("options", [])),
            pending=Pending(pending) if pending else None,
            asked=memory.get("asked"),
            last_question_id=memory.get("last_question_id"),
            candidates=tuple(memory.get("candidates", [])),
            topic=memory.get("topic"),
            campaign=memory.get("campaign"),
            with_person=with_person,
            has_greeted=bool(memory.get("has_greeted")),
        )


@dataclass(frozen=True, slots=True)
class Handoff:
    """A request for a person; the worker opens it in the same transaction as the replies."""

    reason: HandoffReason

    @property
    def is_urgent(self) -> bool:
        """Danger goes to the top of every queue."""
        return self.reason is HandoffReason.DANGER


@dataclass(frozen=True, slots=True)
class ReminderRequest:
    """A last day to remind of, kept in the same transaction as the reply."""

    question_id: str
    last_day: date


@dataclass(frozen=True, slots=True)
class Turn:
    """The chat as it is afterwards, what the person reads, and what else has to happen."""

    outcome: Outcome
    chat: ChatState
    replies: tuple[Reply, ...] = ()
    handoff: Handoff | None = None
    matches: tuple[Match, ...] = ()
    locale: str = "ru"  #: of the replies; the chat's own is unknown until the person has shown it
    reminder: ReminderRequest | None = None
    cancel_reminders: bool = False
    forget: bool = False  #: erase everything that is kept of this chat
    close: bool = False  #: the person is gone: send nothing more

    @property
    def question_id(self) -> str | None:
        """The question that the replies are about, where they are about one."""
        return next((reply.question_id for reply in self.replies if reply.question_id), None)

    def with_matches(self, matches: tuple[Match, ...]) -> "Turn":
        """Return the same turn with the candidates that were considered, best first."""
        return replace(self, matches=matches)
