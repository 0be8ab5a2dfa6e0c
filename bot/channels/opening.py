"""The channels that the settings describe. Slow SDKs are imported only for a channel that is used."""

from bot.channels import Channel
from bot.channels.web import WebChannel
from bot.settings import Settings


def open_channels(settings: Settings) -> dict[str, Channel]:
    """Return the channels by name; the web chat is always there."""
    channels: dict[str, Channel] = {"web": WebChannel()}
    if settings.telegram_bot_token:
        channels["telegram"] = _telegram(settings)
    for name, sender in (("whatsapp", settings.twilio_whatsapp_from), ("sms", settings.twilio_sms_from)):
        if sender:
            channels[name] = _twilio(name, sender, settings)
    return channels


def _telegram(settings: Settings) -> Channel:
    from bot.channels.telegram import TelegramChannel

    return TelegramChannel(
        settings.telegram_bot_token,
        api_url=settings.telegram_api_url or None,
        per_second=settings.telegram_per_second,
    )


def _twilio(name: str, sender: str, settings: Settings) -> Channel:
    from bot.channels.twilio import TwilioChannel

    public_url = settings.public_url.rstrip("/")
    return TwilioChannel(
        name,
        settings.twilio_account_sid,
        settings.twilio_auth_token,
        sender,
        api_url=settings.twilio_api_url or None,
        status_callback=f"{public_url}/webhooks/twilio/status" if public_url else None,
        content_sids=settings.twilio_content_sids,
    )
