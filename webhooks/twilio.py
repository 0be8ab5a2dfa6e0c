"""Twilio's form posts for WhatsApp and SMS: check the signature, strip, keep, 200."""

from collections.abc import Mapping
from typing import Final

import structlog
from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData
from twilio.request_validator import RequestValidator

from bot.channels.twilio_forms import UnreadableForm, read_form, read_status
from bot.metrics import FORGED, UNREADABLE
from bot.outbox import record_delivery
from webhooks.keeping import door_of, keep

log = structlog.get_logger(__name__)
router = APIRouter()

#: An empty TwiML document: the reply goes out through the outbox, not through this response.
_NO_REPLY: Final = "<Response/>"
_DELIVERED: Final = ("delivered", "read")
_FAILED: Final = ("failed", "undelivered")


@router.post("/webhooks/twilio", include_in_schema=False)
async def receive_message(request: Request) -> Response:
    """Keep a WhatsApp message or an SMS; 403 for a wrong signature."""
    form = await _signed_form(request)
    if form is None:
        return Response(status_code=403)
    try:
        message = read_form(form)
    except UnreadableForm as error:
        UNREADABLE.labels("twilio").inc()
        log.warning("unreadable_update", channel="twilio", error=type(error).__name__)
        return _no_reply()
    if message is not None:
        await keep(door_of(request), message)
    return _no_reply()


@router.post("/webhooks/twilio/status", include_in_schema=False)
async def receive_status(request: Request) -> Response:
    """Record what became of a message that Twilio had taken."""
    form = await _signed_form(request)
    if form is None:
        return Response(status_code=403)
    try:
        status = read_status(form)
    except UnreadableForm:
        status = None
    if status is None:
        UNREADABLE.labels("twilio").inc()
        return _no_reply()
    if status.status in _DELIVERED + _FAILED:
        async with door_of(request).sessions.begin() as session:
            for channel in ("whatsapp", "sms"):
                await record_delivery(
                    session,
                    channel,
                    status.message_sid,
                    delivered=status.status in _DELIVERED,
                    error=status.error_code,
                )
    return _no_reply()


async def _signed_form(request: Request) -> Mapping[str, str] | None:
    """Return the form's fields, or None when Twilio did not sign exactly these."""
    settings = door_of(request).settings
    async with request.form() as fields:
        # Twilio sends no files; a stranger may.
        form = FormData([(key, value) for key, value in fields.multi_items() if isinstance(value, str)])
    signature = request.headers.get("X-Twilio-Signature", "")
    if not settings.twilio_auth_token or not _is_signed(
        settings.twilio_auth_token, _public_address(request, settings.public_url), form, signature
    ):
        FORGED.labels("twilio").inc()
        return None
    return _plain(form)


def _is_signed(token: str, address: str, form: FormData, signature: str) -> bool:
    try:
        return bool(RequestValidator(token).validate(address, form, signature))
    except ValueError:
        return False  # an address with a port that is none, from a Host header that somebody made up


def _public_address(request: Request, public_url: str) -> str:
    """Return the URL that Twilio called, which behind a proxy is not the one that arrived here."""
    if not public_url:
        return str(request.url)
    query = f"?{request.url.query}" if request.url.query else ""
    return public_url.rstrip("/") + request.url.path + query


def _plain(form: FormData) -> dict[str, str]:
    return {key: value for key, value in form.items() if isinstance(value, str)}


def _no_reply() -> Response:
    return Response(_NO_REPLY, media_type="text/xml")
