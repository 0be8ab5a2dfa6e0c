"""Telegram's webhook: compare the secret, strip, keep, 200."""

import json

import pytest

from bot.settings import Settings
from knowledge_base.database import Sessions
from tests.webhooks.front_door import PAYLOADS, FrontDoor, open_door, payload


async def test_a_message_is_kept_without_the_name(door: FrontDoor) -> None:
    """Only what an answer needs goes into the database."""
    assert await door.telegram(payload("telegram", "text")) == 200
    (row,) = await door.kept()
    assert (row.channel, row.address, row.kind, row.state) == ("telegram", "700100200", "text", "pending")
    assert row.language_hint == "uz" and row.received_at == door.clock()
    everything = json.dumps({key: str(value) for key, value in vars(row).items()})
    assert "Aziza" not in everything and "example_person" not in everything


async def test_a_redelivery_changes_nothing(door: FrontDoor) -> None:
    """Telegram repeats an update until it hears 200."""
    for _ in range(3):
        assert await door.telegram(payload("telegram", "text")) == 200
    assert len(await door.kept()) == 1


@pytest.mark.parametrize("secret", [None, "", "wrong", "the-secret-of-nobod", "the-secret-of-nobody "])
async def test_a_wrong_secret_is_refused(door: FrontDoor, secret: str | None) -> None:
    """403, and nothing is kept."""
    assert await door.telegram(payload("telegram", "text"), secret=secret) == 403
    assert await door.kept() == []


async def test_without_a_secret_of_ours_nobody_is_let_in(sessions: Sessions) -> None:
    """An empty setting must not match an empty header."""
    async with open_door(sessions, Settings()) as door:
        assert await door.telegram(payload("telegram", "text"), secret="") == 403


@pytest.mark.parametrize("name", sorted(json.loads((PAYLOADS / "telegram.json").read_text("utf-8"))))
async def test_every_kind_of_update_is_taken(sqlite_door: FrontDoor, name: str) -> None:
    """Telegram hears 200 for all of them."""
    assert await sqlite_door.telegram(payload("telegram", name)) == 200
    assert len(await sqlite_door.kept()) <= 1
