"""What became of a text so far: its versions with their differences, and what colleagues said about it."""

from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Form, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import clean_text
from bot.texts import later
from console.access import PageRefused, Reader, Visitor, Writer, desk_of
from console.activity import record, was_done
from console.answer_view import TextView, note, open_text, require_kept
from console.answers import AnswerId, Number, number_of, text_page
from console.nonces import form_id, new_nonce
from console.pages import page, see_other, texts_of
from console.text_words import STALE, STATES, scope_words
from knowledge_base.differences import compare_texts
from knowledge_base.editing import Stale, restore
from knowledge_base.models import AnswerRevision, Comment
from knowledge_base.question_editing import add_comment, resolve_comment

router = APIRouter()

PAGE: Final = 20  #: revisions on a page


@router.get("/answers/{answer_id}/{locale}/revisions")
async def revisions(
    request: Request,
    answer_id: AnswerId,
    locale: str,
    visitor: Reader,
    page_number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """Show every version with what it changed, the newest first."""
    desk, texts = desk_of(request), texts_of(request)
    async with desk.sessions() as session:
        view = await open_text(session, answer_id, locale, visitor)
    rows = view.history.rows
    places = range(len(rows) - 1 - PAGE * (page_number - 1), max(-1, len(rows) - 1 - PAGE * page_number), -1)
    shown = [
        (rows[at], compare_texts(rows[at - 1].text if at else "", rows[at].text)) for at in places if at >= 0
    ]
    return page(
        request,
        "revisions.html",
        view=view,
        title=view.title(texts.locale),
        scope=scope_words(texts, view.scope),
        rows=shown,
        states=STATES,
        number=page_number,
        has_more=len(rows) > PAGE * page_number,
        newest=view.history.newest,
        public=view.history.public,
        nonce=new_nonce(),
    )


@router.post("/answers/{answer_id}/{locale}/restore")
async def restore_revision(
    request: Request,
    answer_id: AnswerId,
    locale: str,
    visitor: Writer,
    number: Number = "",
    began_from: Number = "",
    nonce: Annotated[str, Form()] = "",
) -> Response:
    """Make an earlier text the newest draft."""
    desk, form = desk_of(request), form_id(visitor, nonce)
    async with desk.sessions.begin() as session:
        view = await open_text(session, answer_id, locale, visitor)
        require_kept(view)
        if await was_done(session, form):
            return see_other(view.path)
        before, wanted = view.history.newest, number_of(number)
        if view.history.row(wanted) is None or wanted is None:
            raise PageRefused(404, later("There is no such revision."))
        restored = await restore(
            session,
            answer_id,
            locale,
            wanted,
            began_from=number_of(began_from),
            author=visitor.staff.name,
            now=desk.clock(),
        )
        if isinstance(restored, AnswerRevision):
            await note(
                session, view, visitor, "text_restored", restored, before, desk.clock(), form, f"#{wanted}"
            )
    if isinstance(restored, Stale):
        return await text_page(request, answer_id, locale, visitor, notice=STALE, status=409)
    return see_other(f"{view.path}?done=restored")


@router.post("/answers/{answer_id}/{locale}/comments")
async def comment(
    request: Request,
    answer_id: AnswerId,
    locale: str,
    visitor: Writer,
    text: Annotated[str, Form()] = "",
    resolve: Number = "",
    nonce: Annotated[str, Form()] = "",
) -> Response:
    """Say something about a text, or mark what was said as done."""
    desk, form = desk_of(request), form_id(visitor, nonce)
    async with desk.sessions.begin() as session:
        view = await open_text(session, answer_id, locale, visitor)
        require_kept(view)
        if not await was_done(session, form):
            await _comment(session, view, visitor, clean_text(text), number_of(resolve), desk.clock(), form)
    return see_other(f"{view.path}#comments")


async def _comment(
    session: AsyncSession,
    view: TextView,
    visitor: Visitor,
    words: str,
    resolve: int | None,
    now: datetime,
    form: str,
) -> None:
    if resolve is not None:
        found = await session.get(Comment, resolve)
        if found is None or (found.answer_id, found.locale) != (view.answer.id, view.locale):
            raise PageRefused(404, later("There is no such comment."))
        await resolve_comment(session, found, now=now)
    elif (
        await add_comment(session, view.answer.id, view.locale, words, author=visitor.staff.name, now=now)
        is None
    ):
        return
    await record(
        session,
        staff_id=visitor.staff.id,
        at=now,
        action="comment_resolved" if resolve is not None else "commented",
        subject=f"answer:{view.answer.id}",
        form_id=form,
        locale=view.locale,
    )
