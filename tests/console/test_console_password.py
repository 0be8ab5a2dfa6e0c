"""Sign-in with a login and a password: what gets in, what does not, and how often one may guess."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from console.attempts import PER_ADDRESS, PER_LOGIN, begin_attempt, succeeded
from console.models import Role, SignInAttempt, Staff, StaffSession
from console.passwords import WeakPassword, hash_password, is_password, weakness
from knowledge_base.database import Sessions
from tests.console.accounts import PASSWORD, an_account, try_password, with_second_step
from tests.console.workplace import START, Workplace


async def test_a_login_and_its_password_get_in(workplace: Workplace) -> None:
    """Capitals and spaces in the login do not matter: phones put them there."""
    await an_account(workplace)
    answer = await try_password(workplace, " Aigul@NGO.example ")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "set-cookie" in answer.headers


async def test_only_an_argon2id_hash_is_kept(workplace: Workplace) -> None:
    """Whoever reads the database has no password."""
    account = await an_account(workplace)
    async with workplace.sessions() as session:
        kept = (await session.get_one(Staff, account.staff_id)).password_hash
    assert kept is not None and kept.startswith("$argon2id$")


@pytest.mark.parametrize("login", ["aigul@ngo.example", "nobody@ngo.example", ""])
async def test_the_answer_is_the_same_whether_the_login_exists(workplace: Workplace, login: str) -> None:
    """Nobody finds out who works here."""
    await an_account(workplace)
    answer = await try_password(workplace, login, "wrong wrong wrong")
    assert answer.status_code == 422
    assert "That did not fit" in answer.text
    assert "set-cookie" not in answer.headers


async def test_a_refused_form_comes_back_with_its_login(workplace: Workplace) -> None:
    """The password does not come back; the login need not be typed again."""
    answer = await try_password(workplace, '"><b>x', "wrong wrong wrong")
    assert 'value="&#34;&gt;&lt;b&gt;x"' in answer.text
    assert "wrong wrong wrong" not in answer.text


async def test_who_has_no_password_does_not_get_in_by_one(workplace: Workplace) -> None:
    """Neither by an empty one, nor by the one that stands in for nobody's."""
    await workplace.hire(Role.EDITOR)
    for password in ("", "nobody has this password"):
        assert (await try_password(workplace, "", password)).status_code == 422
    assert not await is_password("nobody has this password", None)


async def test_shut_out_staff_do_not_get_in(workplace: Workplace) -> None:
    """A right password of somebody who has left is wrong."""
    account = await an_account(workplace)
    async with workplace.sessions.begin() as session:
        (await session.get_one(Staff, account.staff_id)).disabled_at = workplace.clock.now
    assert (await try_password(workplace, account.login)).status_code == 422


async def test_a_code_is_needed_once_a_second_step_is_set_up(workplace: Workplace) -> None:
    """The password alone is worth nothing; a code without the password neither."""
    account = await with_second_step(workplace, await an_account(workplace))
    assert (await try_password(workplace, account.login)).status_code == 422
    wrong = await try_password(workplace, account.login, "wrong wrong wrong", account.code(workplace))
    assert wrong.status_code == 422
    right = await try_password(workplace, account.login, code=account.code(workplace))
    assert right.status_code == 303


async def test_a_code_counts_once(workplace: Workplace) -> None:
    """Whoever read it over a shoulder comes too late."""
    account = await with_second_step(workplace, await an_account(workplace))
    code = account.code(workplace)
    assert (await try_password(workplace, account.login, code=code)).status_code == 303
    assert (await try_password(workplace, account.login, code=code)).status_code == 422


async def test_the_code_that_set_up_the_second_step_is_used(workplace: Workplace) -> None:
    """It has been on a screen beside its secret."""
    account = await an_account(workplace)
    await with_second_step(workplace, account)
    workplace.clock.forward(seconds=-60)
    assert (await try_password(workplace, account.login, code=account.code(workplace))).status_code == 422


async def test_the_sixth_try_for_a_login_waits(workplace: Workplace) -> None:
    """Even with the right password, and from elsewhere; after fifteen minutes it may be tried again."""
    account = await an_account(workplace)
    for number in range(PER_LOGIN):
        await try_password(workplace, account.login, "wrong wrong wrong", address=f"192.0.2.{number}")

    waiting = await try_password(workplace, account.login, address="192.0.2.99")
    workplace.clock.forward(minutes=15)
    later = await try_password(workplace, account.login, address="192.0.2.99")

    assert waiting.status_code == 429
    assert "There were too many tries" in waiting.text
    assert later.status_code == 303


