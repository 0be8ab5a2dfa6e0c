"""What reviewers do with a text that is shown: withdraw it, plan its change for a day, take a step back."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from bot.texts import later
from console.access import PageRefused, Reviewer, desk_of
from console.activity import record, was_done
from console.answer_view import NOT_YOURS, note, open_text, require_kept
from console.answers import AnswerId, Number, number_of, text_page
from console.nonces import form_id
from console.organisations import keeps
from console.pages import see_other
from console.text_words import REFUSALS, STALE
from knowledge_base.editing import Refusal, Stale, undo, withdraw
from knowledge_base.models import AnswerRow, ScheduledChange
from knowledge_base.rows import scope_value
from knowledge_base.scheduling import PUBLISH, WITHDRAW, cancel, schedule

router = APIRouter()

Word = Annotated[str, Form()]


@router.post("/answers/{answer_id}/{locale}/withdraw")
async def withdraw_text(
    request: Request,
    answer_id: AnswerId,
    locale: str,
    visitor: Reviewer,
    began_from: Number = "",
    why: Word = "",
    nonce: Word = "",
) -> Response:
    """Show nothing in this language until somebody publishes again."""
    desk, form = desk_of(request), form_id(visitor, nonce)
    async with desk.sessions.begin() as session:
        view = await open_text(session, answer_id, locale, visitor)
        require_kept(view)
        if await was_done(session, form):
            return see_other(view.path)
        before = view.history.shown
        row = await withdraw(
            session,
            answer_id,
            locale,
            began_from=number_of(began_from),
            by=visitor.staff.name,
            now=desk.clock(),
            why=why.strip()[:500] or None,
        )
        if not isinstance(row, Stale | Refusal):
            await note(session, view, visitor, "text_withdrawn", row, before, desk.clock(), form, why)
    if isinstance(row, Stale | Refusal):
        notice = STALE if isinstance(row, Stale) else REFUSALS[row]
        return await text_page(request, answer_id, locale, visitor, notice=notice, status=409)
    return see_other(f"{view.path}?done=withdrawn")


@router.post("/answers/{answer_id}/{locale}/schedule")
async def plan(
    request: Request,
    answer_id: AnswerId,
    locale: str,
    visitor: Reviewer,
    action: Word = "",
    at: Word = "",
    began_from: Number = "",
    nonce: Word = "",
) -> Response:
    """Plan the publication of this very text, or its withdrawal, for a day and hour in UTC."""
    desk, form = desk_of(request), form_id(visitor, nonce)
    moment, number = _moment(at), number_of(began_from)
    async with desk.sessions.begin() as session:
        view = await open_text(session, answer_id, locale, visitor)
        require_kept(view)
        if await was_done(session, form):
            return see_other(view.path)
        change: ScheduledChange | Stale | Refusal = Refusal.TOO_LATE
        if moment is not None and number is not None and action in (PUBLISH, WITHDRAW):
            change = await schedule(
                session,
                answer_id,
                locale,
                action,
                at=moment,
                revision_number=number,
                by=visitor.staff.name,
                now=desk.clock(),
            )
        if isinstance(change, ScheduledChange):
            await record(
                session,
                staff_id=visitor.staff.id,
                at=desk.clock(),
                action=f"{action}_planned",
                subject=f"answer:{answer_id}",
                form_id=form,
                locale=locale,
                planned_for=change.at.isoformat(),
                number=number,
            )
    if isinstance(change, Stale | Refusal):
        notice = STALE if isinstance(change, Stale) else REFUSALS[change]
        return await text_page(request, answer_id, locale, visitor, notice=notice, status=409)
    return see_other(f"{view.path}?done=planned")


@router.post("/answers/{answer_id}/{locale}/schedule/cancel")
async def call_off(
    request: Request,
    answer_id: AnswerId,
    locale: str,
    visitor: Reviewer,
    change: Number = "",
    nonce: Word = "",
) -> Response:
    """Call a planned change off; a second time changes nothing."""
    desk, form, change_id = desk_of(request), form_id(visitor, nonce), number_of(change)
    async with desk.sessions.begin() as session:
        view = await open_text(session, answer_id, locale, visitor)
        require_kept(view)
        planned = await session.get(ScheduledChange, change_id) if change_id is not None else None
        if planned is None or (planned.answer_id, planned.locale) != (answer_id, locale):
            raise PageRefused(404, later("There is no such plan."))
        if await cancel(session, planned.id, now=desk.clock()) is not None:
            await record(
                session,
                staff_id=visitor.staff.id,
                at=desk.clock(),
                action="plan_cancelled",
                subject=f"answer:{answer_id}",
                form_id=form,
                locale=locale,
                change=planned.id,
            )
    return see_other(view.path)


@router.post("/reviews/undo")
async def take_back(request: Request, visitor: Reviewer, item: Word = "", nonce: Word = "") -> Response:
    """Take back a publication or withdrawal of the last days."""
    desk, form = desk_of(request), form_id(visitor, nonce)
    named = item.split(":")
    answer_id, number = number_of(named[0]), number_of(named[-1])
    if len(named) != 3 or answer_id is None or number is None:
        raise PageRefused(404, later("There is no such answer or language."))
    async with desk.sessions.begin() as session:
        answer = await session.get(AnswerRow, answer_id)
        if answer is None or not keeps(visitor.organisation, locale=named[1], scope=scope_value(answer)):
            raise PageRefused(403, NOT_YOURS)
        view = await open_text(session, answer_id, named[1], visitor)
        if await was_done(session, form):
            return see_other("/reviews")
        before = view.history.public
        row = await undo(session, answer_id, named[1], number, by=visitor.staff.name, now=desk.clock())
        if not isinstance(row, Stale | Refusal):
            await note(session, view, visitor, "text_undone", row, before, desk.clock(), form)
    if isinstance(row, Stale | Refusal):
        return see_other("/reviews?refused=" + ("stale" if isinstance(row, Stale) else row.value))
    return see_other("/reviews?done=undone")


def _moment(given: str) -> datetime | None:
    """Read what a browser's date and time field sends; it is meant as UTC, as the page says."""
    try:
        return datetime.fromisoformat(given).replace(tzinfo=UTC)
    except ValueError:
        return None
