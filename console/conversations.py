"""The operators' pages: the queue of handoffs, one chat, and what can be done with it."""

import re
import secrets
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Path, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Chat, Handoff, HandoffState
from bot.texts import later
from console import handling
from console.access import Operator, PageRefused, SignedIn, Visitor, desk_of
from console.handling import CloseOutcome, Refusal
from console.history import read_history
from console.models import Staff
from console.pages import page, see_other, texts_of
from console.queue import closed_handoffs, count_waiting, waiting_handoffs
from console.words import route_words, span
from knowledge_base.routes import Route

router = APIRouter()

REFRESH: Final = 20  #: seconds after which the queue loads itself again
_NONCE: Final = re.compile(r"^[0-9a-f]{32}$")
_NOT_THERE: Final = later("This chat is not here. Perhaps the person asked to be forgotten.")

#: A larger number is no id: PostgreSQL's integers end here, and asking for it would be an error.
HandoffId = Annotated[int, Path(ge=1, le=2**31 - 1)]
Act = Callable[[AsyncSession, Handoff, Chat], Awaitable[Refusal | None]]


@router.get("/")
async def start(_visitor: SignedIn) -> Response:
    """Go where the work is."""
    return see_other("/handoffs")


@router.get("/handoffs")
async def queue(
    request: Request,
    _visitor: Operator,
    page_number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
    state: str = "",
    refresh: str = "",
) -> Response:
    """Show what waits for a person, urgent first, then oldest; with `state=closed` what is done."""
    desk, texts = desk_of(request), texts_of(request)
    is_closed = state == "closed"
    read = closed_handoffs if is_closed else waiting_handoffs
    async with desk.sessions() as session:
        rows, has_more = await read(session, page=page_number)
        counts = await count_waiting(session)
    now = desk.clock()
    return page(
        request,
        "queue.html",
        rows=[(row, route_words(texts, row.route), span(texts, now - row.opened_at)) for row in rows],
        counts=counts,
        is_closed=is_closed,
        number=page_number,
        has_more=has_more,
        refreshes=refresh != "off" and not is_closed,
        refresh=REFRESH,
    )


@router.get("/handoffs/{handoff_id}")
async def conversation(request: Request, handoff_id: HandoffId, visitor: Operator) -> Response:
    """Show a whole chat and what can be done with it."""
    return await _conversation(request, handoff_id, visitor)


@router.post("/handoffs/{handoff_id}/claim")
async def claim(request: Request, handoff_id: HandoffId, visitor: Operator) -> Response:
    """Take the chat; the bot keeps silent there from now on."""
    now = desk_of(request).clock()
    return await _act(
        request, handoff_id, visitor, lambda s, h, c: handling.claim(s, h, c, visitor.staff, now=now)
    )


@router.post("/handoffs/{handoff_id}/release")
async def release(request: Request, handoff_id: HandoffId, visitor: Operator) -> Response:
    """Give the chat back to the queue."""
    now = desk_of(request).clock()
    return await _act(
        request, handoff_id, visitor, lambda s, h, c: handling.release(s, h, c, visitor.staff, now=now)
    )


@router.post("/handoffs/{handoff_id}/reply")
async def reply(
    request: Request,
    handoff_id: HandoffId,
    visitor: Operator,
    text: Annotated[str, Form()] = "",
    nonce: Annotated[str, Form()] = "",
) -> Response:
    """Send the person a reply in their channel; a refused one comes back with its text kept."""
    if not _NONCE.match(nonce):
        raise PageRefused(400, later("The form is incomplete. Go back, reload the page and try again."))
    now = desk_of(request).clock()
    form_id = f"{visitor.staff.id}:{nonce}"

    async def send(session: AsyncSession, handoff: Handoff, chat: Chat) -> Refusal | None:
        return await handling.reply(session, handoff, chat, visitor.staff, text, form_id=form_id, now=now)

    return await _act(request, handoff_id, visitor, send, draft=text)


@router.post("/handoffs/{handoff_id}/close")
async def close(
    request: Request, handoff_id: HandoffId, visitor: Operator, outcome: Annotated[str, Form()] = ""
) -> Response:
    """Close the handoff; the bot answers in the chat again."""
    now = desk_of(request).clock()
    return await _act(
        request,
        handoff_id,
        visitor,
        lambda s, h, c: handling.close(s, h, c, visitor.staff, outcome, now=now),
        then="/handoffs",
    )


async def _act(
    request: Request, handoff_id: int, visitor: Visitor, act: Act, *, draft: str = "", then: str = ""
) -> Response:
    desk = desk_of(request)
    async with desk.sessions.begin() as session:
        locked = await handling.lock_handoff(session, handoff_id)
        if locked is None:
            raise PageRefused(404, _NOT_THERE)
        refusal = await act(session, *locked)
    if refusal is not None:
        return await _conversation(request, handoff_id, visitor, refusal=refusal, draft=draft)
    desk.wakeup.call()
    return see_other(then or f"/handoffs/{handoff_id}#reply")


async def _conversation(
    request: Request, handoff_id: int, visitor: Visitor, *, refusal: Refusal | None = None, draft: str = ""
) -> Response:
    desk, texts = desk_of(request), texts_of(request)
    now = desk.clock()
    async with desk.sessions() as session:
        handoff = await session.get(Handoff, handoff_id)
        chat = await session.get(Chat, handoff.chat_id) if handoff is not None else None
        if handoff is None or chat is None:
            raise PageRefused(404, _NOT_THERE)
        history = await read_history(session, chat)
        claimant = await session.get(Staff, handoff.claimed_by) if handoff.claimed_by is not None else None
    may_end = handling.may_end(handoff, visitor.staff)
    window: dict[str, Any] = {"closes_at": chat.window_closes_at, "left": None}
    if chat.channel == "whatsapp" and chat.window_closes_at is not None and chat.window_closes_at > now:
        window["left"] = span(texts, chat.window_closes_at - now)
    return page(
        request,
        "conversation.html",
        status=200 if refusal is None else 409,
        handoff=handoff,
        chat=chat,
        history=history,
        claimant=claimant,
        is_mine=handoff.claimed_by == visitor.staff.id and handoff.state == HandoffState.CLAIMED,
        is_closed=handoff.state == HandoffState.CLOSED,
        may_end=may_end,
        obstacle=handling.cannot_reply(handoff, chat, visitor.staff, now=now),
        refusal=refusal,
        draft=draft,
        window=window,
        route=route_words(texts, Route(chat.citizenship, chat.stay_in, chat.via)),
        age=span(texts, now - handoff.opened_at),
        outcomes=list(CloseOutcome),
        max_reply=handling.MAX_REPLY,
        nonce=secrets.token_hex(16),
    )
