"""The review page: what waits for a second person, approve or return, one or many, and take back."""

from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Query, Request, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import clean_text
from bot.texts import later
from console.access import PageRefused, Reviewer, Visitor, Writer, desk_of
from console.activity import record, was_done
from console.answer_view import NO_TEXT, comments_on, looked_at, note, open_text
from console.answers import AnswerId, number_of
from console.models import Role
from console.nonces import form_id, new_nonce
from console.organisations import keeps
from console.pages import page, see_other, texts_of
from console.reviewing import published_lately, waiting_phrasings, waiting_texts
from console.text_words import REFUSALS, STALE, STATES, problem_words, scope_words
from console.trials import LOSES, trial_of
from knowledge_base.content_types import IN_REVIEW
from knowledge_base.differences import compare_texts
from knowledge_base.editing import Refusal, Stale, Unsound, publish, return_to_author
from knowledge_base.evaluation import Comparison
from knowledge_base.models import AnswerRevision, AnswerRow, Suggestion
from knowledge_base.rows import scope_value
from knowledge_base.suggestions import decide

router = APIRouter()

Word = Annotated[str, Form()]
APPROVE: Final = "approve"
RETURN: Final = "return"
_MOST: Final = 50  #: texts in one form
_NOTHING_CHOSEN: Final = later("Choose at least one text.")
_NEEDS_COMMENT: Final = later("Say what has to be changed; the author reads it.")


@dataclass(frozen=True, slots=True)
class Item:
    """A text as a form names it: with the revision that the reviewer looked at."""

    answer_id: int
    locale: str
    number: int

    @property
    def name(self) -> str:
        """The word in the form."""
        return f"{self.answer_id}:{self.locale}:{self.number}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one text of a form."""

    item: Item
    sentence: str = ""  #: why nothing was done; empty where it was
    problems: tuple[str, ...] = ()


