"""The starting content itself: whole, sourced, sound, and right on both sides of a change of law."""

from collections import Counter
from datetime import date

import pytest

from knowledge_base.checks import check_content
from knowledge_base.content_files import read_content_files
from knowledge_base.content_types import SOURCE_LOCALE, Content
from knowledge_base.facts import PLACEHOLDER
from knowledge_base.index import RenderedAnswer, Snapshot
from knowledge_base.locales import LOCALES
from knowledge_base.retrieval import find_answer
from knowledge_base.routes import Route
from knowledge_base.text_checks import MAX_ANSWER

TODAY = date(2026, 11, 22)
UZ_IN_KZ = Route("UZ", "KZ")
QUESTIONS = {
    "registration.arrival", "registration.stay_limit", "registration.extend", "registration.overstay",
    "child.arrival", "child.birth", "child.school", "child.health",
    "work.allowed", "work.permit_get", "work.contract", "work.unpaid",
    "help.hotlines",
}  # fmt: skip
MIN_PHRASINGS = 10
BEFORE, AFTER = date(2026, 6, 30), date(2026, 7, 1)


@pytest.mark.parametrize("day", [TODAY, BEFORE, AFTER, date(2026, 12, 31)], ids=str)
def test_the_check_finds_nothing(day: date) -> None:
    """The command `content check` is clean, today and on the days around a change."""
    assert check_content(read_content_files(), on=day) == []


def test_the_questions_of_the_first_release_are_there(content: Content) -> None:
    """Later issues add to them; none may be lost."""
    assert {question.id for question in content.questions} >= QUESTIONS


@pytest.mark.parametrize("locale", LOCALES)
def test_every_question_has_a_title_and_phrasings(content: Content, locale: str) -> None:
    """At least ten ways to ask each, in each language, and some that we must not answer."""
    asked = Counter(each.question_id for each in content.phrasings if each.locale == locale)
    assert {question.id for question in content.questions if not question.titles.get(locale)} == set()
    assert {question.id for question in content.questions if asked[question.id] < MIN_PHRASINGS} == set()
    assert asked[None] >= MIN_PHRASINGS


@pytest.mark.parametrize("locale", LOCALES)
def test_titles_tell_questions_apart(content: Content, locale: str) -> None:
    """Two buttons with the same words could not be chosen between, nor picked by typing them."""
    titles = [question.titles[locale] for question in content.questions]
    assert len(set(titles)) == len(titles)


def test_every_answer_has_all_seven_texts(content: Content) -> None:
    """Nobody is told to learn another language."""
    assert {
        (each.question_id, each.key) for each in content.answers if set(each.texts) != set(LOCALES)
    } == set()


def test_every_question_has_an_answer_for_the_first_route(knowledge: Snapshot) -> None:
    """Citizens of Uzbekistan in Kazakhstan: today, in every language."""
    for question_id in knowledge.questions:
        for locale in LOCALES:
            found = find_answer(question_id, UZ_IN_KZ, locale, TODAY, knowledge=knowledge)
            assert isinstance(found, RenderedAnswer), question_id
            assert found.locale == locale and found.sources
            assert "{" not in found.text and 100 < len(found.text) <= MAX_ANSWER


def test_every_fact_has_a_source_or_admits_that_it_is_weak(content: Content) -> None:
    """And says when it was looked at, by whom, and when again."""
    for fact in content.facts.values():
        assert fact.source is not None or fact.confidence == "low", fact.id
        assert fact.checked_by and fact.checked_on <= TODAY, fact.id
        assert 1 <= fact.check_every <= 365, fact.id
        if fact.source is not None:
            assert fact.source.title and fact.source.publisher, fact.id
            assert fact.source.url is None or fact.source.url.startswith("http"), fact.id


#: Facts of other passports that an answer names on purpose, saying whose they are.
NAMED_FOR_OTHERS = {
    "kz.arrival.system-unclear",
    "ru.registration-border-documents.kz-migcard",
    "ru.registration-border-documents.ruid-exempt",
    "ru.work-self-employed.eaeu-only",
    "ru.life-taxes.nonresident",
    "uz.passport.consulate",
    "kz.army.leave",  # what it says of Russia was published in Kazakhstan
    "eaeu.work.nonmembers",  # tells EAEU citizens that the country they are in is no member
}


def test_every_fact_that_an_answer_names_is_for_its_route(content: Content) -> None:
    """A rule for other passports must not carry the answer; that of the home country or of the way may."""
    for answer in content.answers:
        own = answer.scope.citizenship | answer.scope.stay_in | answer.scope.via
        for fact_id in set(answer.fact_ids) - NAMED_FOR_OTHERS:
            fact = content.facts[fact_id].scope
            is_of_the_way = bool(fact.stay_in & own)
            assert fact.meets(answer.scope) or is_of_the_way, (answer.question_id, answer.key, fact_id)


def test_nothing_is_published_that_nobody_reviewed(content: Content) -> None:
    """The mark "draft" goes only with a person's name."""
    for answer in content.answers:
        for text in answer.texts.values():
            assert text.is_checked == (text.reviewed_by is not None)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_law_of_the_day_is_told(knowledge: Snapshot, locale: str) -> None:
    """Registration: the host's three working days before 1 July 2026, the own thirty days from then on."""
    before = _arrival(knowledge, locale, BEFORE)
    after = _arrival(knowledge, locale, AFTER)
    three = knowledge.facts.render("{kz.arrival.host-3wd-before}", locale, BEFORE)
    thirty = knowledge.facts.render("{kz.arrival.self-register-30d}", locale, AFTER)
    assert before.key != after.key
    assert three in before.text and thirty in after.text
    # Staying longer than thirty days in a row is another rule, which holds on both days.
    assert after.text.count(thirty) > before.text.count(thirty)


def test_the_answers_in_all_languages_carry_the_same_values(content: Content) -> None:
    """One corrected fact corrects every language at once."""
    for answer in content.answers:
        found = {
            locale: sorted(match.group() for match in PLACEHOLDER.finditer(text.text))
            for locale, text in answer.texts.items()
        }
        assert all(each == found[SOURCE_LOCALE] for each in found.values()), answer.key


@pytest.mark.parametrize("locale", LOCALES)
def test_nobody_is_blamed(content: Content, locale: str) -> None:
    """People are without papers; nobody is illegal."""
    blaming = ("illegal", "нелегал", "nelegal", "гайриқонуний", "мыйзамсыз мигрант", "заңсыз мигрант")
    for answer in content.answers:
        text = answer.texts[locale].text.lower()
        assert not any(word in text for word in blaming), (answer.key, locale)


@pytest.mark.parametrize("country", ["KZ", "RU", "UZ"])
def test_emergency_numbers_hold_today(knowledge: Snapshot, country: str) -> None:
    """The lines that somebody in danger reads first."""
    numbers = [knowledge.render(contact.number, "ru", TODAY) for contact in knowledge.emergency[country]]
    assert "112" in numbers and None not in numbers


def _arrival(knowledge: Snapshot, locale: str, day: date) -> RenderedAnswer:
    found = find_answer("registration.arrival", UZ_IN_KZ, locale, day, knowledge=knowledge)
    assert isinstance(found, RenderedAnswer) and found.locale == locale
    return found
