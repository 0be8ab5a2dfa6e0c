"""The webhooks over a database, without a worker: what goes in, what is answered, what is kept."""

import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import select
from twilio.request_validator import RequestValidator

from bot.models import InboxMessage
from bot.settings import Settings
from knowledge_base.database import Sessions
from tests.builders import Clock
from webhooks.app import create_app

SECRET = "the-secret-of-nobody"
AUTH_TOKEN = "test-token-of-nobody"
PUBLIC_URL = "https://bot.example.org"
SETTINGS = Settings(public_url=PUBLIC_URL, telegram_webhook_secret=SECRET, twilio_auth_token=AUTH_TOKEN)
PAYLOADS = Path(__file__).parents[1] / "payloads"


@dataclass
class FrontDoor:
    """What a channel's server can do."""

    http: httpx.AsyncClient
    app: FastAPI
    sessions: Sessions
    clock: Clock

    async def telegram(self, body: Any, *, secret: str | None = SECRET) -> int:
        """Post an update (bytes as they are, all else as JSON) and return the status."""
        headers = {"Content-Type": "application/json"}
        if secret is not None:
            headers["X-Telegram-Bot-Api-Secret-Token"] = secret
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return (await self.http.post("/webhooks/telegram", content=content, headers=headers)).status_code

    async def twilio(
        self, form: dict[str, Any], *, path: str = "/webhooks/twilio", signed_for: str | None = None
    ) -> int:
        """Post a form, signed for its public address unless told otherwise, and return the status."""
        address = signed_for if signed_for is not None else PUBLIC_URL + path
        signature = RequestValidator(AUTH_TOKEN).compute_signature(address, form)
        headers = {"X-Twilio-Signature": signature}
        return (await self.http.post(path, data=form, headers=headers)).status_code

    async def kept(self) -> list[InboxMessage]:
        """Return what the inbox holds, oldest first."""
        async with self.sessions() as session:
            return list(await session.scalars(select(InboxMessage).order_by(InboxMessage.id)))


@contextlib.asynccontextmanager
async def open_door(sessions: Sessions, settings: Settings = SETTINGS) -> AsyncIterator[FrontDoor]:
    """Answer requests for as long as the block runs; an exception of ours fails the test."""
    clock = Clock()
    app = create_app(settings, sessions=sessions, clock=clock)
    transport = httpx.ASGITransport(app=app, client=("127.0.0.1", 50000))
    async with httpx.AsyncClient(transport=transport, base_url="http://inside:8000") as http:
        yield FrontDoor(http, app, sessions, clock)


def payload(channel: str, name: str) -> dict[str, Any]:
    """Return one of the recorded shapes."""
    payloads = json.loads((PAYLOADS / f"{channel}.json").read_text("utf-8"))
    found: dict[str, Any] = payloads[name]
    return found
