"""Sign-in through an organisation's own provider: whom it lets in, and whom not."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from joserfc.jwk import RSAKey
from sqlalchemy import select

from bot.settings import Settings, SettingsError, read_settings
from console.app import create_app
from console.models import Activity, Role, Staff
from tests.console.provider import CLIENT_ID, CLIENT_SECRET, Provider, open_provider
from tests.console.workplace import Browser, Workplace


@pytest.fixture
async def provider(workplace: Workplace) -> AsyncIterator[Provider]:
    """A provider that the console of this test knows."""
    async with open_provider() as provider:
        workplace.app = create_app(
            Settings(
                secret_key="a secret",
                oidc_issuer=provider.issuer,
                oidc_client_id=CLIENT_ID,
                oidc_client_secret=CLIENT_SECRET,
            ),
            sessions=workplace.sessions,
            clock=workplace.clock,
        )
        yield provider


async def _hire(workplace: Workplace, login: str = "aigul@ngo.example") -> int:
    staff_id = await workplace.hire(Role.EDITOR)
    async with workplace.sessions.begin() as session:
        (await session.get_one(Staff, staff_id)).login = login
    return staff_id


async def _come_back(browser: Browser, provider: Provider) -> httpx.Response:
    begun = await browser.get("/oidc/begin")
    assert begun.headers["location"].startswith(f"{provider.issuer}/authorize?")
    query = provider.approve(begun.headers["location"])
    return await browser.get(f"/oidc/callback?{query}", headers={"Sec-Fetch-Site": "cross-site"})


async def test_without_a_provider_nothing_is_said_of_one(workplace: Workplace) -> None:
    """Neither on the page nor behind its addresses."""
    browser = workplace.open_browser()
    assert "/oidc/" not in (await browser.get("/sign-in")).text
    assert (await browser.get("/oidc/begin")).headers["location"] == "/sign-in"
    assert (await browser.get("/oidc/callback?code=x&state=y")).status_code == 403


async def test_a_person_of_the_provider_is_signed_in(workplace: Workplace, provider: Provider) -> None:
    """By the verified e-mail that is their login here."""
    await _hire(workplace)
    browser = workplace.open_browser()
    assert "/oidc/begin" in (await browser.get("/sign-in")).text
    answer = await _come_back(browser, provider)
    assert answer.status_code == 200
    assert 'url=/"' in answer.text
    assert "organisation&#39;s account" in (await browser.get("/account")).text


async def test_later_the_providers_own_id_counts(workplace: Workplace, provider: Provider) -> None:
    """Another e-mail does not lock out; the link is written down once."""
    await _hire(workplace)
    await _come_back(workplace.open_browser(), provider)
    provider.claims = {"email": "married@ngo.example"}
    assert (await _come_back(workplace.open_browser(), provider)).status_code == 200
    async with workplace.sessions() as session:
        actions = list(await session.scalars(select(Activity.action).order_by(Activity.id)))
    assert actions[-3:] == ["provider_linked", "signed_in", "signed_in"]


async def test_somebody_elses_id_does_not_take_over_a_login(workplace: Workplace, provider: Provider) -> None:
    """The e-mail of somebody who has left may be given to another person."""
    await _hire(workplace)
    await _come_back(workplace.open_browser(), provider)
    provider.claims = {"sub": "person-2"}
    assert (await _come_back(workplace.open_browser(), provider)).status_code == 403


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": "stranger@ngo.example"},
        {"email": None},
        {"iss": "https://other.example"},
        {"aud": "another-client"},
        {"aud": [CLIENT_ID, "another-client"]},
        {"exp": 1},
        {"nonce": "another"},
        {"nonce": None},
    ],
    ids=str,
)
async def test_a_token_that_does_not_fit_lets_nobody_in(
    workplace: Workplace, provider: Provider, claims: dict[str, Any]
) -> None:
    """Another issuer, audience, time or nonce, or an e-mail that is not certain or not ours."""
    await _hire(workplace)
    provider.claims = claims
    browser = workplace.open_browser()
    assert (await _come_back(browser, provider)).status_code == 403
    assert (await browser.get("/account")).status_code == 303


async def test_a_token_of_another_key_lets_nobody_in(workplace: Workplace, provider: Provider) -> None:
    """Only what the provider has signed counts."""
    await _hire(workplace)
    provider.signing_key = RSAKey.generate_key(2048, {"kid": "1"})
    assert (await _come_back(workplace.open_browser(), provider)).status_code == 403


async def test_shut_out_staff_do_not_come_in_by_the_provider(
    workplace: Workplace, provider: Provider
) -> None:
    """Whether they were linked before or not."""
    staff_id = await _hire(workplace)
    async with workplace.sessions.begin() as session:
        (await session.get_one(Staff, staff_id)).disabled_at = workplace.clock.now
    assert (await _come_back(workplace.open_browser(), provider)).status_code == 403


async def test_only_the_browser_that_began_can_come_back(workplace: Workplace, provider: Provider) -> None:
    """Somebody else's link, which would sign me in as them, does nothing."""
    await _hire(workplace)
    attacker, victim = workplace.open_browser(), workplace.open_browser()
    query = provider.approve((await attacker.get("/oidc/begin")).headers["location"])
    assert (await victim.get(f"/oidc/callback?{query}")).status_code == 403
    await victim.get("/oidc/begin")
    assert (await victim.get(f"/oidc/callback?{query}")).status_code == 403


async def test_a_way_back_is_gone_once_it_was_used(workplace: Workplace, provider: Provider) -> None:
    """The button "back" of the browser signs nobody in."""
    await _hire(workplace)
    browser = workplace.open_browser()
    await _come_back(browser, provider)
    assert (
        await browser.get(f"/oidc/callback?code=a-code&state={provider.asked['state']}")
    ).status_code == 403


@pytest.mark.parametrize(
    "values",
    [
        {"OIDC_ISSUER": "https://id.example"},
        {"OIDC_ISSUER": "http://id.example", "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b"},
    ],
)
def test_a_half_configured_provider_stops_the_start(values: dict[str, str]) -> None:
    """Before anybody presses a button that cannot work, or sends a code in the clear."""
    with pytest.raises(SettingsError, match="OIDC_"):
        read_settings(values)
