"""Send one reply through its channel and record what became of it."""

from collections.abc import Mapping
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot import outbox
from bot.channels import Channel, ChannelBusy, ChatGone, Delivery, MessageRefused
from bot.chats import close_chat
from bot.models import Chat, OutboxMessage

log = structlog.get_logger(__name__)

#: How a send ended: the channel's id of the message, or why it did not take it.
Result = str | None | ChannelBusy | ChatGone | MessageRefused


async def send_reply(
    row: OutboxMessage, window_closes_at: datetime | None, *, channels: Mapping[str, Channel]
) -> Result:
    """Hand a claimed reply to its channel; never raises."""
    delivery = Delivery(row.address, outbox.as_reply(row), row.callback_id, window_closes_at)
    try:
        return await channels[row.channel].send(delivery)
    except (ChannelBusy, ChatGone, MessageRefused) as refusal:
        return refusal
    except Exception as error:  # a bug in a channel must not lose the reply
        log.error(
            "send_failed", outbox_id=row.id, channel=row.channel, exc_info=True, error=type(error).__name__
        )
        return ChannelBusy(outcome_unknown=True)


async def record_result(
    session: AsyncSession, row: OutboxMessage, result: Result, *, claim: str, now: datetime
) -> str:
    """Write down how a send ended and return it in one word; raise ClaimLost when it is no longer ours.

    The caller commits.
    """
    if isinstance(result, ChannelBusy):
        await outbox.mark_busy(
            session,
            row,
            claim=claim,
            now=now,
            retry_after=result.retry_after,
            outcome_unknown=result.outcome_unknown,
        )
        return "busy"
    if isinstance(result, MessageRefused):
        await outbox.mark_failed(session, row, claim=claim, error=result.code)
        return "refused"
    if isinstance(result, ChatGone):
        await outbox.mark_failed(session, row, claim=claim, error="gone")
        chat = await session.get(Chat, row.chat_id) if row.chat_id is not None else None
        if chat is not None:
            await close_chat(session, chat, now=now)
        return "gone"
    await outbox.mark_sent(session, row, claim=claim, now=now, provider_id=result)
    return "sent"
