"""The trained matcher, kept in the database: a start reads it instead of training it again."""

import asyncio
from collections.abc import Sequence

from sqlalchemy import select

from knowledge_base.database import Sessions
from knowledge_base.matching import Matcher, Phrasing
from knowledge_base.models import StoredMatcher
from knowledge_base.tfidf import TfidfMatcher, stored_key

_ONLY_ROW = 1


async def stored_matcher(sessions: Sessions, phrasings: Sequence[Phrasing]) -> Matcher:
    """Return a matcher of these phrasings: the stored one where it fits, else a new one, which is stored.

    Several processes may train at the same time; they make the same matcher, so the last one may win.
    """
    key = stored_key(phrasings)
    async with sessions() as session:
        body = await session.scalar(select(StoredMatcher.body).where(StoredMatcher.key == key))
    if body is not None:
        return TfidfMatcher.from_bytes(body)
    matcher = await asyncio.to_thread(TfidfMatcher.fit, phrasings)
    async with sessions.begin() as session:
        await session.merge(StoredMatcher(id=_ONLY_ROW, key=key, body=matcher.to_bytes()))
    return matcher
