"""How people ask a question: propose a phrasing, take one away."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from bot.messages import clean_text
from bot.texts import later
from console.access import PageRefused, Writer, desk_of
from console.activity import record, was_done
from console.answer_view import NOT_YOURS
from console.answers import number_of
from console.nonces import form_id
from console.organisations import keeps
from console.pages import see_other
from knowledge_base.locales import LOCALES
from knowledge_base.models import PhrasingRow, QuestionRow
from knowledge_base.question_editing import propose_phrasings, remove_phrasing

router = APIRouter()


@router.post("/questions/{question_id}/phrasings")
async def propose(
    request: Request,
    question_id: str,
    visitor: Writer,
    texts: Annotated[str, Form()] = "",
    locale: Annotated[str, Form()] = "",
    nonce: Annotated[str, Form()] = "",
) -> Response:
    """Let phrasings, one a line, wait until somebody has seen what they win and lose."""
    desk, form = desk_of(request), form_id(visitor, nonce)
    if locale not in LOCALES or not keeps(visitor.organisation, locale=locale, scope=None):
        raise PageRefused(403, NOT_YOURS)
    lines = [line for line in clean_text(texts).splitlines() if line.strip()]
    async with desk.sessions.begin() as session:
        if await session.get(QuestionRow, question_id) is None:
            raise PageRefused(404, later("There is no such question."))
        if not await was_done(session, form):
            count = await propose_phrasings(
                session, question_id, locale, lines, by=visitor.staff.name, now=desk.clock()
            )
            await record(
                session,
                staff_id=visitor.staff.id,
                at=desk.clock(),
                action="phrasings_proposed",
                subject=f"question:{question_id}"[:64],
                form_id=form,
                locale=locale,
                count=count,
            )
    return see_other(f"/questions/{question_id}?said_in={locale}&done=proposed#phrasings")


@router.post("/questions/{question_id}/phrasings/remove")
async def remove(
    request: Request,
    question_id: str,
    visitor: Writer,
    phrasing: Annotated[str, Form()] = "",
    nonce: Annotated[str, Form()] = "",
) -> Response:
    """Take a phrasing away; a second time changes nothing."""
    desk, form, phrasing_id = desk_of(request), form_id(visitor, nonce), number_of(phrasing)
    async with desk.sessions.begin() as session:
        row = await session.get(PhrasingRow, phrasing_id) if phrasing_id is not None else None
        if row is None or row.question_id != question_id or await was_done(session, form):
            return see_other(f"/questions/{question_id}#phrasings")
        if not keeps(visitor.organisation, locale=row.locale, scope=None):
            raise PageRefused(403, NOT_YOURS)
        locale, text = row.locale, row.text
        if await remove_phrasing(session, row.id) is not None:
            await record(
                session,
                staff_id=visitor.staff.id,
                at=desk.clock(),
                action="phrasing_removed",
                subject=f"question:{question_id}"[:64],
                form_id=form,
                before={"text": text},
                locale=locale,
            )
    return see_other(f"/questions/{question_id}?said_in={locale}#phrasings")
