"""How often somebody may guess: failed sign-ins counted in the database, for all processes together."""

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from console.models import SignInAttempt
from knowledge_base.database import Sessions

WITHIN: Final = timedelta(minutes=15)
PER_LOGIN: Final = 5
PER_ADDRESS: Final = 20
_KEPT_FOR: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try that counts as failed until `succeeded` takes it back."""

    login_key: str
    address_key: str
    ids: tuple[int, ...]


async def begin_attempt(
    sessions: Sessions, *, login: str, address: str, secret_key: str, now: datetime
) -> Attempt | None:
    """Count a try before anything is checked; None when there were too many and this one must wait.

    It is written first and counted after, so that a hundred tries at the same moment are not let through
    by each seeing that the others have not failed yet. A try that has to wait does not make it longer.
    """
    keys = _key(secret_key, "login", login), _key(secret_key, "address", _network(address))
    rows = [SignInAttempt(key=key, at=now) for key in keys]
    async with sessions.begin() as session:
        await session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - _KEPT_FOR))
        session.add_all(rows)
    attempt = Attempt(*keys, tuple(row.id for row in rows))
    async with sessions.begin() as session:
        by_login, by_address = [await _count(session, key, now=now) for key in keys]
        if by_login > PER_LOGIN or by_address > PER_ADDRESS:
            await session.execute(delete(SignInAttempt).where(SignInAttempt.id.in_(attempt.ids)))
            return None
    return attempt


async def succeeded(session: AsyncSession, attempt: Attempt) -> None:
    """Forget the failures of this login, and that this try was one. The caller commits."""
    await session.execute(
        delete(SignInAttempt).where(
            SignInAttempt.id.in_(attempt.ids) | (SignInAttempt.key == attempt.login_key)
        )
    )


async def _count(session: AsyncSession, key: str, *, now: datetime) -> int:
    found = await session.scalar(
        select(func.count())
        .select_from(SignInAttempt)
        .where(SignInAttempt.key == key, SignInAttempt.at > now - WITHIN)
    )
    return found or 0


def _key(secret_key: str, kind: str, value: str) -> str:
    # With a key: without it, the few addresses there are could all be tried against the table.
    return hmac.new(secret_key.encode(), f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()


def _network(address: str) -> str:
    """Return an address, or the /64 of an IPv6 one, all of which one customer has."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)
