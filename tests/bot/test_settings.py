"""Settings come from the environment, and a value that cannot be used is named."""

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from bot.settings import DEFAULT_DATABASE, Settings, SettingsError, read_settings


def test_nothing_is_needed_to_try_the_bot() -> None:
    """One SQLite file, web chat, a secret made at random for this run."""
    settings = read_settings({})
    assert settings.database_url == DEFAULT_DATABASE and settings.show_drafts
    assert len(settings.secret_key) >= 32
    assert read_settings({}).secret_key != settings.secret_key


def test_every_setting_is_read_from_the_variable_of_its_name() -> None:
    """The name in capitals, whatever its kind."""
    examples: dict[type, str] = {str: "https://x.example.org", bool: "no", int: "7", float: "0.5"}
    for each in fields(Settings):
        default = getattr(Settings(), each.name)
        text = '{"list_6": "HX1"}' if isinstance(default, dict) else examples[type(default)]
        environment = {
            each.name.upper(): text,
            "TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "x", "TELEGRAM_WEBHOOK_SECRET": "x",
            "OIDC_CLIENT_ID": "x", "OIDC_CLIENT_SECRET": "x",
        }  # fmt: skip
        environment[each.name.upper()] = text
        assert getattr(read_settings(environment), each.name) != default, each.name


BAD = [
    ("SHOW_DRAFTS", "maybe"),
    ("RETENTION_DAYS", "a month"),
    ("RETENTION_DAYS", "0"),
    ("RETENTION_DAYS", "-3"),
    ("ANSWER_CONFIDENCE", "1.2"),
    ("ANSWER_CONFIDENCE", "0.1"),
    ("CHOOSE_CONFIDENCE", "0.9"),
    ("TELEGRAM_PER_SECOND", "fast"),
    ("TWILIO_CONTENT_SIDS", "HX1"),
    ("TWILIO_CONTENT_SIDS", "[1]"),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_value_that_cannot_be_used_names_the_variable(name: str, value: str) -> None:
    """One clear line instead of a surprise at night."""
    with pytest.raises(SettingsError, match=name):
        read_settings({name: value})


@pytest.mark.parametrize(
    ("environment", "missing"),
    [
        ({"TWILIO_SMS_FROM": "+77010000000"}, "TWILIO_ACCOUNT_SID"),
        ({"TWILIO_WHATSAPP_FROM": "whatsapp:+7", "TWILIO_ACCOUNT_SID": "AC1"}, "TWILIO_AUTH_TOKEN"),
        ({"TELEGRAM_BOT_TOKEN": "1:x", "PUBLIC_URL": "https://example.org"}, "TELEGRAM_WEBHOOK_SECRET"),
    ],
)
def test_a_missing_secret_stops_the_start_with_its_name(environment: dict[str, str], missing: str) -> None:
    """Webhooks without a secret would let anybody speak for Telegram."""
    with pytest.raises(SettingsError, match=f"{missing} is not set"):
        read_settings(environment)


def test_an_empty_variable_is_no_value() -> None:
    """`SHOW_DRAFTS=` in a .env file means the default."""
    assert read_settings({"SHOW_DRAFTS": "", "RETENTION_DAYS": ""}).retention_days == 30


def test_the_command_line_wins_over_the_environment() -> None:
    """`--database` is what somebody typed just now; left out, it changes nothing."""
    environment = {"DATABASE_URL": "sqlite:///one.db"}
    assert read_settings(environment, database_url="sqlite:///two.db").database_url == "sqlite:///two.db"
    assert read_settings(environment, database_url=None).database_url == "sqlite:///one.db"


def test_a_dotenv_file_is_read_and_the_environment_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file beside the program is the easiest way to keep a token."""
    (tmp_path / ".env").write_text("RETENTION_DAYS=5\nLOG_LEVEL=debug\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOG_LEVEL", "error")
    settings = read_settings()
    assert (settings.retention_days, settings.log_level) == (5, "error")


def test_no_secret_shows_when_settings_are_printed() -> None:
    """A traceback or a debug line must not give a token away."""
    secrets = (
        "database_url",
        "secret_key",
        "telegram_bot_token",
        "telegram_webhook_secret",
        "twilio_auth_token",
    )
    hidden: dict[str, Any] = {name: f"hidden-{name}" for name in secrets}
    settings = Settings(**hidden)
    assert "hidden-" not in repr(settings)


def test_every_setting_is_documented() -> None:
    """The text of each stands beside it."""
    assert [each.name for each in fields(Settings) if not each.metadata.get("text")] == []
