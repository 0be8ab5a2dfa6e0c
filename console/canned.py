"""Replies that operators send often, kept in each language somebody wrote them in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Form, Path, Query, Request, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import clean_text
from bot.texts import later
from console.access import Operator, PageRefused, Visitor, desk_of
from console.activity import record, was_done
from console.handling import MAX_REPLY
from console.models import CannedReply
from console.nonces import form_id, new_nonce
from console.pages import page, see_other
from knowledge_base.locales import LOCALES

router = APIRouter()

PAGE: Final = 50
MAX_TITLE: Final = 100
_NO_TITLE: Final = later("Give it a short name by which colleagues find it.")
_NO_TEXT: Final = later("Write it in one language at least.")
_TOO_LONG: Final = later("One of the texts is too long for a message. Shorten it.")
_STALE: Final = later("A colleague has changed this reply meanwhile. Nothing was kept: look, and save again.")
_NOT_THERE: Final = later("This reply is not here any more.")

ReplyId = Annotated[int, Path(ge=1, le=2**31 - 1)]
Field = Annotated[str, Form()]


@router.get("/replies")
async def replies(
    request: Request,
    _visitor: Operator,
    page_number: Annotated[int, Query(alias="page", ge=1, le=1000)] = 1,
) -> Response:
    """List the canned replies by name, with the languages each is there in."""
    async with desk_of(request).sessions() as session:
        found = await session.scalars(
            select(CannedReply)
            .order_by(CannedReply.title, CannedReply.id)
            .limit(PAGE + 1)
            .offset((page_number - 1) * PAGE)
        )
        rows = list(found)
    return page(
        request,
        "replies.html",
        rows=rows[:PAGE],
        has_more=len(rows) > PAGE,
        number=page_number,
        locales=LOCALES,
    )


@router.get("/replies/new")
async def new(request: Request, _visitor: Operator) -> Response:
    """Show the empty form."""
    return _form(request, None, "", {}, "")


@router.get("/replies/{reply_id}")
async def edit(request: Request, reply_id: ReplyId, _visitor: Operator) -> Response:
    """Show one reply to change it."""
    async with desk_of(request).sessions() as session:
        row = await session.get(CannedReply, reply_id)
    if row is None:
        raise PageRefused(404, _NOT_THERE)
    return _form(request, row.id, row.title, row.texts, row.updated_at.isoformat())


@router.post("/replies")
async def add(request: Request, visitor: Operator, title: Field = "", nonce: Field = "") -> Response:
    """Keep a new reply, once however often the form is sent."""
    return await _keep(request, visitor, None, title, began_from="", form=form_id(visitor, nonce))


@router.post("/replies/{reply_id}")
async def change(
    request: Request,
    reply_id: ReplyId,
    visitor: Operator,
    title: Field = "",
    began_from: Field = "",
    nonce: Field = "",
) -> Response:
    """Keep a changed reply, unless a colleague has changed it since the form was opened."""
    return await _keep(request, visitor, reply_id, title, began_from=began_from, form=form_id(visitor, nonce))


@router.post("/replies/{reply_id}/delete")
async def delete(request: Request, reply_id: ReplyId, visitor: Operator) -> Response:
    """Delete a reply; a second time changes nothing."""
    desk = desk_of(request)
    async with desk.sessions.begin() as session:
        row = await session.get(CannedReply, reply_id, with_for_update=True)
        if row is not None:
            await session.delete(row)
            await record(
                session,
                staff_id=visitor.staff.id,
                at=desk.clock(),
                action="canned_reply_deleted",
                subject=f"canned:{reply_id}",
                before={"title": row.title, **row.texts},
            )
    return see_other("/replies")


async def _keep(
    request: Request, visitor: Visitor, reply_id: int | None, title: str, *, began_from: str, form: str
) -> Response:
    desk = desk_of(request)
    sent = await request.form()
    texts = {each: clean_text(str(sent.get(f"text-{each}", "")).replace("\r\n", "\n")) for each in LOCALES}
    kept = {each: text for each, text in texts.items() if text}
    title = " ".join(clean_text(title).split())[:MAX_TITLE]
    problem = _NO_TITLE if not title else _NO_TEXT if not kept else ""
    if any(len(text) > MAX_REPLY for text in kept.values()):
        problem = _TOO_LONG
    if problem:
        return _form(request, reply_id, title, texts, began_from, problem)
    async with desk.sessions.begin() as session:
        if await was_done(session, form):
            return see_other("/replies")
        row = await _row(session, reply_id, title, desk.clock())
        if reply_id is not None and row.updated_at.isoformat() != began_from:
            return _form(request, reply_id, title, texts, row.updated_at.isoformat(), _STALE, row.texts)
        before = {"title": row.title, **row.texts} if reply_id is not None else None
        row.title, row.texts = title, kept
        row.updated_by, row.updated_at = visitor.staff.id, desk.clock()
        await session.flush()
        await record(
            session,
            staff_id=visitor.staff.id,
            at=desk.clock(),
            action="canned_reply_added" if reply_id is None else "canned_reply_changed",
            subject=f"canned:{row.id}",
            form_id=form,
            before=before,
            after={"title": title, **kept},
        )
    return see_other("/replies")


async def _row(session: AsyncSession, reply_id: int | None, title: str, now: datetime) -> CannedReply:
    if reply_id is None:
        row = CannedReply(title=title, texts={}, updated_at=now)
        session.add(row)
        return row
    found = await session.get(CannedReply, reply_id, with_for_update=True)
    if found is None:
        raise PageRefused(404, _NOT_THERE)
    return found


def _form(
    request: Request,
    reply_id: int | None,
    title: str,
    texts: Mapping[str, str],
    began_from: str,
    problem: str = "",
    newer: Mapping[str, str] | None = None,
) -> Response:
    return page(
        request,
        "reply.html",
        status=409 if problem else 200,
        reply_id=reply_id,
        title=title,
        texts=texts,
        newer=newer or {},
        began_from=began_from,
        problem=problem,
        locales=LOCALES,
        max_title=MAX_TITLE,
        max_reply=MAX_REPLY,
        nonce=new_nonce(),
    )
