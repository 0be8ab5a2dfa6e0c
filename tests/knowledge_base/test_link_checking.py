"""Sources are looked at, and no machine of our own network is ever asked."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from knowledge_base.database import Sessions
from knowledge_base.link_checking import (
    MAX_LINKS,
    LinkResult,
    LinkStatus,
    check_links,
    is_broken,
    is_public,
    keep_results,
    links_to_check,
)

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PUBLIC = "93.184.216.34"
#: What the invented name servers say.
NAMES = {
    "example.org": [PUBLIC],
    "other.example": ["93.184.216.35"],
    "inside.example": ["10.0.0.7"],
    "both.example": [PUBLIC, "127.0.0.1"],
}


async def resolve(host: str, _port: int) -> Sequence[str]:
    if host not in NAMES:
        raise OSError("no such host")
    return NAMES[host]


async def look(url: str, *answers: httpx.Response) -> tuple[LinkResult, list[httpx.Request]]:
    """Return what a link is judged as and what was asked for it; the answers come one after the other."""
    asked: list[httpx.Request] = []
    waiting = list(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    (result,) = await check_links([url], resolve=resolve, transport=httpx.MockTransport(answer))
    return result, asked


def to(location: str, status: int = 301) -> httpx.Response:
    return httpx.Response(status, headers={"location": location})


async def test_the_connection_goes_to_the_address_that_was_checked() -> None:
    """The name is not looked up a second time; the site still hears its own name."""
    result, (asked,) = await look("https://example.org/law?id=1#top", httpx.Response(200))
    assert result == LinkResult("https://example.org/law?id=1#top", "200")
    assert asked.url.host == PUBLIC
    assert asked.headers["host"] == "example.org"
    assert asked.extensions["sni_hostname"] == "example.org"


@pytest.mark.parametrize(
    "url",
    [
        "http://inside.example/",
        "http://both.example/",
    ],
)
async def test_a_name_of_our_own_network_is_not_asked(url: str) -> None:
    """One private address among public ones is enough to leave it alone."""
    result, asked = await look(url, httpx.Response(200))
    assert result.status == LinkStatus.NOT_PUBLIC
    assert asked == []


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest/meta-data/", "http://0x7f.1/",
        "http://2130706433/", "http://[::ffff:10.0.0.1]/", "http://localhost:8001/", "http://0.0.0.0/",
    ],
)  # fmt: skip
async def test_an_address_of_our_own_is_not_asked_however_it_is_written(url: str) -> None:
    """With the machine's own way of reading addresses."""
    transport = httpx.MockTransport(lambda _request: pytest.fail("it was asked"))
    (result,) = await check_links([url], transport=transport)
    assert result.status in (LinkStatus.NOT_PUBLIC, LinkStatus.NO_SUCH_HOST)


async def test_a_redirect_into_our_network_is_not_followed() -> None:
    """Each hop is checked like the first."""
    result, asked = await look("https://example.org/", to("http://inside.example/"), httpx.Response(200))
    assert result.status == LinkStatus.NOT_PUBLIC
    assert len(asked) == 1


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "file:///etc/passwd", "http://a:b@example.org/", "http://"]
)
async def test_only_web_addresses_are_asked(url: str) -> None:
    """No other scheme, and no password."""
    result, asked = await look(url, httpx.Response(200))
    assert result.status == LinkStatus.NOT_A_WEB_ADDRESS
    assert asked == []


async def test_a_page_that_moved_for_good_is_told_with_its_new_address() -> None:
    """A redirect for now is no move."""
    moved, _ = await look("http://example.org/a", to("https://other.example/b"), httpx.Response(200))
    assert moved == LinkResult("http://example.org/a", LinkStatus.MOVED, "https://other.example/b")
    for_now, _ = await look("http://example.org/a", to("/b", 302), httpx.Response(200))
    assert for_now.status == "200"
    gone, _ = await look("http://example.org/a", to("/b"), httpx.Response(404))
    assert (gone.status, gone.moved_to) == ("404", None)


async def test_redirects_end_after_five() -> None:
    """A site that sends in circles is told as such."""
    result, asked = await look("http://example.org/", to("/again"))
    assert result.status == LinkStatus.TOO_MANY_REDIRECTS
    assert len(asked) == 6


async def test_an_endless_page_is_not_read_to_its_end() -> None:
    """One megabyte is enough to know that it is there."""
    given = 0

    class Endless(httpx.AsyncByteStream):
        async def __aiter__(self):  # type: ignore[no-untyped-def]
            nonlocal given
            while True:
                given += 1
                yield b"x" * 100_000

    result, _asked = await look("http://example.org/", httpx.Response(200, stream=Endless()))
    assert result.status == "200"
    assert given == 10


async def test_a_site_that_does_not_answer_is_left_in_time() -> None:
    """Ten seconds for a link with all its redirects; here less, so that nobody waits."""

    async def never(_request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    (result,) = await check_links(
        ["http://example.org/"], resolve=resolve, transport=httpx.MockTransport(never), timeout=0.05
    )
    assert result.status == LinkStatus.TIMEOUT


async def test_one_broken_link_does_not_stop_the_others() -> None:
    """Whatever goes wrong is a word in the table."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.headers["host"] == "other.example":
            raise httpx.ConnectError("certificate verify failed: CERTIFICATE_VERIFY_FAILED")
        return httpx.Response(500)

    urls = ["http://nowhere.example/", "https://other.example/", "http://example.org/"]
    results = await check_links(urls, resolve=resolve, transport=httpx.MockTransport(answer))
    assert [each.status for each in results] == [LinkStatus.NO_SUCH_HOST, LinkStatus.BAD_CERTIFICATE, "500"]


async def test_a_run_looks_at_twenty() -> None:
    """However many there are."""
    transport = httpx.MockTransport(lambda _request: httpx.Response(200))
    urls = [f"http://example.org/{number}" for number in range(50)]
    assert len(await check_links(urls, resolve=resolve, transport=transport)) == MAX_LINKS


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.1.1", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.2.1", "::1", "::", "fe80::1", "fe80::1%eth0",
        "fc00::1", "ff02::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1", "2001::1", "nonsense",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    """Loopback, private, link-local, reserved, and those that carry one of these inside."""
    assert not is_public(address)


def test_addresses_that_are_public() -> None:
    """Ordinary ones of both kinds."""
    assert is_public(PUBLIC)
    assert is_public("2606:2800:220:1:248:1893:25c8:1946")


def test_what_counts_as_broken() -> None:
    """A site that turns machines away may be there; a page that is gone is not."""
    assert is_broken("404") and is_broken("500") and is_broken(LinkStatus.NO_SUCH_HOST)
    assert not is_broken("200") and not is_broken("403") and not is_broken(LinkStatus.MOVED)


async def test_what_was_never_looked_at_comes_first(sessions: Sessions) -> None:
    """Then what is longest ago; a later look takes the place of the earlier."""
    async with sessions.begin() as session:
        await keep_results(session, [LinkResult("http://b", "200")], now=NOW)
        await keep_results(session, [LinkResult("http://c", "200")], now=NOW - timedelta(days=1))
        assert await links_to_check(session, ["http://b", "http://c", "http://a"]) == [
            "http://a", "http://c", "http://b",
        ]  # fmt: skip
        await keep_results(session, [LinkResult("http://c", "404")], now=NOW + timedelta(days=1))
        assert (await links_to_check(session, ["http://c", "http://b"]))[0] == "http://b"
