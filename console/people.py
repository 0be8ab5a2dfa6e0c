"""The administrator's pages of people: who works here, what they may do, and how they get in."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Path, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from bot.texts import later
from console.access import Administrator, PageRefused, desk_of
from console.invitations import AlreadyMade, Invitation, invite_with_link, new_link
from console.models import Organisation, Role, Staff
from console.nonces import form_id, new_nonce
from console.organisations import list_organisations
from console.pages import page, see_other, texts_of
from console.second_step import remove
from console.staff import (
    StaffForm,
    StaffRefusal,
    change_staff,
    disable_other,
    enable_staff,
    form_of,
    people,
)
from console.words import span

router = APIRouter(prefix="/people")

StaffId = Annotated[int, Path(ge=1, le=2**31 - 1)]
Text = Annotated[str, Form()]

_NOT_THERE: Final = later("There is nobody with this number.")
REFUSALS: Final = {
    StaffRefusal.NO_NAME: later("Write the name of the person."),
    StaffRefusal.NO_ROLE: later("Choose what the person does."),
    StaffRefusal.LOGIN_TAKEN: later("Somebody else has this login."),
    StaffRefusal.NO_ORGANISATION: later("This organisation is not there any longer. Choose another."),
    StaffRefusal.LAST_ADMINISTRATOR: later(
        "This is the last administrator: nobody could let people in any more. Make somebody else an "
        "administrator first."
    ),
}
DONE: Final = {
    "changed": later("Saved."),
    "disabled": later("This person is shut out of every browser."),
    "enabled": later("This person may sign in again."),
    "second_step": later("The second step is removed. A new one can be set up after the next sign-in."),
    "once": later("This form was sent before, and its link was shown then. Make a new one if it is lost."),
}
#: What each role is for, in the words of the form.
ROLES: Final = {
    Role.ADMINISTRATOR: later("everything, and people"),
    Role.EDITOR: later("writes texts"),
    Role.REVIEWER: later("writes, and approves what others wrote"),
    Role.OPERATOR: later("answers people in chats"),
    Role.ANALYST: later("sees figures only"),
}


@router.get("")
async def list_people(
    request: Request,
    _visitor: Administrator,
    page_number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
    state: str = "",
) -> Response:
    """Show who may sign in, or with `state=disabled` who may not any longer."""
    desk, texts = desk_of(request), texts_of(request)
    now = desk.clock()
    is_disabled = state == "disabled"
    async with desk.sessions() as session:
        rows, has_more = await people(session, page=page_number, is_disabled=is_disabled)
    return page(
        request,
        "people.html",
        rows=[
            (staff, organisation, span(texts, now - staff.seen_at) if staff.seen_at else None)
            for staff, organisation in rows
        ],
        is_disabled=is_disabled,
        number=page_number,
        has_more=has_more,
        done=DONE.get(request.query_params.get("done", ""), ""),
    )


@router.get("/new")
async def new_person(request: Request, _visitor: Administrator) -> Response:
    """Show the empty form."""
    return await _person_form(request, StaffForm(role=Role.EDITOR), nonce=new_nonce())


@router.post("/new")
async def add_person(
    request: Request,
    visitor: Administrator,
    name: Text = "",
    role: Text = "",
    organisation: Text = "",
    locale: Text = "",
    login: Text = "",
    nonce: Text = "",
) -> Response:
    """Add a person and show their invitation link, this once."""
    desk = desk_of(request)
    form = StaffForm(name, role, _id(organisation), locale or None, login)
    try:
        async with desk.sessions.begin() as session:
            invitation = await invite_with_link(
                session, form, now=desk.clock(), by=visitor.staff.id, form_id=form_id(visitor, nonce)
            )
    except AlreadyMade:
        return see_other("/people?done=once")
    if isinstance(invitation, StaffRefusal):
        return await _person_form(request, form, nonce=nonce, refusal=invitation)
    return _link_page(request, invitation)


@router.get("/{staff_id}")
async def person(request: Request, staff_id: StaffId, _visitor: Administrator) -> Response:
    """Show one person and what can be changed."""
    return await _person_page(request, staff_id)


@router.post("/{staff_id}")
async def change_person(
    request: Request,
    staff_id: StaffId,
    visitor: Administrator,
    name: Text = "",
    role: Text = "",
    organisation: Text = "",
    locale: Text = "",
    login: Text = "",
) -> Response:
    """Change role, organisation, name, language or login; it holds from the person's next page on."""
    desk = desk_of(request)
    form = StaffForm(name, role, _id(organisation), locale or None, login)
    async with desk.sessions.begin() as session:
        await _present(session, staff_id)
        changed = await change_staff(session, staff_id, form, now=desk.clock(), by=visitor.staff.id)
    if isinstance(changed, StaffRefusal):
        return await _person_page(request, staff_id, form=form, refusal=changed)
    return see_other(f"/people/{staff_id}?done=changed")


