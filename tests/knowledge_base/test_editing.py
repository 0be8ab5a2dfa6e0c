"""The life of a text: drafts, review by a second person, publication, and the way back."""

import asyncio
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.conversation import Conversation
from bot.dispatcher import Equipment
from knowledge_base import editing
from knowledge_base.content_types import DRAFT, IN_REVIEW, OUTDATED, PUBLISHED, WITHDRAWN
from knowledge_base.database import Sessions
from knowledge_base.editing import Refusal, Stale, Unsound
from knowledge_base.facts import FactBook
from knowledge_base.index import LiveIndex, Snapshot, open_index
from knowledge_base.loading import content_version, load_content, read_content
from knowledge_base.matching import Match
from knowledge_base.models import AnswerRevision, AnswerRow, Comment, PhrasingRow, QuestionRow
from knowledge_base.question_editing import (
    AnswerRefusal,
    TitleRefusal,
    add_answer,
    change_titles,
    remove_phrasing,
)
from knowledge_base.revisions import AUTOMATIC, History, read_histories
from knowledge_base.routes import Route, Scope
from knowledge_base.text_checks import text_hash
from tests.builders import NOW
from tests.knowledge_base.small_content import change, write_small_content

OLD = "Срок: {kz.days}.\n\n1. Шаг.\n2. Шаг."
NEW = "Ваш срок: {kz.days}.\n\n1. Первый шаг.\n2. Второй шаг."
NEWER = "Срок для вас: {kz.days}.\n\n1. Первое.\n2. Второе."
ROUTE = Route("UZ", "KZ")


class Desk:
    """The small content in a database, and the hands of its editors and reviewers."""

    def __init__(self, sessions: Sessions, answer_id: int, facts: FactBook) -> None:
        self.sessions, self.answer_id, self.facts = sessions, answer_id, facts
        self.now = NOW

    async def save(
        self,
        text: str,
        *,
        locale: str = "ru",
        by: str = "Dilnoza",
        began_from: int | None = -1,
        minor: bool = False,
    ) -> AnswerRevision | Stale:
        began_from = await self.number(locale) if began_from == -1 else began_from
        async with self.sessions.begin() as session:
            return await editing.save_draft(
                session, self.answer_id, locale, text,
                began_from=began_from, author=by, now=self.now, is_minor=minor,
            )  # fmt: skip

    async def submit(self, locale: str = "ru", by: str = "Dilnoza") -> AnswerRevision | Stale | Refusal:
        number = await self.number(locale)
        async with self.sessions.begin() as session:
            return await editing.submit(
                session, self.answer_id, locale, began_from=number, author=by, now=self.now
            )

    async def publish(
        self, locale: str = "ru", *, by: str = "Raushan", began_from: int | None = -1
    ) -> AnswerRevision | Stale | Refusal | Unsound:
        began_from = await self.number(locale) if began_from == -1 else began_from
        async with self.sessions.begin() as session:
            return await editing.publish(
                session, self.answer_id, locale,
                began_from=began_from, reviewer=by, facts=self.facts, now=self.now,
            )  # fmt: skip

    async def undo(self, locale: str = "ru") -> AnswerRevision | Stale | Refusal:
        public = (await self.history(locale)).public
        assert public is not None
        async with self.sessions.begin() as session:
            return await editing.undo(
                session, self.answer_id, locale, public.number, by="Raushan", now=self.now
            )

    async def withdraw(self, locale: str = "ru") -> AnswerRevision | Stale | Refusal:
        number = await self.number(locale)
        async with self.sessions.begin() as session:
            return await editing.withdraw(
                session, self.answer_id, locale, began_from=number, by="Raushan", now=self.now
            )

    async def history(self, locale: str = "ru") -> History:
        async with self.sessions() as session:
            return (await read_histories(session, self.answer_id)).get(locale, History())

    async def number(self, locale: str = "ru") -> int | None:
        newest = (await self.history(locale)).newest
        return newest.number if newest else None

    async def states(self, locale: str = "ru") -> list[str]:
        return [row.state for row in (await self.history(locale)).rows]

    async def shown(self, locale: str = "ru", *, show_drafts: bool = True) -> str | None:
        """Return what a reader of the locale gets."""
        async with self.sessions() as session:
            content = await read_content(session)
        knowledge = Snapshot(content, show_drafts=show_drafts, matcher=Nothing())
        answer = knowledge.choose("stay.limit", ROUTE, date(2026, 11, 22))
        found = knowledge.render_answer(answer, locale, date(2026, 11, 22)) if answer else None
        return found.text if found is not None and found.locale == locale else None


