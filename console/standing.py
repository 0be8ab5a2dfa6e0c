"""How the knowledge stands today, kept in memory until a text, a fact or the day changes."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from fastapi import Request

from console.access import desk_of
from knowledge_base.content_types import Answer, Fact
from knowledge_base.coverage import Coverage, Gap, read_gaps
from knowledge_base.fact_attention import Attention, needing
from knowledge_base.fact_effects import resting_on
from knowledge_base.index import Snapshot
from knowledge_base.routes import Scope
from knowledge_base.text_states import LiveStates, States, TextCounts, count_texts


@dataclass(frozen=True, slots=True)
class Standing:
    """The knowledge with all that its pages count."""

    on: date
    knowledge: Snapshot
    states: States
    texts: TextCounts
    coverage: Coverage
    scopes: Mapping[tuple[str, str], Scope]  #: of each answer, by question and key
    expiring: tuple[Fact, ...]
    resting_on_expiring: tuple[Answer, ...]


class _Kept:
    """What one application has in memory."""

    def __init__(self) -> None:
        self.states = LiveStates()
        self.standing: Standing | None = None


async def standing_of(request: Request) -> Standing:
    """Return how things stand; two queries where nothing has changed."""
    kept: _Kept | None = getattr(request.app.state, "standing", None)
    if kept is None:
        kept = request.app.state.standing = _Kept()
    desk = desk_of(request)
    knowledge = await desk.knowledge.snapshot()
    states, on = await kept.states.refresh(desk.sessions), desk.clock().date()
    now = kept.standing
    if now is None or now.knowledge is not knowledge or now.states is not states or now.on != on:
        kept.standing = now = await asyncio.to_thread(_work_out, knowledge, states, on)
    return now


def _work_out(knowledge: Snapshot, states: States, on: date) -> Standing:
    expiring = tuple(needing(knowledge.content.facts, Attention.EXPIRING, on))
    resting = resting_on(knowledge.content, frozenset(fact.id for fact in expiring))
    coverage = Coverage(knowledge, states, _gaps(), on)
    scopes = {(each.question_id, each.key): each.scope for each in knowledge.content.answers}
    return Standing(on, knowledge, states, count_texts(states), coverage, scopes, expiring, tuple(resting))


@cache
def _gaps() -> tuple[Gap, ...]:
    return tuple(read_gaps())
