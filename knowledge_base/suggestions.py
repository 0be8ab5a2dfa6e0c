"""What operators find in chats becomes a phrasing, or a counter-example, after an editor's yes.

An operator says which question a message asked, or that it was none of ours. The suggestion waits; an editor
sees what it would win and lose on the regression set, and decides.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge_base.content_types import Content
from knowledge_base.evaluation import Comparison, Labelled, compare, read_all
from knowledge_base.loading import bump_content_version
from knowledge_base.matcher.linear import LinearMatcher
from knowledge_base.matcher.updating import with_more
from knowledge_base.matching import Phrasing
from knowledge_base.models import PhrasingRow, Suggestion, SuggestionState
from knowledge_base.retrieval import Thresholds

OPERATOR: Final = "operator"  #: where a phrasing came from that was a suggestion
MAX_CHARACTERS: Final = 500


async def suggest(
    session: AsyncSession, text: str, locale: str, question_id: str | None, *, by: str, now: datetime
) -> Suggestion | None:
    """Keep a suggestion until an editor decides; None where it is empty, or known or waiting already.

    The text must be free of personal data. The caller commits.
    """
    text = " ".join(text.split())[:MAX_CHARACTERS]
    if not text or await _is_known(session, text, locale, question_id):
        return None
    suggestion = Suggestion(
        question_id=question_id,
        locale=locale,
        text=text,
        state=SuggestionState.WAITING,
        suggested_by=by,
        suggested_at=now,
    )
    session.add(suggestion)
    await session.flush()
    return suggestion


async def waiting(session: AsyncSession) -> list[Suggestion]:
    """Return what waits for an editor, oldest first."""
    rows = await session.scalars(
        select(Suggestion).where(Suggestion.state == SuggestionState.WAITING).order_by(Suggestion.id)
    )
    return list(rows)


def try_out(
    suggestions: Sequence[Suggestion], *, matcher: LinearMatcher, content: Content, thresholds: Thresholds
) -> Comparison:
    """Return what accepting these would win and lose on the regression set. Slow: seconds, no database."""
    labelled = [
        Labelled(each.text, each.locale, (each.question_id,) if each.question_id else ())
        for each in content.regression
    ]
    more = [Phrasing(each.text, each.locale, each.question_id) for each in suggestions]
    after = with_more(matcher, more)
    return compare(read_all(matcher, labelled), read_all(after, labelled), thresholds)


async def decide(
    session: AsyncSession, suggestion_ids: Sequence[int], *, accept: bool, by: str, now: datetime
) -> int:
    """Accept or refuse suggestions that still wait; return how many. The caller commits.

    Accepted ones are phrasings from then on, and every process learns them before its next message.
    """
    rows = await session.scalars(
        select(Suggestion)
        .where(Suggestion.id.in_(suggestion_ids), Suggestion.state == SuggestionState.WAITING)
        .with_for_update()
    )
    decided = list(rows)
    for row in decided:
        row.state = SuggestionState.ACCEPTED if accept else SuggestionState.REFUSED
        row.decided_by, row.decided_at = by, now
        if accept:
            session.add(
                PhrasingRow(question_id=row.question_id, locale=row.locale, text=row.text, origin=OPERATOR)
            )
    if accept and decided:
        await bump_content_version(session)
    await session.flush()
    return len(decided)


async def _is_known(session: AsyncSession, text: str, locale: str, question_id: str | None) -> bool:
    phrasing = select(PhrasingRow.id).where(
        PhrasingRow.text == text,
        PhrasingRow.locale == locale,
        PhrasingRow.question_id.is_not_distinct_from(question_id),
    )
    suggestion = select(Suggestion.id).where(
        Suggestion.text == text,
        Suggestion.locale == locale,
        Suggestion.question_id.is_not_distinct_from(question_id),
        Suggestion.state == SuggestionState.WAITING,
    )
    return any([await session.scalar(each.limit(1)) is not None for each in (phrasing, suggestion)])
