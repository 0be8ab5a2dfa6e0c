"""What belongs to a question beside its texts: titles, answers for more routes, phrasings, comments.

Functions flush, the caller commits.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge_base.checks import MAX_TITLE
from knowledge_base.content_types import CONFIRMERS
from knowledge_base.facts import FactBook
from knowledge_base.loading import REMOVED, bump_content_version, lock_content
from knowledge_base.locales import LOCALES
from knowledge_base.models import AnswerRow, Comment, PhrasingRow, QuestionRow
from knowledge_base.revisions import FILES
from knowledge_base.routes import COUNTRIES, Scope
from knowledge_base.rows import scope_value
from knowledge_base.suggestions import suggest
from knowledge_base.text_checks import days_in_force

#: More than these at once are an import, not a person who types.
MAX_PHRASINGS: Final = 50
MAX_COMMENT: Final = 2000


class AnswerRefusal(StrEnum):
    """Why an answer for these routes was not added."""

    NO_FACT = "no_fact"
    UNKNOWN_FACT = "unknown_fact"
    NO_CONFIRMER = "no_confirmer"
    UNKNOWN_COUNTRY = "unknown_country"
    TIE = "tie"  #: another answer is as specific and holds for some of the same routes on the same days
    NOT_IN_FORCE = "not_in_force"


class TitleRefusal(StrEnum):
    """Why a title was not changed."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    STALE = "stale"


async def add_answer(
    session: AsyncSession,
    question_id: str,
    scope: Scope,
    *,
    fact_ids: Sequence[str],
    confirm_with: str,
    facts: FactBook,
) -> AnswerRow | AnswerRefusal:
    """Add an answer without a text yet for the routes of a scope."""
    await lock_content(session)
    fact_ids = list(dict.fromkeys(fact_ids))
    if not fact_ids:
        return AnswerRefusal.NO_FACT
    if any(each not in facts.facts for each in fact_ids):
        return AnswerRefusal.UNKNOWN_FACT
    if confirm_with not in CONFIRMERS:
        return AnswerRefusal.NO_CONFIRMER
    if (scope.citizenship | scope.stay_in | scope.via) - set(COUNTRIES):
        return AnswerRefusal.UNKNOWN_COUNTRY
    window = days_in_force(fact_ids, facts)
    if window[1] < window[0]:
        return AnswerRefusal.NOT_IN_FORCE
    others = list(await session.scalars(select(AnswerRow).where(AnswerRow.question_id == question_id)))
    if any(_ties(scope, window, other, facts) for other in others):
        return AnswerRefusal.TIE
    row = AnswerRow(
        question_id=question_id,
        key=_new_key(scope, {other.key for other in others}),
        citizenship=sorted(scope.citizenship),
        stay_in=sorted(scope.stay_in),
        via=sorted(scope.via),
        fact_ids=fact_ids,
        confirm_with=confirm_with,
    )
    session.add(row)
    await bump_content_version(session)
    await session.flush()
    return row


async def change_titles(
    session: AsyncSession, question_id: str, titles: Mapping[str, str], *, began_from: Mapping[str, str]
) -> TitleRefusal | None:
    """Give a question these titles in these languages; they stay whatever the content files say later.

    `began_from` holds the titles as the person saw them: where one has changed since, nothing is written.
    """
    await lock_content(session)
    row = await session.get_one(QuestionRow, question_id, with_for_update=True, populate_existing=True)
    now_shown = {**row.titles, **row.edited_titles}
    changed = {
        locale: " ".join(title.split())
        for locale, title in titles.items()
        if locale in LOCALES and " ".join(title.split()) != began_from.get(locale, "")
    }
    if any(now_shown.get(locale, "") != began_from.get(locale, "") for locale in changed):
        return TitleRefusal.STALE
    if any(not title for title in changed.values()):
        return TitleRefusal.EMPTY
    if any(len(title) > MAX_TITLE for title in changed.values()):
        return TitleRefusal.TOO_LONG
    if changed:
        row.edited_titles = {**row.edited_titles, **changed}
        await bump_content_version(session)
        await session.flush()
    return None


async def propose_phrasings(
    session: AsyncSession,
    question_id: str | None,
    locale: str,
    texts: Iterable[str],
    *,
    by: str,
    now: datetime,
) -> int:
    """Let phrasings wait until somebody has seen what they win and lose; return how many are new."""
    count = 0
    for text in list(texts)[:MAX_PHRASINGS]:
        count += await suggest(session, text, locale, question_id, by=by, now=now) is not None
    return count


async def remove_phrasing(session: AsyncSession, phrasing_id: int) -> PhrasingRow | None:
    """Take a phrasing away; None where it is gone already.

    One of the content files is kept as removed, so that no later load brings it back.
    """
    row = await session.get(PhrasingRow, phrasing_id, with_for_update=True)
    if row is None or row.origin == REMOVED:
        return None
    if row.origin == FILES:
        row.origin = REMOVED
    else:
        await session.delete(row)
    await bump_content_version(session)
    await session.flush()
    return row


async def add_comment(
    session: AsyncSession, answer_id: int, locale: str, text: str, *, author: str, now: datetime
) -> Comment | None:
    """Keep what one colleague says to the others about a text; None where it is empty."""
    text = text.strip()[:MAX_COMMENT]
    if not text:
        return None
    comment = Comment(answer_id=answer_id, locale=locale, author=author, text=text, created_at=now)
    session.add(comment)
    await session.flush()
    return comment


async def resolve_comment(session: AsyncSession, comment: Comment, *, now: datetime) -> None:
    """Mark a comment as done; a second time changes nothing."""
    comment.resolved_at = comment.resolved_at or now
    await session.flush()


def _ties(scope: Scope, window: tuple[date, date], other: AnswerRow, facts: FactBook) -> bool:
    theirs, (first, last) = scope_value(other), days_in_force(other.fact_ids, facts)
    is_rival = theirs.precision == scope.precision and theirs.meets(scope)
    return is_rival and max(window[0], first) <= min(window[1], last)


def _new_key(scope: Scope, taken: set[str]) -> str:
    """Return a short name like those of the content files: `uz-kz`, `uz-kz-2`."""
    parts = [*sorted(scope.citizenship), *(["in"] if not scope.citizenship and scope.stay_in else [])]
    parts += [*sorted(scope.stay_in), *(["via", *sorted(scope.via)] if scope.via else [])]
    key = "-".join(parts).lower()[:56] or "any"
    return next(
        name for number in range(1, 1000) if (name := key if number == 1 else f"{key}-{number}") not in taken
    )
