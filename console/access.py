"""Who is asking, and may they: one dependency a role, each of which also guards against forged forms."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import Depends, Request
from sqlalchemy import select

from bot.settings import Settings
from bot.texts import later
from bot.wakeup import Wakeup
from console.knowledge import ConsoleKnowledge
from console.models import Organisation, Role, Staff, StaffSession
from knowledge_base.database import Sessions

#: Over https its name is `__Host-console_session`, which no other host of the domain can plant.
COOKIE: Final = "console_session"
#: How stale "last seen" may be; without it every page view would be a write.
_SEEN_EVERY: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Desk:
    """What every request needs."""

    sessions: Sessions
    settings: Settings
    wakeup: Wakeup
    clock: Callable[[], datetime]
    console_url: str  #: under which staff reach the console; empty: whatever the request says
    knowledge: ConsoleKnowledge


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person of the organisation who is signed in, in one browser."""

    staff: Staff
    session_hash: str
    csrf: str  #: goes into every form
    organisation: Organisation | None  #: whose entries this person keeps; None: every entry
    method: str  #: how this session was begun: `link`, `password` or `oidc`


class NotSignedIn(Exception):
    """There is no session that counts: the page that explains how to sign in comes next."""


class PageRefused(Exception):
    """The request is answered with an error page; the sentence is marked with `later`."""

    def __init__(self, status: int, sentence: str) -> None:
        """Name the HTTP status and what the person reads."""
        super().__init__(status)
        self.status = status
        self.sentence = sentence


def desk_of(request: Request) -> Desk:
    """Return what `create_app` put there for every request."""
    desk: Desk = request.app.state.desk
    return desk


def token_hash(token: str) -> str:
    """Return what is kept of a token; it is random and long, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def csrf_token(settings: Settings, session_hash: str) -> str:
    """Return the word that only this session's pages know."""
    return hmac.new(settings.secret_key.encode(), f"csrf:{session_hash}".encode(), hashlib.sha256).hexdigest()


async def signed_in(request: Request) -> Visitor:
    """Return who is signed in, whatever their role. A POST must also carry its session's token."""
    desk = desk_of(request)
    visitor = await _find_visitor(desk, request.cookies.get(cookie_name(request), ""))
    if visitor is None:
        raise NotSignedIn
    request.state.visitor = visitor
    if request.method not in ("GET", "HEAD"):
        check_same_origin(request)
        sent = (await request.form()).get("csrf")
        if not isinstance(sent, str) or not hmac.compare_digest(sent.encode(), visitor.csrf.encode()):
            raise PageRefused(
                403, later("This page was open for too long. Go back, reload it and try again.")
            )
    return visitor


#: Who may do what beside the administrator, who may do everything.
CHATS: Final = frozenset({Role.OPERATOR})
WRITING: Final = frozenset({Role.EDITOR, Role.REVIEWER})
REVIEWING: Final = frozenset({Role.REVIEWER})
PLANNING: Final = WRITING | {Role.ANALYST}
KNOWLEDGE: Final = frozenset({Role.EDITOR, Role.REVIEWER, Role.OPERATOR})
FIGURES: Final = frozenset(Role)

_WHO: Final = {
    CHATS: later("Chats are open to operators and administrators only."),
    WRITING: later("Texts are open to editors, reviewers and administrators only."),
    REVIEWING: later("Only reviewers and administrators approve texts."),
    PLANNING: later("Coverage is open to those who write, and to analysts."),
    KNOWLEDGE: later("This page is not open to your role."),
    frozenset(): later("Only administrators may do this."),
}


def only(roles: frozenset[Role]) -> Callable[[Visitor], Awaitable[Visitor]]:
    """Return a dependency that lets through people of these roles, and administrators."""

    async def dependency(visitor: Annotated[Visitor, Depends(signed_in)]) -> Visitor:
        if visitor.staff.role != Role.ADMINISTRATOR and visitor.staff.role not in roles:
            raise PageRefused(403, _WHO[roles])
        return visitor

    return dependency


SignedIn = Annotated[Visitor, Depends(signed_in)]
Operator = Annotated[Visitor, Depends(only(CHATS))]
Writer = Annotated[Visitor, Depends(only(WRITING))]
Reviewer = Annotated[Visitor, Depends(only(REVIEWING))]
Reader = Annotated[Visitor, Depends(only(KNOWLEDGE))]
Planner = Annotated[Visitor, Depends(only(PLANNING))]
Administrator = Annotated[Visitor, Depends(only(frozenset()))]


def check_same_origin(request: Request) -> None:
    """Raise PageRefused for a form that another site sent.

    Our pages send no referrer, and then browsers say `Origin: null` even to ourselves; so
    `Sec-Fetch-Site`, which no page can forge, is asked first.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None:
        is_ours = site == "same-origin"
    else:
        is_ours = origin is None or urlsplit(origin).netloc == _own_host(request)
    if is_ours and origin not in (None, "null"):
        is_ours = urlsplit(origin).netloc == _own_host(request)
    if not is_ours:
        raise PageRefused(403, later("This form came from another site, so nothing was done."))


def is_secure(request: Request) -> bool:
    """Tell whether staff reach the console by https, so that the cookie may be kept to it."""
    return (desk_of(request).console_url or str(request.base_url)).startswith("https:")


def cookie_name(request: Request, name: str = COOKIE) -> str:
    """Return what a cookie is called here: over https the prefix ties it to this host and to https."""
    return f"__Host-{name}" if is_secure(request) else name


def _own_host(request: Request) -> str:
    console_url = desk_of(request).console_url
    return urlsplit(console_url).netloc if console_url else request.headers.get("host", "")


async def _find_visitor(desk: Desk, cookie: str) -> Visitor | None:
    if not cookie:
        return None
    now, session_hash = desk.clock(), token_hash(cookie)
    async with desk.sessions.begin() as session:
        found = (
            await session.execute(
                select(Staff, StaffSession, Organisation)
                .join(StaffSession, StaffSession.staff_id == Staff.id)
                .outerjoin(Organisation, Organisation.id == Staff.organisation_id)
                .where(
                    StaffSession.token_hash == session_hash,
                    StaffSession.revoked_at.is_(None),
                    StaffSession.expires_at > now,
                    Staff.disabled_at.is_(None),
                )
            )
        ).one_or_none()
        if found is None:
            return None
        staff, staff_session, organisation = found
        if now - staff_session.seen_at > _SEEN_EVERY:
            staff_session.seen_at = staff.seen_at = now
    csrf = csrf_token(desk.settings, session_hash)
    return Visitor(staff, session_hash, csrf, organisation, staff_session.method)
