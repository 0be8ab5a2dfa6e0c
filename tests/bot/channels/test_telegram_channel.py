"""Telegram as people and operators meet it, against a server that checks every call."""

import logging
import socket
from collections.abc import AsyncIterator

import pytest

from bot.channels import ChannelBusy, ChatGone, Delivery, MessageRefused
from bot.channels.telegram import TelegramChannel
from bot.messages import Button, Reply
from tests.servers.bot_api import TOKEN, BotApiServer, bot_api_server

PERSON = "700100200"


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    """A Bot API server; a call that is not what the API describes fails the test."""
    async with bot_api_server() as server:
        yield server
        assert server.violations == []


@pytest.fixture
async def channel(server: BotApiServer) -> AsyncIterator[TelegramChannel]:
    """The channel under test; patient for a quarter of a second."""
    channel = TelegramChannel(TOKEN, api_url=server.url, timeout=0.25)
    yield channel
    await channel.close()


def a_delivery(text: str = "Salom", *buttons: Button, callback_id: str | None = None) -> Delivery:
    """A reply to the person of these tests."""
    return Delivery(PERSON, Reply(text, buttons), callback_id=callback_id)


def refusal(description: str, code: int = 400) -> dict[str, object]:
    """A failure in Telegram's own form."""
    return {"ok": False, "error_code": code, "description": description}


async def test_calls_are_checked_against_the_published_description(server: BotApiServer) -> None:
    """Names, types and nesting; without the description these tests would prove less."""
    if server.unchecked:
        pytest.skip(server.unchecked)


async def test_reply_arrives_as_it_was_written(server: BotApiServer, channel: TelegramChannel) -> None:
    """Signs of HTML are text to the person, and addresses stay plain."""
    message_id = await channel.send(a_delivery("5 < 6 & 7 > 6: https://example.org/?a=1&b=2"))

    assert message_id == "1"
    assert [(sent.address, sent.text) for sent in server.sent] == [
        (PERSON, "5 < 6 & 7 > 6: https://example.org/?a=1&b=2")
    ]
    assert server.calls[0].parameters["link_preview_options"] == '{"is_disabled": true}'


async def test_each_choice_is_a_button_of_its_own_row(server: BotApiServer, channel: TelegramChannel) -> None:
    """Long labels stay readable on a small phone."""
    await channel.send(a_delivery("?", Button("Қазақстан", "route:KZ"), Button("Россия", "route:RU")))

    assert server.sent[0].options == (("Қазақстан", "route:KZ"), ("Россия", "route:RU"))
    assert '[[{"text"' in server.calls[0].parameters["reply_markup"].replace('"callback_data"', '"text"')


async def test_long_reply_keeps_its_buttons_at_the_end(
    server: BotApiServer, channel: TelegramChannel
) -> None:
    """4096 is the limit; escaped signs and emoji count more than one."""
    paragraph = "<&> 👍 " * 150
    await channel.send(a_delivery("\n\n".join([paragraph] * 8), Button("Menu", "menu")))

    assert len(server.sent) > 1
    assert [len(sent.options) for sent in server.sent] == [0] * (len(server.sent) - 1) + [1]
    assert "".join("".join(sent.text.split()) for sent in server.sent) == "<&>👍" * 1200


async def test_pressed_button_is_acknowledged_before_the_reply(
    server: BotApiServer, channel: TelegramChannel
) -> None:
    """Until then the button shows that it waits."""
    await channel.send(a_delivery(callback_id="42"))

    assert [call.method for call in server.calls] == ["answerCallbackQuery", "sendMessage"]


async def test_reply_is_sent_though_its_button_is_too_old(
    server: BotApiServer, channel: TelegramChannel
) -> None:
    """After an outage the acknowledgement comes too late, the answer does not."""
    server.fail_next(
        400, refusal("Bad Request: query is too old and response timeout expired or query ID is invalid")
    )

    await channel.send(a_delivery(callback_id="42"))

    assert len(server.sent) == 1


async def test_pause_that_telegram_asks_for_is_told(server: BotApiServer, channel: TelegramChannel) -> None:
    """The outbox waits as long as Telegram says."""
    server.fail_next(
        429, {**refusal("Too Many Requests: retry after 17", 429), "parameters": {"retry_after": 17}}
    )

    with pytest.raises(ChannelBusy) as busy:
        await channel.send(a_delivery())

    assert (busy.value.retry_after, busy.value.outcome_unknown) == (17, False)


@pytest.mark.parametrize(
    ("status", "description"),
    [
        (403, "Forbidden: bot was blocked by the user"),
        (403, "Forbidden: user is deactivated"),
        (400, "Bad Request: chat not found"),
        (400, "Bad Request: PEER_ID_INVALID"),
    ],
)
async def test_person_who_left_is_gone(
    server: BotApiServer, channel: TelegramChannel, status: int, description: str
) -> None:
    """The chat is closed instead of tried again."""
    server.fail_next(status, refusal(description, status))

    with pytest.raises(ChatGone):
        await channel.send(a_delivery())


