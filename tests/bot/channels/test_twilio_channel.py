"""WhatsApp and SMS as people and operators meet them, against a server that checks every call."""

import json
import logging
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels import ChannelBusy, ChatGone, Delivery, MessageRefused
from bot.channels.twilio import TwilioChannel
from bot.messages import Button, Reply
from tests.servers.twilio_api import ACCOUNT_SID, AUTH_TOKEN, TwilioServer, twilio_server

PERSON = "whatsapp:+998900000001"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
QUICK_REPLY, LIST = "HX" + "a" * 32, "HX" + "b" * 32
KZ, RU = Button("Qozogʻiston", "route:KZ"), Button("Rossiya", "route:RU")


@pytest.fixture
async def server() -> AsyncIterator[TwilioServer]:
    """A Twilio server; a call that is not what the API describes fails the test."""
    async with twilio_server() as server:
        yield server
        assert server.violations == []


@pytest.fixture
async def whatsapp(server: TwilioServer) -> AsyncIterator[TwilioChannel]:
    """WhatsApp without content templates; patient for a quarter of a second."""
    channel = TwilioChannel(
        "whatsapp",
        ACCOUNT_SID,
        AUTH_TOKEN,
        "+14155550100",
        api_url=server.url,
        status_callback="https://bot.example.org/webhooks/twilio/status",
        timeout=0.25,
        now=lambda: NOON,
    )
    yield channel
    await channel.close()


@pytest.fixture
async def with_templates(server: TwilioServer) -> AsyncIterator[TwilioChannel]:
    """WhatsApp with a template for two buttons and one for a list of four."""
    channel = TwilioChannel(
        "whatsapp",
        ACCOUNT_SID,
        AUTH_TOKEN,
        "whatsapp:+14155550100",
        api_url=server.url,
        content_sids={"quick_reply_2": QUICK_REPLY, "list_4": LIST},
    )
    yield channel
    await channel.close()


def a_delivery(text: str = "Salom", *buttons: Button, window_closes_at: datetime | None = None) -> Delivery:
    """A reply to the person of these tests."""
    return Delivery(PERSON, Reply(text, buttons), window_closes_at=window_closes_at)


def refusal(code: int, status: int = 400) -> dict[str, object]:
    """A failure in Twilio's own form."""
    return {"code": code, "message": "Secret words", "more_info": "https://example.org", "status": status}


async def test_calls_are_checked_against_the_published_description(server: TwilioServer) -> None:
    """Names, types and patterns; without the description these tests would prove less."""
    if server.unchecked:
        pytest.skip(server.unchecked)


async def test_options_are_numbered_lines(server: TwilioServer, whatsapp: TwilioChannel) -> None:
    """Works on every phone, and a bare number picks one."""
    sid = await whatsapp.send(a_delivery("Qayerdasiz?", KZ, RU))

    assert sid is not None
    assert sid.startswith("SM")
    assert server.calls[0].parameters == {
        "To": PERSON,
        "From": "whatsapp:+14155550100",
        "Body": "Qayerdasiz?\n\n1. Qozogʻiston\n2. Rossiya",
        "StatusCallback": "https://bot.example.org/webhooks/twilio/status",
    }


async def test_long_reply_is_cut_at_paragraphs(server: TwilioServer, whatsapp: TwilioChannel) -> None:
    """1600 is the limit; the options come with the last part."""
    paragraph = "Слово " * 150
    await whatsapp.send(a_delivery("\n\n".join([paragraph.strip()] * 3), KZ, RU))

    assert [sent.text for sent in server.sent] == [paragraph.strip()] * 2 + [
        paragraph.strip() + "\n\n1. Qozogʻiston\n2. Rossiya"
    ]


async def test_options_become_buttons_where_a_template_is_configured(
    server: TwilioServer, with_templates: TwilioChannel
) -> None:
    """Each button brings back its action."""
    await with_templates.send(a_delivery("Qayerdasiz?", KZ, RU))

    (call,) = server.calls
    assert call.parameters["ContentSid"] == QUICK_REPLY
    assert json.loads(call.parameters["ContentVariables"]) == {
        "1": "Qayerdasiz?",
        "2": "Qozogʻiston",
        "3": "route:KZ",
        "4": "Rossiya",
        "5": "route:RU",
    }


async def test_more_options_become_a_list(server: TwilioServer, with_templates: TwilioChannel) -> None:
    """WhatsApp shows up to three buttons, and up to ten lines in a list."""
    await with_templates.send(a_delivery("?", KZ, RU, Button("A", "a"), Button("B", "b")))

    assert server.calls[0].parameters["ContentSid"] == LIST


async def test_text_of_several_lines_goes_before_its_buttons(
    server: TwilioServer, with_templates: TwilioChannel
) -> None:
    """A template's variable may hold no line break (Twilio's 21656)."""
    await with_templates.send(a_delivery("1. Boring\n2. Ayting\n\nYordam berdimi?", KZ, RU))

    assert [sent.text for sent in server.sent] == ["1. Boring\n2. Ayting", "Yordam berdimi?"]
    assert [len(sent.options) for sent in server.sent] == [0, 2]


