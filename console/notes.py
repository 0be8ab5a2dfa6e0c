"""What colleagues tell each other about a chat; the person never sees it."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request, Response

from bot.messages import clean_text
from bot.models import Handoff
from bot.texts import later
from console.access import Operator, PageRefused, desk_of
from console.activity import record, was_done
from console.chat_view import NOT_THERE, HandoffId, chat_page
from console.models import HandoffNote
from console.nonces import form_id
from console.pages import see_other

router = APIRouter()

MAX_NOTE: Final = 1000
_EMPTY: Final = later("The note is empty. Nothing was kept.")
_TOO_LONG: Final = later("The note is too long. Shorten it.")


@router.post("/handoffs/{handoff_id}/notes")
async def add_note(
    request: Request,
    handoff_id: HandoffId,
    visitor: Operator,
    note: Annotated[str, Form()] = "",
    nonce: Annotated[str, Form()] = "",
) -> Response:
    """Keep a note, once however often the form is sent."""
    desk, form = desk_of(request), form_id(visitor, nonce)
    text = clean_text(note.replace("\r\n", "\n"))
    problem = _EMPTY if not text else _TOO_LONG if len(text) > MAX_NOTE else ""
    if problem:
        return await chat_page(request, handoff_id, visitor, problem=problem, note=note)
    async with desk.sessions.begin() as session:
        # The lock makes two clicks wait for each other.
        handoff = await session.get(Handoff, handoff_id, with_for_update=True)
        if handoff is None:
            raise PageRefused(404, NOT_THERE)
        if not await was_done(session, form):
            session.add(
                HandoffNote(handoff_id=handoff_id, staff_id=visitor.staff.id, text=text, at=desk.clock())
            )
            await record(
                session,
                staff_id=visitor.staff.id,
                at=desk.clock(),
                action="note_added",
                subject=f"handoff:{handoff_id}",
                form_id=form,
                characters=len(text),
            )
    return see_other(f"/handoffs/{handoff_id}#notes")
