"""Content files into the database and back into plain values.

Loading is idempotent: what has not changed is left alone, what an editor changed since is never
overwritten, and the content version moves only when something did.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge_base.content_files import CONTENT, Problem, files_hash, read_content_files
from knowledge_base.content_types import (
    Answer,
    AnswerText,
    Content,
    EmergencyContact,
    Fact,
    Place,
    Question,
)
from knowledge_base.matching import Phrasing
from knowledge_base.models import (
    AnswerRevision,
    AnswerRow,
    ContentVersion,
    EmergencyRow,
    FactRevision,
    LabelledText,
    PhrasingRow,
    PlaceRow,
    QuestionRow,
    RegressionRow,
)
from knowledge_base.revisions import FILES, IS_PUBLIC
from knowledge_base.rows import (
    fact_row,
    fact_value,
    place_row,
    place_value,
    revision_row,
    scope_value,
    text_value,
)

#: The origin of a phrasing of the files that an editor took away: kept, so that no load brings it back.
REMOVED: Final = "removed"


class ContentProblems(Exception):
    """The content files have mistakes, and nothing was loaded."""

    def __init__(self, problems: list[Problem]) -> None:
        """Keep the problems; the message lists them a line each."""
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(slots=True)
class Loaded:
    """What a load did, for the person who ran it."""

    added: int = 0
    unchanged: int = 0
    kept: int = 0  #: an editor's newer revision stands; the file's text was not loaded


async def load_content(session: AsyncSession, *, now: datetime, folder: Path = CONTENT) -> Loaded | None:
    """Bring the database up to the content files; None when they were loaded before as they are.

    Raises ContentProblems when a file cannot be read. The caller commits.
    """
    version = await lock_content(session)
    hash_ = files_hash(folder)
    if version.files_hash == hash_:
        return None
    reading = read_content_files(folder)
    if reading.problems:
        raise ContentProblems(reading.problems)
    loaded = Loaded()
    await _load_questions(session, reading.content)
    await _load_facts(session, reading.content.facts, loaded, now)
    await _load_answers(session, reading.content.answers, loaded, now)
    await _load_phrasings(session, PhrasingRow, reading.content.phrasings)
    await _load_phrasings(session, RegressionRow, reading.content.regression)
    await _load_emergency(session, reading.content.emergency)
    await _load_places(session, reading.content.places)
    version.files_hash = hash_
    version.number += 1
    await session.flush()
    return loaded


async def content_version(session: AsyncSession) -> int:
    """Return the number that moves with every published change; 0 before the first load."""
    return await session.scalar(select(ContentVersion.number)) or 0


async def lock_content(session: AsyncSession) -> ContentVersion:
    """Return the version's row; every other change of the content waits until this one commits.

    Whoever changes texts takes this lock first, so that two who do cannot wait for each other.
    """
    version = await session.get(ContentVersion, 1, with_for_update=True)
    if version is None:
        version = ContentVersion(id=1, number=0)
        session.add(version)
        await session.flush()
    return version


async def bump_content_version(session: AsyncSession) -> None:
    """Tell every process that the content changed; the caller commits."""
    version = await lock_content(session)
    version.number += 1


async def read_content(session: AsyncSession) -> Content:
    """Return everything that can be shown, each text and fact in the revision that counts."""
    questions = tuple(
        Question(row.id, row.topic, {**row.titles, **row.edited_titles}, tuple(row.related))
        for row in await session.scalars(select(QuestionRow).order_by(QuestionRow.position))
    )
    emergency: dict[str, tuple[EmergencyContact, ...]] = {}
    for row in await session.scalars(select(EmergencyRow).order_by(EmergencyRow.position)):
        contact = EmergencyContact(row.service, row.number)
        emergency[row.country] = (*emergency.get(row.country, ()), contact)
    places = tuple(
        place_value(row) for row in await session.scalars(select(PlaceRow).order_by(PlaceRow.position))
    )
    return Content(
        questions,
        await _read_answers(session),
        await _read_facts(session),
        await _read_phrasings(session, PhrasingRow),
        emergency,
        places,
        await _read_phrasings(session, RegressionRow),
    )


async def _load_questions(session: AsyncSession, content: Content) -> None:
    for position, question in enumerate(content.questions):
        await session.merge(
            QuestionRow(
                id=question.id,
                topic=question.topic,
                position=position,
                related=list(question.related),
                titles=dict(question.titles),
            )
        )
    await session.flush()


async def _load_facts(
    session: AsyncSession, facts: Mapping[str, Fact], loaded: Loaded, now: datetime
) -> None:
    current = {row.fact_id: row for row in await session.scalars(_newest_facts())}
    for fact in facts.values():
        row = current.get(fact.id)
        if row is not None and fact_value(row) == fact:
            loaded.unchanged += 1
        elif row is not None and row.author != FILES:
            loaded.kept += 1
        else:
            session.add(fact_row(fact, number=row.number + 1 if row else 1, author=FILES, now=now))
            loaded.added += 1
    await session.flush()


async def _load_answers(
    session: AsyncSession, answers: tuple[Answer, ...], loaded: Loaded, now: datetime
) -> None:
    rows = {(row.question_id, row.key): row for row in await session.scalars(select(AnswerRow))}
    for answer in answers:
        row = rows.get((answer.question_id, answer.key))
        if row is None:
            row = AnswerRow(question_id=answer.question_id, key=answer.key)
            session.add(row)
        row.citizenship, row.stay_in, row.via = (
            sorted(part) for part in (answer.scope.citizenship, answer.scope.stay_in, answer.scope.via)
        )
        row.fact_ids = list(answer.fact_ids)
        row.confirm_with = answer.confirm_with
        rows[answer.question_id, answer.key] = row
    await session.flush()
    newest = {(row.answer_id, row.locale): row for row in await session.scalars(_newest_revisions())}
    for answer in answers:
        answer_id = rows[answer.question_id, answer.key].id
        for locale, text in answer.texts.items():
            revision = newest.get((answer_id, locale))
            if revision is not None and text_value(revision) == text:
                loaded.unchanged += 1
            elif revision is not None and revision.author != FILES:
                loaded.kept += 1
            else:
                number = revision.number + 1 if revision else 1
                session.add(revision_row(answer_id, locale, text, number=number, author=FILES, now=now))
                loaded.added += 1
    await session.flush()


async def _load_phrasings(
    session: AsyncSession, table: type[LabelledText], phrasings: tuple[Phrasing, ...]
) -> None:
    """Make the phrasings that came from files equal to the files; those of editors stay."""
    wanted = set(phrasings)
    present = set()
    for row in list(await session.scalars(select(table).where(table.origin.in_((FILES, REMOVED))))):
        phrasing = Phrasing(row.text, row.locale, row.question_id)
        if phrasing not in wanted:
            await session.delete(row)
        present.add(phrasing)
    missing = [
        {"question_id": each.question_id, "locale": each.locale, "text": each.text, "origin": FILES}
        for each in dict.fromkeys(phrasings)
        if each not in present
    ]
    await session.flush()
    if missing:
        # Tens of thousands of rows: one statement, not an object each.
        await session.execute(insert(table), missing)


async def _load_emergency(
    session: AsyncSession, emergency: Mapping[str, tuple[EmergencyContact, ...]]
) -> None:
    for row in await session.scalars(select(EmergencyRow)):
        await session.delete(row)
    await session.flush()
    for country, contacts in emergency.items():
        for position, contact in enumerate(contacts):
            session.add(
                EmergencyRow(
                    country=country, position=position, service=contact.service, number=contact.number
                )
            )
    await session.flush()


async def _load_places(session: AsyncSession, places: tuple[Place, ...]) -> None:
    """Make the help points equal to the file, but for those that an editor wrote."""
    wanted = {place.id for place in places}
    edited = set()
    for row in await session.scalars(select(PlaceRow)):
        if row.author != FILES:
            edited.add(row.id)
        elif row.id not in wanted:
            await session.delete(row)
    for position, place in enumerate(places):
        if place.id not in edited:
            await session.merge(place_row(place, position))
    await session.flush()


async def _read_phrasings(session: AsyncSession, table: type[LabelledText]) -> tuple[Phrasing, ...]:
    rows = await session.execute(
        select(table.text, table.locale, table.question_id).where(table.origin != REMOVED).order_by(table.id)
    )
    return tuple(Phrasing(*row) for row in rows.all())


async def _read_answers(session: AsyncSession) -> tuple[Answer, ...]:
    texts: dict[int, dict[str, AnswerText]] = {}
    for revision in await session.scalars(
        # A published text outranks a newer draft: an editor's unfinished work is not shown in its place.
        select(AnswerRevision).order_by(IS_PUBLIC, AnswerRevision.number)
    ):
        texts.setdefault(revision.answer_id, {})[revision.locale] = text_value(revision)
    return tuple(
        Answer(
            question_id=row.question_id,
            key=row.key,
            scope=scope_value(row),
            fact_ids=tuple(row.fact_ids),
            confirm_with=row.confirm_with,
            texts=texts.get(row.id, {}),
        )
        for row in await session.scalars(select(AnswerRow).order_by(AnswerRow.id))
    )


async def _read_facts(session: AsyncSession) -> dict[str, Fact]:
    return {row.fact_id: fact_value(row) for row in await session.scalars(_newest_facts())}


def _newest_facts() -> Any:
    newest = (
        select(FactRevision.fact_id, func.max(FactRevision.number).label("number"))
        .group_by(FactRevision.fact_id)
        .subquery()
    )
    return select(FactRevision).join(
        newest, (FactRevision.fact_id == newest.c.fact_id) & (FactRevision.number == newest.c.number)
    )


def _newest_revisions() -> Any:
    newest = (
        select(
            AnswerRevision.answer_id, AnswerRevision.locale, func.max(AnswerRevision.number).label("number")
        )
        .group_by(AnswerRevision.answer_id, AnswerRevision.locale)
        .subquery()
    )
    return select(AnswerRevision).join(
        newest,
        (AnswerRevision.answer_id == newest.c.answer_id)
        & (AnswerRevision.locale == newest.c.locale)
        & (AnswerRevision.number == newest.c.number),
    )
