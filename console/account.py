"""One's own account: password, second step, and the browsers in which one is signed in."""

from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request, Response
from sqlalchemy import update

from bot.texts import later
from console.access import PageRefused, SignedIn, Visitor, desk_of
from console.activity import record
from console.attempts import begin_attempt, succeeded
from console.browser_sessions import end_other_sessions, end_session_by_key, open_sessions_of
from console.models import Staff
from console.pages import page, see_other
from console.passwords import MIN_LENGTH, WeakPassword, hash_password, is_password, weakness
from console.second_step import is_asked_for, is_secret, new_secret, picture, remove, set_up, step_of_code

router = APIRouter(prefix="/account")

Text = Annotated[str, Form()]

_WEAK: Final = {
    WeakPassword.SHORT: later("The password is too short: it needs at least 12 characters."),
    WeakPassword.LONG: later("The password is too long: 256 characters are the most."),
    WeakPassword.COMMON: later("Many people use this password, so it is tried first. Take another."),
    WeakPassword.OWN_NAME: later("Your name or login is part of this password. Take another."),
}
_NO_LOGIN: Final = later("You have no login yet. An administrator gives you one.")
_NOT_YOURS: Final = later("This is not your present password.")
_WAIT: Final = later("There were too many tries. Wait 15 minutes.")
_NO_CODE: Final = later("This code does not fit. Wait for the next one in your app and type it at once.")
_DONE: Final = {
    "password": later("The new password is kept. You are signed out everywhere else."),
    "set_up": later("The second step is set up. From now on a code is asked for after the password."),
    "removed": later("The second step is removed."),
    "ended": later("That browser is signed out."),
}


@router.get("")
async def account(request: Request, visitor: SignedIn) -> Response:
    """Show how this person gets in, and where they are signed in."""
    return await _account(request, visitor)


@router.post("/password")
async def set_password(request: Request, visitor: SignedIn, present: Text = "", new: Text = "") -> Response:
    """Set or change the password; every other browser of this person is signed out."""
    desk, staff = desk_of(request), visitor.staff
    now = desk.clock()
    if staff.login is None:
        return await _account(request, visitor, refusal=_NO_LOGIN, at="password")
    found = weakness(new, login=staff.login, name=staff.name)
    refusal = _WEAK[found] if found else await _unconfirmed(request, visitor, present, now=now)
    if refusal:
        return await _account(request, visitor, refusal=refusal, at="password")
    hashed = await hash_password(new)
    async with desk.sessions.begin() as session:
        await session.execute(update(Staff).where(Staff.id == staff.id).values(password_hash=hashed))
        await end_other_sessions(session, staff.id, but=visitor.session_hash, now=now)
        await record(session, staff_id=staff.id, at=now, action="password_set", subject=f"staff:{staff.id}")
    return see_other("/account?done=password")


@router.get("/second-step")
async def second_step(request: Request, visitor: SignedIn) -> Response:
    """Show the picture to scan; nothing is kept until a code has come back."""
    if visitor.staff.password_hash is None or visitor.staff.totp_secret is not None:
        return see_other("/account")
    return _second_step(request, visitor, new_secret())


@router.post("/second-step")
async def confirm_second_step(
    request: Request, visitor: SignedIn, secret: Text = "", code: Text = "", present: Text = ""
) -> Response:
    """Keep the secret once the app has shown that it has it; its first code counts as used."""
    desk = desk_of(request)
    now = desk.clock()
    if visitor.staff.password_hash is None or visitor.staff.totp_secret is not None:
        return see_other("/account")
    if not is_secret(secret):
        raise PageRefused(400, later("The form is incomplete. Go back, reload the page and try again."))
    refusal = await _unconfirmed(request, visitor, present, now=now)
    step = step_of_code(secret, code, now=now)
    if refusal or step is None:
        return _second_step(request, visitor, secret, refusal=refusal or _NO_CODE)
    async with desk.sessions.begin() as session:
        await set_up(session, visitor.staff.id, secret, step, now=now)
    return see_other("/account?done=set_up")


@router.post("/second-step/remove")
async def remove_second_step(request: Request, visitor: SignedIn, present: Text = "") -> Response:
    """Take one's own second step away."""
    desk = desk_of(request)
    now = desk.clock()
    refusal = await _unconfirmed(request, visitor, present, now=now)
    if refusal:
        return await _account(request, visitor, refusal=refusal, at="second-step")
    async with desk.sessions.begin() as session:
        await remove(session, visitor.staff, now=now, by=visitor.staff.id)
    return see_other("/account?done=removed")


@router.post("/sessions/end")
async def end_one(request: Request, visitor: SignedIn, key: Text = "") -> Response:
    """Sign one browser out; without a key, every other one."""
    desk = desk_of(request)
    now, staff_id = desk.clock(), visitor.staff.id
    async with desk.sessions.begin() as session:
        if key:
            await end_session_by_key(session, staff_id, key, now=now)
        else:
            await end_other_sessions(session, staff_id, but=visitor.session_hash, now=now)
        await record(session, staff_id=staff_id, at=now, action="sessions_ended", subject=f"staff:{staff_id}")
    return see_other("/account?done=ended")


def _needs_password(visitor: Visitor) -> bool:
    # Who came by a link has forgotten the password, or was sent here to set the first one.
    return visitor.staff.password_hash is not None and visitor.method != "link"


async def _unconfirmed(request: Request, visitor: Visitor, present: str, *, now: datetime) -> str:
    """Return why it is not certain that the person at this browser is its owner, or an empty string."""
    desk, staff = desk_of(request), visitor.staff
    if not _needs_password(visitor):
        return ""
    attempt = await begin_attempt(
        desk.sessions,
        login=staff.login or f"staff:{staff.id}",
        address=request.client.host if request.client else "",
        secret_key=desk.settings.secret_key,
        now=now,
    )
    if attempt is None:
        return _WAIT
    if not await is_password(present, staff.password_hash):
        return _NOT_YOURS
    async with desk.sessions.begin() as session:
        await succeeded(session, attempt)
    return ""


async def _account(request: Request, visitor: Visitor, *, refusal: str = "", at: str = "") -> Response:
    desk = desk_of(request)
    async with desk.sessions() as session:
        sessions = await open_sessions_of(
            session, visitor.staff.id, this=visitor.session_hash, now=desk.clock()
        )
    return page(
        request,
        "account.html",
        status=422 if refusal else 200,
        staff=visitor.staff,
        organisation=visitor.organisation,
        sessions=sessions,
        asks_for_second_step=visitor.staff.password_hash is not None and is_asked_for(visitor.staff),
        needs_password=_needs_password(visitor),
        min_length=MIN_LENGTH,
        refusal=refusal,
        at=at,
        done=_DONE.get(request.query_params.get("done", ""), ""),
    )


def _second_step(request: Request, visitor: Visitor, secret: str, *, refusal: str = "") -> Response:
    return page(
        request,
        "second_step.html",
        status=422 if refusal else 200,
        secret=secret,
        spelled=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        picture=picture(secret, visitor.staff.login or visitor.staff.name),
        needs_password=_needs_password(visitor),
        refusal=refusal,
    )
