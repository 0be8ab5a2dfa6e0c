"""What the bot thought of a chat, and the answers it would give there, for an operator to send."""

from dataclasses import dataclass
from datetime import datetime

from bot.answer_texts import compose_answer
from bot.dispatcher import Equipment, tools_for
from bot.models import Chat, Handoff
from knowledge_base.index import Snapshot
from knowledge_base.retrieval import RouteNeeded, find_answer
from knowledge_base.routes import Route


@dataclass(frozen=True, slots=True)
class Thought:
    """A question that the bot considered, and its answer for this person's route and language."""

    question_id: str
    title: str
    percent: int  #: how sure the bot was
    answer: str | None  #: None: nothing is written, or the route has to be known first
    needs_route: bool = False

    @property
    def name(self) -> str:
        """By what a form asks for this answer."""
        return f"answer:{self.question_id}"


def thoughts_of(
    handoff: Handoff,
    chat: Chat,
    *,
    console_locale: str,
    knowledge: Snapshot,
    equipment: Equipment,
    now: datetime,
) -> list[Thought]:
    """Return what the bot took the message for, best first; questions that are gone by now are left out."""
    wanted = "uz-Latn" if console_locale == "uz" else console_locale
    return [
        _thought(question_id, confidence, chat, wanted, knowledge=knowledge, equipment=equipment, now=now)
        for question_id, confidence in handoff.candidates
        if question_id in knowledge.questions
    ]


def _thought(
    question_id: str,
    confidence: float,
    chat: Chat,
    title_locale: str,
    *,
    knowledge: Snapshot,
    equipment: Equipment,
    now: datetime,
) -> Thought:
    route = Route(chat.citizenship, chat.stay_in, chat.via)
    locale = chat.locale or "ru"
    found = find_answer(question_id, route, locale, now.date(), knowledge=knowledge)
    text = None
    if found is not None and not isinstance(found, RouteNeeded):
        tools = tools_for(locale, equipment=equipment, knowledge=knowledge, now=now)
        text = compose_answer(found, route, tools)
    return Thought(
        question_id,
        knowledge.title(question_id, title_locale),
        round(100 * confidence),
        text,
        needs_route=isinstance(found, RouteNeeded),
    )
