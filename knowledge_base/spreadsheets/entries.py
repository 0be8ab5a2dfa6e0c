"""What we know as rows of cells, and rows of cells as what we know."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from knowledge_base.content_parsing import MISTAKES, fact_of, place_of, reason_of
from knowledge_base.content_types import Answer, Fact, Place, Question, Source
from knowledge_base.locales import LOCALES
from knowledge_base.matching import Phrasing
from knowledge_base.routes import Scope
from knowledge_base.spreadsheets.cells import (
    clean,
    listed,
    names_text,
    parts_of,
    parts_text,
    value_of,
    written,
)
from knowledge_base.spreadsheets.columns import CITY, SHEETS, TITLE, Form, Kind, Use
from knowledge_base.spreadsheets.reasons import Refused, Why

Cells = Mapping[str, str]
NOT_OURS: Final = "none"  #: stands for the question of a phrasing that must not be answered


@dataclass(frozen=True, slots=True)
class Entry:
    """A row as it is here: its cells, and which version of it that is."""

    key: str
    cells: Cells
    revision: str  #: empty where there is nothing yet, as for a language nobody wrote in
    row_id: int | None = None  #: of an answer or a phrasing
    shown_text: str | None = None  #: what readers see of an answer, where a draft is newer

    @property
    def scope(self) -> Scope:
        """The routes that its cells name."""
        return scope_of_cells(self.cells)


def key_of(kind: Kind, cells: Cells) -> str:
    """Return what names a row among those of its kind; empty for a phrasing that is new."""
    names = [column.name for column in SHEETS[kind] if column.use == Use.KEY]
    return " ".join(cells.get(name, "") for name in names).strip()


def fingerprint(kind: Kind, cells: Cells) -> str:
    """Return the version of a row that has no revisions; the letter keeps it from being read as a number."""
    said = "\0".join(cells.get(column.name, "") for column in SHEETS[kind] if column.use == Use.CHANGED)
    return "v" + hashlib.sha256(said.encode()).hexdigest()[:9]


def question_cells(question: Question) -> dict[str, str]:
    """Return a question as a row."""
    titles = {TITLE + locale: line(question.titles.get(locale, "")) for locale in LOCALES}
    return {
        "question": question.id,
        "topic": question.topic,
        "related": names_text(question.related),
        **titles,
    }


def answer_cells(answer: Answer, locale: str, text: str, *, state: str, source_text: str) -> dict[str, str]:
    """Return an answer's text in one language as a row."""
    return {
        "question": answer.question_id,
        "answer": answer.key,
        "language": locale,
        **_scope_cells(answer.scope),
        "facts": names_text(answer.fact_ids),
        "confirm_with": answer.confirm_with,
        "state": state,
        "source_text": clean(source_text),
        "text": clean(text),
    }


def phrasing_cells(phrasing: Phrasing, row_id: int | None = None) -> dict[str, str]:
    """Return a phrasing as a row."""
    return {
        "id": "" if row_id is None else str(row_id),
        "question": phrasing.question_id or NOT_OURS,
        "language": phrasing.locale,
        "text": line(phrasing.text),
    }


def fact_cells(fact: Fact) -> dict[str, str]:
    """Return a fact as a row."""
    scope = _scope_cells(fact.scope)
    return {
        "fact": fact.id,
        "statement": clean(fact.statement),
        "value": clean(written(fact.value)),
        "unit": fact.unit or "",
        "parts": parts_text(dict(fact.parts)),
        "citizenship": scope["citizenship"],
        "stay_in": scope["stay_in"],
        "valid_from": written_day(fact.valid_from),
        "valid_until": written_day(fact.valid_until),
        **_source_cells(fact.source),
        "confidence": fact.confidence,
        "conflict": clean(fact.conflict or ""),
        "checked_on": written_day(fact.checked_on),
        "checked_by": line(fact.checked_by),
        "check_every": str(fact.check_every),
        "series": fact.series or "",
        "topic": fact.topic or "",
    }


