"""Who gets in, for how long, and who does not."""

from sqlalchemy import select

from bot.settings import Settings
from console.access import COOKIE, token_hash
from console.app import create_app
from console.models import Activity, Role, SignInLink, Staff, StaffSession
from console.sign_in import ensure_first_administrator
from console.staff import disable_staff
from tests.console.workplace import HOST, Workplace


async def test_a_link_works_once(workplace: Workplace) -> None:
    """Whoever finds a used link in a chat history cannot sign in with it."""
    link = await workplace.link(await workplace.hire(Role.OPERATOR))

    first = await workplace.open_browser().post(link)
    second = await workplace.open_browser().post(link)

    assert (first.status_code, first.headers["location"]) == (303, "/")
    assert second.status_code == 410
    assert "set-cookie" not in second.headers


async def test_looking_at_a_link_does_not_use_it_up(workplace: Workplace) -> None:
    """Messengers open links to preview them."""
    link = await workplace.link(await workplace.hire(Role.OPERATOR))

    preview = await workplace.open_browser().get(link)
    signed_in = await workplace.open_browser().post(link)

    assert preview.status_code == 200
    assert "set-cookie" not in preview.headers
    assert signed_in.status_code == 303


async def test_an_old_or_invented_link_says_so(workplace: Workplace) -> None:
    """A link lives fifteen minutes; the page tells how to get another."""
    old = await workplace.link(await workplace.hire(Role.OPERATOR))
    workplace.clock.forward(minutes=15)
    browser = workplace.open_browser()

    for link in (old, "/sign-in/invented"):
        for answer in (await browser.get(link), await browser.post(link)):
            assert answer.status_code == 410
            assert "This link no longer works" in answer.text


async def test_only_hashes_of_tokens_are_kept(workplace: Workplace) -> None:
    """Whoever reads the database can neither sign in nor take over a session."""
    link = await workplace.link(await workplace.hire(Role.OPERATOR))
    browser = workplace.open_browser()
    await browser.post(link)

    async with workplace.sessions() as session:
        kept_link = (await session.scalars(select(SignInLink))).one()
        kept_session = (await session.scalars(select(StaffSession))).one()
    assert kept_link.token_hash == token_hash(link.removeprefix("/sign-in/"))
    assert kept_session.token_hash == token_hash(browser.cookies[COOKIE])


async def test_the_cookie_stays_with_the_console(workplace: Workplace) -> None:
    """No script reads it, no other site sends it; over https it never travels in the clear."""
    link = await workplace.link(await workplace.hire(Role.OPERATOR))
    plain = (await workplace.open_browser().post(link)).headers["set-cookie"]
    assert {"HttpOnly", "SameSite=strict", "Path=/", "Max-Age=43200"} <= set(plain.split("; "))
    assert "Secure" not in plain

    workplace.host = "https://console.example.org"
    workplace.app = create_app(
        Settings(secret_key="a secret", console_url=workplace.host),
        sessions=workplace.sessions,
        clock=workplace.clock,
    )
    link = await workplace.link(await workplace.hire(Role.OPERATOR))
    safe = (await workplace.open_browser().post(link)).headers["set-cookie"]
    assert "Secure" in safe
    assert safe.startswith(f"__Host-{COOKIE}=")


async def test_signing_in_begins_a_new_session(workplace: Workplace) -> None:
    """A cookie that somebody planted, or that was there before, is not the one that is signed in."""
    browser = workplace.open_browser()
    browser.cookies.set(COOKIE, "planted", domain="127.0.0.1", path="/")
    staff_id = await workplace.hire(Role.OPERATOR)
    await browser.post(await workplace.link(staff_id))
    first = browser.cookies[COOKIE]
    browser.cookies.delete(COOKIE, domain="127.0.0.1", path="/")
    browser.cookies.set(COOKIE, first, domain="127.0.0.1", path="/")
    await browser.post(await workplace.link(staff_id))

    other = workplace.open_browser()
    for cookie in ("planted", first):
        other.cookies.set(COOKIE, cookie, domain="127.0.0.1", path="/")
        assert (await other.get("/handoffs")).status_code == 303


async def test_a_session_ends_after_twelve_hours(workplace: Workplace) -> None:
    """A laptop that was left somewhere is signed out by the next day."""
    browser = await workplace.sign_in()
    workplace.clock.forward(hours=11.9)
    assert (await browser.get("/handoffs")).status_code == 200
    workplace.clock.forward(hours=0.1)
    assert (await browser.get("/handoffs")).status_code == 303


async def test_signing_out_ends_the_session_on_the_server(workplace: Workplace) -> None:
    """A copied cookie is worth nothing afterwards."""
    browser = await workplace.sign_in()
    cookie = browser.cookies[COOKIE]
    answer = await browser.send_form("/sign-out", on="/handoffs")
    assert answer.headers["location"] == "/sign-in"
    browser.cookies.set(COOKIE, cookie, domain="127.0.0.1", path="/")
    assert (await browser.get("/handoffs")).status_code == 303


async def test_whoever_is_not_signed_in_reads_how_to(workplace: Workplace) -> None:
    """The way in is explained, also to somebody who opens the bare address."""
    browser = workplace.open_browser()
    answer = await browser.get("/", follow_redirects=True)
    assert (answer.status_code, answer.url.path) == (200, "/sign-in")
    assert "Ask an administrator" in answer.text


async def test_disabled_staff_are_out_at_once(workplace: Workplace) -> None:
    """Their open browser, their unused link, and the chats they had taken."""
    handoff_id = await workplace.person_waits()
    staff_id = await workplace.hire(Role.OPERATOR)
    browser, late = workplace.open_browser(), workplace.open_browser()
    await browser.post(await workplace.link(staff_id))
    unused = await workplace.link(staff_id)
    await browser.send_form(f"/handoffs/{handoff_id}/claim", on=f"/handoffs/{handoff_id}")

    async with workplace.sessions.begin() as session:
        assert await disable_staff(session, staff_id, now=workplace.clock.now)

    assert (await browser.get("/handoffs")).status_code == 303
    assert (await late.post(unused)).status_code == 410
    assert (await workplace.handoff(handoff_id)).state == "open"
    assert not (await workplace.chat_of(handoff_id)).with_person


async def test_the_first_start_makes_one_administrator(workplace: Workplace) -> None:
    """Every later start finds the same one."""
    async with workplace.sessions.begin() as session:
        first = await ensure_first_administrator(session, now=workplace.clock.now)
    async with workplace.sessions.begin() as session:
        again = await ensure_first_administrator(session, now=workplace.clock.now)
        assert len((await session.scalars(select(Staff))).all()) == 1
    assert first.id == again.id
    assert first.role == Role.ADMINISTRATOR


async def test_signing_in_is_written_down(workplace: Workplace) -> None:
    """The log says who and when."""
    await workplace.sign_in()
    async with workplace.sessions() as session:
        actions = list(await session.scalars(select(Activity.action).order_by(Activity.id)))
    assert actions == ["staff_added", "signed_in"]


async def test_pages_carry_their_guards(workplace: Workplace) -> None:
    """Scripts of ours only, no frame, no referrer, nothing kept by a shared computer."""
    answer = await workplace.open_browser().get(HOST + "/sign-in")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert (await workplace.open_browser().get("/static/console.css")).status_code == 200
