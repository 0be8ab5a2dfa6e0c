"""Sign-in through an organisation's own provider (OpenID Connect), where one is configured.

Only who an administrator has added gets in: the provider's verified e-mail must be the login of a person
here. From then on the provider's own id of them counts, whatever happens to the e-mail.
"""

import hashlib
import hmac
import importlib.util
import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import httpx
from fastapi import APIRouter, Request, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.settings import Settings
from console.access import cookie_name, desk_of, is_secure
from console.activity import record
from console.browser_sessions import begin_session, keep_cookie
from console.models import Staff
from console.pages import page, see_other
from console.staff import clean_login

router = APIRouter()

_COOKIE: Final = "console_oidc"
_LIFETIME: Final = timedelta(minutes=10)
_TIMEOUT: Final = 10.0  #: seconds for each answer of the provider
_SIGNATURES: Final = ("RS256", "PS256", "ES256", "EdDSA")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is, as the provider has signed it."""

    subject: str
    email: str  #: empty where the provider has not verified it


class ProviderFailed(Exception):
    """The provider cannot be reached, or its answer does not fit what was asked."""


def is_offered(settings: Settings) -> bool:
    """Tell whether a provider is configured and the extra `oidc` is installed."""
    return bool(settings.oidc_issuer) and importlib.util.find_spec("authlib") is not None


@router.get("/oidc/begin")
async def begin(request: Request) -> Response:
    """Send the browser to the provider, with a cookie by which it is known when it comes back."""
    from authlib.oauth2.rfc7636 import create_s256_code_challenge

    settings = desk_of(request).settings
    if not is_offered(settings):
        return see_other("/sign-in")
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    try:
        async with httpx.AsyncClient(timeout=_TIMEOUT) as client:
            provider = await _discover(client, settings)
    except ProviderFailed:
        return _failed(request)
    asked = {
        "response_type": "code",
        "client_id": settings.oidc_client_id,
        "redirect_uri": _callback_url(request),
        "scope": "openid email",
        "state": state,
        "nonce": nonce,
        "code_challenge": create_s256_code_challenge(verifier),
        "code_challenge_method": "S256",
    }
    response = see_other(f"{provider['authorization_endpoint']}?{urlencode(asked)}")
    response.set_cookie(
        cookie_name(request, _COOKIE),
        _sealed(settings, f"{state}.{nonce}.{verifier}"),
        max_age=int(_LIFETIME.total_seconds()),
        path="/",
        secure=is_secure(request),
        httponly=True,
        samesite="lax",  # it has to come along when the provider sends the browser back
    )
    return response


@router.get("/oidc/callback")
async def callback(request: Request, code: str = "", state: str = "") -> Response:
    """Take the browser back from the provider and begin a session for the person it vouches for."""
    desk = desk_of(request)
    kept = _opened(desk.settings, request.cookies.get(cookie_name(request, _COOKIE), ""))
    if not is_offered(desk.settings) or kept is None or not code:
        return _failed(request)
    expected_state, nonce, verifier = kept
    if not hmac.compare_digest(state.encode(), expected_state.encode()):
        return _failed(request)
    try:
        identity = await _ask_provider(request, code=code, nonce=nonce, verifier=verifier)
    except ProviderFailed:
        return _failed(request)
    async with desk.sessions.begin() as session:
        staff = await _person(session, request, identity)
        if staff is None:
            return _failed(request)
        cookie = await begin_session(session, request, staff, method="oidc")
    # A redirect would still count as coming from the provider, and the strict cookie would stay behind.
    response = page(request, "signed_in.html")
    keep_cookie(response, request, cookie)
    _forget(response, request)
    return response


async def _person(session: AsyncSession, request: Request, identity: Identity) -> Staff | None:
    staff: Staff | None = await session.scalar(
        select(Staff).where(Staff.oidc_subject == identity.subject, Staff.disabled_at.is_(None))
    )
    if staff is not None or not identity.email:
        return staff
    staff = await session.scalar(
        select(Staff)
        .where(
            Staff.login == clean_login(identity.email),
            Staff.oidc_subject.is_(None),
            Staff.disabled_at.is_(None),
        )
        .with_for_update()
    )
    if staff is not None:
        staff.oidc_subject = identity.subject
        await record(
            session,
            staff_id=staff.id,
            at=desk_of(request).clock(),
            action="provider_linked",
            subject=f"staff:{staff.id}",
        )
    return staff


async def _ask_provider(request: Request, *, code: str, nonce: str, verifier: str) -> Identity:
    settings = desk_of(request).settings
    try:
        async with httpx.AsyncClient(timeout=_TIMEOUT) as client:
            provider = await _discover(client, settings)
            answer = await client.post(
                provider["token_endpoint"],
                data={
                    "grant_type": "authorization_code",
                    "code": code,
                    "redirect_uri": _callback_url(request),
                    "code_verifier": verifier,
                },
                auth=(settings.oidc_client_id, settings.oidc_client_secret),
            )
            token = _read(answer).get("id_token")
            keys = _read(await client.get(provider["jwks_uri"]))
    except httpx.HTTPError as error:
        raise ProviderFailed from error
    if not isinstance(token, str):
        raise ProviderFailed
    return _identity(settings, token, keys, nonce=nonce)


def _identity(settings: Settings, token: str, keys: Any, *, nonce: str) -> Identity:
    """Check signature, issuer, audience, time and nonce of an id token and return whom it names."""
    from authlib.oidc.core import CodeIDToken
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    try:
        read = jwt.decode(token, KeySet.import_key_set(keys), algorithms=_SIGNATURES)
        claims = CodeIDToken(
            read.claims,
            read.header,
            options={"iss": {"value": settings.oidc_issuer}, "aud": {"value": settings.oidc_client_id}},
            params={"nonce": nonce, "client_id": settings.oidc_client_id},
        )
        claims.validate(leeway=60)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise ProviderFailed from error
    subject, email = str(claims["sub"])[:256], claims.get("email")
    is_verified = claims.get("email_verified") is True and isinstance(email, str)
    return Identity(subject, email if is_verified else "")


async def _discover(client: httpx.AsyncClient, settings: Settings) -> dict[str, str]:
    address = settings.oidc_issuer.rstrip("/") + "/.well-known/openid-configuration"
    try:
        found = _read(await client.get(address))
    except httpx.HTTPError as error:
        raise ProviderFailed from error
    wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if found.get("issuer") != settings.oidc_issuer or not all(
        isinstance(found.get(each), str) and _is_safe(found[each]) for each in wanted
    ):
        raise ProviderFailed
    return {each: found[each] for each in wanted}


def _read(answer: httpx.Response) -> dict[str, Any]:
    try:
        found = answer.raise_for_status().json()
    except (httpx.HTTPStatusError, json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ProviderFailed from error
    if not isinstance(found, dict):
        raise ProviderFailed
    return found


def _is_safe(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in ("127.0.0.1", "localhost", "::1")


def _callback_url(request: Request) -> str:
    return (desk_of(request).console_url or str(request.base_url)).rstrip("/") + "/oidc/callback"


def _sealed(settings: Settings, text: str) -> str:
    return f"{text}.{_seal(settings, text)}"


def _opened(settings: Settings, cookie: str) -> tuple[str, str, str] | None:
    text, _, seal = cookie.rpartition(".")
    parts = text.split(".")
    if len(parts) != 3 or not hmac.compare_digest(seal.encode(), _seal(settings, text).encode()):
        return None
    return parts[0], parts[1], parts[2]


def _seal(settings: Settings, text: str) -> str:
    return hmac.new(settings.secret_key.encode(), f"oidc:{text}".encode(), hashlib.sha256).hexdigest()


def _failed(request: Request) -> Response:
    response = page(request, "provider_failed.html", status=403)
    _forget(response, request)
    return response


def _forget(response: Response, request: Request) -> None:
    response.delete_cookie(
        cookie_name(request, _COOKIE), path="/", secure=is_secure(request), httponly=True, samesite="lax"
    )
