"""Rows of the knowledge base to plain values, and back."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from knowledge_base.content_types import AnswerText, Fact, Part, Place, Source
from knowledge_base.models import AnswerRevision, AnswerRow, FactRevision, PlaceRow
from knowledge_base.routes import Scope


def revision_row(
    answer_id: int, locale: str, text: AnswerText, *, number: int, author: str, now: datetime
) -> AnswerRevision:
    """Return a text as the row of a revision."""
    return AnswerRevision(
        answer_id=answer_id,
        locale=locale,
        number=number,
        text=text.text,
        state=text.state,
        reviewed_by=text.reviewed_by,
        source_hash=text.source_hash,
        author=author,
        created_at=now,
    )


def text_value(row: AnswerRevision) -> AnswerText:
    """Return a revision as the text it holds."""
    return AnswerText(row.text, row.state, row.reviewed_by, row.source_hash)


def fact_row(fact: Fact, *, number: int, author: str, now: datetime) -> FactRevision:
    """Return a fact as the row of a revision."""
    return FactRevision(
        fact_id=fact.id,
        number=number,
        statement=fact.statement,
        value=fact.value,
        unit=fact.unit,
        parts={name: [part.value, part.unit] for name, part in fact.parts.items()},
        citizenship=sorted(fact.scope.citizenship),
        stay_in=sorted(fact.scope.stay_in),
        valid_from=fact.valid_from,
        valid_until=fact.valid_until,
        source=_plain_source(fact.source),
        confidence=fact.confidence,
        conflict=fact.conflict,
        checked_on=fact.checked_on,
        checked_by=fact.checked_by,
        check_every=fact.check_every,
        series=fact.series,
        topic=fact.topic,
        author=author,
        created_at=now,
    )


def fact_value(row: FactRevision) -> Fact:
    """Return a revision as the fact it holds."""
    return Fact(
        id=row.fact_id,
        statement=row.statement,
        value=row.value,
        unit=row.unit,
        parts={name: Part(value, unit) for name, (value, unit) in row.parts.items()},
        scope=Scope(frozenset(row.citizenship), frozenset(row.stay_in)),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        source=_source_value(row.source),
        confidence=row.confidence,
        conflict=row.conflict,
        checked_on=row.checked_on,
        checked_by=row.checked_by,
        check_every=row.check_every,
        series=row.series,
        topic=row.topic,
    )


def scope_value(row: AnswerRow) -> Scope:
    """Return for which routes an answer holds."""
    return Scope(frozenset(row.citizenship), frozenset(row.stay_in), frozenset(row.via))


def place_row(place: Place, position: int) -> PlaceRow:
    """Return a help point as its row."""
    body = asdict(place)
    body |= {
        "serves": sorted(place.serves),
        "phones": list(place.phones),
        "source": _plain_source(place.source),
        "checked_on": place.checked_on.isoformat(),
    }
    return PlaceRow(id=place.id, position=position, body=body)


def place_value(row: PlaceRow) -> Place:
    """Return a row as the help point it holds."""
    body = dict(row.body)
    body |= {
        "serves": frozenset(body["serves"]),
        "phones": tuple(body["phones"]),
        "source": _source_value(body["source"]),
        "checked_on": date.fromisoformat(body["checked_on"]),
    }
    return Place(**body)


def _plain_source(source: Source | None) -> dict[str, Any] | None:
    if source is None:
        return None
    return {**asdict(source), "dated": source.dated.isoformat() if source.dated else None}


def _source_value(source: dict[str, Any] | None) -> Source | None:
    if source is None:
        return None
    dated = source.get("dated")
    return Source(**{**source, "dated": date.fromisoformat(dated) if dated else None})
