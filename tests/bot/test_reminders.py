"""A reminder is kept until it is sent or cancelled, and goes out once."""

from datetime import date, timedelta

from sqlalchemy import select

from bot.chats import load_chat
from bot.models import OutboxMessage, Reminder
from bot.reminders import DAYS_BEFORE, cancel_reminders, remind_at, send_due, set_reminder
from knowledge_base.database import Sessions
from knowledge_base.index import Snapshot
from tests.builders import NOW, a_message

LAST_DAY = date(2026, 12, 20)


async def _remind(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        chat = await load_chat(session, a_message(address="somebody"), now=NOW)
        chat.locale, chat.stay_in = "uz-Latn", "KZ"
        for _ in range(2):
            await set_reminder(session, chat, question_id="registration.arrival", last_day=LAST_DAY, now=NOW)


async def test_it_is_sent_once_and_on_time(sessions: Sessions, knowledge: Snapshot) -> None:
    """Asked for twice it is one; before its morning nothing goes out, after it one reply."""
    await _remind(sessions)
    due = remind_at(LAST_DAY, "KZ", now=NOW)
    async with sessions.begin() as session:
        assert await send_due(session, now=due - timedelta(minutes=1), knowledge=knowledge) == 0
        assert await send_due(session, now=due, knowledge=knowledge) == 1
        assert await send_due(session, now=due, knowledge=knowledge) == 0
        (reply,) = await session.scalars(select(OutboxMessage))
    assert "2026-yil 20-dekabr" in reply.text


async def test_a_cancelled_reminder_is_gone(sessions: Sessions) -> None:
    """Nobody is written to about what they called off."""
    await _remind(sessions)
    async with sessions.begin() as session:
        chat = await load_chat(session, a_message(address="somebody"), now=NOW)
        await cancel_reminders(session, chat)
        assert list(await session.scalars(select(Reminder))) == []


def test_it_comes_in_the_morning_of_the_country() -> None:
    """Nine o'clock in Almaty, three days before; a day that is near already is reminded of at once."""
    moment = remind_at(LAST_DAY, "KZ", now=NOW)
    assert moment.isoformat() == f"2026-12-{20 - DAYS_BEFORE}T09:00:00+05:00"
    assert remind_at(NOW.date(), "KZ", now=NOW) == NOW
