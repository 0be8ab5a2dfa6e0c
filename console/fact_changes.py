"""A change of one fact: looked at in every answer and language, then made, planned or taken back."""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData

from bot.texts import later
from console.access import PageRefused, Visitor, Writer, desk_of
from console.activity import record, was_done
from console.fact_view import NO_FACT, PART, Typed, fact_page, moved, preview_page
from console.facts import may_change
from console.nonces import form_id
from console.pages import see_other
from knowledge_base.content_types import Fact
from knowledge_base.fact_editing import (
    FactRefusal,
    Result,
    Stale,
    Written,
    cancel_plan,
    change_fact,
    history_of,
    plan_change,
    undo,
)
from knowledge_base.fact_reading import Mistake, TypedFact, read_day, read_typed
from knowledge_base.models import FactRevision
from knowledge_base.rows import fact_value

router = APIRouter()

_NOT_YOURS: Final = later("Your organisation does not keep facts of this country.")
_DONE: Final = {
    "changed": later("The fact is changed, in every answer and language."),
    "planned": later("The law change is planned. On its day the new value takes over by itself."),
    "checked": later("Noted: checked today, still true."),
    "undone": later("The version before is back, in every answer and language."),
    "cancelled": later("The planned change is cancelled."),
    "stale": later("A colleague changed this fact meanwhile, so it was not marked as checked. Look again."),
}

FactId = Annotated[str, Path(pattern=r"^[A-Za-z0-9][\w.-]{0,63}$")]


@router.get("/facts/{fact_id}")
async def fact(request: Request, fact_id: FactId, visitor: Writer, done: str = "") -> Response:
    """Show a fact: its value in each language, where it comes from, and what became of it over time."""
    return await fact_page(request, fact_id, visitor, done=_DONE.get(done, ""))


@router.post("/facts/{fact_id}/preview")
async def preview(request: Request, fact_id: FactId, visitor: Writer) -> Response:
    """Show every answer and language that a change would change; nothing is written."""
    typed = _typed(await request.form())
    async with desk_of(request).sessions() as session:
        rows = await history_of(session, fact_id)
    old = _mine(rows, visitor)
    if rows[0].number != typed.number:
        return await fact_page(request, fact_id, visitor, typed=typed, stale_by=rows[0].author)
    new, starts_on = read_typed(old, typed.fact), read_day(typed.starts_on)
    if isinstance(starts_on, Mistake):
        new = {**(new if isinstance(new, dict) else {}), "starts_on": starts_on}
    if isinstance(new, dict):
        return await fact_page(request, fact_id, visitor, typed=replace(typed, mistakes=new))
    assert not isinstance(starts_on, Mistake)
    if new == old:
        return await fact_page(request, fact_id, visitor, typed=typed, refusal=FactRefusal.SAME)
    return await preview_page(request, old, new, typed, starts_on)


@router.post("/facts/{fact_id}/change")
async def change(request: Request, fact_id: FactId, visitor: Writer) -> Response:
    """Make the change that was looked at, now or from its day on."""
    desk, fields = desk_of(request), await request.form()
    typed, form = _typed(fields), form_id(visitor, str(fields.get("nonce", "")))
    starts_on = read_day(typed.starts_on)
    by, now = visitor.staff.name, desk.clock()
    async with desk.sessions.begin() as session:
        if await was_done(session, form):
            return see_other(f"/facts/{fact_id}")
        rows = await history_of(session, fact_id)
        old = _mine(rows, visitor)
        new = read_typed(old, typed.fact)
        result: Result | None = None
        if isinstance(new, Fact) and isinstance(starts_on, date):
            result = await plan_change(
                session,
                new,
                starts_on=starts_on,
                from_number=typed.number,
                by=by,
                now=now,
                why=typed.why,
                is_checked=typed.is_checked,
            )
        elif isinstance(new, Fact) and starts_on is None:
            result = await change_fact(
                session,
                new,
                from_number=typed.number,
                by=by,
                now=now,
                why=typed.why,
                is_checked=typed.is_checked,
            )
        if isinstance(result, Written):
            action = "fact_planned" if starts_on is not None else "fact_changed"
            await _note(session, visitor, action, old, result, now=now, form=form, why=typed.why)
    mistakes = new if isinstance(new, dict) else {}
    typed = replace(typed, mistakes=mistakes)
    return await _after(
        request, fact_id, visitor, result, "planned" if isinstance(starts_on, date) else "changed", typed
    )


