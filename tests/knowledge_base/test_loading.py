"""Content files into the database: once, never over an editor's work, and back out as they were."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from knowledge_base.content_types import DRAFT, IN_REVIEW, PUBLISHED, AnswerText, Content
from knowledge_base.database import Sessions
from knowledge_base.loading import (
    ContentProblems,
    Loaded,
    bump_content_version,
    content_version,
    load_content,
    read_content,
)
from knowledge_base.matching import Phrasing
from knowledge_base.models import AnswerRevision, AnswerRow, FactRevision, PhrasingRow
from knowledge_base.rows import revision_row
from tests.builders import NOW
from tests.knowledge_base.small_content import change, put, write_small_content


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small content folder without a mistake."""
    return write_small_content(tmp_path / "content")


async def test_the_database_gives_back_what_the_files_say(sessions: Sessions, content: Content) -> None:
    """All of the shipped content, on either engine."""
    async with sessions.begin() as session:
        loaded = await load_content(session, now=NOW)
    texts = sum(len(answer.texts) for answer in content.answers)
    assert loaded == Loaded(added=texts + len(content.facts))
    async with sessions() as session:
        stored = await read_content(session)
    assert stored.questions == content.questions
    assert stored.facts == content.facts
    assert stored.answers == content.answers
    assert set(stored.phrasings) == set(content.phrasings)
    assert stored.emergency == content.emergency


async def test_a_second_load_changes_nothing(sessions: Sessions, folder: Path) -> None:
    """Every start loads, so it has to be free when nothing is new."""
    assert await _load(sessions, folder) == Loaded(added=18)
    async with sessions() as session:
        version = await content_version(session)
    assert await _load(sessions, folder) is None
    async with sessions() as session:
        assert await content_version(session) == version == 1


async def test_only_what_changed_becomes_a_new_revision(sessions: Sessions, folder: Path) -> None:
    """The history shows what a load really changed."""
    await _load(sessions, folder)
    change(folder / "answers/ru/work.allowed.kz.md", "Сбор", "Пошлина")
    change(folder / "facts/kz.yaml", "value: 30", "value: 45")
    assert await _load(sessions, folder) == Loaded(added=2, unchanged=16)
    stored = await _read(sessions)
    assert stored.facts["kz.days"].value == 45
    assert _texts(stored, "work.allowed")["ru"].text == "Пошлина: {kz.fee}."
    async with sessions() as session:
        assert await content_version(session) == 2
        assert await session.scalar(select(func.max(AnswerRevision.number))) == 2


async def test_an_editors_newer_text_is_never_overwritten(sessions: Sessions, folder: Path) -> None:
    """A new release of the files must not undo what the organisation wrote."""
    await _load(sessions, folder)
    await _write(sessions, "work.allowed", "ru", AnswerText("От редактора", PUBLISHED, "Aziza"), 2)
    change(folder / "answers/ru/work.allowed.kz.md", "Сбор", "Пошлина")
    assert await _load(sessions, folder) == Loaded(added=0, unchanged=17, kept=1)
    assert _texts(await _read(sessions), "work.allowed")["ru"].text == "От редактора"


async def test_an_editors_newer_fact_is_never_overwritten(sessions: Sessions, folder: Path) -> None:
    """The organisation may know of a change of law before the files do."""
    await _load(sessions, folder)
    async with sessions.begin() as session:
        row = await session.scalar(select(FactRevision).where(FactRevision.fact_id == "kz.days"))
        assert row is not None
        columns = {each.name: getattr(row, each.name) for each in FactRevision.__table__.columns}
        columns |= {"id": None, "number": 2, "value": 60, "author": "Aziza"}
        session.add(FactRevision(**columns))
    change(folder / "facts/kz.yaml", "value: 30", "value: 45")
    loaded = await _load(sessions, folder)
    assert loaded is not None and loaded.kept == 1
    assert (await _read(sessions)).facts["kz.days"].value == 60