@router.post("/{staff_id}/link")
async def make_link(
    request: Request, staff_id: StaffId, visitor: Administrator, nonce: Text = ""
) -> Response:
    """Make a new link and show it, this once."""
    desk = desk_of(request)
    try:
        async with desk.sessions.begin() as session:
            invitation = await new_link(
                session,
                staff_id,
                now=desk.clock(),
                by=visitor.staff.id,
                form_id=form_id(visitor, nonce),
            )
    except AlreadyMade:
        return see_other(f"/people/{staff_id}?done=once")
    except LookupError:
        raise PageRefused(404, _NOT_THERE) from None
    return _link_page(request, invitation)


@router.post("/{staff_id}/disable")
async def disable(request: Request, staff_id: StaffId, visitor: Administrator, why: Text = "") -> Response:
    """Shut a person out at once."""
    desk = desk_of(request)
    async with desk.sessions.begin() as session:
        await _present(session, staff_id)
        refusal = await disable_other(
            session, staff_id, now=desk.clock(), by=visitor.staff.id, why=" ".join(why.split())[:500]
        )
    if refusal is not None:
        return await _person_page(request, staff_id, refusal=refusal)
    return see_other(f"/people/{staff_id}?done=disabled")


@router.post("/{staff_id}/enable")
async def enable(request: Request, staff_id: StaffId, visitor: Administrator) -> Response:
    """Let a person in again."""
    desk = desk_of(request)
    async with desk.sessions.begin() as session:
        await _present(session, staff_id)
        await enable_staff(session, staff_id, now=desk.clock(), by=visitor.staff.id)
    return see_other(f"/people/{staff_id}?done=enabled")


@router.post("/{staff_id}/second-step/remove")
async def remove_second_step(request: Request, staff_id: StaffId, visitor: Administrator) -> Response:
    """Take away the second step of somebody who has lost the phone."""
    desk = desk_of(request)
    async with desk.sessions.begin() as session:
        staff = await _present(session, staff_id)
        await remove(session, staff, now=desk.clock(), by=visitor.staff.id)
    return see_other(f"/people/{staff_id}?done=second_step")


def _id(text: str) -> int | None:
    """Return the number in a form; one that cannot be read names nothing that is there."""
    if not text:
        return None
    return int(text) if text.isdecimal() and len(text) < 10 else 0


async def _present(session: AsyncSession, staff_id: int) -> Staff:
    staff = await session.get(Staff, staff_id)
    if staff is None:
        raise PageRefused(404, _NOT_THERE)
    return staff


async def _person_form(
    request: Request, form: StaffForm, *, nonce: str, refusal: StaffRefusal | None = None
) -> Response:
    async with desk_of(request).sessions() as session:
        organisations = await list_organisations(session)
    return page(
        request,
        "person_new.html",
        status=200 if refusal is None else 422,
        **_form_values(form, organisations, refusal),
        nonce=nonce,
    )


async def _person_page(
    request: Request, staff_id: int, *, form: StaffForm | None = None, refusal: StaffRefusal | None = None
) -> Response:
    async with desk_of(request).sessions() as session:
        staff = await _present(session, staff_id)
        organisations = await list_organisations(session)
    return page(
        request,
        "person.html",
        status=200 if refusal is None else 409,
        staff=staff,
        **_form_values(form or form_of(staff), organisations, refusal),
        nonce=new_nonce(),
        done=DONE.get(request.query_params.get("done", ""), ""),
    )


def _form_values(
    form: StaffForm, organisations: list[Organisation], refusal: StaffRefusal | None
) -> dict[str, Any]:
    return {
        "form": form,
        "organisations": organisations,
        "roles": ROLES,
        "refusal": REFUSALS[refusal] if refusal else "",
        "wrong": refusal,
    }


def _link_page(request: Request, invitation: Invitation) -> Response:
    base = (desk_of(request).console_url or str(request.base_url)).rstrip("/")
    return page(
        request,
        "link_made.html",
        staff=invitation.staff,
        address=f"{base}/sign-in/{invitation.token}",
        until=invitation.until,
    )