def place_cells(place: Place) -> dict[str, str]:
    """Return a help point as a row."""
    return {
        "place": place.id,
        "kind": place.kind,
        "country": place.country,
        "city": line(place.city),
        **{CITY + locale: line(place.city_names.get(locale, "")) for locale in LOCALES},
        "name": line(place.name),
        "address": line(place.address or ""),
        "lat": written(place.latitude),
        "lon": written(place.longitude),
        "precision": place.precision,
        "phones": "\n".join(line(phone) for phone in place.phones),
        "serves": names_text(sorted(place.serves)),
        **_source_cells(place.source),
        "confidence": place.confidence,
        "note": clean(place.note or ""),
        "checked_on": written_day(place.checked_on),
        "shown": "yes" if place.is_shown else "no",
    }


def fact_of_cells(cells: Cells) -> Fact:
    """Return the fact of a row. Raises Refused for one that is none."""
    unit = cells.get("unit", "")
    entry = {
        **_entry(Kind.FACTS, cells),
        "id": cells["fact"],
        "value": value_of(cells.get("value", ""), unit),
        "parts": {
            name: {"value": part.value, "unit": part.unit}
            for name, part in parts_of(cells.get("parts", "")).items()
        },
        "check_every": int(cells.get("check_every") or 180),
    }
    fact: Fact = _read(fact_of, entry)
    return fact


def place_of_cells(cells: Cells) -> Place:
    """Return the help point of a row. Raises Refused for one that is none."""
    entry = {
        **_entry(Kind.PLACES, cells),
        "id": cells["place"],
        "phones": cells.get("phones", "").splitlines(),
        "shown": cells.get("shown", "yes") != "no",
    }
    place: Place = _read(place_of, entry)
    names = {locale: name for locale in LOCALES if (name := cells.get(CITY + locale))}
    return replace(place, city_names=names)


def scope_of_cells(cells: Cells) -> Scope:
    """Return the routes that the cells of a row name."""
    return Scope(*(frozenset(listed(cells.get(name, ""))) for name in ("citizenship", "stay_in", "via")))


def line(text: str) -> str:
    """Return a text in one line, as cells of short texts have it."""
    return " ".join(clean(text).split())


def written_day(day: Any) -> str:
    """Return a day as a cell has it."""
    return day.isoformat() if day else ""


def _scope_cells(scope: Scope) -> dict[str, str]:
    parts = {"citizenship": scope.citizenship, "stay_in": scope.stay_in, "via": scope.via}
    return {name: names_text(sorted(countries)) for name, countries in parts.items()}


def _source_cells(source: Source | None) -> dict[str, str]:
    return {
        "source_title": line(source.title) if source else "",
        "source_publisher": line(source.publisher) if source else "",
        "source_url": (source.url or "") if source else "",
        "source_dated": written_day(source.dated) if source else "",
        "source_kind": source.kind if source else "",
    }


def _entry(kind: Kind, cells: Cells) -> dict[str, Any]:
    """Return a row in the shape of a content file's entry."""
    entry: dict[str, Any] = {}
    for column in SHEETS[kind]:
        text = cells.get(column.name, "")
        is_list = column.form in (Form.COUNTRIES, Form.NAMES)
        entry[column.name] = listed(text) if is_list else text or None
    source = {name: entry.pop(f"source_{name}") for name in ("title", "publisher", "url", "dated", "kind")}
    if any(source.values()):
        entry["source"] = {name: value for name, value in source.items() if value is not None}
    # A cell that is empty is as good as one that is not there.
    return {name: value for name, value in entry.items() if value is not None}


def _read(parse: Any, entry: dict[str, Any]) -> Any:
    try:
        return parse(entry)
    except KeyError as error:
        missing = str(error.args[0])
        column = {"title": "source_title", "publisher": "source_publisher"}.get(missing, missing)
        raise Refused(Why.MISSING, column=column) from None
    except MISTAKES as error:
        raise Refused(Why.NOT_READABLE, problem=reason_of(error)[:200]) from None
