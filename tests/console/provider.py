"""A small OpenID Connect provider, on a port of this machine: it lets in whoever a test says."""

import asyncio
import base64
import hashlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID, CLIENT_SECRET = "console", "a shared secret"


@dataclass
class Provider:
    """What it knows of the person who is about to come, and what it has been asked."""

    issuer: str
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}))
    claims: dict[str, Any] = field(default_factory=dict)  #: put over those of an honest token
    signing_key: RSAKey | None = None  #: another one than it publishes
    asked: dict[str, str] = field(default_factory=dict)

    def approve(self, location: str) -> str:
        """Do what a person does there, and return the query with which the browser comes back."""
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        return str(httpx.QueryParams(code="a-code", state=self.asked["state"]))

    def token(self) -> str:
        """Return the signed id token."""
        now = int(datetime.now(UTC).timestamp())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": "person-1",
            "iat": now,
            "exp": now + 300,
            "nonce": self.asked["nonce"],
            "email": "Aigul@ngo.example",
            "email_verified": True,
            **self.claims,
        }
        return jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.signing_key or self.key)

    def app(self) -> FastAPI:
        """Return the addresses that a client asks."""
        app = FastAPI()

        @app.get("/.well-known/openid-configuration")
        async def discovery() -> dict[str, str]:
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
            }

        @app.get("/keys")
        async def keys() -> dict[str, Any]:
            return {"keys": [self.key.as_dict(private=False)]}

        @app.post("/token")
        async def token(request: Request) -> JSONResponse:
            if not await self._is_honest(request):
                return JSONResponse({"error": "invalid_grant"}, status_code=400)
            return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": self.token()})

        return app

    async def _is_honest(self, request: Request) -> bool:
        """Check the client's secret and that the verifier is the one whose hash came first (PKCE)."""
        form = await request.form()
        basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        digest = hashlib.sha256(str(form["code_verifier"]).encode()).digest()
        return (
            request.headers["authorization"] == f"Basic {basic}"
            and form["code"] == "a-code"
            and form["redirect_uri"] == self.asked["redirect_uri"]
            and base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == self.asked["code_challenge"]
        )


@asynccontextmanager
async def open_provider() -> AsyncIterator[Provider]:
    """Serve a provider for as long as the block runs."""
    listener = socket.create_server(("127.0.0.1", 0))
    provider = Provider(f"http://127.0.0.1:{listener.getsockname()[1]}")
    server = uvicorn.Server(uvicorn.Config(provider.app(), log_level="error", ws="none"))
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield provider
    finally:
        server.should_exit = True
        await running
        listener.close()
