"""What new phrasings would do to the questions whose answer is known, before anybody learns them."""

import asyncio
from collections.abc import Sequence
from typing import Final

from fastapi import Request

from bot.equipment import thresholds_of
from bot.texts import later
from console.access import desk_of
from knowledge_base.evaluation import Comparison
from knowledge_base.matcher.linear import LinearMatcher, readable
from knowledge_base.models import Suggestion
from knowledge_base.suggestions import try_out
from knowledge_base.text_vectors import RememberingEmbedder, keep_vectors, read_vectors_of

LOSES: Final = later("These phrasings make the bot worse on known questions. Tick the box if you want that.")


async def trial_of(request: Request, suggestions: Sequence[Suggestion]) -> Comparison | None:
    """Return what these phrasings win and lose on the regression set; None where nothing can be tried.

    What the known questions mean is kept, so that only the first trial of an installation takes long.
    """
    desk = desk_of(request)
    knowledge = await desk.knowledge.snapshot()
    matcher, content = knowledge.matcher, knowledge.content
    if not suggestions or not isinstance(matcher, LinearMatcher):
        return None
    remembering = None
    if matcher.embedder is not None:
        texts = [readable(each.text, each.locale) for each in content.regression]
        remembering = RememberingEmbedder(matcher.embedder, await read_vectors_of(desk.sessions, texts))
        matcher = matcher.with_embedder(remembering)
    comparison = await asyncio.to_thread(
        try_out, suggestions, matcher=matcher, content=content, thresholds=thresholds_of(desk.settings)
    )
    if remembering is not None:
        await keep_vectors(desk.sessions, remembering.new)
    return comparison
