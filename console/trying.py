"""The test box: a message, a route and a day, and what the bot makes of them, and why."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request, Response

from bot.conversation import Conversation
from bot.dispatcher import Equipment
from bot.messages import clean_text
from bot.turns import Turn
from console.access import Reader, desk_of
from console.pages import page, texts_of
from console.previews import equipment_of, previews_of
from console.text_words import scope_words
from console.words import route_words
from knowledge_base.folding import words
from knowledge_base.index import Snapshot, phrasings_of
from knowledge_base.locales import LOCALES
from knowledge_base.matcher.grams import STEM
from knowledge_base.matcher.linear import key_of
from knowledge_base.matching import Match, Phrasing
from knowledge_base.routes import COUNTRIES, STAY_COUNTRIES, Route, Scope

router = APIRouter()

MAX_MESSAGE: Final = 500
_NEAREST: Final = 3


@dataclass(frozen=True, slots=True)
class Reason:
    """A known phrasing that is near a message, and the words they share as they stand in it."""

    text: str
    locale: str
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A question that the bot considered."""

    match: Match
    title: str
    reasons: tuple[Reason, ...]


Word = Annotated[str, Form()]


@router.get("/try")
async def empty(request: Request, _visitor: Reader) -> Response:
    """Show the test box."""
    return await _page(request)


@router.post("/try")
async def try_message(
    request: Request,
    _visitor: Reader,
    text: Word = "",
    citizenship: Word = "",
    stay_in: Word = "",
    via: Word = "",
    on: Word = "",
    locale: Word = "",
) -> Response:
    """Answer a message as the bot would; nothing is kept of it, and it stands in no address."""
    return await _page(request, text, citizenship, stay_in, via, on, locale)


async def _page(
    request: Request,
    text: str = "",
    citizenship: str = "",
    stay_in: str = "",
    via: str = "",
    on: str = "",
    locale: str = "",
) -> Response:
    desk, texts = desk_of(request), texts_of(request)
    now, message = desk.clock(), clean_text(text)[:MAX_MESSAGE]
    day = _day(on) or now.date()
    route = Route(
        citizenship if citizenship in COUNTRIES else None,
        stay_in if stay_in in STAY_COUNTRIES else None,
        via if via in COUNTRIES else None,
    )
    knowledge = await desk.knowledge.snapshot()
    turn: Turn | None = None
    ranked: list[Ranked] = []
    if message:
        at = datetime.combine(day, time(12), now.tzinfo)
        equipment = await equipment_of(request)
        turn, ranked = await asyncio.to_thread(
            _tried,
            message,
            route,
            at,
            knowledge,
            equipment,
            locale if locale in LOCALES else None,
            texts.locale,
        )
    return page(
        request,
        "try.html",
        text=message,
        route=route,
        day=day,
        is_bad_day=bool(on) and _day(on) is None,
        turn=turn,
        route_read=route_words(texts, turn.chat.route) if turn else "",
        ranked=ranked,
        previews=[previews_of(reply) for reply in turn.replies] if turn else [],
        countries=COUNTRIES,
        stays=STAY_COUNTRIES,
        locales=LOCALES,
        locale_given=locale if locale in LOCALES else "",
        country=lambda code: scope_words(texts, Scope(citizenship=frozenset({code}))).split(" →")[0],
        latest=now.date() + timedelta(days=3650),
    )


def reasons_for(
    message: str, locale: str, question_id: str, phrasings: Sequence[Phrasing]
) -> tuple[Reason, ...]:
    """Return the known phrasings of a question that share most words, or their beginnings, with a message."""
    keys, as_written = key_of(message, locale).split(), words(message)
    said = {_stem(each): each for each in keys}
    shown = dict(zip(keys, as_written, strict=True)) if len(keys) == len(as_written) else {}
    near: list[tuple[float, Phrasing, list[str]]] = []
    for phrasing in phrasings:
        if phrasing.question_id != question_id:
            continue
        theirs = {_stem(each) for each in key_of(phrasing.text, phrasing.locale).split()}
        common = [each for each in said if len(each) > 1 and each in theirs]
        if common:
            near.append((len(common) / len(said.keys() | theirs), phrasing, common))
    near.sort(key=lambda each: (-each[0], each[1].locale != locale, each[1].text))
    return tuple(
        Reason(phrasing.text, phrasing.locale, tuple(shown.get(said[each], said[each]) for each in common))
        for _share, phrasing, common in near[:_NEAREST]
    )


def _tried(
    message: str,
    route: Route,
    at: datetime,
    knowledge: Snapshot,
    equipment: Equipment,
    locale: str | None,
    page_locale: str,
) -> tuple[Turn, list[Ranked]]:
    conversation = Conversation(equipment, knowledge)
    if locale is not None:
        conversation.press(f"language:{locale}", now=at)
    turn = conversation.say(message, now=at, route=route)
    matches = turn.matches or tuple(knowledge.matcher.match(message, turn.locale))
    phrasings = phrasings_of(knowledge.content)
    ranked = [
        Ranked(
            match,
            knowledge.title(match.question_id, page_locale)
            if match.question_id in knowledge.questions
            else "",
            reasons_for(message, turn.locale, match.question_id, phrasings),
        )
        for match in matches
    ]
    return turn, ranked


def _stem(word: str) -> str:
    return word[:STEM]


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given)
    except ValueError:
        return None
