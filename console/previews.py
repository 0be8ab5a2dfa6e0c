"""A text as readers would get it, and everything that is wrong with it, before it is kept."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Final

from fastapi import Request

from bot.channels.sms_text import fit_sms, sms_parts
from bot.channels.splitting import split_text, utf16_length
from bot.dispatcher import Equipment, tools_for
from bot.equipment import make_equipment
from bot.handlers.question import answer_question
from bot.language.detector import shipped_detector
from bot.language.settle import CLEAR
from bot.messages import Button, Reply
from bot.turns import ChatState, Outcome
from console.access import desk_of
from knowledge_base.content_types import PUBLISHED, Answer, AnswerText, Content, Fact
from knowledge_base.facts import PLACEHOLDER, FactBook, UnknownPlaceholder
from knowledge_base.index import Snapshot
from knowledge_base.routes import COUNTRIES, STAY_COUNTRIES, Route, Scope
from knowledge_base.text_checks import (
    Rule,
    SourceText,
    TextProblem,
    check_text,
    day_in_force,
)
from knowledge_base.wording import Term, avoided_words, other_language, read_terms

_TELEGRAM: Final = 4096  #: characters of one message
_WHATSAPP: Final = 1600


@dataclass(frozen=True, slots=True)
class Preview:
    """A reply in one channel: the messages it is sent as, and what the phone company counts."""

    channel: str
    messages: tuple[str, ...]
    buttons: tuple[str, ...]
    length: int
    parts: int


@dataclass(frozen=True, slots=True)
class Chip:
    """A fact as it can stand in a text, with what a reader of the language sees in its place."""

    placeholder: str
    shown: str | None  #: None: it has no value, or none on that day
    fact: Fact | None
    is_used: bool


async def equipment_of(request: Request) -> Equipment:
    """Return what the bot answers with, put together at the first request that needs it."""
    state = request.app.state
    if getattr(state, "equipment", None) is None:
        state.equipment = await asyncio.to_thread(make_equipment, desk_of(request).settings)
    equipment: Equipment = state.equipment
    return equipment


def previews_of(reply: Reply) -> list[Preview]:
    """Return a reply as each channel sends it."""
    labels = tuple(button.label for button in reply.buttons)
    telegram = split_text(reply.text, _TELEGRAM, measure=utf16_length)
    numbered = _numbered(reply.buttons)
    whatsapp = split_text(f"{reply.text}\n\n{numbered}".strip(), _WHATSAPP, measure=utf16_length)
    sms = fit_sms(reply.text, reply.buttons)
    return [
        Preview("telegram", tuple(telegram), labels, sum(map(utf16_length, telegram)), len(telegram)),
        Preview("whatsapp", tuple(whatsapp), (), sum(map(utf16_length, whatsapp)), len(whatsapp)),
        Preview("sms", tuple(sms), (), sum(map(utf16_length, sms)), sum(map(sms_parts, sms))),
    ]


def preview_reply(
    answer: Answer, text: str, locale: str, *, knowledge: Snapshot, equipment: Equipment, now: datetime
) -> Reply | None:
    """Return what somebody on the answer's route would get once this text is published.

    None where it would be withheld: a value is missing, or its facts do not hold together on any day.
    """
    day = day_in_force(answer.fact_ids, knowledge.facts, now.date())
    if day is None or not text.strip():
        return None
    published = Answer(
        answer.question_id,
        answer.key,
        answer.scope,
        answer.fact_ids,
        answer.confirm_with,
        {locale: AnswerText(text, PUBLISHED, reviewed_by="-")},
    )
    only = Snapshot(
        Content(knowledge.content.questions, (published,), knowledge.content.facts),
        matcher=knowledge.matcher,
    )
    tools = tools_for(locale, equipment=equipment, knowledge=only, now=datetime.combine(day, now.timetz()))
    chat = ChatState(locale=locale, route=example_route(answer.scope))
    turn = answer_question(answer.question_id, chat, tools)
    return turn.replies[0] if turn.outcome is Outcome.ANSWER else None


def example_route(scope: Scope) -> Route:
    """Return one route that a scope covers, for showing an answer."""
    routes = (
        Route(citizenship, stay_in, next(iter(sorted(scope.via)), None))
        for stay_in in STAY_COUNTRIES + COUNTRIES
        for citizenship in COUNTRIES
        if citizenship != stay_in
    )
    return next((route for route in routes if scope.covers(route)), Route(*COUNTRIES[:1], "KZ"))


def problems_of(
    text: str,
    locale: str,
    fact_ids: Sequence[str],
    *,
    facts: FactBook,
    source: SourceText | None,
    now: datetime,
) -> list[TextProblem]:
    """Return what stops a publication, then what only a person can judge: words and language."""
    problems = check_text(text, locale, fact_ids, facts=facts, on=now.date(), source=source)
    for found, term in avoided_words(text, _terms().get(locale, ())):
        problems.append(TextProblem(Rule.AVOIDED_WORD, about=found, instead=term.term))
    if (other := other_language(text, locale, _detect)) is not None:
        problems.append(TextProblem(Rule.OTHER_LANGUAGE, about=other))
    return problems


def chips_of(
    text: str, source: str, fact_ids: Sequence[str], locale: str, *, facts: FactBook, now: datetime
) -> list[Chip]:
    """Return the facts of a text, of the Russian text beside it, and those the answer rests on."""
    day = day_in_force(fact_ids, facts, now.date()) or now.date()
    standing = [match.group(0) for each in (text, source) for match in PLACEHOLDER.finditer(each)]
    named = {match.group(1) for each in standing if (match := PLACEHOLDER.match(each))}
    every = dict.fromkeys([*standing, *(f"{{{each}}}" for each in fact_ids if each not in named)])
    return [_chip(each, text, locale, facts, day) for each in every]


def find_facts(
    words: str, locale: str, scope: Scope, *, facts: FactBook, now: datetime, most: int = 12
) -> list[Chip]:
    """Return facts whose name or statement holds all these words; those for the answer's countries first."""
    wanted = words.lower().split()
    found = [
        fact
        for fact in facts.facts.values()
        if wanted and all(each in f"{fact.id} {fact.statement}".lower() for each in wanted)
    ]
    found.sort(key=lambda fact: (not fact.scope.meets(scope), not fact.is_in_force(now.date()), fact.id))
    return [_chip(f"{{{fact.id}}}", "", locale, facts, now.date()) for fact in found[:most]]


def _chip(placeholder: str, text: str, locale: str, facts: FactBook, day: date) -> Chip:
    try:
        shown = facts.render(placeholder, locale, day)
        fact = facts.fact(next(facts.names_in(placeholder)), day)
    except (UnknownPlaceholder, ValueError):
        return Chip(placeholder, None, facts.facts.get(placeholder.strip("{}")), placeholder in text)
    return Chip(placeholder, shown, fact, placeholder in text)


def _detect(text: str) -> str | None:
    found = shipped_detector().detect(text)
    return found.locale if found.confidence >= CLEAR else None


@cache
def _terms() -> dict[str, tuple[Term, ...]]:
    return read_terms()


def _numbered(buttons: Sequence[Button]) -> str:
    return "\n".join(f"{number}. {button.label}" for number, button in enumerate(buttons, 1))
