"""Look whether the sources of facts are still where we say, and never ask a machine of our own network.

A person wrote the address and the server fetches it. So every name is resolved here, every address that it
has must be a public one, and the connection goes to the address that was checked and to no other.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

import httpx
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge_base.models import LinkCheck

MAX_LINKS: Final = 20  #: of one run
MAX_REDIRECTS: Final = 5
TIMEOUT: Final = 10.0  #: seconds for one link with all its redirects
MAX_BYTES: Final = 1_000_000
AT_ONCE: Final = 5
_MAX_URL: Final = 1024
_PERMANENT: Final = frozenset({301, 308})
#: Publishers turn machines away more readily than people; they still learn who asks.
_HEADERS: Final = {
    "User-Agent": "migrantbot link check",
    "Accept": "text/html,*/*",
    "Accept-Encoding": "identity",
}
#: Addresses that carry another one inside, which may be a private one.
_WRAPPED: Final = tuple(
    map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))
)

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class LinkStatus(StrEnum):
    """What a link said where it was no plain number of HTTP."""

    MOVED = "moved"  #: the page is there, and its publisher says that it has another address now
    TIMEOUT = "timeout"
    NO_SUCH_HOST = "no_such_host"
    NO_CONNECTION = "no_connection"
    BAD_CERTIFICATE = "bad_certificate"
    NOT_PUBLIC = "not_public"  #: an address within a network, which is not asked
    TOO_MANY_REDIRECTS = "too_many_redirects"
    NOT_A_WEB_ADDRESS = "not_a_web_address"


@dataclass(frozen=True, slots=True)
class LinkResult:
    """What became of one link; `status` is a number of HTTP or a LinkStatus."""

    url: str
    status: str
    moved_to: str | None = None


class _Stop(Exception):
    """The link is judged."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


async def check_links(
    urls: Sequence[str],
    *,
    resolve: Resolve | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
    timeout: float = TIMEOUT,  # noqa: ASYNC109 - of each link, not of the call
) -> list[LinkResult]:
    """Look at the first twenty links, five at a time, and return what they said."""
    places = asyncio.Semaphore(AT_ONCE)
    resolve = resolve or _resolve
    # No connection is kept: the next host may share the address and not the certificate.
    limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=0)
    async with transport or httpx.AsyncHTTPTransport(limits=limits, trust_env=False) as opened:

        async def check(url: str) -> LinkResult:
            async with places:
                return await _check(url, resolve, opened, timeout)

        return list(await asyncio.gather(*map(check, urls[:MAX_LINKS])))


async def links_to_check(session: AsyncSession, urls: Collection[str]) -> list[str]:
    """Return the twenty of these that were never looked at or are longest ago."""
    rows = await session.execute(select(LinkCheck.url, LinkCheck.checked_at))
    at = {url: checked_at for url, checked_at in rows}  # noqa: C416 - rows are no pairs to the type checker
    checkable = [url for url in dict.fromkeys(urls) if len(url) <= _MAX_URL]
    return sorted(checkable, key=lambda url: (url in at, at.get(url)))[:MAX_LINKS]


async def keep_results(session: AsyncSession, results: Sequence[LinkResult], *, now: datetime) -> None:
    """Write down what links said; the caller commits."""
    for result in results:
        await session.merge(
            LinkCheck(url=result.url, checked_at=now, status=result.status, moved_to=result.moved_to)
        )
    await session.flush()


def is_broken(status: str) -> bool:
    """Say whether somebody has to look for the source; a page that turns machines away may be there."""
    if status.isdigit():
        return int(status) >= 400 and int(status) not in (401, 403, 405, 429)
    return status != LinkStatus.MOVED


def is_public(address: str) -> bool:
    """Say whether an IP address is one of the open internet, and not loopback, private or reserved."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if ip.scope_id is not None or any(ip in network for network in _WRAPPED):
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


async def _check(
    url: str, resolve: Resolve, transport: httpx.AsyncBaseTransport, seconds: float
) -> LinkResult:
    try:
        async with asyncio.timeout(seconds):
            return await _follow(url, resolve, transport)
    except _Stop as stop:
        return LinkResult(url, stop.status)
    except (TimeoutError, httpx.TimeoutException):
        return LinkResult(url, LinkStatus.TIMEOUT)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        is_tls = any(isinstance(each, ssl.SSLError) for each in (error, error.__cause__, error.__context__))
        is_tls = is_tls or "CERTIFICATE" in str(error).upper()
        return LinkResult(url, LinkStatus.BAD_CERTIFICATE if is_tls else LinkStatus.NO_CONNECTION)


async def _follow(url: str, resolve: Resolve, transport: httpx.AsyncBaseTransport) -> LinkResult:
    """Go through the redirects; the address has moved as far as they are permanent from the first on."""
    here, moved_to, is_permanent = url, None, True
    for _hop in range(MAX_REDIRECTS + 1):
        status, location = await _ask(here, resolve, transport)
        if location is None:
            moved = moved_to if moved_to is not None and status < 400 else None
            return LinkResult(url, LinkStatus.MOVED if moved else str(status), moved)
        is_permanent = is_permanent and status in _PERMANENT
        here = location
        if is_permanent and len(here) <= _MAX_URL:
            moved_to = here
    raise _Stop(LinkStatus.TOO_MANY_REDIRECTS)


async def _ask(url: str, resolve: Resolve, transport: httpx.AsyncBaseTransport) -> tuple[int, str | None]:
    """Return the status and where it points on; the connection goes to an address that was checked."""
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        raise _Stop(LinkStatus.NOT_A_WEB_ADDRESS) from None
    if parsed.scheme not in ("http", "https") or not parsed.host or parsed.userinfo:
        raise _Stop(LinkStatus.NOT_A_WEB_ADDRESS)
    address = await _public_address(parsed, resolve)
    request = httpx.Request(
        "GET",
        parsed.copy_with(host=address, fragment=None),
        headers={**_HEADERS, "Host": parsed.netloc.decode("ascii")},
        extensions={
            "sni_hostname": parsed.raw_host.decode("ascii"),
            "timeout": {"connect": TIMEOUT, "read": TIMEOUT, "write": TIMEOUT, "pool": TIMEOUT},
        },
    )
    response = await transport.handle_async_request(request)
    try:
        location = response.headers.get("location") if 300 <= response.status_code < 400 else None
        if location is None:
            await _read_some(response)
        return response.status_code, str(parsed.join(location)) if location else None
    finally:
        await response.aclose()


async def _read_some(response: httpx.Response) -> None:
    """Take the page in up to its bound: a server that answers and then breaks off is no source."""
    read = 0
    assert isinstance(response.stream, httpx.AsyncByteStream)
    async for piece in response.stream:
        read += len(piece)
        if read >= MAX_BYTES:
            return


async def _public_address(url: httpx.URL, resolve: Resolve) -> str:
    host = url.raw_host.decode("ascii")
    try:
        addresses = await resolve(host, url.port or (443 if url.scheme == "https" else 80))
    except (OSError, UnicodeError):
        addresses = ()
    if not addresses:
        raise _Stop(LinkStatus.NO_SUCH_HOST)
    if not all(map(is_public, addresses)):
        raise _Stop(LinkStatus.NOT_PUBLIC)
    return addresses[0]


async def _resolve(host: str, port: int) -> Sequence[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    # A machine without IPv6 still learns of such addresses: the older kind goes first.
    found.sort(key=lambda each: each[0] != socket.AF_INET)
    return [str(each[4][0]) for each in found]
