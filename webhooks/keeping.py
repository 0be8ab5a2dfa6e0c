"""Keep a message in the durable inbox and wake the worker: all that a webhook does."""

from typing import TYPE_CHECKING

import structlog
from starlette.requests import Request

from bot.inbox import receive
from bot.messages import IncomingMessage
from bot.metrics import RECEIVED

if TYPE_CHECKING:
    from webhooks.app import Door

log = structlog.get_logger(__name__)


def door_of(request: Request) -> "Door":
    """Return what `create_app` put there for every request."""
    door: Door = request.app.state.door
    return door


async def keep(door: "Door", message: IncomingMessage) -> bool:
    """Commit the message to the inbox; False when it is a redelivery."""
    async with door.sessions.begin() as session:
        is_new = await receive(session, message, now=door.clock())
    RECEIVED.labels(message.channel, "new" if is_new else "again").inc()
    log.info("received", channel=message.channel, kind=message.kind.value, is_new=is_new)
    if is_new:
        door.wakeup.call()
    return is_new
