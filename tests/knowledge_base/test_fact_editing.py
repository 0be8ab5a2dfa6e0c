"""A fact is changed once, for every answer and language; two who change it at once do not overwrite."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from knowledge_base.content_types import Content, Fact, Part, Source
from knowledge_base.database import Sessions
from knowledge_base.fact_attention import Attention, needing
from knowledge_base.fact_editing import (
    FactRefusal,
    Result,
    Stale,
    Written,
    cancel_plan,
    change_fact,
    history_of,
    mark_checked,
    plan_change,
    undo,
)
from knowledge_base.fact_effects import affected
from knowledge_base.fact_reading import Mistake, TypedFact, read_day, read_typed, read_value, typed_of
from knowledge_base.facts import FactBook
from knowledge_base.index import LiveIndex, open_index
from knowledge_base.loading import content_version, load_content, read_content
from knowledge_base.locales import LOCALES
from knowledge_base.routes import Route
from tests.knowledge_base.small_content import write_small_content

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
NEW_YEAR = date(2027, 1, 1)
UZ_KZ = Route("UZ", "KZ")


@pytest.fixture
async def filled(sessions: Sessions, tmp_path: Path) -> AsyncIterator[Sessions]:
    """A database with two answers and the facts they rest on."""
    async with sessions.begin() as session:
        await load_content(session, now=NOW, folder=write_small_content(tmp_path / "content"))
    yield sessions


async def content_of(sessions: Sessions) -> Content:
    async with sessions() as session:
        return await read_content(session)


async def fact_of(sessions: Sessions, fact_id: str) -> Fact:
    return (await content_of(sessions)).facts[fact_id]


async def change(
    sessions: Sessions, fact_id: str, value: int, *, number: int = 1, by: str = "Aigul"
) -> Result:
    async with sessions.begin() as session:
        fact = (await read_content(session)).facts[fact_id]
        return await change_fact(session, replace(fact, value=value), from_number=number, by=by, now=NOW)


async def plan(
    sessions: Sessions, fact_id: str, value: int, starts_on: date = NEW_YEAR, *, number: int = 1
) -> Result:
    fact = replace(await fact_of(sessions, fact_id), value=value)
    async with sessions.begin() as session:
        return await plan_change(
            session, fact, starts_on=starts_on, from_number=number, by="Aigul", now=NOW, why="a new law"
        )


def said(index: LiveIndex, question_id: str, locale: str, on: date) -> str | None:
    answer = index.snapshot.choose(question_id, UZ_KZ, on)
    rendered = index.snapshot.render_answer(answer, locale, on) if answer is not None else None
    return rendered.text if rendered is not None else None


async def test_the_next_person_who_asks_gets_the_new_value_in_every_language(filled: Sessions) -> None:
    """One change, seven languages; nobody calls the worker."""
    index = await open_index(filled, show_drafts=True)
    assert isinstance(await change(filled, "kz.days", 45), Written)
    assert await index.refresh(filled)
    for locale in LOCALES:
        assert "45" in str(said(index, "stay.limit", locale, TODAY))


async def test_a_change_adds_a_version_and_names_who_and_when(filled: Sessions) -> None:
    """The old version stays; whoever read the source has checked it."""
    await change(filled, "kz.days", 45)
    async with filled() as session:
        new, old = await history_of(session, "kz.days")
    assert (old.value, old.number, old.author) == (30, 1, "content")
    assert (new.value, new.number, new.author) == (45, 2, "Aigul")
    assert (new.checked_on, new.checked_by) == (TODAY, "Aigul")


async def test_of_two_who_change_a_fact_the_second_is_told(filled: Sessions) -> None:
    """Both began from the same version, at the same moment: one wins, nothing is lost silently."""
    results = await asyncio.gather(
        change(filled, "kz.days", 45, by="Aigul"), change(filled, "kz.days", 60, by="Bekzod")
    )
    written = [each for each in results if isinstance(each, Written)]
    stale = [each for each in results if isinstance(each, Stale)]
    assert len(written) == len(stale) == 1
    assert (await fact_of(filled, "kz.days")).value == written[0].fact.value
    assert stale[0].number == 2


async def test_nothing_is_written_where_nothing_changed(filled: Sessions) -> None:
    """A form that is sent as it came makes no version."""
    assert await change(filled, "kz.days", 30) is FactRefusal.SAME
    async with filled() as session:
        assert len(await history_of(session, "kz.days")) == 1


async def test_the_preview_shows_every_text_that_changes_and_no_other(filled: Sessions) -> None:
    """Seven languages of one answer, with the old line and the new one."""
    content = await content_of(filled)
    fact = replace(content.facts["kz.days"], value=45)
    effects = affected(content, "kz.days", {"kz.days": fact}, on=TODAY)
    assert list(effects.answers) == [("stay.limit", "uz-kz")]
    assert effects.locales == set(LOCALES)
    russian = next(each for each in effects.texts if each.locale == "ru")
    assert list(russian.lines()) == [("Срок: 30 дней.", "Срок: 45 дней.")]


async def test_the_preview_knows_what_hangs_on_the_monthly_index(filled: Sessions) -> None:
    """An answer that names a fine in indices shows it in tenge too."""
    content = await content_of(filled)
    index = replace(content.facts["kz.mci-2026"], value=5000)
    effects = affected(content, index.id, {index.id: index}, on=TODAY)
    assert list(effects.answers) == [("work.allowed", "kz")]
    old, new = next(next(each for each in effects.texts if each.locale == "ru").lines())
    assert "8 650" in old.replace("\xa0", " ") and "10 000" in new.replace("\xa0", " ")


async def test_many_facts_are_marked_as_checked_at_once(filled: Sessions) -> None:
    """Who read the sources says so for a list; a fact that changed meanwhile is left out."""
    await change(filled, "kz.fee", 3)
    later = NOW.replace(year=2027)
    async with filled.begin() as session:
        done = await mark_checked(session, {"kz.days": 1, "kz.fee": 1, "kz.phone": 1}, by="Bekzod", now=later)
    assert sorted(fact.id for fact in done) == ["kz.days", "kz.phone"]
    assert (await fact_of(filled, "kz.phone")).checked_on == later.date()
    assert (await fact_of(filled, "kz.fee")).checked_by == "Aigul"


async def test_a_law_change_takes_over_on_its_day(filled: Sessions) -> None:
    """The texts name the old fact further; the day of the question decides."""
    planned = await plan(filled, "kz.days", 45)
    assert isinstance(planned, Written)
    index = await open_index(filled, show_drafts=True)
    assert "30 дней" in str(said(index, "stay.limit", "ru", date(2026, 12, 31)))
    assert "45 дней" in str(said(index, "stay.limit", "ru", NEW_YEAR))
    old, new = await fact_of(filled, "kz.days"), planned.fact
    assert (old.valid_until, new.valid_from, old.series) == (date(2026, 12, 31), NEW_YEAR, new.series)


async def test_two_plans_must_not_overlap(filled: Sessions) -> None:
    """One day has one value."""
    await plan(filled, "kz.days", 45)
    endless = replace(await fact_of(filled, "kz.days"), value=60, valid_until=None)
    async with filled.begin() as session:
        result = await plan_change(
            session, endless, starts_on=date(2026, 12, 1), from_number=2, by="Aigul", now=NOW
        )
    assert result is FactRefusal.OVERLAPS
    assert await plan(filled, "kz.days", 60, date(2027, 6, 1), number=2) is FactRefusal.ALREADY_ENDED


async def test_a_validity_that_would_overlap_is_refused(filled: Sessions) -> None:
    """The old fact cannot be stretched into the days of the new one."""
    await plan(filled, "kz.days", 45)
    stretched = replace(await fact_of(filled, "kz.days"), valid_until=None)
    async with filled.begin() as session:
        result = await change_fact(session, stretched, from_number=2, by="Aigul", now=NOW)
    assert result is FactRefusal.OVERLAPS


async def test_a_plan_can_be_cancelled_before_its_day(filled: Sessions) -> None:
    """The old value goes on as if nothing had been planned."""
    planned = await plan(filled, "kz.days", 45)
    assert isinstance(planned, Written)
    async with filled.begin() as session:
        await cancel_plan(session, planned.fact.id, from_number=1, by="Aigul", now=NOW)
    content = await content_of(filled)
    assert planned.fact.id not in content.facts
    assert content.facts["kz.days"].valid_until is None
    async with filled.begin() as session:
        refused = await cancel_plan(session, "kz.days", from_number=3, by="Aigul", now=NOW)
    assert refused is FactRefusal.IN_FORCE


async def test_undo_brings_the_version_before_back(filled: Sessions) -> None:
    """As a new version, so that the history tells both."""
    await change(filled, "kz.days", 45)
    async with filled.begin() as session:
        before = await content_version(session)
        result = await undo(session, "kz.days", from_number=2, by="Bekzod", now=NOW)
        assert await content_version(session) == before + 1
    assert isinstance(result, Written) and result.number == 3
    assert (await fact_of(filled, "kz.days")).value == 30


async def test_the_first_version_cannot_be_undone(filled: Sessions) -> None:
    """There is nothing before it."""
    async with filled.begin() as session:
        assert await undo(session, "kz.days", from_number=1, by="A", now=NOW) is FactRefusal.NOTHING_BEFORE
        assert await undo(session, "no.such", from_number=1, by="A", now=NOW) is FactRefusal.GONE


@pytest.mark.parametrize(
    ("typed", "unit", "read"),
    [
        ("85 000", "KZT", 85000),
        ("85\xa0000", "RUB", 85000),
        ("1,5", "MCI", 1.5),
        ("30", "calendar_days", 30),
        ("2,5", "working_days", Mistake.NOT_WHOLE),
        ("ten", "percent", Mistake.NOT_A_NUMBER),
        ("-5", "KZT", Mistake.NOT_A_NUMBER),
        ("1e9", "KZT", Mistake.NOT_A_NUMBER),
        ("12 34", "KZT", Mistake.NOT_A_NUMBER),
        ("", "KZT", Mistake.EMPTY),
        ("102", "phone", "102"),
        ("+7 727 258 45 98", "phone", "+7 727 258 45 98"),
        ("+7", "phone", Mistake.NOT_A_PHONE),
        ("call us", "phone", Mistake.NOT_A_PHONE),
        ("01.07.2026", "date", "2026-07-01"),
        ("2026-07-01", "date", "2026-07-01"),
        ("31.02.2026", "date", Mistake.NOT_A_DATE),
        ("form 063/у", "text", "form 063/у"),
        ("x" * 501, "text", Mistake.TOO_LONG),
    ],
)
def test_a_value_is_read_by_its_unit(typed: str, unit: str, read: object) -> None:
    """What is typed the way people write it is understood; another kind of value is refused."""
    assert read_value(typed, unit) == read


def test_a_day_may_be_left_out() -> None:
    """Nothing is no mistake."""
    assert read_day("") is None
    assert read_day("soon") is Mistake.NOT_A_DATE


def test_every_shipped_fact_comes_back_from_its_form_as_it_was(content: Content) -> None:
    """Who opens a fact and saves it changes nothing."""
    for fact in content.facts.values():
        assert read_typed(fact, typed_of(fact)) == fact


def test_mistakes_are_told_field_by_field() -> None:
    """All at once, so that nobody sends a form five times."""
    fact = Fact("a", "Says so.", 30, "calendar_days", parts={"more": Part("103", "phone")}, confidence="high")
    typed = TypedFact(
        value="x", parts={"more": "y"}, confidence="high", check_every="0", source_url="javascript:1",
        valid_from="2026-02-01", valid_until="2026-01-01",
    )  # fmt: skip
    assert read_typed(fact, typed) == {
        "value": Mistake.NOT_A_NUMBER,
        "part.more": Mistake.NOT_A_PHONE,
        "source": Mistake.EMPTY,
        "check_every": Mistake.NOT_A_NUMBER,
        "statement": Mistake.EMPTY,
        "valid_until": Mistake.ENDS_TOO_EARLY,
    }
    without_source = read_typed(fact, replace(typed_of(fact), confidence="medium"))
    assert without_source == {"confidence": Mistake.NEEDS_A_SOURCE}


def test_facts_that_need_a_look() -> None:
    """What ends soon and has no successor, and what was not checked for too long."""
    source = Source("t", "p")
    ends = Fact("ends", "", 1, "KZT", valid_until=date(2026, 12, 1), source=source, checked_on=TODAY)
    followed = replace(ends, id="followed", series="s")
    follows = replace(ends, id="follows", series="s", valid_from=date(2026, 12, 2), valid_until=None)
    old = replace(ends, id="old", valid_until=None, checked_on=date(2026, 1, 1))
    facts = {fact.id: fact for fact in (ends, followed, follows, old)}
    assert [fact.id for fact in needing(facts, Attention.EXPIRING, TODAY)] == ["ends"]
    assert [fact.id for fact in needing(facts, Attention.OVERDUE, TODAY)] == ["old"]
    assert [fact.id for fact in needing(facts, Attention.PLANNED, TODAY)] == ["follows"]


def test_a_name_means_the_value_of_the_day() -> None:
    """Before, within and after the days of a planned change."""
    old = Fact("fee", "", 1, "KZT", series="fee", valid_until=date(2026, 12, 31))
    book = FactBook(
        {"fee": old, "fee-2027": replace(old, id="fee-2027", value=2, valid_from=NEW_YEAR, valid_until=None)}
    )
    assert book.fact("fee", TODAY).value == 1
    assert book.fact("fee", NEW_YEAR).value == 2
