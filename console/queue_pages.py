"""The page of the queue, and the small answer that tells an open page whether anything has changed."""

from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from bot.turns import HandoffReason
from console.access import Operator, desk_of
from console.live import chat_version
from console.pages import page, texts_of
from console.queue import (
    MINE,
    UNASSIGNED,
    Filters,
    closed_handoffs,
    count_waiting,
    questions_waited_for,
    titles_of,
    waiting_handoffs,
)
from console.words import route_words, span
from knowledge_base.locales import LOCALES

router = APIRouter()

REFRESH: Final = 20  #: seconds after which the queue loads itself again, where there is no JavaScript
_MAX_ID: Final = 2**31 - 1

Wish = Annotated[str, Query(max_length=64)]


@router.get("/handoffs")
async def queue(
    request: Request,
    visitor: Operator,
    page_number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
    state: str = "",
    refresh: str = "",
    locale: Wish = "",
    reason: Wish = "",
    who: Wish = "",
    question: Wish = "",
) -> Response:
    """Show what waits for a person, urgent first, then oldest; with `state=closed` what is done."""
    desk, texts = desk_of(request), texts_of(request)
    is_closed = state == "closed"
    read = closed_handoffs if is_closed else waiting_handoffs
    filters = Filters(locale, reason, who, question)
    async with desk.sessions() as session:
        rows, has_more = await read(session, page=page_number, filters=filters, staff_id=visitor.staff.id)
        counts = await count_waiting(session)
        asked = await questions_waited_for(session)
        titles = await titles_of(session, [question_id for question_id, _ in asked], texts.locale)
    now = desk.clock()
    return page(
        request,
        "queue.html",
        rows=[(row, route_words(texts, row.route), span(texts, now - row.opened_at)) for row in rows],
        counts=counts,
        is_closed=is_closed,
        number=page_number,
        has_more=has_more,
        address=lambda **changes: _address(filters, is_closed=is_closed, **changes),
        refreshes=refresh != "off" and not is_closed,
        refresh=REFRESH,
        filters=filters,
        is_filtered=filters != Filters(),
        locales=LOCALES,
        reasons=list(HandoffReason),
        mine=MINE,
        unassigned=UNASSIGNED,
        asked=[(question_id, titles[question_id], count) for question_id, count in asked],
    )


@router.get("/handoffs/changes")
async def changes(
    request: Request,
    _visitor: Operator,
    since: Annotated[int, Query(ge=0, le=_MAX_ID)] = 0,
    handoff: Annotated[int, Query(ge=0, le=_MAX_ID)] = 0,
) -> Response:
    """Tell an open page, in numbers only, what waits and whether what it shows is still so."""
    async with desk_of(request).sessions() as session:
        counts = await count_waiting(session)
        version = counts.version
        if handoff:
            version = await chat_version(session, handoff, now=desk_of(request).clock())
    return JSONResponse(
        {
            "version": version,
            "waiting": counts.waiting,
            "urgent": counts.urgent,
            "newest": counts.newest,
            "newest_urgent": counts.newest_urgent,
            "is_new": counts.newest > since,
        }
    )


def _address(filters: Filters, *, is_closed: bool, **changes: Any) -> str:
    """Return the address of this list with something changed: another page, or all wishes but one."""
    wishes = {"locale": filters.locale, "reason": filters.reason, "who": filters.who}
    wishes |= {"question": filters.question, "state": "closed" if is_closed else "", **changes}
    query = urlencode({name: value for name, value in wishes.items() if value})
    return f"/handoffs?{query}" if query else "/handoffs"
