"""A word that is another one when something in a chat has changed, so that an open page can ask for it."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.handoffs import can_be_written_to
from bot.models import Chat, Handoff, InboxMessage, OutboxMessage


async def chat_version(session: AsyncSession, handoff_id: int, *, now: datetime) -> str:
    """Return the word for a handoff and its chat; "gone" where the person asked to be forgotten."""
    found = (
        await session.execute(
            select(Handoff, Chat).join(Chat, Chat.id == Handoff.chat_id).where(Handoff.id == handoff_id)
        )
    ).one_or_none()
    if found is None:
        return "gone"
    handoff, chat = found
    received = await session.scalar(
        select(func.max(InboxMessage.id)).where(
            InboxMessage.channel == chat.channel, InboxMessage.address == chat.address
        )
    )
    sent = await session.execute(
        select(OutboxMessage.state, func.max(OutboxMessage.id))
        .where(OutboxMessage.channel == chat.channel, OutboxMessage.address == chat.address)
        .group_by(OutboxMessage.state)
        .order_by(OutboxMessage.state)
    )
    parts = [handoff.state, handoff.claimed_by, int(handoff.is_urgent), received]
    parts += [f"{state}{newest}" for state, newest in sent]
    parts += [int(can_be_written_to(chat, now=now))]
    return "-".join(str(part) for part in parts)