class Nothing:
    """A matcher that nobody asks here."""

    def match(self, text: str, locale: str) -> list[Match]:
        return [Match("stay.limit", 0.99)]


@pytest.fixture
async def desk(sessions: Sessions, tmp_path: Path) -> Desk:
    async with sessions.begin() as session:
        await load_content(
            session, now=NOW - timedelta(days=30), folder=write_small_content(tmp_path / "content")
        )
        answer_id = await session.scalar(select(AnswerRow.id).where(AnswerRow.question_id == "stay.limit"))
        facts = (await read_content(session)).facts
    assert answer_id is not None
    return Desk(sessions, answer_id, FactBook(facts))


async def test_a_text_goes_from_draft_to_publication(desk: Desk) -> None:
    """Each step is a row of its own; the published one names who read it."""
    await desk.save(NEW)
    await desk.submit()
    published = await desk.publish()
    assert isinstance(published, AnswerRevision)
    assert (published.text, published.reviewed_by) == (NEW, "Raushan")
    assert await desk.states() == [DRAFT, DRAFT, IN_REVIEW, PUBLISHED]
    assert await desk.shown(show_drafts=False) == NEW.replace("{kz.days}", "30 дней")


async def test_nobody_approves_what_he_or_she_wrote(desk: Desk) -> None:
    """Not even when a colleague sent it to review, or corrected a word of it since."""
    await desk.save(NEW)
    await desk.submit(by="Erlan")
    assert await desk.publish(by="Dilnoza") is Refusal.OWN_TEXT
    await desk.save(NEWER, by="Erlan")
    assert await desk.publish(by="Dilnoza") is Refusal.OWN_TEXT
    assert await desk.publish(by="Erlan") is Refusal.OWN_TEXT
    assert isinstance(await desk.publish(), AnswerRevision)


async def test_who_only_sent_a_text_on_may_approve_it(desk: Desk) -> None:
    """To submit is not to write; the words of the content files are nobody's of the staff."""
    await desk.submit(by="Raushan")
    assert isinstance(await desk.publish(by="Raushan"), AnswerRevision)


async def test_a_draft_does_not_take_a_published_texts_place(desk: Desk) -> None:
    """Unfinished work, and work in review, is not shown to readers of a published text."""
    await desk.publish()
    before = await desk.shown()
    await desk.save(NEW)
    assert await desk.shown() == before
    await desk.submit()
    assert await desk.shown() == before


async def test_a_major_edit_makes_translations_outdated(desk: Desk) -> None:
    """They stay as they are and are marked, until somebody translates again."""
    for locale in ("ru", "uz-Latn"):
        await desk.publish(locale)
    await desk.save(NEW)
    await desk.publish()
    uzbek = (await desk.history("uz-Latn")).newest
    assert uzbek is not None
    assert (uzbek.state, uzbek.author, uzbek.reviewed_by) == (OUTDATED, AUTOMATIC, "Raushan")


async def test_a_minor_edit_leaves_translations_valid(desk: Desk) -> None:
    """They name the new Russian text as the one they follow, so that no check complains."""
    for locale in ("ru", "uz-Latn"):
        await desk.publish(locale)
    await desk.save(NEW, minor=True)
    await desk.publish()
    uzbek = (await desk.history("uz-Latn")).newest
    assert uzbek is not None
    assert (uzbek.state, uzbek.source_hash) == (PUBLISHED, text_hash(NEW))


