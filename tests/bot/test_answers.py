"""An answer as a person reads it: for whom, what, how sure, from where, checked when."""

from dataclasses import replace
from datetime import date

import pytest

from bot.answer_texts import MAX_SOURCES, WHO_CONFIRMS, compose_answer
from bot.dispatcher import Equipment, tools_for
from bot.handlers import Tools
from bot.hotlines import SERVICES, emergency_lines, until_somebody_answers
from knowledge_base.content_types import CONFIRMERS, Content, Source
from knowledge_base.index import RenderedAnswer, Snapshot
from knowledge_base.locales import LOCALES
from knowledge_base.routes import Route
from tests.builders import NOW

ANSWER = RenderedAnswer(
    question_id="work.allowed",
    key="uz-kz",
    locale="ru",
    text="Да, можно.",
    sources=(Source("Закон", "Министерство", "https://example.org/law", date(2025, 11, 17)),),
    checked_on=date(2026, 11, 22),
    is_draft=False,
    is_uncertain=False,
    confirm_with="lawyer",
    depends_on_route=True,
)
UZ_IN_KZ = Route("UZ", "KZ")


@pytest.fixture
def russian(equipment: Equipment, knowledge: Snapshot) -> Tools:
    """The tools of a handler that answers in Russian."""
    return tools_for("ru", equipment=equipment, knowledge=knowledge, now=NOW)


def test_a_checked_answer_is_text_source_and_day(russian: Tools) -> None:
    """Nothing else stands between the person and the answer."""
    assert compose_answer(ANSWER, UZ_IN_KZ, russian).split("\n\n") == [
        "Для кого: граждане Узбекистана в Казахстане",
        "Да, можно.",
        "Источник: Министерство, 17.11.2025 https://example.org/law\nПроверено: 22 ноября 2026 г.",
    ]


def test_a_draft_says_that_nobody_checked_it(russian: Tools) -> None:
    """In the last line, in plain words."""
    shown = compose_answer(replace(ANSWER, is_draft=True), UZ_IN_KZ, russian)
    assert shown.splitlines()[-1] == "Черновик: этот текст ещё не проверил человек."


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("who", CONFIRMERS)
def test_an_uncertain_answer_names_who_can_confirm(
    equipment: Equipment, knowledge: Snapshot, locale: str, who: str
) -> None:
    """One plain sentence, in every language, for everybody who can be asked."""
    tools = tools_for(locale, equipment=equipment, knowledge=knowledge, now=NOW)
    answer = replace(ANSWER, locale=locale, is_uncertain=True, confirm_with=who)
    certain = compose_answer(replace(ANSWER, locale=locale), UZ_IN_KZ, tools).split("\n\n")
    shown = compose_answer(answer, UZ_IN_KZ, tools).split("\n\n")
    (added,) = [part for part in shown if part not in certain]
    assert tools.texts.say(WHO_CONFIRMS[who]) in added
    assert set(WHO_CONFIRMS) == set(CONFIRMERS)


def test_an_answer_for_everybody_names_no_route(russian: Tools) -> None:
    """A route that does not matter would only raise doubts."""
    shown = compose_answer(replace(ANSWER, depends_on_route=False), UZ_IN_KZ, russian)
    assert shown.startswith("Да, можно.")


def test_a_transit_country_is_named(russian: Tools) -> None:
    """So that a wrongly read route is seen at once."""
    assert "Казахстан" in compose_answer(ANSWER, Route("UZ", "RU", "KZ"), russian).split("\n\n")[0]


def test_a_text_in_another_language_is_announced(equipment: Equipment, knowledge: Snapshot) -> None:
    """Nobody has to wonder why the bot suddenly writes Russian."""
    tools = tools_for("tg", equipment=equipment, knowledge=knowledge, now=NOW)
    assert "Русский" in compose_answer(ANSWER, UZ_IN_KZ, tools).split("\n\n")[1]


def test_at_most_two_sources_are_named(russian: Tools) -> None:
    """The main ones come first; the rest is in the console."""
    sources = tuple(Source(f"Закон {number}", "Министерство") for number in range(5))
    shown = compose_answer(replace(ANSWER, sources=sources), UZ_IN_KZ, russian)
    assert shown.count("Источник") == MAX_SOURCES == 2
    assert "Закон 0" in shown and "Закон 2" not in shown


@pytest.mark.parametrize("locale", LOCALES)
def test_every_shipped_answer_fits_one_whatsapp_message(
    equipment: Equipment, knowledge: Snapshot, content: Content, locale: str
) -> None:
    """1600 characters with the lines around it, or it is split at a paragraph; never more than two parts."""
    tools = tools_for(locale, equipment=equipment, knowledge=knowledge, now=NOW)
    for answer in content.answers:
        rendered = knowledge.render_answer(answer, locale, NOW.date())
        if rendered is not None:
            assert len(compose_answer(rendered, UZ_IN_KZ, tools)) <= 2 * 1600
            assert len(rendered.text) <= 900


@pytest.mark.parametrize("locale", LOCALES)
def test_emergency_numbers_are_those_of_the_country(
    equipment: Equipment, knowledge: Snapshot, locale: str
) -> None:
    """Of all countries where it is not known; each line has a number and its service."""
    tools = tools_for(locale, equipment=equipment, knowledge=knowledge, now=NOW)
    lines = emergency_lines("KZ", tools).splitlines()
    assert len(lines) == len(knowledge.emergency["KZ"])
    assert [number for number in ("112", "102", "103", "111") if number in "".join(lines)] == [
        "112", "102", "103", "111"
    ]  # fmt: skip
    everywhere = emergency_lines(None, tools)
    assert all(line in everywhere for line in lines)
    assert emergency_lines("TM", tools) == everywhere
    assert until_somebody_answers("KZ", tools).endswith("\n".join(lines))
    services = {contact.service for contacts in knowledge.emergency.values() for contact in contacts}
    assert services <= set(SERVICES)
