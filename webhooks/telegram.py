"""Telegram's updates: compare the secret, strip, keep, 200."""

import hmac
import json

import structlog
from fastapi import APIRouter, Request, Response

from bot.metrics import FORGED, UNREADABLE
from webhooks.keeping import door_of, keep

log = structlog.get_logger(__name__)
router = APIRouter()

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header


@router.post("/webhooks/telegram", include_in_schema=False)
async def receive_update(request: Request) -> Response:
    """Answer 403 to a wrong secret and 200 to everything else: Telegram repeats what is not answered 200."""
    from bot.channels.telegram_updates import UnreadableUpdate, read_update

    door = door_of(request)
    expected = door.settings.telegram_webhook_secret.encode()
    given = request.headers.get(SECRET_HEADER, "").encode("latin-1", "replace")
    if not expected or not hmac.compare_digest(given, expected):
        FORGED.labels("telegram").inc()
        return Response(status_code=403)
    try:
        message = read_update(json.loads(await request.body()))
    except (UnreadableUpdate, ValueError, RecursionError) as error:
        # Telegram repeats an update until it hears 200, so an unreadable one must not fail.
        UNREADABLE.labels("telegram").inc()
        log.warning("unreadable_update", channel="telegram", error=type(error).__name__)
        return Response(status_code=200)
    if message is not None:
        await keep(door, message)
    return Response(status_code=200)