async def test_one_major_change_among_minor_ones_counts(desk: Desk) -> None:
    """The tick of the last of two editors does not hide the change of the first."""
    for locale in ("ru", "uz-Latn"):
        await desk.publish(locale)
    await desk.save(NEW)
    await desk.save(NEWER, minor=True)
    await desk.publish()
    assert (await desk.states("uz-Latn"))[-1] == OUTDATED


async def test_a_translators_work_survives_a_new_russian_text(desk: Desk) -> None:
    """The draft on top stays the newest one, and the translator can go on saving."""
    for locale in ("ru", "uz-Latn"):
        await desk.publish(locale)
    draft = await desk.save(OLD.replace("Шаг", "Qadam"), locale="uz-Latn", by="Erlan")
    assert isinstance(draft, AnswerRevision)
    await desk.save(NEW)
    await desk.publish()
    assert (await desk.states("uz-Latn"))[-2:] == [OUTDATED, DRAFT]
    saved = await desk.save(
        NEW.replace("шаг", "qadam"), locale="uz-Latn", by="Erlan", began_from=draft.number
    )
    assert isinstance(saved, AnswerRevision)


async def test_a_text_that_breaks_a_rule_is_not_published(desk: Desk) -> None:
    """Neither a bare number nor a translation of an older Russian text gets through."""
    await desk.save("Срок 30 дней.")
    assert isinstance(await desk.publish(), Unsound)
    await desk.save(NEW)
    await desk.publish()
    await desk.submit("en")
    found = await desk.publish("en")
    assert isinstance(found, Unsound)
    assert [each.rule for each in found.problems] == ["source_moved"]


async def test_an_outdated_translation_is_confirmed_by_saving_it_again(desk: Desk) -> None:
    """The same words, now held against the newer Russian text, go through review."""
    await desk.publish()
    await desk.publish("en")
    await desk.save(NEW)
    await desk.publish()
    await desk.save(OLD, locale="en")
    assert isinstance(await desk.publish("en"), AnswerRevision)


async def test_a_withdrawn_text_is_not_shown_in_its_language(desk: Desk) -> None:
    """Other languages stay; a later draft does not bring it back, a publication does."""
    await desk.publish("en")
    await desk.withdraw("en")
    assert await desk.shown("en") is None
    assert await desk.shown("ru") is not None
    await desk.save(OLD.replace("Шаг", "Step"), locale="en")
    assert await desk.shown("en") is None
    await desk.publish("en")
    assert await desk.shown("en") is not None


async def test_withdrawing_leaves_unfinished_work_on_top(desk: Desk) -> None:
    """Nobody's draft is buried."""
    await desk.publish()
    await desk.save(NEW)
    await desk.withdraw()
    newest = (await desk.history()).newest
    assert newest is not None and (newest.state, newest.text, newest.author) == (DRAFT, NEW, "Dilnoza")


async def test_undo_shows_what_was_shown_before(desk: Desk) -> None:
    """With its translations; the words that were taken back stay as a draft of their writer."""
    for locale in ("ru", "uz-Latn"):
        await desk.publish(locale)
    await desk.save(NEW)
    await desk.publish()
    undone = await desk.undo()
    assert isinstance(undone, AnswerRevision) and undone.text == OLD
    assert await desk.shown(show_drafts=False) == OLD.replace("{kz.days}", "30 дней")
    assert (await desk.states("uz-Latn"))[-1] == PUBLISHED
    newest = (await desk.history()).newest
    assert newest is not None and (newest.state, newest.text, newest.author) == (DRAFT, NEW, "Dilnoza")
    assert await desk.publish(by="Dilnoza") is Refusal.OWN_TEXT


async def test_undo_of_a_first_publication_withdraws(desk: Desk) -> None:
    """Nothing that a person answers for was there before."""
    await desk.publish()
    undone = await desk.undo()
    assert isinstance(undone, AnswerRevision) and undone.state == WITHDRAWN