async def test_an_editors_phrasing_stays_and_a_withdrawn_one_goes(sessions: Sessions, folder: Path) -> None:
    """Files rule over what came from files, and over nothing else."""
    await _load(sessions, folder)
    async with sessions.begin() as session:
        session.add(PhrasingRow(question_id="work.allowed", locale="ru", text="можно?", origin="operator"))
    change(folder / "phrasings/ru.yaml", "may I work 5", "may I have a job")
    await _load(sessions, folder)
    phrasings = (await _read(sessions)).phrasings
    assert Phrasing("можно?", "ru", "work.allowed") in phrasings
    assert Phrasing("may I have a job", "ru", "work.allowed") in phrasings
    assert Phrasing("may I work 5", "ru", "work.allowed") not in phrasings


@pytest.mark.parametrize("state", [DRAFT, IN_REVIEW])
async def test_a_published_text_outranks_a_newer_draft(sessions: Sessions, folder: Path, state: str) -> None:
    """An editor's unfinished work is not shown in the place of what was approved."""
    await _load(sessions, folder)
    await _write(sessions, "work.allowed", "ru", AnswerText("Опубликовано", PUBLISHED, "Aziza"), 2)
    await _write(sessions, "work.allowed", "ru", AnswerText("Ещё пишу", state), 3)
    assert _texts(await _read(sessions), "work.allowed")["ru"].text == "Опубликовано"
    await _write(sessions, "work.allowed", "ru", AnswerText("Готово", PUBLISHED, "Aziza"), 4)
    assert _texts(await _read(sessions), "work.allowed")["ru"].text == "Готово"


async def test_files_with_mistakes_are_not_loaded_at_all(sessions: Sessions, folder: Path) -> None:
    """Half a load would be answers without their facts."""
    change(folder / "answers/ru/work.allowed.kz.md", "state: draft", "state: ready")
    change(folder / "emergency.yaml", "service", "services")
    async with sessions() as session:
        with pytest.raises(ContentProblems, match=r"work\.allowed\.kz\.md:2: state 'ready'") as caught:
            await load_content(session, now=NOW, folder=folder)
    assert len(caught.value.problems) == 2
    assert await _read(sessions) == Content()


async def test_a_question_that_left_the_files_keeps_its_answers(sessions: Sessions, folder: Path) -> None:
    """Loading adds and renews; taking away is an editor's decision."""
    await _load(sessions, folder)
    for path in (folder / "answers").glob("*/work.allowed.kz.md"):
        path.unlink()
    questions = (folder / "questions.yaml").read_text("utf-8")
    put(folder / "questions.yaml", questions[: questions.index("- id: work.allowed")])
    for path in (folder / "phrasings").glob("*.yaml"):
        lines = path.read_text("utf-8").splitlines()
        put(path, "\n".join(line for line in lines if not line.startswith("work.allowed")))
    await _load(sessions, folder)
    assert {question.id for question in (await _read(sessions)).questions} == {"stay.limit", "work.allowed"}


async def test_the_version_moves_with_every_published_change(sessions: Sessions) -> None:
    """Every process compares this number with its own."""
    async with sessions.begin() as session:
        assert await content_version(session) == 0
        await bump_content_version(session)
        await bump_content_version(session)
    async with sessions() as session:
        assert await content_version(session) == 2


async def _load(sessions: Sessions, folder: Path) -> Loaded | None:
    async with sessions.begin() as session:
        return await load_content(session, now=NOW, folder=folder)


async def _read(sessions: Sessions) -> Content:
    async with sessions() as session:
        return await read_content(session)


async def _write(sessions: Sessions, question_id: str, locale: str, text: AnswerText, number: int) -> None:
    async with sessions.begin() as session:
        answer_id = await session.scalar(select(AnswerRow.id).where(AnswerRow.question_id == question_id))
        assert answer_id is not None
        session.add(revision_row(answer_id, locale, text, number=number, author="Aziza", now=NOW))


def _texts(content: Content, question_id: str) -> dict[str, AnswerText]:
    (answer,) = [each for each in content.answers if each.question_id == question_id]
    return dict(answer.texts)
