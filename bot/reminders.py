"""Reminders of a deadline: kept until sent or cancelled, sent through the outbox like every other reply."""

from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.local_time import zone_of
from bot.messages import Reply
from bot.models import Chat, Reminder
from bot.outbox import enqueue
from bot.texts import texts_for
from knowledge_base.formats import format_date
from knowledge_base.index import Snapshot

#: So many days before the last day, in the morning of the country of stay.
DAYS_BEFORE: Final = 3
_MORNING: Final = time(9)


def remind_at(last_day: date, stay_in: str | None, *, now: datetime) -> datetime:
    """Return when to remind of a last day; at once when that moment has passed already."""
    wanted = datetime.combine(last_day - timedelta(days=DAYS_BEFORE), _MORNING, zone_of(stay_in))
    return max(wanted, now)


async def set_reminder(
    session: AsyncSession, chat: Chat, *, question_id: str, last_day: date, now: datetime
) -> None:
    """Keep a reminder; the same one twice is one. The caller commits."""
    await session.execute(
        delete(Reminder).where(
            Reminder.chat_id == chat.id,
            Reminder.question_id == question_id,
            Reminder.last_day == last_day,
        )
    )
    session.add(
        Reminder(
            chat_id=chat.id,
            question_id=question_id,
            last_day=last_day,
            send_at=remind_at(last_day, chat.stay_in, now=now),
        )
    )
    await session.flush()


async def cancel_reminders(session: AsyncSession, chat: Chat) -> None:
    """Drop every reminder of a chat. The caller commits."""
    await session.execute(delete(Reminder).where(Reminder.chat_id == chat.id))


async def send_due(session: AsyncSession, *, now: datetime, knowledge: Snapshot) -> int:
    """Queue the reminders whose time has come; return how many. The caller commits."""
    rows = list(
        await session.scalars(
            select(Reminder).where(Reminder.send_at <= now).limit(100).with_for_update(skip_locked=True)
        )
    )
    for row in rows:
        chat = await session.get(Chat, row.chat_id)
        if chat is not None and chat.gone_at is None:
            await enqueue(session, chat, [_reply(row, chat, knowledge)], now=now)
        await session.delete(row)
    return len(rows)


def _reply(row: Reminder, chat: Chat, knowledge: Snapshot) -> Reply:
    texts = texts_for(chat.locale or "ru")
    title = row.question_id
    if row.question_id in knowledge.questions:
        title = knowledge.title(row.question_id, texts.locale)
    day = format_date(row.last_day, texts.locale)
    return Reply(texts.say("Reminder. {title}: the last day is {date}.", title=title, date=day))
