"""Which answer a route gets on a day, in which language; and how an edit reaches a running process."""

from collections.abc import Mapping
from datetime import date

import pytest
from sqlalchemy import select

from knowledge_base.content_types import PUBLISHED, Answer, AnswerText, Content, Fact, Question, Source
from knowledge_base.database import Sessions
from knowledge_base.index import LiveIndex, Snapshot, open_index
from knowledge_base.loading import bump_content_version, load_content
from knowledge_base.locales import LOCALES
from knowledge_base.models import AnswerRow
from knowledge_base.routes import Route, Scope
from knowledge_base.rows import revision_row
from tests.builders import NOW

TODAY = date(2026, 11, 22)
FACT = Fact(
    "always", "", 30, "days", confidence="high", checked_on=date(2026, 11, 1),
    source=Source("A law", "A ministry", "https://example.org/law"),
)  # fmt: skip
ENDED = Fact("ended", "", 90, "days", valid_until=date(2026, 6, 30), checked_on=date(2026, 1, 1))


ANYBODY = Scope()


def an_answer(
    key: str,
    scope: Scope = ANYBODY,
    *,
    texts: Mapping[str, AnswerText | str] | None = None,
    fact_ids: tuple[str, ...] = ("always",),
) -> Answer:
    """Return an answer to the only question, in Russian where nothing else is said."""
    given = texts or {"ru": key}
    written = {locale: AnswerText(text) if isinstance(text, str) else text for locale, text in given.items()}
    return Answer("stay.limit", key, scope, fact_ids, "lawyer", written)


def a_snapshot(*answers: Answer, show_drafts: bool = True) -> Snapshot:
    """Return knowledge of one question with these answers."""
    question = Question("stay.limit", "registration", {"ru": "Сколько дней"})
    facts = {fact.id: fact for fact in (FACT, ENDED)}
    return Snapshot(Content((question,), answers, facts), show_drafts=show_drafts)


ANY = an_answer("any")
CITIZENS = an_answer("uz", Scope(frozenset({"UZ"})))
STAY = an_answer("kz", Scope(stay_in=frozenset({"KZ"})))
BOTH = an_answer("uz-kz", Scope(frozenset({"UZ"}), frozenset({"KZ"})))
TRANSIT = an_answer("uz-kz-via", Scope(frozenset({"UZ"}), frozenset({"KZ"}), frozenset({"KG"})))


@pytest.mark.parametrize(
    ("route", "key"),
    [
        (Route("UZ", "KZ", "KG"), "uz-kz-via"),
        (Route("UZ", "KZ"), "uz-kz"),
        (Route("TJ", "KZ"), "kz"),
        (Route("UZ", "RU"), "uz"),
        (Route("TJ", "RU"), "any"),
    ],
)
def test_the_most_specific_answer_wins(route: Route, key: str) -> None:
    """Whatever the order in which the answers were written."""
    every = (ANY, CITIZENS, STAY, BOTH, TRANSIT)
    for answers in (every, every[::-1]):
        chosen = a_snapshot(*answers).choose("stay.limit", route, TODAY)
        assert chosen is not None and chosen.key == key


def test_an_answer_past_its_facts_is_withheld_and_not_replaced() -> None:
    """The general answer was written for other people; it must not take the place of theirs."""
    past = an_answer("uz-kz", Scope(frozenset({"UZ"}), frozenset({"KZ"})), fact_ids=("always", "ended"))
    knowledge = a_snapshot(ANY, past)
    assert knowledge.choose("stay.limit", Route("UZ", "KZ"), TODAY) is None
    assert knowledge.choose("stay.limit", Route("UZ", "KZ"), date(2026, 6, 30)) == past
    assert knowledge.choose("stay.limit", Route("TJ", "KZ"), TODAY) == ANY


def test_a_fact_that_only_the_text_names_counts_too() -> None:
    """A placeholder is a value that has to hold today."""
    past = an_answer("any", texts={"ru": "{ended}"})
    assert a_snapshot(past).choose("stay.limit", Route(), TODAY) is None


def test_a_fact_that_nobody_knows_withholds_the_answer() -> None:
    """A gap that is counted is better than an answer without a ground."""
    assert a_snapshot(an_answer("any", fact_ids=("lost",))).choose("stay.limit", Route(), TODAY) is None


def test_of_two_answers_of_one_scope_the_one_in_force_is_chosen() -> None:
    """Before and after a change of law."""
    before = an_answer("before", fact_ids=("ended",))
    knowledge = a_snapshot(before, ANY)
    assert knowledge.choose("stay.limit", Route(), TODAY) == ANY


def test_drafts_are_hidden_where_the_installation_says_so() -> None:
    """SHOW_DRAFTS=no shows only what a person has reviewed, and lets a checked general answer speak."""
    checked = an_answer("any", texts={"ru": AnswerText("Да", PUBLISHED, "Aziza")})
    knowledge = a_snapshot(BOTH, checked, show_drafts=False)
    assert knowledge.choose("stay.limit", Route("UZ", "KZ"), TODAY) == checked
    assert a_snapshot(BOTH, show_drafts=False).choose("stay.limit", Route("UZ", "KZ"), TODAY) is None
    unread = an_answer("any", texts={"ru": AnswerText("Да", PUBLISHED, None)})
    assert a_snapshot(unread, show_drafts=False).choose("stay.limit", Route(), TODAY) is None


