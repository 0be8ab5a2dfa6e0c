"""Every setting, named and documented. They are environment variables, or lines of a `.env` file.

Nothing is needed to try the bot: the defaults are one SQLite file and the web chat.
"""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from dotenv import dotenv_values

DEFAULT_DATABASE: Final = "sqlite:///migrantbot.db"


class SettingsError(ValueError):
    """A setting is missing or cannot be read; the message names the variable."""


def _documented(default: Any, text: str, *, secret: bool = False) -> Any:
    metadata = {"text": text}
    if isinstance(default, dict):
        return field(default_factory=default.copy, metadata=metadata, repr=not secret)
    return field(default=default, metadata=metadata, repr=not secret)


@dataclass(frozen=True, slots=True)
class Settings:
    """Read once by the entry points, then passed. Each field is the variable of its name in capitals."""

    database_url: str = _documented(
        DEFAULT_DATABASE, "SQLite file or PostgreSQL, e.g. `postgresql://bot@localhost/bot`", secret=True
    )
    public_url: str = _documented(
        "", "Address under which the webhooks are reached from outside, e.g. `https://bot.example.org`"
    )
    console_url: str = _documented(
        "", "Address of the console where it stands behind a proxy, e.g. `https://console.example.org`"
    )
    secret_key: str = _documented(
        "", "Signs links and cookies; made at random for this run where it is empty", secret=True
    )
    oidc_issuer: str = _documented(
        "", "Sign-in through an OpenID Connect provider: its address; needs the extra `oidc`"
    )
    oidc_client_id: str = _documented("", "The console's id at that provider")
    oidc_client_secret: str = _documented("", "Its secret there", secret=True)
    show_drafts: bool = _documented(True, "`no` shows only texts that a person has reviewed")
    answer_confidence: float = _documented(
        0.75,
        "How sure the bot must be to answer, 0 to 1: `migrantbot evaluate --costs` shows the price; "
        "0.87 where the machine has no sentence embeddings",
    )
    choose_confidence: float = _documented(
        0.2, "How sure it must be to offer two to four questions; below it a person is told"
    )
    escalate_after_minutes: int = _documented(
        10, "Minutes after which an urgent chat that nobody took is told to whoever is on call"
    )
    person_silence_hours: int = _documented(
        24, "Hours without a word from staff after which the bot answers in a taken chat again"
    )
    retention_days: int = _documented(30, "Days after which handled messages are deleted")
    telegram_bot_token: str = _documented("", "Token of the bot, from @BotFather", secret=True)
    telegram_webhook_secret: str = _documented(
        "", "Telegram sends it with each update; 1-256 letters, digits, `_`, `-`", secret=True
    )
    telegram_api_url: str = _documented("", "Another Bot API server, e.g. a self-hosted one or a test")
    telegram_per_second: float = _documented(30.0, "Messages a second the bot may send on Telegram")
    twilio_account_sid: str = _documented("", "Twilio account")
    twilio_auth_token: str = _documented("", "Its token; also checks the signatures", secret=True)
    twilio_whatsapp_from: str = _documented("", "WhatsApp sender, e.g. `whatsapp:+77010000000`")
    twilio_sms_from: str = _documented("", "SMS sender, e.g. `+77010000000`")
    twilio_api_url: str = _documented("", "Another server that speaks Twilio's API, for tests")
    twilio_content_sids: Mapping[str, str] = _documented(
        {},
        'Content templates as JSON, e.g. `{"quick_reply_3": "HX…", "list_6": "HX…", "reopen_ru": "HX…"}`; '
        "`reopen` asks to write again after WhatsApp's 24 hours",
    )
    log_level: str = _documented("info", "`debug`, `info`, `warning` or `error`")

    def require(self, *names: str) -> None:
        """Raise SettingsError naming the first of these fields that is empty."""
        for name in names:
            if not getattr(self, name):
                raise SettingsError(f"{name.upper()} is not set")


def read_settings(environment: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """Read `.env` and the environment (which wins); raise SettingsError for a value that cannot be read."""
    if environment is None:
        from_file = {key: value for key, value in dotenv_values(Path(".env")).items() if value is not None}
        environment = {**from_file, **os.environ}
    values: dict[str, Any] = {}
    for each in fields(Settings):
        name = each.name.upper()
        if environment.get(name, "") != "":
            values[each.name] = _parse(name, environment[name], getattr(Settings(), each.name))
    values |= {name: value for name, value in overrides.items() if value is not None}
    values.setdefault("secret_key", "")
    values["secret_key"] = values["secret_key"] or secrets.token_urlsafe(32)
    settings = Settings(**values)
    _check(settings)
    return settings


def _parse(name: str, text: str, default: Any) -> Any:
    try:
        if isinstance(default, bool):
            return {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}[
                text.strip().lower()
            ]
        if isinstance(default, int | float):
            return type(default)(text)
        if isinstance(default, Mapping):
            value = json.loads(text)
            if not isinstance(value, dict):
                raise ValueError
            return value
    except (KeyError, ValueError):
        raise SettingsError(f"{name} cannot be read: {text!r}") from None
    return text.strip()


def _check(settings: Settings) -> None:
    if settings.twilio_whatsapp_from or settings.twilio_sms_from:
        settings.require("twilio_account_sid", "twilio_auth_token")
    if settings.telegram_bot_token and settings.public_url:
        settings.require("telegram_webhook_secret")
    if settings.oidc_issuer:
        settings.require("oidc_client_id", "oidc_client_secret")
        if not settings.oidc_issuer.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise SettingsError("OIDC_ISSUER must begin with https://")
    if not 0 <= settings.choose_confidence <= settings.answer_confidence <= 1:
        raise SettingsError("CHOOSE_CONFIDENCE and ANSWER_CONFIDENCE must lie between 0 and 1, in this order")
    if settings.escalate_after_minutes < 1 or settings.person_silence_hours < 1:
        raise SettingsError("ESCALATE_AFTER_MINUTES and PERSON_SILENCE_HOURS must be at least 1")
    if settings.retention_days < 1:
        raise SettingsError("RETENTION_DAYS must be at least 1")
