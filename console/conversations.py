"""One chat, and what an operator does in it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from bot.handoffs import reopening_template
from bot.models import Chat, Handoff
from console import handling
from console.access import Desk, Operator, PageRefused, Visitor, desk_of
from console.chat_view import NOT_THERE, HandoffId, chat_page
from console.handling import Refusal
from console.nonces import form_id
from console.pages import see_other

router = APIRouter()

Act = Callable[[AsyncSession, Handoff, Chat], Awaitable[Refusal | None]]


@router.get("/handoffs/{handoff_id}")
async def conversation(request: Request, handoff_id: HandoffId, visitor: Operator) -> Response:
    """Show a whole chat and what can be done with it."""
    return await chat_page(request, handoff_id, visitor)


@router.post("/handoffs/{handoff_id}/claim")
async def claim(request: Request, handoff_id: HandoffId, visitor: Operator) -> Response:
    """Take the chat; the bot keeps silent there from now on."""
    desk = desk_of(request)

    async def take(session: AsyncSession, handoff: Handoff, chat: Chat) -> Refusal | None:
        return await handling.claim(
            session, handoff, chat, visitor.staff, now=desk.clock(), silence=silence_of(desk)
        )

    return await _act(request, handoff_id, visitor, take)


@router.post("/handoffs/{handoff_id}/assign")
async def assign(
    request: Request, handoff_id: HandoffId, visitor: Operator, colleague: Annotated[str, Form()] = ""
) -> Response:
    """Give the chat to a colleague, or to oneself."""
    desk = desk_of(request)
    colleague_id = (
        int(colleague) if colleague.isascii() and colleague.isdigit() and len(colleague) < 10 else 0
    )

    async def give(session: AsyncSession, handoff: Handoff, chat: Chat) -> Refusal | None:
        return await handling.assign(
            session, handoff, chat, visitor.staff, colleague_id, now=desk.clock(), silence=silence_of(desk)
        )

    return await _act(request, handoff_id, visitor, give)


@router.post("/handoffs/{handoff_id}/release")
async def release(request: Request, handoff_id: HandoffId, visitor: Operator) -> Response:
    """Give the chat back to the queue."""
    now = desk_of(request).clock()
    return await _act(
        request, handoff_id, visitor, lambda s, h, c: handling.release(s, h, c, visitor.staff, now=now)
    )


@router.post("/handoffs/{handoff_id}/draft")
async def put_into_reply(
    request: Request,
    handoff_id: HandoffId,
    visitor: Operator,
    text: Annotated[str, Form()] = "",
    use: Annotated[str, Form()] = "",
) -> Response:
    """Put a suggested answer or a canned reply behind what is typed; nothing is sent or kept."""
    return await chat_page(request, handoff_id, visitor, draft=text, use=use)


@router.post("/handoffs/{handoff_id}/reply")
async def reply(
    request: Request,
    handoff_id: HandoffId,
    visitor: Operator,
    text: Annotated[str, Form()] = "",
    nonce: Annotated[str, Form()] = "",
) -> Response:
    """Send the person a reply in their channel; a refused one comes back with its text kept."""
    desk, form = desk_of(request), form_id(visitor, nonce)

    async def send(session: AsyncSession, handoff: Handoff, chat: Chat) -> Refusal | None:
        return await handling.reply(
            session,
            handoff,
            chat,
            visitor.staff,
            text,
            form_id=form,
            now=desk.clock(),
            silence=silence_of(desk),
        )

    return await _act(request, handoff_id, visitor, send, draft=text)


@router.post("/handoffs/{handoff_id}/template")
async def ask_to_write(
    request: Request, handoff_id: HandoffId, visitor: Operator, nonce: Annotated[str, Form()] = ""
) -> Response:
    """Send the message that WhatsApp takes after its 24 hours, where one is configured."""
    desk, form = desk_of(request), form_id(visitor, nonce)

    async def send(session: AsyncSession, handoff: Handoff, chat: Chat) -> Refusal | None:
        return await handling.send_template(
            session,
            handoff,
            chat,
            visitor.staff,
            reopening_template(desk.settings.twilio_content_sids, chat.locale),
            form_id=form,
            now=desk.clock(),
            silence=silence_of(desk),
        )

    return await _act(request, handoff_id, visitor, send)


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


def silence_of(desk: Desk) -> timedelta:
    """Return how long the bot waits for the next word of whoever has a chat."""
    return timedelta(hours=desk.settings.person_silence_hours)


async def _act(
    request: Request, handoff_id: int, visitor: Visitor, act: Act, *, draft: str = "", then: str = ""
) -> Response:
    desk = desk_of(request)
    async with desk.sessions.begin() as session:
        locked = await handling.lock_handoff(session, handoff_id)
        if locked is None:
            raise PageRefused(404, NOT_THERE)
        refusal = await act(session, *locked)
    if refusal is not None:
        return await chat_page(request, handoff_id, visitor, refusal=refusal, draft=draft)
    desk.wakeup.call()
    return see_other(then or f"/handoffs/{handoff_id}#reply")
