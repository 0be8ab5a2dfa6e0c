"""Every route, by nobody and by each role; and forms that did not come from us."""

import asyncio
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from starlette.routing import Route

from bot.settings import Settings
from console.access import COOKIE
from console.app import create_app
from console.models import Activity, Role, Staff
from tests.console.accounts import PASSWORD, an_account
from tests.console.library import open_library
from tests.console.workplace import HOST, Browser, Workplace, hidden_fields

NOBODY: Final[frozenset[Role]] = frozenset()
EVERYBODY: Final = frozenset(Role)
CHATS: Final = frozenset({Role.ADMINISTRATOR, Role.OPERATOR})
WRITE: Final = frozenset({Role.ADMINISTRATOR, Role.EDITOR, Role.REVIEWER})
APPROVE: Final = frozenset({Role.ADMINISTRATOR, Role.REVIEWER})
READ: Final = WRITE | {Role.OPERATOR}
FIGURES: Final = WRITE | {Role.ANALYST}
PEOPLE: Final = frozenset({Role.ADMINISTRATOR})

#: What whoever is not signed in may do: sign in.
OPEN: Final = {
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("GET", "/sign-in/{token}"),
    ("POST", "/sign-in/{token}"),
    ("GET", "/oidc/begin"),
    ("GET", "/oidc/callback"),
}
#: Whom each address is for, said anew and not read from the code. A route that is not here fails.
ALLOWED: Final[dict[str, frozenset[Role]]] = {
    "GET /": EVERYBODY,
    "POST /sign-out": EVERYBODY,
    "POST /language": EVERYBODY,
    "GET /account": EVERYBODY,
    "POST /account/password": EVERYBODY,
    "GET /account/second-step": EVERYBODY,
    "POST /account/second-step": EVERYBODY,
    "POST /account/second-step/remove": EVERYBODY,
    "POST /account/sessions/end": EVERYBODY,
    "GET /people": PEOPLE,
    "GET /people/new": PEOPLE,
    "POST /people/new": PEOPLE,
    "GET /people/{staff_id}": PEOPLE,
    "POST /people/{staff_id}": PEOPLE,
    "POST /people/{staff_id}/link": PEOPLE,
    "POST /people/{staff_id}/disable": PEOPLE,
    "POST /people/{staff_id}/enable": PEOPLE,
    "POST /people/{staff_id}/second-step/remove": PEOPLE,
    "GET /people/organisations": PEOPLE,
    "GET /people/organisations/new": PEOPLE,
    "POST /people/organisations/new": PEOPLE,
    "GET /people/organisations/{organisation_id}": PEOPLE,
    "POST /people/organisations/{organisation_id}": PEOPLE,
    "GET /activity": PEOPLE,
    "GET /handoffs": CHATS,
    "GET /handoffs/changes": CHATS,
    "GET /handoffs/{handoff_id}": CHATS,
    "POST /handoffs/{handoff_id}/claim": CHATS,
    "POST /handoffs/{handoff_id}/assign": CHATS,
    "POST /handoffs/{handoff_id}/release": CHATS,
    "POST /handoffs/{handoff_id}/draft": CHATS,
    "POST /handoffs/{handoff_id}/reply": CHATS,
    "POST /handoffs/{handoff_id}/template": CHATS,
    "POST /handoffs/{handoff_id}/notes": CHATS,
    "POST /handoffs/{handoff_id}/close": CHATS,
    "GET /questions": READ,
    "GET /questions/{question_id}": READ,
    "POST /questions/{question_id}/titles": WRITE,
    "POST /questions/{question_id}/answers": WRITE,
    "POST /questions/{question_id}/phrasings": WRITE,
    "POST /questions/{question_id}/phrasings/remove": WRITE,
    "GET /try": READ,
    "POST /try": READ,
    "GET /answers/{answer_id}/{locale}": READ,
    "POST /answers/{answer_id}/{locale}": WRITE,
    "GET /answers/{answer_id}/{locale}/revisions": READ,
    "POST /answers/{answer_id}/{locale}/restore": WRITE,
    "POST /answers/{answer_id}/{locale}/comments": WRITE,
    "POST /answers/{answer_id}/{locale}/withdraw": APPROVE,
    "POST /answers/{answer_id}/{locale}/schedule": APPROVE,
    "POST /answers/{answer_id}/{locale}/schedule/cancel": APPROVE,
    "GET /reviews": WRITE,
    "POST /reviews": APPROVE,
    "POST /reviews/undo": APPROVE,
    "GET /reviews/{answer_id}/{locale}": WRITE,
    "GET /suggestions": WRITE,
    "POST /suggestions": WRITE,
    "GET /coverage": FIGURES,
    "GET /facts": WRITE,
    "POST /facts/checked": WRITE,
    "GET /facts/links": WRITE,
    "POST /facts/links": WRITE,
    "GET /facts/{fact_id}": WRITE,
    "POST /facts/{fact_id}/preview": WRITE,
    "POST /facts/{fact_id}/change": WRITE,
    "POST /facts/{fact_id}/undo": WRITE,
    "GET /files": WRITE,
    "GET /files/export": WRITE,
    "POST /files/upload": WRITE,
    "GET /files/{job_id}": WRITE,
    "GET /files/{job_id}/broken": WRITE,
    "POST /files/{job_id}/apply": WRITE,
    "POST /files/{job_id}/delete": WRITE,
    "GET /handoffs/groups": CHATS,
    "GET /handoffs/group": CHATS,
    "POST /handoffs/group": CHATS,
    "GET /handoffs/{handoff_id}/knowledge": CHATS,
    "POST /handoffs/{handoff_id}/knowledge/draft": CHATS,
    "POST /handoffs/{handoff_id}/knowledge/phrasing": CHATS,
    "GET /replies": CHATS,
    "POST /replies": CHATS,
    "GET /replies/new": CHATS,
    "GET /replies/{reply_id}": CHATS,
    "POST /replies/{reply_id}": CHATS,
    "POST /replies/{reply_id}/delete": CHATS,
    "GET /on-call": CHATS,
    "POST /on-call/shifts": CHATS,
    "POST /on-call/shifts/{shift_id}/delete": CHATS,
    "POST /on-call/connect": CHATS,
    "POST /on-call/disconnect": CHATS,
}


