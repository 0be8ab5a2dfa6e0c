"""What stops a publication: every rule of docs/content.md that a machine can hold us to.

Each rule is a function from the reading of the content files to the problems it finds.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import combinations
from typing import Final

from knowledge_base.content_files import Problem, Reading
from knowledge_base.content_types import CONFIRMERS, OUTDATED, SOURCE_LOCALE, Answer, Fact
from knowledge_base.facts import FactBook, UnknownPlaceholder
from knowledge_base.folding import fold
from knowledge_base.locales import LOCALES
from knowledge_base.routes import COUNTRIES, Route
from knowledge_base.text_checks import (
    MAX_ANSWER,
    bare_number_lines,
    day_in_force,
    days_in_force,
    placeholders_of,
    steps_of,
    text_hash,
)

MAX_TITLE: Final = 60
EXPIRES_SOON: Final = timedelta(days=30)

Rule = Callable[[Reading, date], Iterator[Problem]]


def check_content(reading: Reading, *, on: date) -> list[Problem]:
    """Return everything that is wrong with the content on a day, in the order of files and lines."""
    problems = list(reading.problems)
    for rule in _RULES:
        problems += rule(reading, on)
    return sorted(set(problems))


def expiring(reading: Reading, *, on: date) -> list[Fact]:
    """Return the facts that stop being in force within the next 30 days: a warning, not a mistake."""
    return [
        fact
        for fact in reading.content.facts.values()
        if fact.is_in_force(on) and fact.valid_until is not None and fact.valid_until <= on + EXPIRES_SOON
    ]


def _facts_are_sound(reading: Reading, _on: date) -> Iterator[Problem]:
    for fact in reading.content.facts.values():
        file, line = reading.entries[fact.id]
        if fact.source is None and fact.confidence != "low":
            yield Problem(file, line, "a fact without a source must have confidence low")
        if fact.confidence not in ("high", "medium", "low"):
            yield Problem(file, line, f"confidence {fact.confidence!r} is not high, medium or low")
        if fact.valid_from and fact.valid_until and fact.valid_until < fact.valid_from:
            yield Problem(file, line, "it ends before it begins")
        if strange := (fact.scope.citizenship | fact.scope.stay_in | fact.scope.via) - set(COUNTRIES):
            yield Problem(file, line, f"unknown countries: {', '.join(sorted(strange))}")


def _questions_are_whole(reading: Reading, _on: date) -> Iterator[Problem]:
    known = {question.id for question in reading.content.questions}
    for question in reading.content.questions:
        for locale in LOCALES:
            title = question.titles.get(locale)
            if title is None:
                yield Problem(f"titles/{locale}.yaml", 1, f"{question.id} has no title")
            elif len(title) > MAX_TITLE:
                yield Problem(
                    f"titles/{locale}.yaml", 1, f"{question.id}: longer than {MAX_TITLE} characters"
                )
        for related in question.related:
            if related not in known:
                yield Problem(*reading.entries[question.id], f"{question.id} is related to unknown {related}")


def _answers_name_known_things(reading: Reading, _on: date) -> Iterator[Problem]:
    for answer in reading.content.answers:
        name = f"{answer.question_id}.{answer.key}"
        place = reading.entries[name]
        for fact_id in answer.fact_ids:
            if fact_id not in reading.content.facts:
                yield Problem(*place, f"{name} rests on unknown fact {fact_id}")
        if not answer.fact_ids:
            yield Problem(*place, f"{name} rests on no fact")
        if answer.confirm_with not in CONFIRMERS:
            yield Problem(*place, f"{name}: nobody is called {answer.confirm_with!r}")
        scope = answer.scope.citizenship | answer.scope.stay_in | answer.scope.via
        if strange := scope - set(COUNTRIES):
            yield Problem(*place, f"{name}: unknown countries {', '.join(sorted(strange))}")


def _texts_hold_no_bare_digits(reading: Reading, _on: date) -> Iterator[Problem]:
    for answer, locale, text in _texts(reading):
        file, first = reading.places[answer.question_id, answer.key, locale]
        for number in bare_number_lines(text):
            yield Problem(file, first + number - 1, "a number stands here that is no placeholder of a fact")


def _texts_can_be_rendered(reading: Reading, on: date) -> Iterator[Problem]:
    facts = FactBook(reading.content.facts)
    for answer, locale, text in _texts(reading):
        file, first = reading.places[answer.question_id, answer.key, locale]
        day = day_in_force(answer.fact_ids, facts, on)
        if day is None:
            yield Problem(file, first, "its facts are never in force on the same day")
            continue
        try:
            length = len(facts.render(text, locale, day))
        except (UnknownPlaceholder, ValueError) as error:
            yield Problem(file, first, f"cannot be rendered: {error}")
            continue
        if length > MAX_ANSWER:
            yield Problem(file, first, f"{length} characters, more than {MAX_ANSWER}")


def _translations_follow_the_source(reading: Reading, _on: date) -> Iterator[Problem]:
    for answer in reading.content.answers:
        source = answer.texts.get(SOURCE_LOCALE)
        if source is None:
            name = f"{answer.question_id}.{answer.key}"
            yield Problem(*reading.entries[name], f"{name} has no Russian text")
            continue
        for locale, text in answer.texts.items():
            file, first = reading.places[answer.question_id, answer.key, locale]
            if placeholders_of(text.text) != placeholders_of(source.text):
                yield Problem(file, first, "its placeholders are not those of the Russian text")
            if steps_of(text.text) != steps_of(source.text):
                yield Problem(file, first, "its steps are not those of the Russian text")
            if locale == SOURCE_LOCALE or text.state == OUTDATED:
                continue
            if text.source_hash is None:
                yield Problem(file, first, "it does not say which Russian text it follows (--fix writes it)")
            elif text.source_hash != text_hash(source.text):
                yield Problem(
                    file, first, "the Russian text has changed since: translate again, or state: outdated"
                )


def _scopes_do_not_tie(reading: Reading, _on: date) -> Iterator[Problem]:
    by_question: dict[str, list[Answer]] = defaultdict(list)
    for answer in reading.content.answers:
        by_question[answer.question_id].append(answer)
    for question_id, answers in by_question.items():
        for one, other in combinations(answers, 2):
            ties = one.scope.precision == other.scope.precision and one.scope.meets(other.scope)
            if ties and _can_meet(one, other, reading):
                place = reading.entries[f"{question_id}.{other.key}"]
                yield Problem(*place, f"{question_id}: {one.key} and {other.key} tie")


def _every_answer_can_be_shown(reading: Reading, on: date) -> Iterator[Problem]:
    """An answer whose routes are all covered by more specific ones would never be seen."""
    scopes: dict[str, list[Answer]] = defaultdict(list)
    for answer in reading.content.answers:
        scopes[answer.question_id].append(answer)
    routes = [
        Route(citizenship, stay_in, via)
        for citizenship in COUNTRIES
        for stay_in in COUNTRIES
        for via in (None, *COUNTRIES)
        if citizenship != stay_in
    ]
    for question_id, answers in scopes.items():
        for answer in answers:
            first, last = _window(answer, reading)
            rivals = [
                each
                for each in answers
                if each.scope.precision > answer.scope.precision
                and _window(each, reading)[0] <= first
                and _window(each, reading)[1] >= last
            ]
            covered = (route for route in routes if answer.scope.covers(route))
            if rivals and all(any(each.scope.covers(route) for each in rivals) for route in covered):
                place = reading.entries[f"{question_id}.{answer.key}"]
                yield Problem(*place, f"{answer.key} is never shown: more specific answers cover its routes")


def _phrasings_are_unambiguous(reading: Reading, _on: date) -> Iterator[Problem]:
    owners: dict[tuple[str, str], set[str | None]] = defaultdict(set)
    for phrasing in reading.content.phrasings:
        owners[phrasing.locale, fold(phrasing.text)].add(phrasing.question_id)
    for (locale, text), questions in owners.items():
        if len(questions) > 1:
            named = ", ".join(sorted(question or "none" for question in questions))
            yield Problem(f"phrasings/{locale}.yaml", 1, f"{text!r} stands in: {named}")


def _cities_have_names(reading: Reading, _on: date) -> Iterator[Problem]:
    for place in reading.content.places:
        if missing := [locale for locale in LOCALES if not place.city_names.get(locale)]:
            where = reading.entries[place.id]
            yield Problem(*where, f"{place.city} has no name in cities.yaml for: {', '.join(missing)}")


def _emergency_numbers_can_be_rendered(reading: Reading, on: date) -> Iterator[Problem]:
    facts = FactBook(reading.content.facts)
    for country, contacts in reading.content.emergency.items():
        for contact in contacts:
            try:
                facts.render(contact.number, SOURCE_LOCALE, on)
            except UnknownPlaceholder as error:
                yield Problem("emergency.yaml", 1, f"{country} {contact.service}: {error}")


_RULES: Final[tuple[Rule, ...]] = (
    _facts_are_sound,
    _questions_are_whole,
    _answers_name_known_things,
    _texts_hold_no_bare_digits,
    _texts_can_be_rendered,
    _translations_follow_the_source,
    _scopes_do_not_tie,
    _every_answer_can_be_shown,
    _phrasings_are_unambiguous,
    _cities_have_names,
    _emergency_numbers_can_be_rendered,
)


def _texts(reading: Reading) -> Iterator[tuple[Answer, str, str]]:
    for answer in reading.content.answers:
        for locale, text in answer.texts.items():
            yield answer, locale, text.text


def _window(answer: Answer, reading: Reading) -> tuple[date, date]:
    """Return the first and last day on which all facts that the answer names are in force."""
    return days_in_force(answer.fact_ids, FactBook(reading.content.facts))


def _can_meet(one: Answer, other: Answer, reading: Reading) -> bool:
    (first, last), (other_first, other_last) = _window(one, reading), _window(other, reading)
    return max(first, other_first) <= min(last, other_last)
