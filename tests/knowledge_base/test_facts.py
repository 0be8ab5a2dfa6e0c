"""Values in a text: the right fact of the day, in the reader's language, with its unit."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge_base.content_types import Fact, Part
from knowledge_base.facts import PLACEHOLDER, FactBook, UnknownPlaceholder
from knowledge_base.locales import LOCALES

TODAY = date(2026, 11, 22)
NBSP = "\N{NO-BREAK SPACE}"


def book(*facts: Fact) -> FactBook:
    """Return these facts as a book."""
    return FactBook({fact.id: fact for fact in facts})


MCI = (
    Fact(
        "mci-2025", "", 3932, "KZT", series="kz.mci",
        valid_from=date(2025, 1, 1), valid_until=date(2025, 12, 31),
    ),
    Fact(
        "mci-2026", "", 4325, "KZT", series="kz.mci",
        valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31),
    ),
)  # fmt: skip


def test_a_value_is_shown_with_its_unit_in_the_readers_language() -> None:
    """One fact, seven languages."""
    facts = book(Fact("days", "", 30, "calendar_days"))
    shown = {locale: facts.render("{days}", locale, TODAY) for locale in LOCALES}
    assert shown["ru"] == "30 дней" and shown["en"] == "30 days" and shown["uz-Latn"] == "30 kun"
    assert all(text.startswith("30 ") for text in shown.values())


@pytest.mark.parametrize(
    ("day", "shown"), [(date(2025, 12, 31), f"3{NBSP}932"), (date(2026, 1, 1), f"4{NBSP}325")]
)
def test_a_series_is_the_value_of_the_day(day: date, shown: str) -> None:
    """The text names the index once; every new year changes the sum by itself."""
    assert book(*MCI).render("{kz.mci|number}", "ru", day) == shown


def test_a_series_has_no_value_on_a_day_without_one() -> None:
    """Last year's sum shown as this year's would be wrong by a year's inflation."""
    with pytest.raises(UnknownPlaceholder, match=r"kz\.mci"):
        book(*MCI).render("{kz.mci}", "ru", date(2027, 1, 1))


def test_a_date_at_the_end_of_a_sentence_has_one_full_stop() -> None:
    """The Russian short form of "year" ends in one already."""
    facts = book(Fact("end", "", "2025-08-31", "date"))
    assert facts.render("До {end}.", "ru", TODAY) == "До 31 августа 2025 г."
    assert facts.render("До {end}.", "en", TODAY).endswith("2025.")


def test_an_index_amount_is_shown_in_tenge_too() -> None:
    """Nobody knows what ten indices are; everybody knows 43,250 tenge."""
    facts = book(Fact("fine", "", 10, "MCI"), *MCI)
    assert facts.render("{fine}", "ru", TODAY) == f"10 МРП (43{NBSP}250 тенге)"
    assert facts.render("{fine}", "ru", date(2025, 3, 1)) == f"10 МРП (39{NBSP}320 тенге)"


def test_an_index_amount_stays_true_without_the_index_of_the_day() -> None:
    """The law counts in indices: until somebody enters the new year's, only the sum in tenge is left out."""
    facts = book(Fact("fine", "", 10, "MCI"), *MCI)
    assert facts.render("{fine}", "ru", date(2027, 1, 5)) == "10 МРП"


def test_a_part_is_a_value_of_its_own() -> None:
    """The ambulance beside the police."""
    fact = Fact("help", "", "102", "phone", parts={"ambulance": Part("103", "phone")})
    assert book(fact).render("{help}, {help:ambulance}", "ky", TODAY) == "102, 103"


def test_only_the_number_where_grammar_wants_it() -> None:
    """`{id|number}` leaves the noun to the sentence."""
    assert (
        book(Fact("days", "", 30, "calendar_days")).render("на {days|number} дней", "ru", TODAY)
        == "на 30 дней"
    )


def test_the_day_a_fact_came_into_force_can_be_told() -> None:
    """Since 1 July 2026."""
    fact = Fact("law", "", valid_from=date(2026, 7, 1))
    assert book(fact).render("{law:valid_from}", "ru", TODAY) == "1 июля 2026 г."
    with pytest.raises(UnknownPlaceholder, match="valid_until"):
        book(fact).render("{law:valid_until}", "ru", TODAY)


@pytest.mark.parametrize(
    "text",
    ["{nothing}", "{days:part}", "{empty}", "{phone|number}", "{days:valid_from}"],
)
def test_what_cannot_be_filled_is_an_error_and_never_shown(text: str) -> None:
    """A person must not read a placeholder."""
    facts = book(Fact("days", "", 30, "days"), Fact("empty", ""), Fact("phone", "", "102", "phone"))
    with pytest.raises(UnknownPlaceholder):
        facts.render(text, "ru", TODAY)


def test_units_that_are_no_quantity() -> None:
    """Texts, dates and phone numbers are shown as such."""
    facts = book(
        Fact("form", "", "063/у", "text"), Fact("day", "", "2026-07-01", "date"), Fact("bare", "", "RVP")
    )
    assert facts.render("{form} {bare} {day}", "en", TODAY) == "063/у RVP 1 July 2026"


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2026, 6, 30), False),
        (date(2026, 7, 1), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_both_ends_of_the_validity_belong_to_it(day: date, holds: bool) -> None:
    """valid_until is the last day on which it holds."""
    fact = Fact("law", "", valid_from=date(2026, 7, 1), valid_until=date(2026, 12, 31))
    assert fact.is_in_force(day) is holds


@pytest.mark.parametrize(
    ("fact", "is_uncertain"),
    [
        (Fact("a", "", confidence="high", checked_on=date(2026, 11, 1)), False),
        (Fact("a", "", confidence="medium", checked_on=date(2026, 11, 1)), False),
        (Fact("a", "", confidence="low", checked_on=date(2026, 11, 1)), True),
        (Fact("a", "", confidence="high", checked_on=date(2026, 11, 1), conflict="contested"), True),
        (Fact("a", "", confidence="high", checked_on=date(2026, 11, 12), check_every=10), False),
        (Fact("a", "", confidence="high", checked_on=date(2026, 11, 11), check_every=10), True),
    ],
)
def test_an_answer_has_to_say_so_when_a_fact_is_weak(fact: Fact, is_uncertain: bool) -> None:
    """Low confidence, contested, or not looked at for longer than it may wait."""
    assert fact.is_uncertain(TODAY) is is_uncertain


def test_an_answer_rests_on_what_it_names_first_and_on_its_placeholders() -> None:
    """Each fact once, the main source first."""
    facts = book(Fact("main", ""), Fact("days", "", 30, "days"), *MCI)
    used = facts.used_by("{days} {kz.mci} {main}", ["main"], TODAY)
    assert [fact.id for fact in used] == ["main", "days", "mci-2026"]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(max_size=60))
def test_text_without_placeholders_stays_as_it_is(text: str) -> None:
    """Braces that name nothing are the editor's own."""
    if not PLACEHOLDER.search(text):
        assert book().render(text, "ru", TODAY) == text