def routes_of(app: FastAPI) -> list[tuple[str, str]]:
    """Return every method and path that the console answers, whatever wraps its routers."""
    found: list[tuple[str, str]] = []
    for each in app.routes:
        inner = getattr(each, "original_router", None)
        for route in inner.routes if inner is not None else [each]:
            if isinstance(route, Route) and route.methods:
                found += [(method, route.path) for method in sorted(route.methods - {"HEAD"})]
    return found


#: The database of these settings is never opened.
ROUTES = routes_of(create_app(Settings(secret_key="x")))


def filled(path: str, handoff_id: int = 1) -> str:
    """Return a path with something in its places; what is not there is a matter for after the rights."""
    values = {
        "handoff_id": str(handoff_id),
        "token": "none",
        "locale": "ru",
        "question_id": "stay.limit",
        "fact_id": "kz.days",
    }
    parts = [
        values.get(part.strip("{}").partition(":")[0], "1") if part.startswith("{") else part
        for part in path.split("/")
    ]
    return "/".join(parts)


async def first_words(app: FastAPI, method: str, path: str, cookie: str, csrf: str) -> tuple[int, str]:
    """Return status and location as soon as they are known: a page that goes on sending is left alone."""
    fields = {"csrf": csrf, "nonce": "0" * 32, "text": "Salom", "outcome": "answered", "locale": "ru"}
    body = urlencode(fields).encode()
    headers = {
        "host": HOST.removeprefix("http://"),
        "sec-fetch-site": "same-origin",
        "cookie": f"{COOKIE}={cookie}",
        "content-type": "application/x-www-form-urlencoded",
        "content-length": str(len(body) if method == "POST" else 0),
    }
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http", "method": method,
        "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 5000), "server": ("127.0.0.1", 8001),
    }  # fmt: skip
    messages = [{"type": "http.request", "body": body if method == "POST" else b"", "more_body": False}]
    started: asyncio.Future[tuple[int, str]] = asyncio.get_running_loop().create_future()

    async def receive() -> dict[str, Any]:
        if messages:
            return messages.pop()
        await started
        return {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            location = dict(message["headers"]).get(b"location", b"").decode()
            started.set_result((message["status"], location))
            await asyncio.Future()  # neither the rest of the page nor what would be done after it

    serving = asyncio.ensure_future(app(scope, receive, send))
    both: set[asyncio.Future[Any]] = {started, serving}
    await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
    serving.cancel()
    broken = (await asyncio.gather(serving, return_exceptions=True))[0]
    if isinstance(broken, Exception):
        raise broken
    return started.result()


def test_the_table_names_every_route_and_no_other() -> None:
    """A page that nobody thought about is open to somebody."""
    named = {*ALLOWED, *(" ".join(route) for route in OPEN)}
    there_are = {" ".join(route) for route in ROUTES}
    assert sorted(there_are - named) == [], "say in ALLOWED whom these are for"
    assert sorted(named - there_are) == [], "these are gone: take them out of ALLOWED"


@pytest.fixture
async def workplace(workplace: Workplace, tmp_path: Path) -> Workplace:
    """The workplace with something to know: pages that show it can then be made."""
    await open_library(workplace, tmp_path / "content")
    return workplace


@pytest.mark.parametrize("role", [None, *Role])
async def test_each_role_reaches_what_it_should(workplace: Workplace, role: Role | None) -> None:
    """Nobody is sent to the sign-in page, the wrong role is refused, the right one gets through."""
    handoff_id = await workplace.person_waits()
    refused, let_through = [], []
    for method, path in ROUTES:
        browser = workplace.open_browser() if role is None else await workplace.sign_in(role)
        cookie = browser.cookies.get(COOKIE) or ""
        csrf = await _csrf(browser) if role is not None else ""
        before = await _count(workplace)

        status, location = await first_words(workplace.app, method, filled(path, handoff_id), cookie, csrf)

        name = f"{method} {path}: {status} {location}"
        if (method, path) in OPEN:
            assert status in (200, 303, 403, 410, 422), name
        elif role is not None and role in ALLOWED.get(f"{method} {path}", NOBODY):
            if status == 403 or status >= 500 or (location == "/sign-in" and path != "/sign-out"):
                refused.append(name)
        else:
            expected = (303, "/sign-in") if role is None else (403, "")
            if (status, location) != expected or await _count(workplace) != before:
                let_through.append(name)
    assert refused == [], refused
    assert let_through == [], let_through


async def _csrf(browser: Browser) -> str:
    return hidden_fields((await browser.get("/account")).text, "/sign-out")["csrf"]


async def _count(workplace: Workplace) -> int:
    async with workplace.sessions() as session:
        return await session.scalar(select(func.count()).select_from(Activity)) or 0


async def test_an_open_session_follows_a_changed_role(workplace: Workplace) -> None:
    """The role is read for every page, not kept in the browser."""
    browser = await workplace.sign_in(Role.ADMINISTRATOR)
    async with workplace.sessions.begin() as session:
        (await session.get_one(Staff, 1)).role = Role.ANALYST.value
    assert (await browser.get("/people")).status_code == 403


@pytest.mark.parametrize(
    "query", ["next=https://evil.example", "return_to=//evil.example", "url=javascript:alert(1)"]
)
async def test_signing_in_leads_nowhere_else(workplace: Workplace, query: str) -> None:
    """There is no address to come back to in any link or form, so none can be put there."""
    link = await workplace.link(await workplace.hire(Role.OPERATOR))
    account = await an_account(workplace)
    by_link = await workplace.open_browser().post(f"{link}?{query}")
    fields = {"login": account.login, "password": PASSWORD, **dict([query.split("=", 1)])}
    by_password = await workplace.open_browser().post(f"/sign-in?{query}", data=fields)
    signed_out = await account.browser.post(f"/sign-out?{query}", data={"csrf": await _csrf(account.browser)})
    assert [each.headers["location"] for each in (by_link, by_password, signed_out)] == ["/", "/", "/sign-in"]
    odd = await workplace.open_browser().get("//evil.example/")
    assert "evil.example" not in odd.headers.get("location", "")


async def test_a_planted_session_is_not_the_one_that_is_signed_in(workplace: Workplace) -> None:
    """Neither by a link nor by a password: each sign-in makes a new cookie and ends the old session."""
    account = await an_account(workplace)
    planted = account.browser.cookies[COOKIE]
    browser = workplace.open_browser()
    browser.cookies.set(COOKIE, planted, domain="127.0.0.1", path="/")
    answer = await browser.post("/sign-in", data={"login": account.login, "password": PASSWORD})
    assert answer.status_code == 303
    assert planted not in answer.headers["set-cookie"]
    assert (await account.browser.get("/account")).status_code == 303


async def test_a_sign_in_form_of_another_site_does_nothing(workplace: Workplace) -> None:
    """Nobody is signed in as somebody else without noticing."""
    account = await an_account(workplace)
    answer = await workplace.open_browser().post(
        "/sign-in",
        data={"login": account.login, "password": PASSWORD},
        headers={"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "same-site"},
    ],
)
async def test_a_form_of_another_site_does_nothing(workplace: Workplace, headers: dict[str, str]) -> None:
    """Not even with the right token: the web chat on the next port is another site too."""
    handoff_id = await workplace.person_waits()
    browser = await workplace.sign_in()
    page = f"/handoffs/{handoff_id}"
    answer = await browser.send_form(f"{page}/reply", on=page, headers=headers, text="Salom")
    assert answer.status_code == 403
    assert await workplace.outbox() == []


async def test_a_browser_without_fetch_metadata_is_checked_by_origin(workplace: Workplace) -> None:
    """An old laptop can work; a form of another site still cannot."""
    handoff_id = await workplace.person_waits()
    browser = await workplace.sign_in()
    del browser.headers["sec-fetch-site"]
    page = f"/handoffs/{handoff_id}"
    foreign = {"Origin": "https://evil.example"}
    assert (await browser.send_form(f"{page}/claim", on=page, headers=foreign)).status_code == 403
    assert (await browser.send_form(f"{page}/claim", on=page)).status_code == 303


async def test_our_own_form_says_null_for_its_origin(workplace: Workplace) -> None:
    """Pages without referrer make browsers say so; the other header tells that it is us."""
    handoff_id = await workplace.person_waits()
    browser = await workplace.sign_in()
    page = f"/handoffs/{handoff_id}"
    assert (await browser.send_form(f"{page}/claim", on=page, headers={"Origin": "null"})).status_code == 303


@pytest.mark.parametrize("csrf", ["", "wrong", "0" * 64, "é"])
async def test_a_form_without_its_word_does_nothing(workplace: Workplace, csrf: str) -> None:
    """The word belongs to one session; guessing or leaving it out is refused."""
    handoff_id = await workplace.person_waits()
    browser = await workplace.sign_in()
    page = f"/handoffs/{handoff_id}"
    answer = await browser.send_form(f"{page}/reply", on=page, csrf=csrf, text="Salom")
    assert answer.status_code == 403
    assert await workplace.outbox() == []


async def test_the_word_of_another_session_does_not_count(workplace: Workplace) -> None:
    """A colleague's token is not mine."""
    handoff_id = await workplace.person_waits()
    mine, theirs = await workplace.sign_in(name="Aigul"), await workplace.sign_in(name="Bekzod")
    page = f"/handoffs/{handoff_id}"
    csrf = hidden_fields((await theirs.get(page)).text, f"{page}/claim")["csrf"]
    assert (await mine.send_form(f"{page}/claim", on=page, csrf=csrf)).status_code == 403


async def test_a_huge_form_is_not_read(workplace: Workplace) -> None:
    """Nobody fills the memory of the console, signed in or not."""
    answer = await workplace.open_browser().post("/sign-in/x", content=b"a" * 200_000)
    assert answer.status_code == 413


async def test_odd_addresses_get_a_plain_page(workplace: Workplace) -> None:
    """No traceback, no bare JSON."""
    browser = await workplace.sign_in()
    for path in ("/handoffs/abc", "/handoffs/99", "/handoffs/99999999999999999999", "/nothing"):
        answer = await browser.get(path)
        assert answer.status_code == 404
        assert answer.headers["content-type"].startswith("text/html")
