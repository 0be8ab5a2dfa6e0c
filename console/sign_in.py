"""Sign-in by a link that works once: no password to choose, lose or leak."""

import secrets
from datetime import datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request, Response
from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from console.access import COOKIE, SignedIn, check_same_origin, desk_of, is_secure, token_hash
from console.activity import record
from console.models import Role, SignInLink, Staff, StaffSession
from console.pages import page, see_other
from console.staff import add_staff, first_administrator
from console.texts import CONSOLE_LOCALES

router = APIRouter()

LINK_LIFETIME: Final = timedelta(minutes=15)
#: The link that the first start prints is read by somebody who is still looking around.
FIRST_LINK_LIFETIME: Final = timedelta(minutes=60)
SESSION_LIFETIME: Final = timedelta(hours=12)


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
async def how_to_sign_in(request: Request) -> Response:
    """Explain where a link comes from."""
    return page(request, "how_to_sign_in.html")


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
        await _revoke(session, token_hash(request.cookies.get(COOKIE, "")), now=now)
        cookie = secrets.token_urlsafe(32)
        session.add(
            StaffSession(
                token_hash=token_hash(cookie),
                staff_id=staff_id,
                created_at=now,
                seen_at=now,
                expires_at=now + SESSION_LIFETIME,
            )
        )
        await record(session, staff_id=staff_id, at=now, action="signed_in", subject=f"staff:{staff_id}")
    response = see_other("/handoffs")
    response.set_cookie(
        COOKIE,
        cookie,
        max_age=int(SESSION_LIFETIME.total_seconds()),
        path="/",
        secure=is_secure(request),
        httponly=True,
        samesite="strict",
    )
    return response


@router.post("/sign-out")
async def sign_out(request: Request, visitor: SignedIn) -> Response:
    """End this browser's session."""
    desk = desk_of(request)
    now = desk.clock()
    async with desk.sessions.begin() as session:
        await _revoke(session, visitor.session_hash, now=now)
        await record(
            session,
            staff_id=visitor.staff.id,
            at=now,
            action="signed_out",
            subject=f"staff:{visitor.staff.id}",
        )
    response = see_other("/sign-in")
    response.delete_cookie(COOKIE, path="/", secure=is_secure(request), httponly=True, samesite="strict")
    return response


@router.post("/language")
async def choose_language(
    request: Request, visitor: SignedIn, locale: Annotated[str, Form()] = ""
) -> Response:
    """Keep the language this person wants the console in."""
    if locale in CONSOLE_LOCALES:
        async with desk_of(request).sessions.begin() as session:
            await session.execute(update(Staff).where(Staff.id == visitor.staff.id).values(locale=locale))
    return see_other("/handoffs")


def _is_good(token: str, *, now: datetime) -> tuple[ColumnElement[bool], ...]:
    usable = select(Staff.id).where(Staff.disabled_at.is_(None))
    return (
        SignInLink.token_hash == token_hash(token),
        SignInLink.used_at.is_(None),
        SignInLink.expires_at > now,
        SignInLink.staff_id.in_(usable),
    )


async def _revoke(session: AsyncSession, session_hash: str, *, now: datetime) -> None:
    await session.execute(
        update(StaffSession)
        .where(StaffSession.token_hash == session_hash, StaffSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )
