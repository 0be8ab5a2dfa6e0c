"""The trained matcher, kept in the database: a start reads it instead of training it again."""

import asyncio
from collections.abc import Sequence

from sqlalchemy import select

from knowledge_base.database import Sessions
from knowledge_base.matcher.choosing import brought_up_to_date, nearest
from knowledge_base.matcher.linear import LinearMatcher
from knowledge_base.matcher.meaning import embedder
from knowledge_base.matcher.shipped import shipped_matcher
from knowledge_base.matcher.storing import MODEL_ID, from_bytes, to_bytes
from knowledge_base.matcher.training import train
from knowledge_base.matching import Matcher, Phrasing
from knowledge_base.models import StoredMatcher
from knowledge_base.text_vectors import RememberingEmbedder, keep_vectors, read_vectors

_ONLY_ROW = 1


async def stored_matcher(sessions: Sessions, phrasings: Sequence[Phrasing]) -> Matcher:
    """Return a matcher of these phrasings: the nearest trained one brought up to date, or a new one.

    Only full trainings are stored. Processes that share a database start from the same one and learn the same
    phrasings on top, so they agree; of two that train at once the last may win, they make the same.
    """
    async with sessions() as session:
        body = await session.scalar(select(StoredMatcher.body).where(StoredMatcher.key == MODEL_ID))
    stored = from_bytes(body).with_embedder(embedder()) if body is not None else None
    return await asyncio.to_thread(_brought_up_to_date, (stored, shipped_matcher()), phrasings) or (
        await _trained(sessions, phrasings)
    )


def _brought_up_to_date(
    bases: Sequence[LinearMatcher | None], phrasings: Sequence[Phrasing]
) -> LinearMatcher | None:
    base = nearest(bases, phrasings)
    return brought_up_to_date(base, phrasings) if base is not None else None


async def _train(sessions: Sessions, phrasings: Sequence[Phrasing]) -> LinearMatcher:
    """Train anew; texts that were embedded before are not embedded again."""
    behind = embedder()
    if behind is None:
        return await asyncio.to_thread(train, phrasings)
    remembering = RememberingEmbedder(behind, await read_vectors(sessions))
    matcher = await asyncio.to_thread(train, phrasings, embedder=remembering)
    await keep_vectors(sessions, remembering.new)
    return matcher.with_embedder(behind)


async def _trained(sessions: Sessions, phrasings: Sequence[Phrasing]) -> Matcher:
    matcher = await _train(sessions, phrasings)
    async with sessions.begin() as session:
        await session.merge(StoredMatcher(id=_ONLY_ROW, key=MODEL_ID, body=to_bytes(matcher)))
    return matcher
