"""What operators find waits for an editor; a yes makes it knowledge in every process."""

import asyncio
from datetime import timedelta

from sqlalchemy import select

from knowledge_base import suggestions
from knowledge_base.content_types import Content, Question
from knowledge_base.database import Sessions
from knowledge_base.evaluation import Comparison
from knowledge_base.index import LiveIndex, Snapshot, open_index
from knowledge_base.loading import bump_content_version, content_version, read_content
from knowledge_base.matcher.training import train
from knowledge_base.matching import Phrasing
from knowledge_base.models import PhrasingRow, QuestionRow, RegressionRow, Suggestion, SuggestionState
from knowledge_base.retrieval import Thresholds
from tests.builders import NOW
from tests.knowledge_base.matcher.bank import PHRASINGS

WAGES = "касса пуста, говорит прораб"
QUESTIONS = ("work.unpaid", "registration.arrival")


async def a_small_base(sessions: Sessions) -> None:
    """Put two questions with their phrasings and a regression set of three lines into the database."""
    async with sessions.begin() as session:
        for position, name in enumerate(QUESTIONS):
            topic = name.split(".")[0]
            session.add(QuestionRow(id=name, topic=topic, position=position, related=[], titles={"ru": name}))
        await session.flush()
        for each in PHRASINGS:
            row = PhrasingRow(
                question_id=each.question_id, locale=each.locale, text=each.text, origin="content"
            )
            session.add(row)
        for text, question in (
            ("зарплату не платят", QUESTIONS[0]),
            ("где регистрация", QUESTIONS[1]),
            ("погода", None),
        ):
            session.add(RegressionRow(question_id=question, locale="ru", text=text, origin="content"))
        await bump_content_version(session)


async def suggest(sessions: Sessions, text: str, question_id: str | None) -> Suggestion | None:
    """Suggest as an operator does."""
    async with sessions.begin() as session:
        return await suggestions.suggest(session, text, "ru", question_id, by="Operator", now=NOW)


async def test_a_yes_is_learned_by_every_process(sessions: Sessions) -> None:
    """Two indexes share the database; both answer by the new phrasing after their next look."""
    await a_small_base(sessions)
    indexes = [await open_index(sessions, show_drafts=True) for _ in range(2)]
    suggestion = await suggest(sessions, f"  {WAGES}\n", "work.unpaid")
    assert suggestion is not None and suggestion.text == WAGES
    assert [await index.refresh(sessions) for index in indexes] == [False, False]

    async with sessions.begin() as session:
        assert await suggestions.decide(session, [suggestion.id], accept=True, by="Editor", now=NOW) == 1
    assert [await index.refresh(sessions) for index in indexes] == [True, True]
    found = [index.snapshot.matcher.match(WAGES, "ru")[0] for index in indexes]
    assert found[0] == found[1] and found[0].question_id == "work.unpaid"
    async with sessions() as session:
        row = await session.scalar(select(PhrasingRow).where(PhrasingRow.text == WAGES))
        assert row is not None and row.origin == suggestions.OPERATOR


async def test_answers_go_on_while_a_change_is_learned(sessions: Sessions) -> None:
    """The old snapshot answers until the new one is whole."""
    await a_small_base(sessions)
    index = await open_index(sessions, show_drafts=True)
    async with sessions.begin() as session:
        session.add(PhrasingRow(question_id="work.unpaid", locale="ru", text=WAGES, origin="editor"))
        await bump_content_version(session)
    refreshing = asyncio.create_task(index.refresh(sessions))
    before = index.snapshot
    assert before.matcher.match("не платят зарплату", "ru")[0].question_id == "work.unpaid"
    assert await refreshing and index.snapshot is not before


async def test_none_of_ours_becomes_a_counter_example(sessions: Sessions) -> None:
    """A message that must not be answered is learned as such."""
    await a_small_base(sessions)
    suggestion = await suggest(sessions, "зарплату какого певца", None)
    assert suggestion is not None
    async with sessions.begin() as session:
        await suggestions.decide(session, [suggestion.id], accept=True, by="Editor", now=NOW)
        content = await read_content(session)
    assert Phrasing("зарплату какого певца", "ru", None) in content.phrasings


async def test_a_no_changes_nothing(sessions: Sessions) -> None:
    """It is kept with who said no and when; nobody has to read the content again."""
    await a_small_base(sessions)
    suggestion = await suggest(sessions, WAGES, "work.unpaid")
    assert suggestion is not None
    async with sessions.begin() as session:
        version = await content_version(session)
        await suggestions.decide(session, [suggestion.id], accept=False, by="Editor", now=NOW)
    async with sessions() as session:
        assert await content_version(session) == version
        kept = await session.get_one(Suggestion, suggestion.id)
        assert (kept.state, kept.decided_by, kept.decided_at) == (SuggestionState.REFUSED, "Editor", NOW)
        assert await suggestions.waiting(session) == []


async def test_a_decision_is_made_once(sessions: Sessions) -> None:
    """The second of two editors changes nothing."""
    await a_small_base(sessions)
    suggestion = await suggest(sessions, WAGES, "work.unpaid")
    assert suggestion is not None
    later = NOW + timedelta(minutes=1)
    async with sessions.begin() as session:
        assert await suggestions.decide(session, [suggestion.id], accept=True, by="A", now=NOW) == 1
        assert await suggestions.decide(session, [suggestion.id], accept=False, by="B", now=later) == 0


async def test_what_is_known_or_waits_is_not_suggested_again(sessions: Sessions) -> None:
    """Ten people asking alike make one suggestion."""
    await a_small_base(sessions)
    assert await suggest(sessions, PHRASINGS[0].text, PHRASINGS[0].question_id) is None
    assert await suggest(sessions, WAGES, "work.unpaid") is not None
    assert await suggest(sessions, WAGES, "work.unpaid") is None
    assert await suggest(sessions, "   ", "work.unpaid") is None


def test_an_editor_sees_what_a_suggestion_wins_and_loses() -> None:
    """A counter-example that takes a question's own words is flagged before it counts."""
    regression = (
        Phrasing("зарплату не платят", "ru", "work.unpaid"),
        Phrasing("прораб деньги", "ru", "work.unpaid"),
        Phrasing("погода", "ru", None),
    )
    questions = tuple(Question(name, name.split(".")[0], {"ru": name}) for name in QUESTIONS)
    content = Content(questions, phrasings=PHRASINGS, regression=regression)
    matcher = train(PHRASINGS)

    def tried(text: str, question_id: str | None) -> Comparison:
        row = Suggestion(text=text, locale="ru", question_id=question_id)
        return suggestions.try_out([row], matcher=matcher, content=content, thresholds=Thresholds())

    assert not tried(WAGES, "work.unpaid").loses_accuracy
    bad = tried("зарплату не платят", "registration.arrival")
    assert bad.loses_accuracy and bad.lost[0].labelled.text == "зарплату не платят"


def test_the_snapshot_of_an_index_is_never_changed_in_place() -> None:
    """Trying a suggestion out leaves the matcher that answers as it was."""
    index = LiveIndex(Snapshot(Content(phrasings=PHRASINGS), matcher=train(PHRASINGS)))
    matcher = index.snapshot.matcher
    before = matcher.match("зарплату не платят", "ru")
    row = Suggestion(text="зарплату не платят", locale="ru", question_id="registration.arrival")
    suggestions.try_out([row], matcher=train(PHRASINGS), content=Content(), thresholds=Thresholds())
    assert matcher.match("зарплату не платят", "ru") == before
