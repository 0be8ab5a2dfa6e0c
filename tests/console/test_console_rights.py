"""Every route, by nobody and by each role; and forms that did not come from us."""

import pytest
from fastapi import FastAPI
from starlette.routing import Route

from bot.settings import Settings
from console.app import create_app
from console.models import Role
from tests.console.workplace import Browser, Workplace, hidden_fields

OPEN = {("GET", "/sign-in"), ("GET", "/sign-in/{token}"), ("POST", "/sign-in/{token}")}
ANY_ROLE = {("GET", "/"), ("POST", "/sign-out"), ("POST", "/language")}
CHATS = {Role.OPERATOR, Role.ADMINISTRATOR}


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


def may(role: Role | None, route: tuple[str, str]) -> bool:
    """Say it the other way round than the code: what each person is meant to reach."""
    if route in OPEN:
        return True
    return role is not None and (route in ANY_ROLE or role in CHATS)


async def _try(browser: Browser, method: str, path: str, csrf: str) -> int:
    fields = {"csrf": csrf, "nonce": "0" * 32, "text": "Salom", "outcome": "answered"}
    if method == "GET":
        return (await browser.get(path)).status_code
    return (await browser.post(path, data=fields)).status_code


def test_the_matrix_sees_the_routes() -> None:
    """An empty matrix would pass everything."""
    assert {("GET", "/handoffs"), ("POST", "/handoffs/{handoff_id}/reply")} <= set(ROUTES)
    assert len(ROUTES) >= 12


@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_each_role_reaches_what_it_should(
    workplace: Workplace, method: str, path: str, role: Role | None
) -> None:
    """Nobody is sent to the sign-in page, the wrong role is refused, the right one gets through."""
    handoff_id = await workplace.person_waits()
    browser = workplace.open_browser() if role is None else await workplace.sign_in(role)
    csrf = ""
    if role is not None:
        csrf = hidden_fields((await browser.get("/handoffs")).text, "/sign-out")["csrf"]
    filled = path.replace("{handoff_id}", str(handoff_id)).replace("{token}", "none")

    status = await _try(browser, method, filled, csrf)

    if may(role, (method, path)):
        assert status in (200, 303, 410)
        assert (role, status) != (None, 303)
    else:
        assert status == (303 if role is None else 403)
        assert await workplace.outbox() == []
        assert (await workplace.handoff(handoff_id)).state == "open"


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
