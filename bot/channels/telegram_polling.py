"""Ask Telegram for updates where it cannot reach us: no public URL, or a try at home."""

import asyncio
from typing import Any, Final

import structlog

from bot.channels import ChannelBusy, ChatGone, MessageRefused
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_updates import UnreadableUpdate, read_update
from bot.inbox import receive
from bot.metrics import UNREADABLE
from bot.wakeup import Wakeup
from knowledge_base.database import Sessions, utc_now

log = structlog.get_logger(__name__)

_LONGEST_PAUSE: Final = 60.0


async def poll_forever(channel: TelegramChannel, *, sessions: Sessions, wakeup: Wakeup) -> None:
    """Keep every update in the inbox, then tell Telegram that it has arrived by asking for the next."""
    offset: int | None = None
    pause = 1.0
    is_webhook_gone = False
    while True:
        try:
            if not is_webhook_gone:
                await channel.delete_webhook()
                is_webhook_gone = True
            updates = await channel.poll(offset)
            pause = 1.0
        except (ChannelBusy, ChatGone, MessageRefused) as error:
            log.warning("polling_failed", channel="telegram", error=type(error).__name__)
            asked_for = error.retry_after if isinstance(error, ChannelBusy) else None
            await asyncio.sleep(max(pause, asked_for or 0))
            pause = min(2 * pause, _LONGEST_PAUSE)
            continue
        for update in updates:
            await _keep(update, sessions)
            if isinstance(update.get("update_id"), int):
                offset = update["update_id"] + 1
        if updates:
            wakeup.call()


async def _keep(update: dict[str, Any], sessions: Sessions) -> None:
    try:
        message = read_update(update)
    except UnreadableUpdate:
        UNREADABLE.labels("telegram").inc()
        return
    if message is not None:
        async with sessions.begin() as session:
            await receive(session, message, now=utc_now())