async def test_group_that_became_another_is_gone(server: BotApiServer, channel: TelegramChannel) -> None:
    """A group is not where advice is given; its new address is not followed."""
    server.fail_next(
        400,
        {
            **refusal("Bad Request: group chat was upgraded to a supergroup chat"),
            "parameters": {"migrate_to_chat_id": -1001},
        },
    )

    with pytest.raises(ChatGone):
        await channel.send(a_delivery())


async def test_refusal_is_told_without_quoting_the_message(
    server: BotApiServer, channel: TelegramChannel
) -> None:
    """The code goes to the log, so what Telegram quotes of the text must not be in it."""
    server.fail_next(400, refusal("Bad Request: can't parse entities: Secret words at byte offset 3"))

    with pytest.raises(MessageRefused) as refused:
        await channel.send(a_delivery())

    assert refused.value.code == "can_t_parse_entities"


async def test_wrong_token_loses_nothing(server: BotApiServer) -> None:
    """Messages wait until an operator has mended the setting."""
    channel = TelegramChannel("99:wrong", api_url=server.url)

    with pytest.raises(ChannelBusy) as busy:
        await channel.send(a_delivery())
    await channel.close()

    assert (busy.value.retry_after, busy.value.outcome_unknown) == (300, False)


@pytest.mark.parametrize("failure", ["drop", "hang", "fault", "nonsense"])
async def test_answer_lost_on_the_way_back_leaves_the_outcome_unknown(
    server: BotApiServer, channel: TelegramChannel, failure: str
) -> None:
    """The message may have arrived: only here a repeated one is allowed."""
    if failure == "drop":
        server.drop_next()
    elif failure == "hang":
        server.hang_next()
    else:
        server.fail_next(502 if failure == "fault" else 200, {"unexpected": True})

    with pytest.raises(ChannelBusy) as busy:
        await channel.send(a_delivery())

    assert busy.value.outcome_unknown
    assert len(server.calls) == 1


async def test_message_that_never_left_is_known_as_such() -> None:
    """Nobody listens at the address: a retry cannot repeat anything."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        channel = TelegramChannel(TOKEN, api_url=f"http://127.0.0.1:{unused.getsockname()[1]}")
        with pytest.raises(ChannelBusy) as busy:
            await channel.send(a_delivery())
        await channel.close()

    assert not busy.value.outcome_unknown


async def test_failed_acknowledgement_leaves_nothing_unknown(
    server: BotApiServer, channel: TelegramChannel
) -> None:
    """The message itself was not tried."""
    server.drop_next(method="answerCallbackQuery")

    with pytest.raises(ChannelBusy) as busy:
        await channel.send(a_delivery(callback_id="42"))

    assert not busy.value.outcome_unknown
    assert server.sent == []


async def test_webhook_is_set_with_its_secret_and_taken_back(
    server: BotApiServer, channel: TelegramChannel
) -> None:
    """Only the kinds of update that we answer are asked for."""
    await channel.set_webhook("https://bot.example.org/webhooks/telegram", "s3cret")
    assert server.webhook == {
        "url": "https://bot.example.org/webhooks/telegram",
        "secret_token": "s3cret",
        "allowed_updates": '["message", "edited_message", "callback_query", "my_chat_member"]',
    }

    await channel.delete_webhook()
    assert server.webhook is None


async def test_polling_brings_raw_updates_once(server: BotApiServer, channel: TelegramChannel) -> None:
    """The next offset acknowledges the earlier ones; what the library cannot read comes along too."""
    server.deliver({"update_id": 7, "message": {"text": "?"}})
    server.deliver({"update_id": 8, "something_new": {}})

    assert await channel.poll(wait=0) == [
        {"update_id": 7, "message": {"text": "?"}},
        {"update_id": 8, "something_new": {}},
    ]
    assert await channel.poll(9, wait=0) == []


async def test_second_poller_waits(server: BotApiServer, channel: TelegramChannel) -> None:
    """Telegram lets one process poll; the other must not run hot."""
    server.fail_next(409, refusal("Conflict: terminated by other getUpdates request", 409))

    with pytest.raises(ChannelBusy) as busy:
        await channel.poll(wait=0)

    assert busy.value.retry_after == 30


async def test_nothing_personal_reaches_the_log(
    server: BotApiServer, channel: TelegramChannel, caplog: pytest.LogCaptureFixture
) -> None:
    """The library logs addresses with the token in them, and texts: not here, at any level."""
    caplog.set_level(logging.DEBUG)
    server.fail_next(200, {"unexpected": "Secret words"})

    with pytest.raises(ChannelBusy):
        await channel.send(a_delivery("Secret words"))
    await channel.send(a_delivery("Secret words"))

    for personal in (TOKEN, "Secret words", PERSON):
        assert personal not in caplog.text
