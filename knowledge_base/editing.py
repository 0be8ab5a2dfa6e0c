"""The life of an answer's text: draft, in review, published, withdrawn, and back.

Rows of `AnswerRevision` are only added: a change of state is a row with the same text. Each function names
the revision that somebody looked at; where another has come since, it writes nothing and returns `Stale`.
Functions flush, the caller commits.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from knowledge_base.content_types import (
    DRAFT,
    IN_REVIEW,
    OUTDATED,
    PUBLISHED,
    SOURCE_LOCALE,
    WITHDRAWN,
)
from knowledge_base.facts import FactBook
from knowledge_base.loading import bump_content_version, lock_content
from knowledge_base.models import AnswerRevision, AnswerRow, Comment
from knowledge_base.revisions import AUTOMATIC, FILES, NO_HISTORY, History, history_of, read_histories
from knowledge_base.text_checks import SourceText, TextProblem, check_text, text_hash

#: For so long a publication or withdrawal can be taken back with one press.
UNDO_WITHIN: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Stale:
    """Somebody was faster: this is the newest revision now, and nothing was written."""

    newest: AnswerRevision | None


@dataclass(frozen=True, slots=True)
class Unsound:
    """The text breaks rules that stop a publication."""

    problems: tuple[TextProblem, ...]


class Refusal(StrEnum):
    """Why nothing was written."""

    OWN_TEXT = "own_text"  #: nobody approves what he or she wrote
    NOT_A_DRAFT = "not_a_draft"
    NOT_IN_REVIEW = "not_in_review"
    NOTHING_TO_PUBLISH = "nothing_to_publish"
    NOT_SHOWN = "not_shown"
    TOO_LATE = "too_late"


async def save_draft(
    session: AsyncSession,
    answer_id: int,
    locale: str,
    text: str,
    *,
    began_from: int | None,
    author: str,
    now: datetime,
    is_minor: bool = False,
    why: str | None = None,
) -> AnswerRevision | Stale:
    """Keep a text as the newest draft; `began_from` is None where there was no text yet.

    A text that is the newest one already adds nothing, unless it now follows another Russian text.
    """
    histories = await _locked(session, answer_id)
    history = history_of(histories, locale)
    if history.text_has_moved(began_from):
        return Stale(history.newest)
    row = AnswerRevision(
        answer_id=answer_id,
        locale=locale,
        text=text.strip(),
        state=DRAFT,
        source_hash=_source_hash(histories, locale),
        author=author,
        is_minor=is_minor,
        why=why or None,
    )
    newest = history.newest
    if newest is not None and newest.state in (DRAFT, IN_REVIEW, PUBLISHED) and _says_the_same(newest, row):
        return newest
    await _add(session, history, row, now=now)
    if history.public is None:  # readers see the newest draft, with a mark
        await bump_content_version(session)
    return row


async def submit(
    session: AsyncSession, answer_id: int, locale: str, *, began_from: int | None, author: str, now: datetime
) -> AnswerRevision | Stale | Refusal:
    """Send a draft to whoever approves it."""
    history = history_of(await _locked(session, answer_id), locale)
    if history.has_moved(began_from):
        return Stale(history.newest)
    draft = history.pending
    if draft is None or draft.state != DRAFT:
        return Refusal.NOT_A_DRAFT
    return await _add(session, history, _copy(draft, IN_REVIEW, author), now=now)


async def return_to_author(
    session: AsyncSession,
    answer_id: int,
    locale: str,
    *,
    began_from: int | None,
    reviewer: str,
    comment: str,
    now: datetime,
) -> AnswerRevision | Stale | Refusal:
    """Give a text back as a draft, with a comment that says what is missing."""
    history = history_of(await _locked(session, answer_id), locale)
    if history.has_moved(began_from):
        return Stale(history.newest)
    text = history.pending
    if text is None or text.state != IN_REVIEW:
        return Refusal.NOT_IN_REVIEW
    if comment.strip():
        session.add(
            Comment(answer_id=answer_id, locale=locale, author=reviewer, text=comment.strip(), created_at=now)
        )
    return await _add(session, history, _copy(text, DRAFT, reviewer), now=now)


async def publish(
    session: AsyncSession,
    answer_id: int,
    locale: str,
    *,
    began_from: int | None,
    reviewer: str,
    facts: FactBook,
    now: datetime,
) -> AnswerRevision | Stale | Refusal | Unsound:
    """Approve the newest text and show it from the next message on.

    Nobody approves what he or she wrote. With the Russian text, its translations become outdated, unless
    every change since the last publication was a minor one.
    """
    histories = await _locked(session, answer_id)
    history = history_of(histories, locale)
    if history.has_moved(began_from):
        return Stale(history.newest)
    newest = history.newest
    if newest is None or newest.state in (PUBLISHED, WITHDRAWN):
        return Refusal.NOTHING_TO_PUBLISH
    if reviewer in history.writers:
        return Refusal.OWN_TEXT
    answer = await session.get_one(AnswerRow, answer_id)
    problems = check_text(
        newest.text,
        locale,
        answer.fact_ids,
        facts=facts,
        on=now.date(),
        source=source_of(histories, locale, newest.source_hash),
    )
    if problems:
        return Unsound(tuple(problems))
    brought = history.since_publication
    is_minor = bool(brought) and all(row.is_minor for row in brought)
    row = _copy(newest, PUBLISHED, reviewer)
    row.reviewed_by, row.is_minor = reviewer, is_minor
    await _add(session, history, row, now=now)
    if locale == SOURCE_LOCALE:
        await _let_translations_follow(session, histories, row, now=now)
    await bump_content_version(session)
    return row


async def withdraw(
    session: AsyncSession,
    answer_id: int,
    locale: str,
    *,
    began_from: int | None,
    by: str,
    now: datetime,
    why: str | None = None,
) -> AnswerRevision | Stale | Refusal:
    """Show nothing in this language until somebody publishes again; unfinished work stays."""
    history = history_of(await _locked(session, answer_id), locale)
    if history.has_moved(began_from):
        return Stale(history.newest)
    shown = history.shown
    if shown is None or shown.state == WITHDRAWN:
        return Refusal.NOT_SHOWN
    row = _copy(shown, WITHDRAWN, by)
    row.why = why or None
    await _add_beneath_pending(session, history, row, now=now)
    await bump_content_version(session)
    return row


async def restore(
    session: AsyncSession,
    answer_id: int,
    locale: str,
    number: int,
    *,
    began_from: int | None,
    author: str,
    now: datetime,
) -> AnswerRevision | Stale:
    """Make the text of an earlier revision the newest draft. Raises LookupError for a number that is not."""
    earlier = history_of(await _locked(session, answer_id), locale).row(number)
    if earlier is None:
        raise LookupError(number)
    return await save_draft(
        session, answer_id, locale, earlier.text, began_from=began_from, author=author, now=now
    )


async def undo(
    session: AsyncSession, answer_id: int, locale: str, number: int, *, by: str, now: datetime
) -> AnswerRevision | Stale | Refusal:
    """Take back a publication or withdrawal of the last days: what was shown before is shown again.

    A text that was published for the first time is withdrawn. Its words stay as a draft in either case.
    """
    histories = await _locked(session, answer_id)
    history = history_of(histories, locale)
    undone = history.public
    if undone is None or undone.number != number:
        return Stale(history.newest)
    if undone.author == AUTOMATIC or undone.created_at < now - UNDO_WITHIN:
        return Refusal.TOO_LATE
    before = History(tuple(row for row in history.rows if row.number < number)).public
    row = _copy(before, before.state, by) if before is not None else _copy(undone, WITHDRAWN, by)
    row.is_minor = undone.is_minor
    pending = history.pending
    await _add(session, history, row, now=now)
    if undone.state == PUBLISHED or pending is not None:
        kept = _copy(pending or undone, DRAFT if pending is None else pending.state, "")
        wrote = history.writer_of(kept.text)
        kept.author = wrote if wrote is not None and wrote != FILES else AUTOMATIC
        kept.reviewed_by = None
        await _add(session, _with(history, row), kept, now=now)
    if locale == SOURCE_LOCALE and row.state == PUBLISHED:
        await _let_translations_follow(session, histories, row, now=now)
    await bump_content_version(session)
    return row


def source_of(histories: Mapping[str, History], locale: str, followed: str | None) -> SourceText | None:
    """Return the Russian text that a translation is held against; None where there is none to hold it to."""
    shown = history_of(histories, SOURCE_LOCALE).shown
    return None if locale == SOURCE_LOCALE or shown is None else SourceText(shown.text, followed)


async def _locked(session: AsyncSession, answer_id: int) -> Mapping[str, History]:
    await lock_content(session)
    await session.get_one(AnswerRow, answer_id, with_for_update=True)
    return await read_histories(session, answer_id)


async def _let_translations_follow(
    session: AsyncSession, histories: Mapping[str, History], source: AnswerRevision, *, now: datetime
) -> None:
    """Mark what follows another Russian text as outdated; after a minor edit let it follow this one.

    A translation that follows this very text, as after an undo, counts again.
    """
    wanted = text_hash(source.text)
    for locale, history in histories.items():
        shown = history.shown
        if locale == SOURCE_LOCALE or shown is None or shown.state in (WITHDRAWN, IN_REVIEW):
            continue
        follows = shown.source_hash in (wanted, None)
        state = shown.state
        if follows and state == OUTDATED:
            state = PUBLISHED if shown.reviewed_by else DRAFT
        elif not follows and not source.is_minor:
            state = OUTDATED
        becomes = wanted if source.is_minor and shown.state != OUTDATED else shown.source_hash
        if (state, becomes) != (shown.state, shown.source_hash):
            row = _copy(shown, state, AUTOMATIC)
            row.source_hash = becomes
            await _add_beneath_pending(session, history, row, now=now, also=source)


async def _add_beneath_pending(
    session: AsyncSession,
    history: History,
    row: AnswerRevision,
    *,
    now: datetime,
    also: AnswerRevision | None = None,
) -> None:
    """Add a row for readers without burying the work that somebody has begun on top."""
    pending, shown = history.pending, history.shown
    await _add(session, history, row, now=now)
    if pending is not None and pending is not shown:
        kept = _copy(pending, pending.state, pending.author)
        if also is not None and also.is_minor and shown is not None:
            kept.source_hash = row.source_hash if kept.source_hash == shown.source_hash else kept.source_hash
        await _add(session, _with(history, row), kept, now=now)


async def _add(
    session: AsyncSession, history: History, row: AnswerRevision, *, now: datetime
) -> AnswerRevision:
    row.number = history.newest.number + 1 if history.newest else 1
    row.created_at = now
    session.add(row)
    await session.flush()
    return row


def _with(history: History, row: AnswerRevision) -> History:
    return History((*history.rows, row))


def _copy(row: AnswerRevision, state: str, author: str) -> AnswerRevision:
    return AnswerRevision(
        answer_id=row.answer_id,
        locale=row.locale,
        text=row.text,
        state=state,
        reviewed_by=row.reviewed_by,
        source_hash=row.source_hash,
        author=author,
        is_minor=row.is_minor,
        why=row.why,
    )


def _says_the_same(one: AnswerRevision, other: AnswerRevision) -> bool:
    """Say whether nothing would be new; what was in the files need not name the text it follows."""
    return one.text == other.text and one.source_hash in (other.source_hash, None)


def _source_hash(histories: Mapping[str, History], locale: str) -> str | None:
    shown = histories.get(SOURCE_LOCALE, NO_HISTORY).shown
    return None if locale == SOURCE_LOCALE or shown is None else text_hash(shown.text)
