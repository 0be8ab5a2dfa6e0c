"""Browsers that are signed in: begin a session, list a person's, end one or all."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from fastapi import Request, Response
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from console.access import cookie_name, desk_of, is_secure, token_hash
from console.activity import record
from console.models import Staff, StaffSession

SESSION_LIFETIME: Final = timedelta(hours=12)
#: The first that fits wins: most browsers also claim to be others.
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/|Opera", "Opera"),
    ("YaBrowser", "Yandex"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox|FxiOS", "Firefox"),
    ("Chrome|CriOS|Chromium", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone|iPad", "iOS"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux|X11", "Linux"),
)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A browser in which somebody is signed in, as the account page lists it."""

    key: str  #: names it in a form; not the hash of its cookie
    browser: str
    method: str
    created_at: datetime
    seen_at: datetime
    is_this_one: bool


async def begin_session(session: AsyncSession, request: Request, staff: Staff, *, method: str) -> str:
    """Sign a browser in and return its new cookie; the session it had before ends. The caller commits."""
    now = desk_of(request).clock()
    await end_session(session, token_hash(request.cookies.get(cookie_name(request), "")), now=now)
    cookie = secrets.token_urlsafe(32)
    session.add(
        StaffSession(
            token_hash=token_hash(cookie),
            staff_id=staff.id,
            created_at=now,
            seen_at=now,
            expires_at=now + SESSION_LIFETIME,
            method=method,
            browser=browser_name(request.headers.get("user-agent", "")),
        )
    )
    await session.execute(update(Staff).where(Staff.id == staff.id).values(seen_at=now))
    await record(
        session, staff_id=staff.id, at=now, action="signed_in", subject=f"staff:{staff.id}", method=method
    )
    return cookie


def keep_cookie(response: Response, request: Request, cookie: str) -> None:
    """Give the browser its cookie."""
    response.set_cookie(
        cookie_name(request),
        cookie,
        max_age=int(SESSION_LIFETIME.total_seconds()),
        path="/",
        secure=is_secure(request),
        httponly=True,
        samesite="strict",
    )


def forget_cookie(response: Response, request: Request) -> None:
    """Take the cookie away again."""
    response.delete_cookie(
        cookie_name(request), path="/", secure=is_secure(request), httponly=True, samesite="strict"
    )


async def end_session(session: AsyncSession, session_hash: str, *, now: datetime) -> None:
    """End one session; one that is not there or has ended is left alone. The caller commits."""
    await session.execute(
        update(StaffSession)
        .where(StaffSession.token_hash == session_hash, StaffSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )


async def end_other_sessions(session: AsyncSession, staff_id: int, *, but: str | None, now: datetime) -> None:
    """End a person's sessions, all `but` the one with this hash. The caller commits."""
    await session.execute(
        update(StaffSession)
        .where(
            StaffSession.staff_id == staff_id,
            StaffSession.revoked_at.is_(None),
            StaffSession.token_hash != (but or ""),
        )
        .values(revoked_at=now)
    )


async def open_sessions_of(
    session: AsyncSession, staff_id: int, *, this: str, now: datetime
) -> list[OpenSession]:
    """Return where somebody is signed in, the newest first, and which of them has the hash `this`."""
    rows = await session.scalars(
        select(StaffSession)
        .where(
            StaffSession.staff_id == staff_id,
            StaffSession.revoked_at.is_(None),
            StaffSession.expires_at > now,
        )
        .order_by(StaffSession.created_at.desc())
        .limit(50)
    )
    return [
        OpenSession(
            session_key(row.token_hash),
            row.browser,
            row.method,
            row.created_at,
            row.seen_at,
            row.token_hash == this,
        )
        for row in rows
    ]


async def end_session_by_key(session: AsyncSession, staff_id: int, key: str, *, now: datetime) -> None:
    """End the session of this person that a form names. The caller commits."""
    rows = await session.scalars(select(StaffSession.token_hash).where(StaffSession.staff_id == staff_id))
    for each in rows:
        if session_key(each) == key:
            await end_session(session, each, now=now)


def session_key(session_hash: str) -> str:
    """Return what names a session on a page."""
    return token_hash(session_hash)[:16]


def browser_name(user_agent: str) -> str:
    """Return "Firefox, Windows": enough to know one's own browser by, and nothing more is kept."""
    found = [
        next((name for pattern, name in known if re.search(pattern, user_agent)), "")
        for known in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(filter(None, found))
