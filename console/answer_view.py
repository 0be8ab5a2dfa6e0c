"""One text as editors and reviewers look at it: its history, the Russian text, and what one may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import Request
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.texts import later
from console.access import WRITING, PageRefused, Visitor
from console.activity import record
from console.models import Role
from console.organisations import keeps
from console.previews import chips_of, equipment_of, preview_reply, previews_of, problems_of
from knowledge_base.content_types import SOURCE_LOCALE, Answer
from knowledge_base.editing import source_of
from knowledge_base.facts import PLACEHOLDER, FactBook, UnknownPlaceholder
from knowledge_base.index import Snapshot
from knowledge_base.locales import LOCALES
from knowledge_base.models import AnswerRevision, AnswerRow, Comment, QuestionRow
from knowledge_base.revisions import History, history_of, read_histories
from knowledge_base.routes import Scope
from knowledge_base.rows import scope_value
from knowledge_base.text_checks import day_in_force, text_hash

NO_TEXT = later("There is no such answer or language.")
NOT_YOURS = later("Your organisation does not keep texts of this language or these countries.")


@dataclass(frozen=True, slots=True)
class TextView:
    """An answer in one language, as it stands in the database."""

    answer: AnswerRow
    question: QuestionRow
    locale: str
    scope: Scope
    histories: Mapping[str, History]
    may_write: bool
    may_review: bool

    @property
    def path(self) -> str:
        """The address of its page."""
        return f"/answers/{self.answer.id}/{self.locale}"

    @property
    def history(self) -> History:
        """What became of it so far."""
        return history_of(self.histories, self.locale)

    @property
    def source(self) -> AnswerRevision | None:
        """The Russian text beside it; None on the page of the Russian text itself."""
        shown = history_of(self.histories, SOURCE_LOCALE).shown
        return shown if self.locale != SOURCE_LOCALE else None

    def title(self, locale: str) -> str:
        """The question's title in a language, or in Russian."""
        titles = {**self.question.titles, **self.question.edited_titles}
        return titles.get(locale) or titles.get(SOURCE_LOCALE) or self.question.id

    def value(self) -> Answer:
        """The answer without its texts, as the index knows it."""
        return Answer(
            self.answer.question_id,
            self.answer.key,
            self.scope,
            tuple(self.answer.fact_ids),
            self.answer.confirm_with,
        )


async def open_text(session: AsyncSession, answer_id: int, locale: str, visitor: Visitor) -> TextView:
    """Return the text of an answer in a language, which may be empty yet; else PageRefused."""
    answer = await session.get(AnswerRow, answer_id) if locale in LOCALES else None
    if answer is None:
        raise PageRefused(404, NO_TEXT)
    scope, role = scope_value(answer), visitor.staff.role
    is_kept = keeps(visitor.organisation, locale=locale, scope=scope)
    return TextView(
        answer=answer,
        question=await session.get_one(QuestionRow, answer.question_id),
        locale=locale,
        scope=scope,
        histories=await read_histories(session, answer_id),
        may_write=is_kept and (role == Role.ADMINISTRATOR or role in WRITING),
        may_review=is_kept and role in (Role.ADMINISTRATOR, Role.REVIEWER),
    )


def require_kept(view: TextView) -> None:
    """Raise PageRefused where the organisation of the person does not keep this text."""
    if not view.may_write:
        raise PageRefused(403, NOT_YOURS)


async def note(
    session: AsyncSession,
    view: TextView,
    visitor: Visitor,
    action: str,
    row: AnswerRevision,
    before: AnswerRevision | None,
    now: datetime,
    form: str,
    why: str = "",
) -> None:
    """Write a change of a text into the activity log, with both texts where the words changed."""
    has_words = before is None or before.text != row.text
    await record(
        session,
        staff_id=visitor.staff.id,
        at=now,
        action=action,
        subject=f"answer:{view.answer.id}",
        form_id=form,
        before={"state": before.state, **({"text": before.text} if has_words else {})} if before else None,
        after={"state": row.state, **({"text": row.text} if has_words else {})},
        why=why.strip()[:500] or None,
        locale=view.locale,
        number=row.number,
    )


async def comments_on(session: AsyncSession, answer_id: int, locale: str) -> list[Comment]:
    """Return what colleagues said about a text: the open ones first, then by age; a page of them."""
    rows = await session.scalars(
        select(Comment)
        .where(Comment.answer_id == answer_id, Comment.locale == locale)
        .order_by(Comment.resolved_at.is_not(None), Comment.id)
        .limit(50)
    )
    return list(rows)


async def looked_at(
    request: Request, view: TextView, text: str, *, knowledge: Snapshot, now: datetime, is_saved: bool
) -> dict[str, Any]:
    """Return what the pages show of a text: its problems, its facts, and itself in each channel."""
    newest = view.history.newest
    followed = newest.source_hash if is_saved and newest is not None else None
    if not is_saved and view.source is not None:
        followed = text_hash(view.source.text)  # saving it says that it follows what stands beside it
    fact_ids, facts = tuple(view.answer.fact_ids), knowledge.facts
    reply = preview_reply(
        view.value(),
        text,
        view.locale,
        knowledge=knowledge,
        equipment=await equipment_of(request),
        now=now,
    )
    source = view.source
    return {
        "problems": problems_of(
            text,
            view.locale,
            fact_ids,
            facts=facts,
            source=source_of(view.histories, view.locale, followed),
            now=now,
        )
        if text
        else [],
        "chips": chips_of(text, source.text if source else "", fact_ids, view.locale, facts=facts, now=now),
        "previews": previews_of(reply) if reply is not None else [],
        "source_pieces": with_chips(source.text, SOURCE_LOCALE, fact_ids, facts, now) if source else [],
    }


def with_chips(
    text: str, locale: str, fact_ids: tuple[str, ...], facts: FactBook, now: datetime
) -> list[tuple[str, str | None]]:
    """Return a text in pieces: words with None, and placeholders with what stands in their place."""
    day = day_in_force(fact_ids, facts, now.date()) or now.date()
    pieces: list[tuple[str, str | None]] = []
    end = 0
    for match in PLACEHOLDER.finditer(text):
        pieces.append((text[end : match.start()], None))
        try:
            shown = facts.render(match.group(0), locale, day)
        except (UnknownPlaceholder, ValueError):
            shown = "?"
        pieces.append((match.group(0), shown))
        end = match.end()
    pieces.append((text[end:], None))
    return [piece for piece in pieces if piece[0]]