async def test_undo_has_its_time(desk: Desk) -> None:
    """After a week a text is changed in the ordinary way, under other eyes."""
    await desk.publish()
    desk.now += timedelta(days=8)
    assert await desk.undo() is Refusal.TOO_LATE


async def test_a_returned_text_is_a_draft_with_a_comment(desk: Desk) -> None:
    """The author reads what is missing and can go on."""
    await desk.save(NEW)
    await desk.submit()
    number = await desk.number()
    async with desk.sessions.begin() as session:
        await editing.return_to_author(
            session, desk.answer_id, "ru",
            began_from=number, reviewer="Raushan", comment="Which office?", now=desk.now,
        )  # fmt: skip
        comment = await session.scalar(select(Comment))
    assert comment is not None and (comment.text, comment.author) == ("Which office?", "Raushan")
    assert (await desk.states())[-1] == DRAFT


async def test_saving_the_same_text_adds_nothing(desk: Desk) -> None:
    """A second press is no version."""
    await desk.save(NEW)
    await desk.save(NEW)
    assert len(await desk.states()) == 2


@pytest.mark.parametrize("began_from", [None, 1, 99])
async def test_who_began_from_another_text_is_told(desk: Desk, began_from: int | None) -> None:
    """Nothing is written, and the newest text comes back."""
    await desk.save(NEW)
    late = await desk.save(NEWER, began_from=began_from)
    assert isinstance(late, Stale) and late.newest is not None and late.newest.text == NEW
    assert isinstance(await desk.publish(began_from=began_from), Stale)


async def test_two_editors_and_a_reviewer_at_once(desk: Desk) -> None:
    """Of the three who looked at one version, no one's word is lost and no one overwrites another."""
    await desk.save("Срок: {kz.days}, не дольше.\n\n1. Шаг.\n2. Шаг.", by="Somebody")
    await desk.submit(by="Somebody")
    began = await desk.number()
    dilnoza, erlan, raushan = await asyncio.gather(
        desk.save(NEW, by="Dilnoza", began_from=began),
        desk.save(NEWER, by="Erlan", began_from=began),
        desk.publish(by="Raushan", began_from=began),
    )
    saved = [each for each in (dilnoza, erlan) if isinstance(each, AnswerRevision)]
    assert len(saved) == 1, "exactly one of two editors is first"
    rows = (await desk.history()).rows
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    assert rows[-1].text == saved[0].text
    published = [row for row in rows if row.state == PUBLISHED]
    if isinstance(raushan, AnswerRevision):
        assert [row.text for row in published] == [rows[2].text], "published is what the reviewer had read"
    else:
        assert isinstance(raushan, Stale) and published == []


async def test_many_publications_at_once_do_not_wait_for_each_other_for_ever(desk: Desk) -> None:
    """Seven languages are approved at the same moment by as many people."""
    locales = ("ru", "en", "kk", "ky", "tg", "uz-Latn", "uz-Cyrl")
    done = await asyncio.gather(*(desk.publish(each, by=f"Reviewer {each}") for each in locales))
    assert all(isinstance(each, AnswerRevision) for each in done)


async def test_the_next_person_who_asks_gets_the_published_text(desk: Desk, equipment: Equipment) -> None:
    """The live index of another process sees it before its next message; the dispatcher gives it out."""
    index = await open_index(desk.sessions, show_drafts=False)
    index = LiveIndex(Snapshot(index.snapshot.content, show_drafts=False, matcher=Nothing()), index.version)
    await desk.save(NEW)
    await desk.submit()
    await desk.publish()
    assert await index.refresh(desk.sessions)
    talk = Conversation(equipment, index.snapshot)
    turn = talk.say("Сколько дней можно жить в Казахстане?", now=NOW, route=ROUTE)
    assert "Ваш срок: 30 дней." in turn.replies[0].text
    assert "1. Первый шаг." in turn.replies[0].text


async def test_a_new_text_does_not_train_the_matcher_again(desk: Desk) -> None:
    """What people say has not changed, so the next message does not wait for learning."""
    index = await open_index(desk.sessions, show_drafts=True)
    matcher = index.snapshot.matcher
    await desk.publish()
    assert await index.refresh(desk.sessions)
    assert index.snapshot.matcher is matcher