@router.get("/reviews")
async def reviews(
    request: Request,
    visitor: Writer,
    page_number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """Show what waits, the longest waiting first, and what was published lately."""
    return await _list(request, visitor, page_number)


@router.get("/reviews/{answer_id}/{locale}")
async def review(request: Request, answer_id: AnswerId, locale: str, visitor: Writer) -> Response:
    """Show one text as a reviewer judges it: what changes, what is wrong, what people will read."""
    desk, texts, now = desk_of(request), texts_of(request), desk_of(request).clock()
    knowledge = await desk.knowledge.snapshot()
    async with desk.sessions() as session:
        view = await open_text(session, answer_id, locale, visitor)
        comments = await comments_on(session, answer_id, locale)
        phrasings = await waiting_phrasings(session, [view.question.id])
    newest, before = view.history.newest, view.history.compared_with
    if newest is None:
        raise PageRefused(404, NO_TEXT)
    return page(
        request,
        "review.html",
        view=view,
        title=view.title(texts.locale),
        scope=scope_words(texts, view.scope),
        newest=newest,
        before=before,
        states=STATES,
        difference=compare_texts(before.text if before else "", newest.text),
        writers=sorted(view.history.writers),
        wrote_it=visitor.staff.name in view.history.writers,
        is_open=view.history.pending is not None,
        is_in_review=newest.state == IN_REVIEW,
        item=Item(answer_id, locale, newest.number).name,
        say_problem=lambda problem: problem_words(texts, problem),
        comments=comments,
        phrasings=phrasings,
        nonce=new_nonce(),
        **await looked_at(request, view, newest.text, knowledge=knowledge, now=now, is_saved=True),
    )


@router.post("/reviews")
async def decide_on_texts(
    request: Request,
    visitor: Reviewer,
    act: Word = "",
    comment: Word = "",
    phrasings: Word = "",
    accept_losses: Word = "",
    nonce: Word = "",
) -> Response:
    """Approve the chosen texts, or return them to their authors with a comment.

    Where phrasings wait for the same questions, the reviewer first sees what they win and lose, and says
    whether they come with the texts.
    """
    form = form_id(visitor, nonce)
    items = [item for each in (await request.form()).getlist("item")[:_MOST] if (item := _item(str(each)))]
    if not items:
        return await _list(request, visitor, 1, notice=_NOTHING_CHOSEN, status=409)
    if act == RETURN:
        words = clean_text(comment)
        if not words:
            return await _list(
                request, visitor, 1, notice=_NEEDS_COMMENT, chosen=[each.name for each in items], status=409
            )
        outcomes = [await _return(request, visitor, each, words, form) for each in items]
        return await _told(request, visitor, outcomes, "returned")
    waiting = await _phrasings_of(request, visitor, items)
    if waiting and phrasings not in ("with", "without"):
        return await _confirm(request, visitor, items, waiting)
    if waiting and phrasings == "with" and not accept_losses:
        trial = await trial_of(request, waiting)
        if trial is not None and trial.loses_accuracy:
            return await _confirm(request, visitor, items, waiting, trial=trial, notice=LOSES, status=409)
    outcomes = [await _approve(request, visitor, each, form) for each in items]
    done = [each.item for each in outcomes if not each.sentence]
    if phrasings == "with" and done:
        await _accept(request, visitor, done, waiting, form)
    desk_of(request).wakeup.call()
    return await _told(request, visitor, outcomes, "published")


async def _approve(request: Request, visitor: Visitor, item: Item, form: str) -> Outcome:
    desk, texts = desk_of(request), texts_of(request)
    knowledge = await desk.knowledge.snapshot()
    done_form = f"{form}:{item.answer_id}{item.locale}"[:64]
    # Each in a transaction of its own: one that cannot be published keeps nobody else's back.
    async with desk.sessions.begin() as session:
        view = await open_text(session, item.answer_id, item.locale, visitor)
        if not view.may_review:
            return Outcome(item, texts.say(later("Your organisation does not keep this text.")))
        if await was_done(session, done_form):
            return Outcome(item)
        before = view.history.public
        found = await publish(
            session,
            item.answer_id,
            item.locale,
            began_from=item.number,
            reviewer=visitor.staff.name,
            facts=knowledge.facts,
            now=desk.clock(),
        )
        if isinstance(found, AnswerRevision):
            await note(session, view, visitor, "text_published", found, before, desk.clock(), done_form)
    if isinstance(found, Unsound):
        problems = tuple(problem_words(texts, each) for each in found.problems)
        return Outcome(item, texts.say(later("It breaks rules that stop a publication:")), problems)
    return _outcome(request, item, found)


async def _return(request: Request, visitor: Visitor, item: Item, comment: str, form: str) -> Outcome:
    desk, texts = desk_of(request), texts_of(request)
    done_form = f"{form}:{item.answer_id}{item.locale}"[:64]
    async with desk.sessions.begin() as session:
        view = await open_text(session, item.answer_id, item.locale, visitor)
        if not view.may_review:
            return Outcome(item, texts.say(later("Your organisation does not keep this text.")))
        if await was_done(session, done_form):
            return Outcome(item)
        before = view.history.newest
        found = await return_to_author(
            session,
            item.answer_id,
            item.locale,
            began_from=item.number,
            reviewer=visitor.staff.name,
            comment=comment[:2000],
            now=desk.clock(),
        )
        if isinstance(found, AnswerRevision):
            await note(
                session, view, visitor, "text_returned", found, before, desk.clock(), done_form, comment
            )
    return _outcome(request, item, found)


def _outcome(request: Request, item: Item, found: AnswerRevision | Stale | Refusal) -> Outcome:
    texts = texts_of(request)
    if isinstance(found, Stale):
        return Outcome(item, texts.say(STALE))
    return Outcome(item, texts.say(REFUSALS[found]) if isinstance(found, Refusal) else "")


async def _phrasings_of(request: Request, visitor: Visitor, items: list[Item]) -> list[Suggestion]:
    """Return the waiting phrasings of the questions of these texts that the visitor's organisation keeps."""
    async with desk_of(request).sessions() as session:
        question_ids = await _questions_of(session, items)
        waiting = await waiting_phrasings(session, sorted(question_ids))
    return [each for each in waiting if keeps(visitor.organisation, locale=each.locale, scope=None)]


async def _questions_of(session: AsyncSession, items: list[Item]) -> set[str]:
    ids = [item.answer_id for item in items]
    return set(await session.scalars(select(AnswerRow.question_id).where(AnswerRow.id.in_(ids))))


async def _accept(
    request: Request, visitor: Visitor, done: list[Item], waiting: list[Suggestion], form: str
) -> None:
    desk = desk_of(request)
    async with desk.sessions.begin() as session:
        if await was_done(session, form):
            return
        questions = await _questions_of(session, done)
        chosen = [each.id for each in waiting if each.question_id in questions]
        count = await decide(session, chosen, accept=True, by=visitor.staff.name, now=desk.clock())
        await record(
            session,
            staff_id=visitor.staff.id,
            at=desk.clock(),
            action="suggestions_accepted",
            subject=f"question:{min(questions)}"[:64],
            form_id=form,
            count=count,
        )


async def _confirm(
    request: Request,
    visitor: Visitor,
    items: list[Item],
    waiting: list[Suggestion],
    *,
    trial: Comparison | None = None,
    notice: str = "",
    status: int = 200,
) -> Response:
    knowledge = await desk_of(request).knowledge.snapshot()
    texts = texts_of(request)
    return page(
        request,
        "publish_check.html",
        status=status,
        items=[each.name for each in items],
        waiting=waiting,
        trial=trial or await trial_of(request, waiting),
        question=lambda each: knowledge.title(each, texts.locale) if each in knowledge.questions else each,
        notice=notice,
        nonce=new_nonce(),
    )


async def _told(request: Request, visitor: Visitor, outcomes: list[Outcome], done: str) -> Response:
    """Go back to the list, or say beside it which texts were left as they are, and why."""
    refused = [each for each in outcomes if each.sentence]
    if not refused:
        return see_other(f"/reviews?done={done}")
    return await _list(request, visitor, 1, refused=refused, status=409)


async def _list(
    request: Request,
    visitor: Visitor,
    page_number: int,
    *,
    notice: str = "",
    refused: list[Outcome] | None = None,
    chosen: list[str] | None = None,
    status: int = 200,
) -> Response:
    desk, texts = desk_of(request), texts_of(request)
    async with desk.sessions() as session:
        rows, has_more = await waiting_texts(session, page=page_number)
        lately = await published_lately(session, now=desk.clock()) if page_number == 1 else []
    may_review = visitor.staff.role in (Role.ADMINISTRATOR, Role.REVIEWER)
    why = request.query_params.get("refused", "")
    if why and not notice:
        notice = STALE if why == "stale" else REFUSALS.get(why, "")  # type: ignore[call-overload]
    return page(
        request,
        "reviews.html",
        status=status,
        rows=[
            {
                "row": each,
                "title": _title(each.question, texts.locale),
                "scope": scope_words(texts, scope_value(each.answer)),
                "difference": compare_texts(each.before.text if each.before else "", each.revision.text),
                "may_approve": may_review
                and each.writer != visitor.staff.name
                and keeps(visitor.organisation, locale=each.revision.locale, scope=scope_value(each.answer)),
            }
            for each in rows
        ],
        has_more=has_more,
        number=page_number,
        lately=[(row, _title(question, texts.locale)) for row, question in lately],
        may_review=may_review,
        states=STATES,
        chosen=chosen or [],
        refused=refused or [],
        notice=notice,
        done=request.query_params.get("done", "") if not (notice or refused) else "",
        nonce=new_nonce(),
    )


def _item(given: str) -> Item | None:
    answer_id, _, rest = given.partition(":")
    locale, _, number = rest.partition(":")
    parts = number_of(answer_id), number_of(number)
    return Item(parts[0], locale, parts[1]) if parts[0] is not None and parts[1] is not None else None


def _title(question: Any, locale: str) -> str:
    titles = {**question.titles, **question.edited_titles}
    return str(titles.get(locale) or titles.get("ru") or question.id)
