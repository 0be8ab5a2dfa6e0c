"""The log can be read by anybody: nothing in it tells what a person said or who they are."""

import asyncio
import contextlib
import logging
import os
import re
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
from twilio.request_validator import RequestValidator

from bot.logs import WithoutWords, only_allowed_keys, where_it_broke
from tests.servers.bot_api import TOKEN, BotApiServer, bot_api_server
from tests.servers.twilio_api import ACCOUNT_SID, AUTH_TOKEN, twilio_server

PUBLIC_URL = "https://bot.example.org"
SECRET = "webhook-secret-of-nobody"
PERSONAL = (
    "Zargaldoq",
    "зарплат",
    "Examplova",
    "7009988",
    "998900000001",
    "41.31",
    TOKEN,
    SECRET,
    AUTH_TOKEN,
)
QUOTING = {"ok": False, "error_code": 400, "description": "Bad Request: Zargaldoq 7009988"}


@dataclass
class Running:
    """`migrantbot serve` at its most talkative, and where it listens."""

    http: httpx.AsyncClient
    telegram: BotApiServer
    log: Path

    async def says(self, number: int, **content: object) -> int:
        """Deliver a Telegram message of somebody and return the status."""
        person = {"id": 7009988, "is_bot": False, "first_name": "Examplova"}
        chat = {"id": 7009988, "type": "private", "first_name": "Examplova"}
        message = {"message_id": 1, "from": person, "chat": chat, "date": 1795305600, **content}
        return (
            await self.http.post(
                "/webhooks/telegram",
                json={"update_id": number, "message": message},
                headers={"X-Telegram-Bot-Api-Secret-Token": SECRET},
            )
        ).status_code

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(30):
            while not holds():  # noqa: ASYNC110 - another process makes it so
                await asyncio.sleep(0.05)


async def test_nothing_personal_is_logged_at_any_level(sqlite_url: str, tmp_path: Path) -> None:
    """Answers, danger, forged and unreadable requests, refused sends, a database that fails meanwhile."""
    async with _serving(sqlite_url, tmp_path) as bot:
        assert await bot.says(1, text="Zargaldoq mне не платят зарплату в Алматы") == 200
        await bot.until(lambda: len(bot.telegram.sent) == 1)
        bot.telegram.fail_next(400, QUOTING, method="sendMessage")
        assert await bot.says(2, text="Zargaldoq, меня бьют, помогите, хочу умереть") == 200
        await bot.until(lambda: len(bot.telegram.calls) == 2)
        assert await bot.says(3, location={"latitude": 41.31, "longitude": 69.2}) == 200
        assert await bot.says(4, text=["Zargaldoq"], chat="Zargaldoq") == 200
        form = {"MessageSid": "SM1", "From": "whatsapp:+998900000001", "Body": "Zargaldoq", "NumMedia": "0"}
        signature = RequestValidator(AUTH_TOKEN).compute_signature(f"{PUBLIC_URL}/webhooks/twilio", form)
        for given, status in (("forged Zargaldoq", 403), (signature, 200)):
            headers = {"X-Twilio-Signature": given}
            assert (await bot.http.post("/webhooks/twilio", data=form, headers=headers)).status_code == status
        token = {"Authorization": "Bearer Zargaldoq" + "z" * 40}
        said = {"id": "abcdefgh", "text": "Zargaldoq зарплата"}
        assert (await bot.http.post("/chat/messages", json=said, headers=token)).status_code == 202
        await bot.until(lambda: bot.log.read_text("utf-8").count("event='sent'") >= 5)
        _rename(sqlite_url, "inbox", "away")
        assert await bot.says(5, text="Zargaldoq зарплата") == 500
        _rename(sqlite_url, "away", "inbox")
        assert await bot.says(5, text="Zargaldoq зарплата") == 200
        await bot.until(lambda: "message_id=6" in bot.log.read_text("utf-8"))

    log = bot.log.read_text("utf-8")
    assert [personal for personal in PERSONAL if personal.lower() in log.lower()] == []
    for event in ("received", "handled", "sent", "unreadable_update"):
        assert f"event='{event}'" in log
    assert "result='refused'" in log and "uvicorn.error OperationalError" in log


def test_only_known_keys_reach_the_log() -> None:
    """Whatever a programmer passes by mistake."""
    event = {"event": "handled", "message_id": 1, "text": "Zargaldoq", "address": "7009988"}
    assert only_allowed_keys(None, "info", event) == {"event": "handled", "message_id": 1}


def test_an_exception_says_where_and_not_what() -> None:
    """Its words can quote a person's message; file and line cannot."""
    try:
        raise ValueError("Zargaldoq")
    except ValueError:
        event = where_it_broke(None, "error", {"event": "handling_failed", "exc_info": True})
        record = logging.LogRecord("library", logging.ERROR, "", 1, "Zargaldoq", (), sys.exc_info())
    assert re.fullmatch(r"test_logs\.py:\d+", event["where"])
    assert re.fullmatch(r"ERROR library ValueError test_logs\.py:\d+", WithoutWords().format(record))
    plain = logging.LogRecord("library", logging.WARNING, "", 1, "Zargaldoq", (), None)
    assert WithoutWords().format(plain) == "WARNING library"


@contextlib.asynccontextmanager
async def _serving(url: str, folder: Path) -> AsyncIterator[Running]:
    log, port, console_port = folder / "log.txt", _free_port(), _free_port()
    async with bot_api_server() as telegram, twilio_server() as twilio:
        environment = {
            **os.environ,
            "LOG_LEVEL": "debug",
            "PUBLIC_URL": PUBLIC_URL,
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_WEBHOOK_SECRET": SECRET,
            "TELEGRAM_API_URL": telegram.url,
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "TWILIO_WHATSAPP_FROM": "whatsapp:+14155550100",
            "TWILIO_API_URL": twilio.url,
        }
        ports = ("--port", str(port), "--console-port", str(console_port))
        command = (sys.executable, "-m", "cli", "serve", "--database", url, *ports)
        with log.open("wb") as output:
            process = await asyncio.create_subprocess_exec(
                *command, env=environment, stdout=output, stderr=output
            )
        try:
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as http:
                running = Running(http, telegram, log)
                await running.until(lambda: "console  http" in log.read_text("utf-8"))
                yield running
        finally:
            process.terminate()
            await process.wait()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _rename(url: str, old: str, new: str) -> None:
    with contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=30)) as connection:
        connection.execute(f"ALTER TABLE {old} RENAME TO {new}")
        connection.commit()
