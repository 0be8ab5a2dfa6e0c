"""The questions: the list, and one question with its titles, its answers by route, and its phrasings."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Query, Request, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData

from bot.messages import clean_text
from bot.texts import later
from console.access import WRITING, PageRefused, Reader, Visitor, Writer, desk_of
from console.activity import record, was_done
from console.answer_view import NOT_YOURS
from console.answers import number_of
from console.models import Role
from console.nonces import form_id, new_nonce
from console.organisations import keeps
from console.pages import page, see_other, texts_of
from console.standing import standing_of
from console.text_words import (
    ANSWER_REFUSALS,
    CONFIRMERS,
    STATES,
    TITLE_REFUSALS,
    TOPICS,
    scope_words,
)
from knowledge_base.content_types import DRAFT, IN_REVIEW, OUTDATED, PUBLISHED
from knowledge_base.folding import fold
from knowledge_base.index import Snapshot
from knowledge_base.loading import REMOVED
from knowledge_base.locales import LOCALES
from knowledge_base.models import (
    AnswerRevision,
    AnswerRow,
    PhrasingRow,
    QuestionRow,
    Suggestion,
    SuggestionState,
)
from knowledge_base.question_editing import AnswerRefusal, TitleRefusal, add_answer, change_titles
from knowledge_base.routes import COUNTRIES, STAY_COUNTRIES, Scope
from knowledge_base.rows import scope_value
from knowledge_base.text_states import States

router = APIRouter()

PAGE: Final = 40  #: questions on a page
PHRASINGS: Final = 50
ANSWERS: Final = 40
_NO_QUESTION: Final = later("There is no such question.")


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """What is said of an answer for more routes."""

    citizenship: tuple[str, ...] = ()
    stay_in: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    facts: str = ""
    confirm_with: str = ""
    locale: str = "ru"

    @property
    def scope(self) -> Scope:
        """The routes it is for."""
        return Scope(frozenset(self.citizenship), frozenset(self.stay_in), frozenset(self.via))


@dataclass(frozen=True, slots=True)
class Kept:
    """What a person typed into a form of the page that was refused."""

    answer: AnswerForm | None = None
    titles: Mapping[str, str] = field(default_factory=dict)


@router.get("/questions")
async def questions(
    request: Request,
    _visitor: Reader,
    q: str = "",
    topic: str = "",
    page_number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """Show the questions with how far their texts are; `q` looks into titles of every language."""
    desk, texts, standing = desk_of(request), texts_of(request), await standing_of(request)
    condition: list[Any] = [QuestionRow.topic == topic] if topic else []
    if q.strip():
        condition.append(QuestionRow.id.in_(_named(q, standing.knowledge)))
    async with desk.sessions() as session:
        rows = list(
            await session.scalars(
                select(QuestionRow)
                .where(*condition)
                .order_by(QuestionRow.position, QuestionRow.id)
                .limit(PAGE + 1)
                .offset((page_number - 1) * PAGE)
            )
        )
    counts = _count_states(standing.states, {row.id for row in rows})
    return page(
        request,
        "questions.html",
        rows=[(row, _title(row, texts.locale), counts.get(row.id, {})) for row in rows[:PAGE]],
        has_more=len(rows) > PAGE,
        number=page_number,
        q=q[:100],
        topic=topic if topic in TOPICS else "",
        topics=TOPICS,
        states=STATES,
        shown_states=(PUBLISHED, IN_REVIEW, DRAFT, OUTDATED),
    )


@router.get("/questions/{question_id}")
async def question(
    request: Request,
    question_id: str,
    visitor: Reader,
    new: str = "",
    citizenship: str = "",
    stay_in: str = "",
    locale: str = "",
) -> Response:
    """Show a question; with `new` the form for an answer is open and filled in for a route."""
    wanted = AnswerForm(
        tuple(each for each in COUNTRIES if each in citizenship.split(",")),
        tuple(each for each in STAY_COUNTRIES if each in stay_in.split(",")),
        locale=locale if locale in LOCALES else "ru",
    )
    return await question_page(request, question_id, visitor, Kept(wanted if new else None))


@router.post("/questions/{question_id}/titles")
async def titles(
    request: Request, question_id: str, visitor: Writer, nonce: Annotated[str, Form()] = ""
) -> Response:
    """Change the titles in the languages that the organisation keeps."""
    desk, form = desk_of(request), form_id(visitor, nonce)
    sent = await request.form()
    typed = {locale: clean_text(str(sent.get(f"title-{locale}", ""))) for locale in LOCALES}
    seen = {locale: str(sent.get(f"seen-{locale}", "")) for locale in LOCALES}
    theirs = {locale: title for locale, title in typed.items() if f"title-{locale}" in sent}
    if not all(keeps(visitor.organisation, locale=locale, scope=None) for locale in theirs):
        raise PageRefused(403, NOT_YOURS)
    async with desk.sessions.begin() as session:
        row = await _row(session, question_id)
        before = {**row.titles, **row.edited_titles}
        refusal: TitleRefusal | None = None
        if not await was_done(session, form):
            refusal = await change_titles(session, question_id, theirs, began_from=seen)
            after = {**row.titles, **row.edited_titles}
            if refusal is None and after != before:
                changed = [locale for locale in after if after[locale] != before.get(locale)]
                await record(
                    session,
                    staff_id=visitor.staff.id,
                    at=desk.clock(),
                    action="titles_changed",
                    subject=f"question:{question_id}"[:64],
                    form_id=form,
                    before={locale: before.get(locale) for locale in changed},
                    after={locale: after[locale] for locale in changed},
                )
    if refusal is not None:
        kept = Kept(titles=theirs)
        return await question_page(
            request, question_id, visitor, kept, notice=TITLE_REFUSALS[refusal], status=409
        )
    return see_other(f"/questions/{question_id}")


@router.post("/questions/{question_id}/answers")
async def new_answer(
    request: Request,
    question_id: str,
    visitor: Writer,
    facts: Annotated[str, Form()] = "",
    confirm_with: Annotated[str, Form()] = "",
    locale: Annotated[str, Form()] = "ru",
    nonce: Annotated[str, Form()] = "",
) -> Response:
    """Add an answer for more routes and go on to writing its text."""
    desk, form, sent = desk_of(request), form_id(visitor, nonce), await request.form()
    typed = AnswerForm(
        citizenship=_chosen(sent, "citizenship"),
        stay_in=_chosen(sent, "stay_in"),
        via=_chosen(sent, "via"),
        facts=facts[:2000],
        confirm_with=confirm_with,
        locale=locale if locale in LOCALES else "ru",
    )
    if not keeps(visitor.organisation, locale=typed.locale, scope=typed.scope):
        raise PageRefused(403, NOT_YOURS)
    knowledge = await desk.knowledge.snapshot()
    async with desk.sessions.begin() as session:
        await _row(session, question_id)
        if await was_done(session, form):
            return see_other(f"/questions/{question_id}")
        added = await add_answer(
            session,
            question_id,
            typed.scope,
            fact_ids=facts.replace(",", " ").replace("{", " ").replace("}", " ").split(),
            confirm_with=confirm_with,
            facts=knowledge.facts,
        )
        if isinstance(added, AnswerRow):
            await record(
                session,
                staff_id=visitor.staff.id,
                at=desk.clock(),
                action="answer_added",
                subject=f"answer:{added.id}",
                form_id=form,
                after={"question": question_id, "key": added.key, "facts": list(added.fact_ids)},
            )
    if isinstance(added, AnswerRefusal):
        notice = ANSWER_REFUSALS[added]
        return await question_page(request, question_id, visitor, Kept(typed), notice=notice, status=409)
    return see_other(f"/answers/{added.id}/{typed.locale}")


async def question_page(
    request: Request,
    question_id: str,
    visitor: Visitor,
    kept: Kept | None = None,
    *,
    notice: str = "",
    status: int = 200,
) -> Response:
    """Return the page of a question, with what was typed where it was not kept."""
    desk, texts, kept = desk_of(request), texts_of(request), kept or Kept()
    said_in = request.query_params.get("said_in", "")
    said_in = said_in if said_in in LOCALES else "uz-Latn"
    number = max(1, number_of(request.query_params.get("page", "")) or 1)
    answers_number = max(1, number_of(request.query_params.get("answers", "")) or 1)
    async with desk.sessions() as session:
        row = await _row(session, question_id)
        answers = list(
            await session.scalars(
                select(AnswerRow)
                .where(AnswerRow.question_id == question_id)
                .order_by(AnswerRow.id)
                .limit(ANSWERS + 1)
                .offset((answers_number - 1) * ANSWERS)
            )
        )
        cells = await newest_states(session, [answer.id for answer in answers[:ANSWERS]])
        phrasings = list(
            await session.scalars(
                select(PhrasingRow)
                .where(
                    PhrasingRow.question_id == question_id,
                    PhrasingRow.locale == said_in,
                    PhrasingRow.origin != REMOVED,
                )
                .order_by(PhrasingRow.origin == "content", PhrasingRow.id)
                .limit(PHRASINGS + 1)
                .offset((number - 1) * PHRASINGS)
            )
        )
        waiting = list(
            await session.scalars(
                select(Suggestion)
                .where(Suggestion.question_id == question_id, Suggestion.state == SuggestionState.WAITING)
                .order_by(Suggestion.id.desc())
                .limit(PHRASINGS)
            )
        )
    shown = {**row.titles, **row.edited_titles}
    may_write = visitor.staff.role == Role.ADMINISTRATOR or visitor.staff.role in WRITING
    return page(
        request,
        "question.html",
        status=status,
        row=row,
        title=_title(row, texts.locale),
        titles=[
            (each, shown.get(each, ""), kept.titles.get(each, shown.get(each, "")))
            for each in LOCALES
            if keeps(visitor.organisation, locale=each, scope=None)
        ],
        answers=[(answer, scope_words(texts, scope_value(answer))) for answer in answers[:ANSWERS]],
        answers_number=answers_number,
        has_more_answers=len(answers) > ANSWERS,
        cells=cells,
        states=STATES,
        topics=TOPICS,
        locales=LOCALES,
        said_in=said_in,
        phrasings=phrasings[:PHRASINGS],
        has_more=len(phrasings) > PHRASINGS,
        number=number,
        waiting=waiting,
        may_write=may_write,
        form=kept.answer or AnswerForm(),
        is_adding=kept.answer is not None,
        is_titling=bool(kept.titles),
        countries=COUNTRIES,
        stays=STAY_COUNTRIES,
        country=lambda code: scope_words(texts, Scope(citizenship=frozenset({code}))).split(" →")[0],
        confirmers=CONFIRMERS,
        notice=notice,
        done=request.query_params.get("done", "") if not notice else "",
        nonce=new_nonce(),
    )


async def newest_states(
    session: AsyncSession, answer_ids: Sequence[int]
) -> dict[tuple[int, str], tuple[str, bool]]:
    """Return by answer and language the newest state, and whether another text is shown meanwhile."""
    rows = await session.execute(
        select(AnswerRevision.answer_id, AnswerRevision.locale, AnswerRevision.state)
        .where(AnswerRevision.answer_id.in_(answer_ids))
        .order_by(AnswerRevision.number)
    )
    cells: dict[tuple[int, str], tuple[str, bool]] = {}
    for answer_id, locale, state in rows:
        was_public = cells.get((answer_id, locale), ("", False))
        is_shown = was_public[0] in (PUBLISHED, OUTDATED) or was_public[1]
        cells[answer_id, locale] = (state, state in (DRAFT, IN_REVIEW) and is_shown)
    return cells


def _count_states(states: States, question_ids: Set[str]) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {each: Counter() for each in question_ids}
    for (question_id, _key), answer in states.items():
        if question_id in counts:
            counts[question_id].update(text.newest for text in answer.texts.values())
    return counts


def _chosen(sent: FormData, name: str) -> tuple[str, ...]:
    return tuple(map(str, sent.getlist(name)))[: len(COUNTRIES)]


def _named(words: str, knowledge: Snapshot) -> list[str]:
    """Return the questions whose id or title, in any language, holds all these words."""
    wanted = fold(words).split()
    return [
        each.id
        for each in knowledge.content.questions
        if all(
            word in fold(f"{each.id.replace('.', ' ')} {' '.join(each.titles.values())}") for word in wanted
        )
    ]


async def _row(session: AsyncSession, question_id: str) -> QuestionRow:
    row = await session.get(QuestionRow, question_id)
    if row is None:
        raise PageRefused(404, _NO_QUESTION)
    return row


def _title(row: QuestionRow, locale: str) -> str:
    titles = {**row.titles, **row.edited_titles}
    return titles.get(locale) or titles.get("ru") or row.id