@router.post("/facts/{fact_id}/undo")
async def undo_change(request: Request, fact_id: FactId, visitor: Writer) -> Response:
    """Bring the version before back; a planned change whose day has not come is cancelled."""
    desk, fields = desk_of(request), await request.form()
    typed, form = _typed(fields), form_id(visitor, str(fields.get("nonce", "")))
    now, by = desk.clock(), visitor.staff.name
    async with desk.sessions.begin() as session:
        if await was_done(session, form):
            return see_other("/facts")
        old = _mine(await history_of(session, fact_id), visitor)
        is_planned = old.valid_from is not None and old.valid_from > now.date() and old.series is not None
        act = cancel_plan if is_planned and fields.get("act") == "cancel" else undo
        result = await act(session, fact_id, from_number=typed.number, by=by, now=now, why=typed.why)
        if isinstance(result, Written):
            action = "fact_plan_cancelled" if act is cancel_plan else "fact_undone"
            await _note(session, visitor, action, old, result, now=now, form=form, why=typed.why)
            fact_id = result.fact.id
    is_there = (
        not isinstance(result, Written) or result.fact.id in (await desk.knowledge.snapshot()).content.facts
    )
    if not is_there:
        return see_other("/facts?show=planned")
    return await _after(request, fact_id, visitor, result, "cancelled" if act is cancel_plan else "undone")


async def _after(
    request: Request,
    fact_id: str,
    visitor: Visitor,
    result: Result | None,
    done: str,
    typed: Typed | None = None,
) -> Response:
    if isinstance(result, Written):
        return see_other(f"/facts/{result.fact.id}?done={done}")
    return await fact_page(
        request,
        fact_id,
        visitor,
        typed=typed,
        refusal=result if isinstance(result, FactRefusal) else None,
        stale_by=result.author if isinstance(result, Stale) else None,
    )


def _typed(fields: FormData) -> Typed:
    """Return what a form said; a field that is not there is empty."""
    texts = {name: value for name, value in fields.items() if isinstance(value, str)}
    names = set(TypedFact.__dataclass_fields__) - {"parts"}
    parts = {name[len(PART) :]: value for name, value in texts.items() if name.startswith(PART)}
    number = texts.get("number", "")
    return Typed(
        TypedFact(**{name: texts.get(name, "") for name in names}, parts=parts),
        int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 0,
        texts.get("starts_on", "").strip(),
        " ".join(texts.get("why", "").split())[:1000],
        "is_checked" in texts,
    )


def _mine(rows: list[FactRevision], visitor: Visitor) -> Fact:
    if not rows:
        raise PageRefused(404, NO_FACT)
    found = fact_value(rows[0])
    if not may_change(visitor, found):
        raise PageRefused(403, _NOT_YOURS)
    return found


async def _note(
    session: AsyncSession,
    visitor: Visitor,
    action: str,
    old: Fact,
    result: Written,
    *,
    now: datetime,
    form: str,
    why: str,
) -> None:
    differences = moved(old, result.fact)
    await record(
        session,
        staff_id=visitor.staff.id,
        at=now,
        action=action,
        subject=f"fact:{old.id}"[:64],
        form_id=form,
        before={name: before for name, before, _after in differences},
        after={name: after for name, _before, after in differences},
        why=why,
        number=result.number,
    )
