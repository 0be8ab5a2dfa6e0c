"""The stand-ins are as strict as the APIs they stand for: else the other tests would prove nothing."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.servers.bot_api import TOKEN, BotApiServer, bot_api_server
from tests.servers.spec import TELEGRAM_SPEC, TWILIO_SPEC, missing_reason
from tests.servers.twilio_api import ACCOUNT_SID, AUTH_TOKEN, TwilioServer, twilio_server

needs_telegram_spec = pytest.mark.skipif(
    missing_reason(TELEGRAM_SPEC) is not None, reason=missing_reason(TELEGRAM_SPEC) or ""
)
needs_twilio_spec = pytest.mark.skipif(
    missing_reason(TWILIO_SPEC) is not None, reason=missing_reason(TWILIO_SPEC) or ""
)
A_KEYBOARD = {"inline_keyboard": [[{"text": "Menu", "callback_data": "menu"}]]}


@pytest.fixture
async def telegram() -> AsyncIterator[BotApiServer]:
    """A Bot API server."""
    async with bot_api_server() as server:
        yield server


@pytest.fixture
async def twilio() -> AsyncIterator[TwilioServer]:
    """A Twilio server."""
    async with twilio_server() as server:
        yield server


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """A plain HTTP client."""
    async with httpx.AsyncClient() as client:
        yield client


def messages_of(server: TwilioServer) -> str:
    """Where Twilio takes new messages."""
    return f"{server.url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"


@pytest.mark.parametrize(
    "parameters",
    [
        {"chat_id": 7, "text": "Salom"},
        {"chat_id": 7, "text": "Salom", "reply_markup": A_KEYBOARD},
        {"chat_id": 7, "text": "x" * 4096},
        {"chat_id": 7, "text": "<b>" + "&lt;" * 4096 + "</b>", "parse_mode": "HTML"},
    ],
)
async def test_right_call_is_answered_with_the_message(
    telegram: BotApiServer, client: httpx.AsyncClient, parameters: dict[str, object]
) -> None:
    """As Telegram does, with ids that count up."""
    answer = await client.post(f"{telegram.url}/bot{TOKEN}/sendMessage", json=parameters)

    assert (answer.status_code, answer.json()["result"]["message_id"]) == (200, 1)
    assert telegram.violations == []


@pytest.mark.parametrize(
    "parameters",
    [
        {"chat_id": 7, "text": ""},
        {"chat_id": 7, "text": "x" * 4097},
        {"chat_id": 7, "text": "5 < 6", "parse_mode": "HTML"},
        {"chat_id": 7, "text": "?", "reply_markup": {"inline_keyboard": [[{"callback_data": "x" * 65}]]}},
        *(
            pytest.param(parameters, marks=needs_telegram_spec)
            for parameters in (
                {"chat_id": 7},
                {"chat_id": 7.5, "text": "?"},
                {"chat_id": 7, "text": "?", "colour": "red"},
                {"chat_id": 7, "text": "?", "link_preview_options": {"is_disabled": "yes"}},
                {"chat_id": 7, "text": "?", "reply_markup": {"inline_keyboard": [{"text": "no row"}]}},
                {"chat_id": 7, "text": "?", "reply_markup": {"inline_keyboard": [[{"title": "no text"}]]}},
            )
        ),
    ],
)
async def test_wrong_call_is_refused_and_kept_as_a_violation(
    telegram: BotApiServer, client: httpx.AsyncClient, parameters: dict[str, object]
) -> None:
    """Missing, unknown and mistyped parameters, and the limits that are only in prose."""
    answer = await client.post(f"{telegram.url}/bot{TOKEN}/sendMessage", json=parameters)

    assert answer.status_code == 400
    assert telegram.violations
    assert telegram.sent == []


@needs_telegram_spec
async def test_unknown_method_is_not_found(telegram: BotApiServer, client: httpx.AsyncClient) -> None:
    """Methods are known in any case of letters, as at Telegram."""
    unknown = await client.post(f"{telegram.url}/bot{TOKEN}/sendMassage")
    known = await client.post(f"{telegram.url}/bot{TOKEN}/GETME")

    assert (unknown.status_code, known.status_code) == (404, 200)
    assert telegram.violations == ["unknown method sendMassage"]


async def test_poll_waits_for_an_update(telegram: BotApiServer, client: httpx.AsyncClient) -> None:
    """Long polling, as at Telegram."""
    poll = asyncio.ensure_future(
        client.post(f"{telegram.url}/bot{TOKEN}/getUpdates", json={"timeout": 30, "offset": 5}, timeout=30)
    )
    telegram.deliver({"update_id": 4})
    telegram.deliver({"update_id": 5})

    assert (await poll).json()["result"] == [{"update_id": 5}]


@pytest.mark.parametrize(
    "wrong",
    [
        {"Body": ""},
        {"Body": "x" * 1601},
        {"From": None},
        {"Body": None, "ContentVariables": "{}"},
        {"ContentSid": "HX" + "a" * 32, "ContentVariables": json.dumps({"1": "two\nlines"})},
        *(
            pytest.param(wrong, marks=needs_twilio_spec)
            for wrong in (
                {"To": None},
                {"To": "somebody"},
                {"Colour": "red"},
                {"ContentSid": "HX1"},
                {"SmartEncoded": "perhaps"},
                {"StatusCallback": "not an address"},
                {"MessagingServiceSid": "MG1"},
            )
        ),
    ],
)
async def test_wrong_message_is_refused_and_kept_as_a_violation(
    twilio: TwilioServer, client: httpx.AsyncClient, wrong: dict[str, str | None]
) -> None:
    """Missing, unknown and mistyped parameters, and the limits that are only in prose."""
    right = {"To": "whatsapp:+998900000001", "From": "whatsapp:+14155550100", "Body": "Salom"}
    form = {name: value for name, value in {**right, **wrong}.items() if value is not None}
    auth = (ACCOUNT_SID, AUTH_TOKEN)
    good = await client.post(messages_of(twilio), data=right, auth=auth)
    bad = await client.post(messages_of(twilio), data=form, auth=auth)

    assert (good.status_code, bad.status_code) == (201, 400)
    assert len(twilio.sent) == 1
    assert twilio.violations


@pytest.mark.parametrize("auth", [("", ""), (ACCOUNT_SID, "wrong"), ("AC0", AUTH_TOKEN)])
async def test_stranger_is_not_let_in(
    twilio: TwilioServer, client: httpx.AsyncClient, auth: tuple[str, str]
) -> None:
    """Basic authentication with account and token, as at Twilio."""
    answer = await client.post(messages_of(twilio), data={"To": "+77000000001"}, auth=auth)

    assert (answer.status_code, answer.json()["code"]) == (401, 20003)


async def test_dropped_call_counts_as_taken(telegram: BotApiServer, client: httpx.AsyncClient) -> None:
    """The case that makes duplicates: it arrived, and the sender cannot know."""
    telegram.drop_next()
    with pytest.raises(httpx.RemoteProtocolError):
        await client.post(f"{telegram.url}/bot{TOKEN}/sendMessage", json={"chat_id": 7, "text": "?"})

    assert len(telegram.sent) == 1


async def test_standalone_servers_log_each_call_before_they_answer(
    tmp_path: Path, client: httpx.AsyncClient
) -> None:
    """A test that kills the worker counts in this file what really went out."""
    log = tmp_path / "calls.jsonl"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.servers", "--log", str(log)), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    telegram = (await process.stdout.readline()).decode().split()[1]
    twilio = (await process.stdout.readline()).decode().split()[1]
    await client.post(f"{telegram}/botany:token/sendMessage", json={"chat_id": 7, "text": "Салом"})
    await client.post(
        f"{twilio}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json",
        data={"To": "+77000000001", "From": "+14155550100", "Body": "Salom"},
        auth=(ACCOUNT_SID, "any"),
    )
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    process.terminate()

    assert await process.wait() == 0
    assert [(line["server"], line["method"], line["status"]) for line in lines] == [
        ("telegram", "sendMessage", 200),
        ("twilio", "CreateMessage", 201),
    ]
