"""What the pages of one fact show: the fact in each language, and what a change would change."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from fastapi import Request, Response

from bot.texts import later
from console.access import PageRefused, Visitor, desk_of
from console.fact_words import (
    CONFIDENCE,
    KINDS,
    MISTAKES,
    REFUSALS,
    countries_words,
    field_words,
    link_words,
    reading_locale,
    unit_words,
    validity_words,
    values_words,
)
from console.facts import may_change
from console.nonces import new_nonce
from console.pages import page, texts_of
from console.standing import Standing, standing_of
from console.text_words import scope_words
from knowledge_base.content_types import Fact
from knowledge_base.fact_editing import FactRefusal, history_of, planned_facts
from knowledge_base.fact_effects import affected
from knowledge_base.fact_reading import Mistake, TypedFact, typed_of
from knowledge_base.facts import FactBook
from knowledge_base.locales import LOCALES
from knowledge_base.models import FactRevision, LinkCheck
from knowledge_base.rows import fact_value

NO_FACT: Final = later("There is no such fact.")
PART: Final = "part."
_STALE: Final = later(
    "{name} changed this fact meanwhile. Nothing was overwritten: your text is still in the form below, "
    "what is there now stands above it."
)
_DAY: Final = timedelta(days=1)
#: Answers whose sentences are shown; where a change touches more, the others are named with their languages.
IN_FULL: Final = 60
Moved = list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Typed:
    """What came with a form."""

    fact: TypedFact
    number: int = 0
    starts_on: str = ""
    why: str = ""
    is_checked: bool = False
    mistakes: Mapping[str, Mistake] = field(default_factory=dict)


def plain(fact: Fact) -> dict[str, str]:
    """Return what of a fact can be changed, by the name of its field."""
    typed = asdict(typed_of(fact))
    parts = typed.pop("parts")
    return {**typed, **{f"{PART}{name}": value for name, value in parts.items()}}


def moved(old: Fact, new: Fact) -> Moved:
    """Return the fields that differ, with old and new."""
    before, after = plain(old), plain(new)
    return [
        (name, before.get(name, ""), after[name]) for name in after if before.get(name, "") != after[name]
    ]


async def fact_page(
    request: Request,
    fact_id: str,
    visitor: Visitor,
    *,
    typed: Typed | None = None,
    refusal: FactRefusal | None = None,
    stale_by: str | None = None,
    done: str = "",
) -> Response:
    """Show a fact and its form; a refused form comes back as it was typed."""
    desk, texts = desk_of(request), texts_of(request)
    knowledge, today = await desk.knowledge.snapshot(), desk.clock().date()
    async with desk.sessions() as session:
        rows = await history_of(session, fact_id)
        if not rows:
            raise PageRefused(404, NO_FACT)
        fact = fact_value(rows[0])
        url = fact.source.url if fact.source else None
        link = await session.get(LinkCheck, url[:1024]) if url else None
    book, locale = FactBook({**knowledge.content.facts, fact_id: fact}), reading_locale(texts)
    mistakes = typed.mistakes if typed else {}
    kind = fact.source.kind if fact.source else ""
    mates = [each for each in book.facts.values() if fact.series is not None and each.series == fact.series]
    return page(
        request,
        "fact.html",
        status=409 if stale_by else 422 if refusal or mistakes else 200,
        fact=fact,
        number=rows[0].number,
        typed=typed or Typed(typed_of(fact)),
        mistakes={name: MISTAKES[each] for name, each in mistakes.items()},
        notice=texts.say(_STALE, name=stale_by)
        if stale_by
        else texts.say(REFUSALS[refusal])
        if refusal
        else "",
        done=done,
        values={each: values_words(book, fact, each, today) for each in LOCALES},
        value=values_words(book, fact, locale, today),
        unit=unit_words(texts, fact.unit),
        part_units={name: unit_words(texts, part.unit) for name, part in fact.parts.items()},
        validity=validity_words(texts, fact),
        countries=countries_words(texts, fact),
        is_overdue=fact.is_overdue(today),
        is_planned=fact.valid_from is not None and fact.valid_from > today and fact.series is not None,
        mates=[
            (each, values_words(book, each, locale, today), validity_words(texts, each))
            for each in sorted(mates, key=lambda each: each.valid_from or date.min)
        ],
        link=link_words(texts, link.status) if link else "",
        confidences=CONFIDENCE,
        kinds=KINDS if kind in ("", *KINDS) else {**KINDS, kind: kind},
        history=list(_history(rows, locale, today)),
        field_words=lambda name: field_words(texts, name),
        is_kept=may_change(visitor, fact),
        nonce=new_nonce(),
    )


async def preview_page(
    request: Request, old: Fact, new: Fact, typed: Typed, starts_on: date | None
) -> Response:
    """Show what a change does to every answer and language, with the button that makes it."""
    texts, standing = texts_of(request), await standing_of(request)
    content, locale = standing.knowledge.content, reading_locale(texts)
    if starts_on is None:
        changed, on, then = {new.id: new}, standing.on, standing.on
    else:
        # From the last day of the old law to the first of the new one.
        changed, on, then = planned_facts(old, new, starts_on), starts_on - _DAY, starts_on
    effects = await asyncio.to_thread(affected, content, old.id, changed, on=on, then=then)
    groups = list(effects.answers.items())
    return page(
        request,
        "fact_preview.html",
        fact=old,
        starts_on=starts_on,
        old_value=values_words(FactBook({**content.facts, old.id: old}), old, locale, on),
        new_value=values_words(FactBook({**content.facts, new.id: new}), new, locale, then),
        moved=moved(old, new),
        field_words=lambda name: field_words(texts, name),
        answers=[
            {
                **_answer(standing, key, locale),
                "scope": scope_words(texts, standing.scopes[key]),
                "texts": [(each, [_marked(*pair) for pair in each.lines()]) for each in changed_texts],
            }
            for key, changed_texts in groups[:IN_FULL]
        ],
        others=[
            {
                **_answer(standing, key, locale),
                "scope": scope_words(texts, standing.scopes[key]),
                "locales": [each.locale for each in changed_texts],
            }
            for key, changed_texts in groups[IN_FULL:]
        ],
        answers_count=len(groups),
        texts_count=len(effects.texts),
        locales_count=len(effects.locales),
        resting=[_answer(standing, (each.question_id, each.key), locale) for each in effects.resting],
        fields={**_hidden(typed), "number": str(typed.number)},
        nonce=new_nonce(),
    )


def _answer(standing: Standing, key: tuple[str, str], locale: str) -> dict[str, Any]:
    states = standing.states.get(key)
    return {"id": states.id if states else None, "title": standing.knowledge.title(key[0], locale)}


def _hidden(typed: Typed) -> dict[str, str]:
    """Return the fields of a form that waits for its confirmation."""
    values = asdict(typed.fact)
    parts = values.pop("parts")
    values |= {f"{PART}{name}": value for name, value in parts.items()}
    values |= {"starts_on": typed.starts_on, "why": typed.why}
    return {**values, "is_checked": "yes"} if typed.is_checked else values


def _history(rows: Sequence[FactRevision], locale: str, today: date) -> Iterator[dict[str, Any]]:
    """Yield each version with what it changed of the one before it."""
    for row, before in zip(rows, [*rows[1:], None], strict=True):
        fact = fact_value(row)
        yield {
            "row": row,
            "value": values_words(FactBook({fact.id: fact}), fact, locale, today),
            "moved": moved(fact_value(before), fact) if before is not None else [],
            "checked_on": fact.checked_on,
        }


def _marked(old: str, new: str) -> tuple[str, str, str, str]:
    """Return the words that two lines begin with, the old and the new ones, and the words both end with."""
    before, after = old.split(" "), new.split(" ")
    start = _in_common(before, after)
    end = _in_common(before[start:][::-1], after[start:][::-1])
    parts = (
        before[:start],
        before[start : len(before) - end],
        after[start : len(after) - end],
        before[len(before) - end :],
    )
    first, was, is_now, last = (" ".join(part) for part in parts)
    return f"{first} " if start else "", was, is_now, f" {last}" if end else ""


def _in_common(one: Sequence[str], other: Sequence[str]) -> int:
    pairs = zip(one, other, strict=False)
    return next((at for at, (mine, theirs) in enumerate(pairs) if mine != theirs), min(len(one), len(other)))