def test_a_draft_translation_gives_way_to_a_checked_text_in_the_next_language() -> None:
    """With drafts hidden, Russian that was checked is better than Tajik that was not."""
    texts = {"tg": AnswerText("Ҳа"), "ru": AnswerText("Да", PUBLISHED, "Aziza")}
    answer = an_answer("any", texts=texts)
    hidden = a_snapshot(answer, show_drafts=False).render_answer(answer, "tg", TODAY)
    assert hidden is not None and (hidden.locale, hidden.is_draft) == ("ru", False)
    shown = a_snapshot(answer).render_answer(answer, "tg", TODAY)
    assert shown is not None and (shown.locale, shown.is_draft) == ("tg", True)


ORDER = {
    "uz-Latn": ("uz-Cyrl", "ru", "en"),
    "uz-Cyrl": ("uz-Latn", "ru", "en"),
    "tg": ("ru", "en"),
    "ky": ("ru", "en"),
    "kk": ("ru", "en"),
    "ru": ("en",),
    "en": ("ru",),
}


@pytest.mark.parametrize("locale", LOCALES)
def test_a_missing_language_falls_back_to_the_nearest(locale: str) -> None:
    """First the other Uzbek script, then Russian, then English; never a language of strangers."""
    present = [locale, *ORDER[locale]]
    while present:
        answer = an_answer("any", texts={each: each for each in LOCALES if each in present})
        rendered = a_snapshot(answer).render_answer(answer, locale, TODAY)
        assert rendered is not None and rendered.locale == rendered.text == present.pop(0)
    strangers = [each for each in LOCALES if each not in (locale, *ORDER[locale])]
    answer = an_answer("any", texts={each: each for each in strangers})
    assert a_snapshot(answer).render_answer(answer, locale, TODAY) is None


def test_a_rendered_answer_tells_what_stands_beside_it() -> None:
    """Sources, the oldest day of a check, draft, uncertainty, and whether the route matters."""
    answer = an_answer("uz-kz", BOTH.scope, texts={"ru": "Срок: {ended}."}, fact_ids=("always",))
    rendered = a_snapshot(answer).render_answer(answer, "ru", date(2026, 6, 1))
    assert rendered is not None
    assert rendered.text == "Срок: 90 дней."
    assert [source.title for source in rendered.sources] == ["A law"]
    assert rendered.checked_on == date(2026, 1, 1)
    assert rendered.is_draft and rendered.is_uncertain and rendered.depends_on_route


def test_a_title_is_told_in_the_nearest_language() -> None:
    """A button is never empty."""
    knowledge = a_snapshot()
    assert {knowledge.title("stay.limit", locale) for locale in LOCALES} == {"Сколько дней"}


def test_a_text_with_a_value_out_of_force_is_not_rendered() -> None:
    """An emergency number that no longer holds is left out, not shown."""
    knowledge = a_snapshot()
    assert knowledge.render("{always}", "ru", TODAY) == "30 дней"
    assert knowledge.render("{ended}", "ru", TODAY) is None
    assert knowledge.render("{lost}", "ru", TODAY) is None


async def test_a_running_process_sees_an_edit_at_its_next_refresh(sessions: Sessions) -> None:
    """The old snapshot goes on answering until then, and a refresh without an edit costs nothing."""
    async with sessions.begin() as session:
        await load_content(session, now=NOW)
    index = await open_index(sessions, show_drafts=True)
    old = index.snapshot
    assert await index.refresh(sessions) is False and index.snapshot is old
    async with sessions.begin() as session:
        answer_id = await session.scalar(
            select(AnswerRow.id).where(AnswerRow.question_id == "work.allowed", AnswerRow.key == "uz-kz")
        )
        assert answer_id is not None
        text = AnswerText("Новый текст.", PUBLISHED, "Aziza")
        session.add(revision_row(answer_id, "ru", text, number=2, author="Aziza", now=NOW))
        await bump_content_version(session)
    assert _text(index) != "Новый текст."
    assert await index.refresh(sessions) is True
    assert _text(index) == "Новый текст."
    assert _text(LiveIndex(old)) != "Новый текст."
    assert index.snapshot.show_drafts is True


async def test_an_uncommitted_edit_is_not_seen(sessions: Sessions) -> None:
    """Only what was published counts."""
    async with sessions.begin() as session:
        await bump_content_version(session)
    index = await open_index(sessions, show_drafts=False)
    session = sessions()
    await bump_content_version(session)
    await session.rollback()
    await session.close()
    assert await index.refresh(sessions) is False
    assert index.snapshot.show_drafts is False


def _text(index: LiveIndex) -> str:
    answer = index.snapshot.choose("work.allowed", Route("UZ", "KZ"), TODAY)
    assert answer is not None
    return answer.texts["ru"].text
