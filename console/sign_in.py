"""The way in: a link that works once, or a login with a password and a code from the phone."""

import secrets
from datetime import datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request, Response
from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.texts import later
from console import oidc
from console.access import SignedIn, check_same_origin, desk_of, token_hash
from console.activity import record
from console.attempts import begin_attempt, succeeded
from console.browser_sessions import begin_session, end_session, forget_cookie, keep_cookie
from console.models import Role, SignInLink, Staff, StaffSession
from console.pages import page, see_other
from console.passwords import is_password
from console.second_step import is_asked_for, use_code
from console.staff import add_staff, clean_login, first_administrator
from console.texts import CONSOLE_LOCALES

router = APIRouter()

LINK_LIFETIME: Final = timedelta(minutes=15)
#: An invitation is sent to somebody who may open it after the weekend.
INVITATION_LIFETIME: Final = timedelta(hours=72)
#: The link that the first start prints is read by somebody who is still looking around.
FIRST_LINK_LIFETIME: Final = timedelta(minutes=60)
_WRONG: Final = later(
    "That did not fit. Check the login and the password; if you have set up a second step, a fresh code of "
    "your app is needed too."
)
_WAIT: Final = later("There were too many tries. Wait 15 minutes, or ask an administrator for a link.")


async def make_sign_in_link(
    session: AsyncSession, staff_id: int, *, now: datetime, lifetime: timedelta = LINK_LIFETIME
) -> str:
    """Return the token of a new link, `<console>/sign-in/<token>`; only its hash is kept.

    What has expired is deleted on the way. Raises ValueError for somebody who is not (any longer) staff.
    The caller commits.
    """
    staff = await session.get(Staff, staff_id)
    if staff is None or staff.disabled_at is not None:
        raise ValueError(f"nobody with the id {staff_id} may sign in")
    await session.execute(delete(SignInLink).where(SignInLink.expires_at <= now))
    await session.execute(delete(StaffSession).where(StaffSession.expires_at <= now))
    token = secrets.token_urlsafe(32)
    session.add(
        SignInLink(token_hash=token_hash(token), staff_id=staff_id, created_at=now, expires_at=now + lifetime)
    )
    await session.flush()
    return token


async def ensure_first_administrator(session: AsyncSession, *, now: datetime) -> Staff:
    """Return the administrator to sign in with, made new where there is none. The caller commits."""
    staff = await first_administrator(session)
    return staff or await add_staff(session, name="Administrator", role=Role.ADMINISTRATOR, now=now)


@router.get("/sign-in")
async def sign_in_page(request: Request) -> Response:
    """Offer the ways in."""
    return _page(request)


@router.post("/sign-in")
async def sign_in_with_password(
    request: Request,
    login: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    code: Annotated[str, Form()] = "",
) -> Response:
    """Begin a session for a login with its password and, where it is set up, a code that was not used yet.

    Whatever is wrong, the answer is the same and takes as long: nobody learns which logins there are.
    """
    check_same_origin(request)
    desk = desk_of(request)
    now = desk.clock()
    attempt = await begin_attempt(
        desk.sessions,
        login=clean_login(login),
        address=request.client.host if request.client else "",
        secret_key=desk.settings.secret_key,
        now=now,
    )
    if attempt is None:
        return _page(request, login=login, refusal=_WAIT, status=429)
    async with desk.sessions() as session:
        staff = await session.scalar(
            select(Staff).where(Staff.login == clean_login(login), Staff.disabled_at.is_(None))
        )
    # No connection is held meanwhile: a hash takes its time.
    if not await is_password(password, staff.password_hash if staff else None) or staff is None:
        return _page(request, login=login, refusal=_WRONG, status=422)
    async with desk.sessions.begin() as session:
        if staff.totp_secret is not None and not await use_code(session, staff, code, now=now):
            return _page(request, login=login, refusal=_WRONG, status=422)
        await succeeded(session, attempt)
        cookie = await begin_session(session, request, staff, method="password")
    response = see_other(_first_page(staff))
    keep_cookie(response, request, cookie)
    return response


@router.get("/sign-in/{token}")
async def confirm(request: Request, token: str) -> Response:
    """Show one button: messengers open links to preview them, and that must not use the link up."""
    desk = desk_of(request)
    async with desk.sessions() as session:
        found = await session.scalar(select(SignInLink.staff_id).where(*_is_good(token, now=desk.clock())))
    if found is None:
        return page(request, "link_used.html", status=410)
    return page(request, "confirm_sign_in.html", token=token)


@router.post("/sign-in/{token}")
async def sign_in(request: Request, token: str) -> Response:
    """Use the link up and begin a session of its own; the one this browser had before ends."""
    check_same_origin(request)
    desk = desk_of(request)
    now = desk.clock()
    async with desk.sessions.begin() as session:
        staff_id = await session.scalar(
            update(SignInLink)
            .where(*_is_good(token, now=now))
            .values(used_at=now)
            .returning(SignInLink.staff_id)
        )
        if staff_id is None:
            return page(request, "link_used.html", status=410)
        staff = await session.get_one(Staff, staff_id)
        cookie = await begin_session(session, request, staff, method="link")
    response = see_other(_first_page(staff))
    keep_cookie(response, request, cookie)
    return response


@router.post("/sign-out")
async def sign_out(request: Request, visitor: SignedIn) -> Response:
    """End this browser's session."""
    desk = desk_of(request)
    now = desk.clock()
    async with desk.sessions.begin() as session:
        await end_session(session, visitor.session_hash, now=now)
        await record(
            session,
            staff_id=visitor.staff.id,
            at=now,
            action="signed_out",
            subject=f"staff:{visitor.staff.id}",
        )
    response = see_other("/sign-in")
    forget_cookie(response, request)
    return response


@router.post("/language")
async def choose_language(
    request: Request, visitor: SignedIn, locale: Annotated[str, Form()] = ""
) -> Response:
    """Keep the language this person wants the console in."""
    if locale in CONSOLE_LOCALES:
        async with desk_of(request).sessions.begin() as session:
            await session.execute(update(Staff).where(Staff.id == visitor.staff.id).values(locale=locale))
    return see_other("/")


def _page(request: Request, *, login: str = "", refusal: str = "", status: int = 200) -> Response:
    return page(
        request,
        "sign_in.html",
        status=status,
        login=login[:128],
        refusal=refusal,
        has_provider=oidc.is_offered(desk_of(request).settings),
    )


def _first_page(staff: Staff) -> str:
    """Return where the work is, or the account page while something there is still to be set up."""
    has_password = staff.password_hash is not None
    is_unfinished = is_asked_for(staff) if has_password else staff.login is not None
    return "/account" if is_unfinished else "/"


def _is_good(token: str, *, now: datetime) -> tuple[ColumnElement[bool], ...]:
    usable = select(Staff.id).where(Staff.disabled_at.is_(None))
    return (
        SignInLink.token_hash == token_hash(token),
        SignInLink.used_at.is_(None),
        SignInLink.expires_at > now,
        SignInLink.staff_id.in_(usable),
    )
