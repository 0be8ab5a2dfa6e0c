"""The list of facts: find one, see what needs a look, and say of many at once that they are still true."""

import re
from collections.abc import Sequence
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request, Response

from console.access import Visitor, Writer, desk_of
from console.activity import record, was_done
from console.fact_words import (
    ATTENTION,
    CONFIDENCE,
    countries_words,
    reading_locale,
    validity_words,
    values_words,
)
from console.nonces import form_id, new_nonce
from console.organisations import keeps
from console.pages import page, see_other, texts_of
from console.text_words import TOPICS
from knowledge_base.content_types import Fact
from knowledge_base.fact_attention import Attention, needing
from knowledge_base.fact_editing import mark_checked, numbers_of
from knowledge_base.facts import FactBook
from knowledge_base.formats import country_name
from knowledge_base.index import Snapshot
from knowledge_base.routes import STAY_COUNTRIES

router = APIRouter()

PAGE: Final = 50
_CHOICE: Final = re.compile(r"^([\w.-]{1,64}):(\d{1,9})$")


@router.get("/facts")
async def facts(
    request: Request,
    visitor: Writer,
    q: str = "",
    show: str = "",
    country: str = "",
    topic: str = "",
    page_number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
    checked: Annotated[int, Query(ge=0, le=PAGE)] = 0,
    missed: Annotated[int, Query(ge=0, le=PAGE)] = 0,
) -> Response:
    """Show the facts that were searched for; those that need a look first where that was asked for."""
    desk, texts = desk_of(request), texts_of(request)
    knowledge, today = await desk.knowledge.snapshot(), desk.clock().date()
    chosen = {"q": " ".join(q.split())[:100], "show": show, "country": country, "topic": topic}
    is_attention = show in set(Attention)
    found = (
        needing(knowledge.content.facts, Attention(show), today)
        if is_attention
        else list(knowledge.content.facts.values())
    )
    found = _of_topic(_of_country(found, country), topic, knowledge)
    found = [fact for fact in found if _says(fact, chosen["q"].casefold(), knowledge.facts)]
    shown = found[(page_number - 1) * PAGE : page_number * PAGE]
    async with desk.sessions() as session:
        numbers = await numbers_of(session, [fact.id for fact in shown])
    return page(
        request,
        "facts.html",
        rows=[
            {
                "fact": fact,
                "number": numbers.get(fact.id, 0),
                "value": values_words(knowledge.facts, fact, reading_locale(texts), today),
                "validity": validity_words(texts, fact),
                "countries": countries_words(texts, fact),
                "is_overdue": fact.is_overdue(today),
                "has_ended": fact.valid_until is not None and fact.valid_until < today,
                "is_kept": may_change(visitor, fact),
            }
            for fact in shown
        ],
        total=len(found),
        number=page_number,
        has_more=len(found) > page_number * PAGE,
        chosen=chosen,
        address=_address(chosen),
        attention=ATTENTION,
        confidence=CONFIDENCE,
        countries={code: country_name(code, reading_locale(texts)) for code in STAY_COUNTRIES},
        topics=TOPICS,
        checked=checked,
        missed=missed,
        today=today,
        nonce=new_nonce(),
    )


@router.post("/facts/checked")
async def checked(
    request: Request,
    visitor: Writer,
    fact: Annotated[list[str] | None, Form()] = None,
    nonce: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "",
) -> Response:
    """Say that somebody has looked at the sources today and the facts are still true."""
    desk, form = desk_of(request), form_id(visitor, nonce)
    found = [match for each in (fact or [])[:PAGE] if (match := _CHOICE.match(each))]
    wanted = {match.group(1): int(match.group(2)) for match in found}
    known = (await desk.knowledge.snapshot()).content.facts
    wanted = {
        fact_id: number
        for fact_id, number in wanted.items()
        if fact_id in known and may_change(visitor, known[fact_id])
    }
    done: Sequence[Fact] = ()
    async with desk.sessions.begin() as session:
        if await was_done(session, form):
            done = [known[fact_id] for fact_id in wanted]
        elif wanted:
            done = await mark_checked(session, wanted, by=visitor.staff.name, now=desk.clock())
            before = {each: known[each].checked_on.isoformat() for each in wanted}
            await record(
                session,
                staff_id=visitor.staff.id,
                at=desk.clock(),
                action="facts_checked",
                subject=f"fact:{done[0].id}"[:64] if len(done) == 1 else "facts",
                form_id=form,
                before={each.id: before[each.id] for each in done},
                after={each.id: each.checked_on.isoformat() for each in done},
                count=len(done),
            )
    if len(wanted) == 1 and back in wanted:
        return see_other(f"/facts/{back}?" + urlencode({"done": "checked" if done else "stale"}))
    kept = {name: value for name, value in _choices(back).items() if value}
    counts = {"checked": len(done), "missed": len(wanted) - len(done)}
    return see_other("/facts?" + urlencode({**kept, **{name: n for name, n in counts.items() if n}}))


def may_change(visitor: Visitor, fact: Fact) -> bool:
    """Tell whether somebody's organisation keeps a fact."""
    return keeps(visitor.organisation, locale=None, scope=fact.scope)


def _of_country(facts: list[Fact], country: str) -> list[Fact]:
    if country not in STAY_COUNTRIES:
        return facts
    return [fact for fact in facts if country in fact.scope.stay_in]


def _of_topic(facts: list[Fact], topic: str, knowledge: Snapshot) -> list[Fact]:
    if topic not in TOPICS:
        return facts
    of_topic = set(knowledge.questions_of(topic))
    return [fact for fact in facts if fact.topic in of_topic]


def _says(fact: Fact, wanted: str, book: FactBook) -> bool:
    """Tell whether every word that was typed stands in the fact."""
    if not wanted:
        return True
    source = fact.source.name if fact.source else ""
    values = " ".join(str(each) for each in (fact.value, *(part.value for part in fact.parts.values())))
    text = f"{fact.id} {fact.statement} {values} {source} {fact.series or ''}".casefold()
    return all(word in text for word in wanted.split())


def _choices(back: str) -> dict[str, str]:
    """Return the filters that the list was shown with; they come back as they left, a line each."""
    pairs = (line.partition("=") for line in back[:500].splitlines())
    return {name: value for name, _, value in pairs if name in ("q", "show", "country", "topic", "page")}


def _address(chosen: dict[str, str]) -> str:
    return urlencode({name: value for name, value in chosen.items() if value})
