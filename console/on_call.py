"""The page of the rota: who is on call when, and one's own Telegram connected to be told."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Path, Query, Request, Response
from sqlalchemy import delete

from bot.models import OnCallShift, StaffContact
from bot.staff_contacts import staff_command
from console import handling
from console.access import Operator, Visitor, desk_of
from console.activity import record, was_done
from console.models import Staff
from console.nonces import form_id, new_nonce
from console.pages import page, see_other
from console.rota import (
    CODE_LIFETIME,
    ShiftRefusal,
    code_of,
    coming_shifts,
    connected,
    is_offered,
    offer_code,
    read_time,
    refuse,
)

router = APIRouter()

_MINUTES: Final = int(CODE_LIFETIME.total_seconds() // 60)
ShiftId = Annotated[int, Path(ge=1, le=2**31 - 1)]
Field = Annotated[str, Form()]


@router.get("/on-call")
async def on_call(
    request: Request,
    visitor: Operator,
    page_number: Annotated[int, Query(alias="page", ge=1, le=1000)] = 1,
    code: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """Show the rota; `code` is the form that asked for a code, so that a reload still shows it."""
    return await _page(request, visitor, number=page_number, nonce_of_code=code)


@router.post("/on-call/shifts")
async def add_shift(
    request: Request,
    visitor: Operator,
    staff_id: Field = "",
    starts_at: Field = "",
    ends_at: Field = "",
    nonce: Field = "",
) -> Response:
    """Put somebody on the rota, once however often the form is sent."""
    desk, form = desk_of(request), form_id(visitor, nonce)
    now, starts, ends = desk.clock(), read_time(starts_at), read_time(ends_at)
    chosen = int(staff_id) if staff_id.isascii() and staff_id.isdigit() and len(staff_id) < 10 else 0
    refusal = refuse(starts, ends, now=now)
    async with desk.sessions.begin() as session:
        # The person's row is locked: two clicks wait for each other.
        staff = await session.get(Staff, chosen, with_for_update=True)
        if staff is None or not handling.may_take(staff):
            refusal = refusal or ShiftRefusal.NOBODY
        elif refusal is None and starts and ends and not await was_done(session, form):
            shift = OnCallShift(staff_id=chosen, starts_at=starts, ends_at=ends)
            session.add(shift)
            await session.flush()
            await record(
                session,
                staff_id=visitor.staff.id,
                at=now,
                action="shift_added",
                subject=f"shift:{shift.id}",
                form_id=form,
                after={"staff": chosen, "starts_at": starts.isoformat(), "ends_at": ends.isoformat()},
            )
    if refusal is not None:
        typed = {"staff_id": staff_id, "starts_at": starts_at[:32], "ends_at": ends_at[:32]}
        return await _page(request, visitor, refusal=refusal, typed=typed)
    return see_other("/on-call")


@router.post("/on-call/shifts/{shift_id}/delete")
async def remove_shift(request: Request, shift_id: ShiftId, visitor: Operator) -> Response:
    """Take a shift off the rota; a second time changes nothing."""
    desk = desk_of(request)
    async with desk.sessions.begin() as session:
        shift = await session.get(OnCallShift, shift_id, with_for_update=True)
        if shift is not None:
            await session.delete(shift)
            await record(
                session,
                staff_id=visitor.staff.id,
                at=desk.clock(),
                action="shift_deleted",
                subject=f"shift:{shift_id}",
                before={
                    "staff": shift.staff_id,
                    "starts_at": shift.starts_at.isoformat(),
                    "ends_at": shift.ends_at.isoformat(),
                },
            )
    return see_other("/on-call")


@router.post("/on-call/connect")
async def connect(request: Request, visitor: Operator, nonce: Field = "") -> Response:
    """Make a code that this person sends to the bot, which then knows where to tell them."""
    desk = desk_of(request)
    form_id(visitor, nonce)  # refuses what is no word of ours
    async with desk.sessions.begin() as session:
        code = code_of(desk.settings.secret_key, visitor.staff.id, nonce)
        await offer_code(session, visitor.staff.id, code, now=desk.clock())
    return see_other(f"/on-call?code={nonce}")


@router.post("/on-call/disconnect")
async def disconnect(request: Request, visitor: Operator) -> Response:
    """Forget where this person is told of urgent chats."""
    desk = desk_of(request)
    async with desk.sessions.begin() as session:
        await session.execute(delete(StaffContact).where(StaffContact.staff_id == visitor.staff.id))
        await record(
            session,
            staff_id=visitor.staff.id,
            at=desk.clock(),
            action="telegram_disconnected",
            subject=f"staff:{visitor.staff.id}",
        )
    return see_other("/on-call")


async def _page(
    request: Request,
    visitor: Visitor,
    *,
    number: int = 1,
    nonce_of_code: str = "",
    refusal: ShiftRefusal | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    desk = desk_of(request)
    now = desk.clock()
    async with desk.sessions() as session:
        shifts, has_more = await coming_shifts(session, now=now, page=number)
        people = await handling.colleagues(session)
        told = await connected(session, [each.id for each in people])
        code = code_of(desk.settings.secret_key, visitor.staff.id, nonce_of_code) if nonce_of_code else ""
        if code and not await is_offered(session, visitor.staff.id, code, now=now):
            code = ""
    return page(
        request,
        "on_call.html",
        status=200 if refusal is None else 409,
        shifts=[(each, each.starts_at <= now) for each in shifts],
        has_more=has_more,
        number=number,
        people=[(each, each.id in told) for each in people],
        is_connected=visitor.staff.id in told,
        command=staff_command(code) if code else "",
        minutes=str(_MINUTES),
        after=str(desk.settings.escalate_after_minutes),
        has_telegram=bool(desk.settings.telegram_bot_token),
        now=now,
        refusal=refusal.value if refusal else "",
        typed=typed or {"staff_id": str(visitor.staff.id), "starts_at": "", "ends_at": ""},
        nonce=new_nonce(),
        nonce_of_connect=new_nonce(),
    )