@pytest.mark.parametrize(
    "buttons",
    [
        (KZ,),
        (KZ, RU, Button("A", "a")),
        (KZ, Button("A label longer than twenty", "long")),
    ],
)
async def test_options_without_a_fitting_template_are_numbered(
    server: TwilioServer, with_templates: TwilioChannel, buttons: tuple[Button, ...]
) -> None:
    """Another number of options than configured, or a label too long for a button."""
    await with_templates.send(a_delivery("?", *buttons))

    assert server.sent[0].text.startswith("?\n\n1. Qozogʻiston")


async def test_closed_window_is_known_before_asking(server: TwilioServer, whatsapp: TwilioChannel) -> None:
    """24 hours after the person's last message WhatsApp takes no free text."""
    with pytest.raises(MessageRefused) as refused:
        await whatsapp.send(a_delivery(window_closes_at=NOON))
    await whatsapp.send(a_delivery(window_closes_at=NOON + timedelta(seconds=1)))

    assert refused.value.code == "window_closed"
    assert len(server.calls) == 1


async def test_sms_is_plain_and_cheap(server: TwilioServer) -> None:
    """From a messaging service, with signs that fit the small alphabet."""
    sms = TwilioChannel("sms", ACCOUNT_SID, AUTH_TOKEN, "MG" + "c" * 32, api_url=server.url)
    await sms.send(Delivery("+77000000001", Reply("Roʻyxatdan oʻting…", (KZ,))))
    await sms.close()

    assert server.calls[0].parameters == {
        "To": "+77000000001",
        "MessagingServiceSid": "MG" + "c" * 32,
        "Body": "Ro'yxatdan o'ting...\n\n1. Qozog'iston",
    }


@pytest.mark.parametrize(("code", "status"), [(20429, 429), (14107, 429), (63018, 400), (30022, 400)])
async def test_limit_is_told_with_its_pause(
    server: TwilioServer, whatsapp: TwilioChannel, code: int, status: int
) -> None:
    """Nothing was sent; the outbox waits as long as Twilio says, where it does."""
    server.fail_next(status, refusal(code, status), headers={"Retry-After": "4"})

    with pytest.raises(ChannelBusy) as busy:
        await whatsapp.send(a_delivery())

    assert busy.value.retry_after == (4 if status == 429 else None)
    assert not busy.value.outcome_unknown


@pytest.mark.parametrize("code", [21610, 21211, 21614, 63024])
async def test_person_who_left_is_gone(server: TwilioServer, whatsapp: TwilioChannel, code: int) -> None:
    """Unsubscribed, no such number, no WhatsApp: closed instead of tried again."""
    server.fail_next(400, refusal(code))

    with pytest.raises(ChatGone):
        await whatsapp.send(a_delivery())


@pytest.mark.parametrize("code", [63016, 21656, 21606])
async def test_refusal_is_told_by_its_code_alone(
    server: TwilioServer, whatsapp: TwilioChannel, code: int
) -> None:
    """Twilio's prose may quote the message, and the code goes to the log."""
    server.fail_next(400, refusal(code))

    with pytest.raises(MessageRefused) as refused:
        await whatsapp.send(a_delivery())

    assert refused.value.code == str(code)


async def test_wrong_token_loses_nothing(server: TwilioServer, whatsapp: TwilioChannel) -> None:
    """Messages wait until an operator has mended the setting."""
    server.fail_next(401, refusal(20003, 401))

    with pytest.raises(ChannelBusy) as busy:
        await whatsapp.send(a_delivery())

    assert (busy.value.retry_after, busy.value.outcome_unknown) == (300, False)


@pytest.mark.parametrize("failure", ["drop", "hang", "fault", "nonsense"])
async def test_answer_lost_on_the_way_back_leaves_the_outcome_unknown(
    server: TwilioServer, whatsapp: TwilioChannel, failure: str
) -> None:
    """The message may have arrived: only here a repeated one is allowed."""
    if failure == "drop":
        server.drop_next()
    elif failure == "hang":
        server.hang_next()
    elif failure == "fault":
        server.fail_next(503, refusal(20500, 503))
    else:
        server.fail_next(201, {"unexpected": True})

    with pytest.raises(ChannelBusy) as busy:
        await whatsapp.send(a_delivery())

    assert busy.value.outcome_unknown
    assert len(server.calls) == 1


async def test_message_that_never_left_is_known_as_such() -> None:
    """Nobody listens at the address: a retry cannot repeat anything."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"
        channel = TwilioChannel("whatsapp", ACCOUNT_SID, AUTH_TOKEN, "+14155550100", api_url=address)
        with pytest.raises(ChannelBusy) as busy:
            await channel.send(a_delivery())
        await channel.close()

    assert not busy.value.outcome_unknown


async def test_nothing_personal_reaches_the_log(
    server: TwilioServer, whatsapp: TwilioChannel, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither number nor text nor token, at any level."""
    caplog.set_level(logging.DEBUG)
    server.fail_next(400, refusal(21606))

    with pytest.raises(MessageRefused):
        await whatsapp.send(a_delivery("Secret words"))

    for personal in (AUTH_TOKEN, "Secret words", PERSON):
        assert personal not in caplog.text
