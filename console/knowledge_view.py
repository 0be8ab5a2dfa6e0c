"""What of a chat can be kept: its words without what names a person, beside what was taken out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import Request, Response
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Chat, Handoff
from bot.texts import Texts, later
from console.access import PageRefused, desk_of
from console.chat_view import NOT_THERE
from console.history import Line, Speaker, read_history
from console.nonces import new_nonce
from console.pages import page, texts_of
from console.text_words import scope_words
from knowledge_base.anonymous import REMOVED, without_personal_data
from knowledge_base.index import Snapshot
from knowledge_base.locales import LOCALES
from knowledge_base.models import AnswerRevision, AnswerRow
from knowledge_base.routes import Route, Scope
from knowledge_base.suggestions import MAX_CHARACTERS

MAX_DRAFT: Final = 3500
_MAX_LINES: Final = 10  #: of the person, to choose the question from
_MAX_TARGETS: Final = 60
DONE: Final = {
    "phrasing": later("Thank you: an editor decides on it."),
    "known": later("This is known already or waits for an editor."),
    "review": later("Sent to review. A reviewer finds it under Reviews, approves it or returns it."),
    "draft": later("Kept as a draft. It is shown to people as checked once a reviewer approves it."),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of the chat as they were said, and what is left of them without what names a person."""

    said: str
    stripped: str
    locale: str

    @property
    def has_lost(self) -> bool:
        """Something was taken out."""
        return self.said != self.stripped


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the person at the console has chosen so far; an empty string is no choice."""

    question: str = ""
    locale: str = ""  #: of the draft
    line: int = 0  #: which message of the person is the question: 0 is the last one


@dataclass(frozen=True, slots=True)
class Typed:
    """What came back with a form that was refused: from which of the two, and why."""

    form: str
    text: str
    problem: str
    locale: str = ""
    answer: str = ""
    why: tuple[str, ...] = ()  #: what would stop a publication, in the reader's language


@dataclass(frozen=True, slots=True)
class Target:
    """An answer of the chosen question, and the newest text it has in the language of the draft."""

    id: int
    scope: str
    text: str
    number: int | None
    is_theirs: bool  #: it holds for the route of this chat


async def knowledge_page(
    request: Request, handoff_id: int, chosen: Chosen, *, done: str = "", typed: Typed | None = None
) -> Response:
    """Show what of this chat can be kept, and for which question."""
    desk, texts = desk_of(request), texts_of(request)
    knowledge = await desk.knowledge.snapshot()
    async with desk.sessions() as session:
        handoff = await session.get(Handoff, handoff_id)
        chat = await session.get(Chat, handoff.chat_id) if handoff is not None else None
        if handoff is None or chat is None:
            raise PageRefused(404, NOT_THERE)
        lines = (await read_history(session, chat)).lines
        question = chosen.question or handoff.question_id or ""
        question = question if question in knowledge.questions else ""
        locale = chosen.locale if chosen.locale in LOCALES else chat.locale or "ru"
        targets = await _targets(session, question, locale, chat, texts)
    wanted = "uz-Latn" if texts.locale == "uz" else texts.locale
    asked = _pieces(lines, Speaker.PERSON, chat.locale)
    guessed = [each for each, _ in handoff.candidates if each in knowledge.questions]
    return page(
        request,
        "knowledge.html",
        status=409 if typed else 200,
        handoff=handoff,
        chat=chat,
        question=question,
        title=knowledge.title(question, wanted) if question else "",
        guesses=[(each, knowledge.title(each, wanted)) for each in guessed],
        topics=_topics(knowledge, wanted),
        lines=asked,
        line=chosen.line,
        asked=asked[chosen.line] if chosen.line < len(asked) else None,
        replied=next(iter(_pieces(lines, Speaker.STAFF, chat.locale)), None),
        targets=targets,
        draft_locale=locale,
        typed=typed,
        done=texts.say(DONE[done]) if done in DONE else "",
        locales=LOCALES,
        removed=REMOVED,
        max_phrasing=MAX_CHARACTERS,
        max_draft=MAX_DRAFT,
        new_nonce=new_nonce,
    )


async def _targets(
    session: AsyncSession, question: str, locale: str, chat: Chat, texts: Texts
) -> list[Target]:
    """Return the answers of a question, those for the route of this chat first."""
    if not question:
        return []
    newest = (
        select(AnswerRevision.answer_id, func.max(AnswerRevision.number).label("number"))
        .where(AnswerRevision.locale == locale)
        .group_by(AnswerRevision.answer_id)
        .subquery()
    )
    found = await session.execute(
        select(AnswerRow, AnswerRevision)
        .outerjoin(newest, newest.c.answer_id == AnswerRow.id)
        .outerjoin(
            AnswerRevision,
            (AnswerRevision.answer_id == AnswerRow.id)
            & (AnswerRevision.locale == locale)
            & (AnswerRevision.number == newest.c.number),
        )
        .where(AnswerRow.question_id == question)
        .order_by(AnswerRow.id)
        .limit(_MAX_TARGETS)
    )
    route = Route(chat.citizenship, chat.stay_in, chat.via)
    targets = []
    for row, revision in found:
        scope = Scope(frozenset(row.citizenship), frozenset(row.stay_in), frozenset(row.via))
        text, number = (revision.text, revision.number) if revision else ("", None)
        targets.append(Target(row.id, scope_words(texts, scope), text, number, scope.covers(route)))
    return sorted(targets, key=lambda target: not target.is_theirs)


def _topics(knowledge: Snapshot, locale: str) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (topic, [(each, knowledge.title(each, locale)) for each in knowledge.questions_of(topic)])
        for topic in knowledge.topics
    ]


def _pieces(lines: Sequence[Line], speaker: Speaker, locale: str | None) -> list[Piece]:
    """Return the last words of a side, newest first; the bot's line above a reply of staff is left out."""
    found = [line for line in reversed(lines) if line.speaker is speaker and line.text and line.kind is None]
    pieces = []
    for line in found[:_MAX_LINES]:
        said = line.text.partition("\n\n")[2] or line.text if speaker is Speaker.STAFF else line.text
        pieces.append(Piece(said, without_personal_data(said), line.locale or locale or "ru"))
    return pieces