async def test_an_invented_login_waits_too(workplace: Workplace) -> None:
    """Waiting does not tell either whether a login exists."""
    for _ in range(PER_LOGIN):
        assert (await try_password(workplace, "x@y.example", "wrong")).status_code == 422
    assert (await try_password(workplace, "x@y.example", "wrong")).status_code == 429


async def test_guessing_many_logins_from_one_address_waits(sessions: Sessions) -> None:
    """A whole IPv6 customer network counts as one address."""

    async def one_more(number: int) -> bool:
        attempt = await begin_attempt(
            sessions, login=f"login{number}", address=f"2001:db8::{number + 1:x}", secret_key="k", now=START
        )
        return attempt is not None

    assert [await one_more(number) for number in range(PER_ADDRESS + 1)] == [True] * PER_ADDRESS + [False]


async def test_success_forgets_the_failures_of_the_login(sessions: Sessions) -> None:
    """Who mistypes four times a morning is not locked out by noon."""
    for _ in range(PER_LOGIN - 1):
        await begin_attempt(sessions, login="a", address="192.0.2.1", secret_key="k", now=START)
    right = await begin_attempt(sessions, login="a", address="192.0.2.1", secret_key="k", now=START)
    assert right is not None
    async with sessions.begin() as session:
        await succeeded(session, right)
    for _ in range(PER_LOGIN):
        attempt = await begin_attempt(sessions, login="a", address="192.0.2.1", secret_key="k", now=START)
        assert attempt is not None


async def test_waiting_is_not_made_longer_by_trying(sessions: Sessions) -> None:
    """A refused try leaves no row."""
    for _ in range(PER_LOGIN + 3):
        await begin_attempt(sessions, login="a", address="192.0.2.1", secret_key="k", now=START)
    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(SignInAttempt)) == 2 * PER_LOGIN


async def test_attempts_are_kept_a_day_and_name_nobody(sessions: Sessions) -> None:
    """Neither login nor address stand in the table."""
    await begin_attempt(sessions, login="aigul", address="192.0.2.1", secret_key="k", now=START)
    async with sessions() as session:
        assert all(len(key) == 64 for key in await session.scalars(select(SignInAttempt.key)))
    later = START + timedelta(days=1, seconds=1)
    await begin_attempt(sessions, login="other", address="192.0.2.9", secret_key="k", now=later)
    async with sessions() as session:
        assert set(await session.scalars(select(SignInAttempt.at))) == {later}


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("short words", WeakPassword.SHORT),
        ("ab" * 129, WeakPassword.LONG),
        ("Password1234", WeakPassword.COMMON),
        ("йцукен123456", WeakPassword.COMMON),
        ("aaaaaaaaaaaaaaaaaa", WeakPassword.COMMON),
        ("abababababababab", WeakPassword.COMMON),
        ("bulutli aigul 77", WeakPassword.OWN_NAME),
        ("Сапарова и чайник", WeakPassword.OWN_NAME),
        (PASSWORD, None),
        ("qozonda qaynagan sut", None),
    ],
)
def test_a_weak_password_is_not_taken(password: str, expected: WeakPassword | None) -> None:
    """Short, common, of few letters, or with one's own name in it."""
    assert weakness(password, login="aigul@ngo.example", name="Айгуль Сапарова") == expected


async def test_a_password_is_the_same_on_every_keyboard() -> None:
    """A letter with a mark may come as one code point or as two."""
    kept = await hash_password("й чайник и облако")
    assert await is_password("и\u0306 чайник и облако", kept)


async def test_the_session_says_how_and_in_what(workplace: Workplace) -> None:
    """The account page tells browsers apart by it."""
    account = await an_account(workplace)
    browser = workplace.open_browser()
    browser.headers["User-Agent"] = "Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0"
    await browser.post("/sign-in", data={"login": account.login, "password": PASSWORD})
    async with workplace.sessions() as session:
        rows = await session.execute(select(StaffSession.method, StaffSession.browser))
        assert ("password", "Firefox, Windows") in [(method, browser) for method, browser in rows]