async def test_an_answer_for_more_routes(desk: Desk) -> None:
    """It needs facts, somebody who confirms, and routes that no equal answer has."""
    async with desk.sessions.begin() as session:

        async def add(*countries: str, facts: tuple[str, ...] = ("kz.days",), who: str = "lawyer") -> object:
            scope = Scope(frozenset(countries), frozenset({"KZ"}))
            return await add_answer(
                session, "stay.limit", scope, fact_ids=facts, confirm_with=who, facts=desk.facts
            )

        assert await add("TJ", facts=()) is AnswerRefusal.NO_FACT
        assert await add("TJ", facts=("kz.none",)) is AnswerRefusal.UNKNOWN_FACT
        assert await add("TJ", who="me") is AnswerRefusal.NO_CONFIRMER
        assert await add("XX") is AnswerRefusal.UNKNOWN_COUNTRY
        assert await add("TJ", "UZ") is AnswerRefusal.TIE
        added = await add("TJ", "KG")
        assert isinstance(added, AnswerRow) and added.key == "kg-tj-kz"
        saved = await editing.save_draft(
            session, added.id, "ru", NEW, began_from=None, author="Dilnoza", now=NOW
        )
        assert isinstance(saved, AnswerRevision) and saved.number == 1


async def test_an_editors_title_stays_when_content_is_loaded_again(desk: Desk, tmp_path: Path) -> None:
    """A new release of the content files does not take it back."""
    async with desk.sessions.begin() as session:
        seen = {"en": "Stay 6"}
        assert await change_titles(session, "stay.limit", {"en": "How long"}, began_from=seen) is None
        stale = await change_titles(session, "stay.limit", {"en": "Too late"}, began_from=seen)
        assert stale is TitleRefusal.STALE
    change(tmp_path / "content" / "titles" / "kk.yaml", "Stay 4", "Another")
    async with desk.sessions.begin() as session:
        await load_content(session, now=NOW, folder=tmp_path / "content")
        titles = (await read_content(session)).questions[0].titles
    assert (titles["en"], titles["kk"]) == ("How long", "Another")


async def test_a_removed_phrasing_stays_away_when_content_is_loaded_again(desk: Desk, tmp_path: Path) -> None:
    """What an editor took away is not learned from the files again."""
    async with desk.sessions.begin() as session:
        version = await content_version(session)
        row = await session.scalar(select(PhrasingRow).where(PhrasingRow.text == "how many days 6"))
        assert row is not None
        assert await remove_phrasing(session, row.id) is not None
        assert await remove_phrasing(session, row.id) is None
        assert await content_version(session) == version + 1
    change(tmp_path / "content" / "titles" / "kk.yaml", "Stay 4", "Another")
    async with desk.sessions.begin() as session:
        await load_content(session, now=NOW, folder=tmp_path / "content")
        texts = {each.text for each in (await read_content(session)).phrasings}
    assert "how many days 6" not in texts and "how many days 5" in texts


async def test_an_answer_without_facts_is_not_shown(desk: Desk) -> None:
    """Nobody could see where it comes from; the person is told of the gap, not of an error."""
    async with desk.sessions.begin() as session:
        session.add(QuestionRow(id="new.one", topic="work", position=9, related=[], titles={"ru": "Новый"}))
        await session.flush()
        row = AnswerRow(
            question_id="new.one",
            key="any",
            citizenship=[],
            stay_in=[],
            via=[],
            fact_ids=[],
            confirm_with="lawyer",
        )
        session.add(row)
        await session.flush()
        await editing.save_draft(session, row.id, "ru", "Текст.", began_from=None, author="A", now=NOW)
        content = await read_content(session)
    knowledge = Snapshot(content, matcher=Nothing())
    answer = knowledge.choose("new.one", ROUTE, NOW.date())
    assert answer is None or knowledge.render_answer(answer, "ru", NOW.date()) is None
