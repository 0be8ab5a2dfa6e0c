"""A whole installation in one process: webhooks, worker, and servers that stand for Telegram and Twilio.

Nothing of ours is replaced; only the clock is the test's, and the far end of the two channels.
"""

import contextlib
import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
from sqlalchemy import func, select
from twilio.request_validator import RequestValidator

from bot.channels import Channel
from bot.channels.telegram import TelegramChannel
from bot.channels.twilio import TwilioChannel
from bot.dispatcher import Equipment
from bot.models import InboxMessage, OutboxMessage, OutboxState
from bot.settings import Settings
from bot.wakeup import Wakeup
from bot.worker import Worker
from knowledge_base.database import Sessions
from knowledge_base.index import LiveIndex
from tests.builders import Clock
from tests.servers.bot_api import TOKEN, BotApiServer, bot_api_server
from tests.servers.recording import Sent
from tests.servers.twilio_api import ACCOUNT_SID, AUTH_TOKEN, TwilioServer, twilio_server
from webhooks.app import create_app

SECRET = "the-secret-of-nobody"
PUBLIC_URL = "https://bot.example.org"
WHATSAPP_SENDER = "whatsapp:+14155550100"
SETTINGS = Settings(
    public_url=PUBLIC_URL,
    telegram_bot_token=TOKEN,
    telegram_webhook_secret=SECRET,
    twilio_account_sid=ACCOUNT_SID,
    twilio_auth_token=AUTH_TOKEN,
    twilio_whatsapp_from=WHATSAPP_SENDER,
)


@dataclass
class Journey:
    """What a test says through the channels' front doors, and what people got."""

    sessions: Sessions
    clock: Clock
    worker: Worker
    http: httpx.AsyncClient
    telegram: BotApiServer
    twilio: TwilioServer
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    async def telegram_says(self, text: str, *, by: int = 7001, language: str = "uz") -> list[Sent]:
        """Deliver a text and return what the person got for it."""
        return await self.telegram_sends({"text": text}, by=by, language=language)

    async def telegram_sends(self, content: dict[str, Any], *, by: int = 7001, **parts: Any) -> list[Sent]:
        """Deliver a message with this content and return what the person got for it."""
        return await self.deliver(telegram_message(next(self._numbers), content, by=by, **parts))

    async def telegram_presses(self, label: str, *, by: int = 7001) -> list[Sent]:
        """Press a button of the last message with buttons that this person got."""
        shown = next(each for each in reversed(self.telegram.sent) if each.options)
        return await self.deliver(telegram_press(next(self._numbers), dict(shown.options)[label], by=by))

    async def deliver(self, update: dict[str, Any]) -> list[Sent]:
        """Deliver an update as Telegram does, and return what was sent because of it."""
        before = len(self.telegram.sent)
        response = await self.post_update(update)
        assert response.status_code == 200
        await self.settle()
        return self.telegram.sent[before:]

    async def post_update(self, update: Any, secret: str = SECRET) -> httpx.Response:
        """Post an update to the webhook; nothing is handled yet."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        return await self.http.post("/webhooks/telegram", json=update, headers=headers)

    async def whatsapp_says(self, text: str, *, by: str = "+998900000001", **fields: str) -> list[Sent]:
        """Deliver a WhatsApp message and return what the person got for it."""
        before = len(self.twilio.sent)
        form = whatsapp_form(next(self._numbers), text, by=by, **fields)
        assert (await self.post_form(form)).status_code == 200
        await self.settle()
        return self.twilio.sent[before:]

    async def post_form(self, form: dict[str, str], path: str = "/webhooks/twilio") -> httpx.Response:
        """Post a form that Twilio has signed for the public address."""
        signature = RequestValidator(AUTH_TOKEN).compute_signature(PUBLIC_URL + path, form)
        return await self.http.post(path, data=form, headers={"X-Twilio-Signature": signature})

    async def settle(self) -> None:
        """Handle and send until nothing is left, letting the pause between two replies pass."""
        await self.worker.run_until_idle()
        while await self._has_queued():
            self.clock.move(seconds=1)
            await self.worker.run_until_idle()
        self.clock.move(seconds=1)

    async def rows(self, table: type[Any]) -> list[Any]:
        """Return a table's rows, oldest first."""
        async with self.sessions() as session:
            return list(await session.scalars(select(table).order_by(table.id)))

    async def last_outcome(self) -> str | None:
        """Return what became of the last message."""
        rows = await self.rows(InboxMessage)
        outcome: str | None = rows[-1].outcome
        return outcome

    async def _has_queued(self) -> bool:
        query = select(func.count()).where(OutboxMessage.state == OutboxState.QUEUED)
        async with self.sessions() as session:
            return bool(await session.scalar(query))


@contextlib.asynccontextmanager
async def start_journey(
    sessions: Sessions, *, index: LiveIndex, equipment: Equipment
) -> AsyncIterator[Journey]:
    """Run everything for as long as the block runs; every call that went out must have been valid."""
    clock, wakeup = Clock(), Wakeup()
    async with bot_api_server() as telegram, twilio_server() as twilio:
        channels: dict[str, Channel] = {
            "telegram": TelegramChannel(TOKEN, api_url=telegram.url),
            "whatsapp": TwilioChannel(
                "whatsapp", ACCOUNT_SID, AUTH_TOKEN, WHATSAPP_SENDER,
                api_url=twilio.url, status_callback=f"{PUBLIC_URL}/webhooks/twilio/status", now=clock,
            ),
        }  # fmt: skip
        worker = Worker(
            sessions, channels=channels, index=index, equipment=equipment, wakeup=wakeup, clock=clock
        )
        app = create_app(SETTINGS, sessions=sessions, wakeup=wakeup, clock=clock)
        transport = httpx.ASGITransport(app=app)
        try:
            async with httpx.AsyncClient(transport=transport, base_url="http://inside:8000") as http:
                yield Journey(sessions, clock, worker, http, telegram, twilio)
        finally:
            for channel in channels.values():
                await channel.close()
        assert telegram.violations == []
        assert twilio.violations == []


def telegram_message(
    number: int,
    content: dict[str, Any],
    *,
    by: int,
    language: str = "uz",
    kind: str = "private",
    chat: int | None = None,
) -> dict[str, Any]:
    """Return an update with a message of somebody, in their private chat if no other is named."""
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "from": {"id": by, "is_bot": False, "first_name": "Aziza", "language_code": language},
            "chat": {"id": chat or by, "type": kind, "first_name": "Aziza"},
            "date": 1795305600,
            **content,
        },
    }


def telegram_press(number: int, action: str, *, by: int) -> dict[str, Any]:
    """Return an update with a pressed button."""
    person = {"id": by, "is_bot": False, "first_name": "Aziza", "language_code": "uz"}
    chat = {"id": by, "type": "private", "first_name": "Aziza"}
    return {
        "update_id": number,
        "callback_query": {
            "id": str(3_006_857_360_000_000_000 + number),
            "from": person,
            "chat_instance": "-51",
            "data": action,
            "message": {"message_id": 1, "chat": chat, "date": 1795305600, "text": "?"},
        },
    }


def whatsapp_form(number: int, text: str, *, by: str, **fields: str) -> dict[str, str]:
    """Return the form that Twilio posts for a WhatsApp message."""
    sid = f"SM{number:032d}"
    return {
        "MessageSid": sid,
        "SmsMessageSid": sid,
        "AccountSid": ACCOUNT_SID,
        "From": f"whatsapp:{by}",
        "To": WHATSAPP_SENDER,
        "Body": text,
        "NumMedia": "0",
        "ProfileName": "Aziza",
        **fields,
    }
