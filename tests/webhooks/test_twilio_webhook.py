"""Twilio's webhooks: check the signature of the public address, strip, keep, 200."""

import json
from typing import Any

import pytest

from bot.chats import load_chat
from bot.messages import Reply
from bot.models import OutboxMessage, OutboxState
from bot.outbox import enqueue
from bot.settings import Settings
from knowledge_base.database import Sessions
from tests.builders import NOW, a_message
from tests.webhooks.front_door import AUTH_TOKEN, PAYLOADS, PUBLIC_URL, FrontDoor, open_door, payload

STATUS = "/webhooks/twilio/status"


async def test_a_whatsapp_message_is_kept_without_the_name(door: FrontDoor) -> None:
    """Only what an answer needs goes into the database; the answer to Twilio is an empty document."""
    assert await door.twilio(payload("twilio", "whatsapp_text")) == 200
    (row,) = await door.kept()
    assert (row.channel, row.address, row.kind) == ("whatsapp", "whatsapp:+998900000001", "text")
    assert "Aziza" not in json.dumps({key: str(value) for key, value in vars(row).items()})


async def test_an_sms_is_told_from_whatsapp(door: FrontDoor) -> None:
    """By its sender."""
    form = {**payload("twilio", "whatsapp_text"), "From": "+998900000001", "To": "+14155550100"}
    assert await door.twilio(form) == 200
    (row,) = await door.kept()
    assert (row.channel, row.address) == ("sms", "+998900000001")


async def test_a_redelivery_changes_nothing(door: FrontDoor) -> None:
    """Twilio tries again when it heard nothing in time."""
    for _ in range(3):
        assert await door.twilio(payload("twilio", "whatsapp_text")) == 200
    assert len(await door.kept()) == 1


@pytest.mark.parametrize("path", ["/webhooks/twilio", STATUS])
async def test_a_forged_signature_is_refused(door: FrontDoor, path: str) -> None:
    """Signed for another address, changed after the signing, or not at all."""
    form = payload("twilio", "whatsapp_text")
    assert await door.twilio(form, path=path, signed_for="http://inside:8000" + path) == 403
    assert (await door.http.post(path, data=form)).status_code == 403
    signed = (
        await door.http.post(path, data=form, headers=[(b"X-Twilio-Signature", b"\xff" * 28)])
    ).status_code
    assert signed == 403
    assert await door.kept() == []


async def test_without_a_token_nobody_is_let_in(sessions: Sessions) -> None:
    """Twilio is not set up: whoever posts here is somebody else."""
    async with open_door(sessions, Settings(public_url=PUBLIC_URL)) as door:
        assert await door.twilio(payload("twilio", "whatsapp_text")) == 403


async def test_the_public_address_counts_behind_a_proxy(sqlite_url: str) -> None:
    """With its query; without a public address the request's own is what was signed."""
    from knowledge_base.database import open_sessions

    path = "/webhooks/twilio?tenant=1"
    async with open_sessions(sqlite_url) as sessions:
        async with open_door(sessions) as door:
            assert await door.twilio(payload("twilio", "whatsapp_text"), path=path) == 200
        async with open_door(sessions, Settings(twilio_auth_token=AUTH_TOKEN)) as door:
            signed_for = "http://inside:8000/webhooks/twilio"
            assert await door.twilio(payload("twilio", "whatsapp_voice"), signed_for=signed_for) == 200


@pytest.mark.parametrize("name", sorted(json.loads((PAYLOADS / "twilio.json").read_text("utf-8"))))
async def test_every_form_is_taken(sqlite_door: FrontDoor, name: str) -> None:
    """Twilio hears 200 for all of them, at either address."""
    for path in ("/webhooks/twilio", STATUS):
        assert await sqlite_door.twilio(payload("twilio", name), path=path) == 200


@pytest.mark.parametrize(
    ("news", "state", "error"),
    [
        ({"MessageStatus": "sent"}, OutboxState.SENT, None),
        ({"MessageStatus": "delivered"}, OutboxState.DELIVERED, None),
        ({"MessageStatus": "read"}, OutboxState.DELIVERED, None),
        ({"MessageStatus": "undelivered", "ErrorCode": "63016"}, OutboxState.FAILED, "63016"),
        ({"MessageStatus": "failed", "ErrorCode": "30008"}, OutboxState.FAILED, "30008"),
    ],
)
async def test_news_of_a_delivery_is_recorded(
    door: FrontDoor, news: dict[str, Any], state: OutboxState, error: str | None
) -> None:
    """Beside the reply that it is about, found by Twilio's id."""
    sid = "SM" + "0" * 31 + "7"
    async with door.sessions.begin() as session:
        chat = await load_chat(session, a_message(channel="whatsapp"), now=NOW)
        await enqueue(session, chat, [Reply("Hello")], now=NOW)
        row = await session.get_one(OutboxMessage, 1)
        row.state, row.provider_id = OutboxState.SENT, sid
    assert await door.twilio({"MessageSid": sid, **news}, path=STATUS) == 200
    async with door.sessions() as session:
        row = await session.get_one(OutboxMessage, 1)
    assert (row.state, row.error) == (state, error)
