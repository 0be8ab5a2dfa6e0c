"""Plain values back into content files, in the format that `content_files` reads."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import yaml

from knowledge_base.content_files import NOT_OURS
from knowledge_base.content_types import Answer, AnswerText, Content, Fact, Place
from knowledge_base.locales import LOCALES
from knowledge_base.matching import Phrasing
from knowledge_base.routes import Scope


def write_content_files(content: Content, folder: Path) -> int:
    """Write everything below the folder and return the number of files."""
    files: dict[str, str] = {
        "places.yaml": _yaml([_place(place) for place in content.places]),
        "cities.yaml": _yaml(
            {place.city: dict(place.city_names) for place in content.places if place.city_names}
        ),
        "facts/all.yaml": _yaml([_fact(fact) for fact in content.facts.values()]),
        "emergency.yaml": _yaml(
            {
                country: [{"service": contact.service, "number": contact.number} for contact in contacts]
                for country, contacts in content.emergency.items()
            }
        ),
    }
    for topic in dict.fromkeys(question.topic for question in content.questions):
        files[f"questions/{topic}.yaml"] = _yaml(
            [_question(content, each.id) for each in content.questions if each.topic == topic]
        )
    for locale in LOCALES:
        titles = {each.id: each.titles[locale] for each in content.questions if locale in each.titles}
        files[f"titles/{locale}.yaml"] = _yaml(titles)
        files[f"phrasings/{locale}.yaml"] = _yaml(_by_question(content.phrasings, locale))
        files[f"regression/{locale}.yaml"] = _yaml(_by_question(content.regression, locale))
    for answer in content.answers:
        for locale, text in answer.texts.items():
            files[f"answers/{locale}/{answer.question_id}.{answer.key}.md"] = _answer_text(text)
    for name, written in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written, "utf-8")
    return len(files)


def _by_question(phrasings: Iterable[Phrasing], locale: str) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for phrasing in phrasings:
        if phrasing.locale == locale:
            texts.setdefault(phrasing.question_id or NOT_OURS, []).append(phrasing.text)
    return texts


def _question(content: Content, question_id: str) -> dict[str, Any]:
    question = next(each for each in content.questions if each.id == question_id)
    return {
        "id": question.id,
        "topic": question.topic,
        "related": list(question.related),
        "answers": [_answer(answer) for answer in content.answers if answer.question_id == question_id],
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "key": answer.key,
        **_scope(answer.scope),
        "facts": list(answer.fact_ids),
        "confirm_with": answer.confirm_with,
    }


def _answer_text(text: AnswerText) -> str:
    head: dict[str, Any] = {"state": text.state, "reviewed_by": text.reviewed_by}
    if text.source_hash is not None:
        head["source"] = text.source_hash
    return f"---\n{_yaml(head)}---\n{text.text}\n"


def _fact(fact: Fact) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": fact.id,
        "statement": fact.statement,
        "value": fact.value,
        "unit": fact.unit,
    }
    if fact.parts:
        entry["parts"] = {name: asdict(part) for name, part in fact.parts.items()}
    entry |= _scope(fact.scope)
    entry |= {"valid_from": fact.valid_from, "valid_until": fact.valid_until}
    entry["source"] = asdict(fact.source) if fact.source else None
    for name in ("confidence", "conflict", "checked_on", "checked_by", "check_every", "series", "topic"):
        entry[name] = getattr(fact, name)
    return entry


def _place(place: Place) -> dict[str, Any]:
    entry = asdict(place)
    del entry["city_names"]
    entry |= {"lat": entry.pop("latitude"), "lon": entry.pop("longitude"), "shown": entry.pop("is_shown")}
    return entry | {"phones": list(place.phones), "serves": sorted(place.serves)}


def _scope(scope: Scope) -> dict[str, list[str]]:
    parts = {"citizenship": scope.citizenship, "stay_in": scope.stay_in, "via": scope.via}
    return {name: sorted(countries) for name, countries in parts.items() if countries}


def _yaml(value: Any) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=110)
