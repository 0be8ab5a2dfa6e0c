"""What is no text, and people who cannot be reached."""

from typing import Any

from bot.handoffs import reply_to_person
from bot.models import Chat, OutboxMessage
from tests.journeys.journey import Journey, telegram_message

BLOCKED = {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"}


async def test_a_voice_message_gets_a_kind_reply(journey: Journey) -> None:
    """In the language of the phone, with the two ways on that are always open."""
    voice = {"voice": {"file_id": "A", "file_unique_id": "B", "duration": 3}}
    (reply,) = await journey.telegram_sends(voice, language="ru")
    assert [action for _, action in reply.options] == ["person", "menu"]

    media = {"NumMedia": "1", "MediaContentType0": "audio/ogg", "MediaUrl0": "https://api.twilio.com/x"}
    (by_whatsapp,) = await journey.whatsapp_says("", **media)
    assert by_whatsapp.text.startswith(reply.text)


async def test_a_group_is_told_to_write_in_private(journey: Journey) -> None:
    """Nothing of anybody's case is said where others read along."""
    group: dict[str, Any] = {"chat": -1005, "kind": "supergroup", "language": "ru"}
    (reply,) = await journey.telegram_sends({"text": "Мне не платят"}, **group)
    assert (reply.address, reply.options) == ("-1005", ())
    (row,) = await journey.rows(OutboxMessage)
    assert row.question_id is None


async def test_who_blocked_the_bot_is_not_written_to(journey: Journey) -> None:
    """The chat is closed; nothing is tried again; a new message opens it."""
    journey.telegram.fail_next(403, BLOCKED, method="sendMessage")
    assert await journey.telegram_says("/help") == []
    (chat,) = await journey.rows(Chat)
    assert chat.gone_at is not None
    journey.clock.move(hours=1)
    await journey.settle()
    assert len(journey.telegram.calls) == 1

    assert len(await journey.telegram_says("/help")) == 1
    (chat,) = await journey.rows(Chat)
    assert chat.gone_at is None


async def test_a_block_drops_what_was_still_to_be_sent(journey: Journey) -> None:
    """Telegram tells of the block; the queued reply is kept as failed and never sent."""
    await journey.post_update(telegram_message(1, {"text": "/help"}, by=7))
    await journey.worker.handle_one()
    person = {"id": 7, "is_bot": False, "first_name": "Aziza"}
    change = {
        "chat": {"id": 7, "type": "private"},
        "from": person,
        "date": 1795305600,
        "old_chat_member": {"user": person, "status": "member"},
        "new_chat_member": {"user": person, "status": "kicked", "until_date": 0},
    }
    await journey.post_update({"update_id": 2, "my_chat_member": change})
    await journey.worker.handle_one()
    await journey.settle()

    assert journey.telegram.sent == []
    assert [(row.state, row.error) for row in await journey.rows(OutboxMessage)] == [("failed", "gone")]


async def test_after_24_hours_whatsapp_is_not_written_to(journey: Journey) -> None:
    """The operator's reply is not tried: it is kept, with the reason, until the person writes again."""
    await journey.whatsapp_says("/person")
    journey.clock.move(hours=25)
    (chat,) = await journey.rows(Chat)
    async with journey.sessions.begin() as session:
        chat = await session.get_one(Chat, chat.id)
        await reply_to_person(session, chat, "Здравствуйте!", staff_id=1, now=journey.clock())
    await journey.settle()

    assert len(journey.twilio.calls) == 1
    assert (await journey.rows(OutboxMessage))[-1].error == "window_closed"
    assert len(await journey.whatsapp_says("/help")) == 1
