"""What arrives from Telegram is stripped to what an answer needs, whatever it is."""

import contextlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram_updates import UnreadableUpdate, read_update
from bot.messages import IncomingMessage, Kind

PAYLOADS: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "payloads" / "telegram.json").read_text(encoding="utf-8")
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def _read(name: str) -> IncomingMessage:
    message = read_update(PAYLOADS[name])
    assert message is not None
    return message


def test_text_is_read_with_address_language_and_time() -> None:
    """All that an answer needs, and nothing that says who the person is."""
    assert _read("text") == IncomingMessage(
        channel="telegram",
        external_id="501",
        address="700100200",
        text="Toshkentdan Olmaotaga keldim, qayerda ro'yxatdan o'taman?",
        language_hint="uz",
        sent_at=datetime(2026, 11, 22, tzinfo=UTC),
    )


@pytest.mark.parametrize("name", PAYLOADS)
def test_no_name_gets_past_the_reading(name: str) -> None:
    """Names, usernames and phone numbers of the payload are nowhere in what is kept."""
    kept = repr(read_update(PAYLOADS[name]))

    for personal in ("Aziza", "Examplova", "example_person", "+7700", "shartnoma"):
        assert personal not in kept


def test_start_keeps_its_campaign() -> None:
    """The code of a poster stays in the text."""
    assert _read("start_with_campaign").text == "/start border-poster"


def test_edited_message_is_a_message_of_its_own() -> None:
    """A corrected question is answered like a new one."""
    edited = _read("edited_text")

    assert (edited.kind, edited.external_id) == (Kind.TEXT, "503")
    assert edited.text == "Мне не платят зарплату два месяца"


@pytest.mark.parametrize("name", ["button", "button_of_deleted_message"])
def test_pressed_button_tells_its_action_and_what_to_acknowledge(name: str) -> None:
    """Also where the message with the button is gone."""
    query = PAYLOADS[name]["callback_query"]
    pressed = _read(name)

    assert (pressed.kind, pressed.action, pressed.callback_id) == (Kind.BUTTON, query["data"], query["id"])
    assert pressed.address == "700100200"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("voice", Kind.VOICE),
        ("audio", Kind.VOICE),
        ("photo", Kind.PHOTO),
        ("video", Kind.VIDEO),
        ("video_note", Kind.VIDEO),
        ("sticker", Kind.STICKER),
        ("document", Kind.FILE),
        ("location", Kind.LOCATION),
        ("contact", Kind.CONTACT),
        ("other_content", Kind.OTHER),
        ("group_text", Kind.GROUP),
        ("added_to_group", Kind.GROUP),
        ("blocked", Kind.BLOCKED),
        ("unblocked", Kind.UNBLOCKED),
    ],
)
def test_every_sort_of_message_is_told_apart(name: str, kind: Kind) -> None:
    """Each has its own kind outcome later on."""
    message = _read(name)

    assert message.kind is kind
    assert message.text == ""


def test_caption_is_the_question() -> None:
    """What is written under a photo is answered like any text."""
    message = _read("photo_with_caption")

    assert (message.kind, message.text) == (Kind.TEXT, "Что написано в этой бумаге?")


def test_location_has_its_coordinates() -> None:
    """The nearest help point is found by them."""
    message = _read("location")

    assert (message.latitude, message.longitude) == (43.238949, 76.889709)


@pytest.mark.parametrize(
    "name", ["pinned", "group_newcomer", "from_bot", "channel_post", "poll", "reaction", "of_the_future"]
)
def test_where_nobody_waits_nothing_is_answered(name: str) -> None:
    """Service notes, other bots, channels, polls and what Telegram invents next."""
    assert read_update(PAYLOADS[name]) is None


def test_quote_that_the_library_cannot_read_does_not_silence_the_question() -> None:
    """Telegram's types grow faster than the library; only what we need is parsed."""
    payload = json.loads(json.dumps(PAYLOADS["text"]))
    payload["message"]["reply_to_message"] = {"poll": {"new": True}}

    assert read_update(payload) == _read("text")


def test_invisible_and_broken_characters_are_gone() -> None:
    """NUL and lone surrogates cannot be stored; bidirectional marks can hide what a text says."""
    payload = json.loads(json.dumps(PAYLOADS["text"]))
    payload["message"]["text"] = "Ish\x00la\ud800\u202esam"

    message = read_update(payload)

    assert message is not None
    assert message.text == "Ishlasam"


@pytest.mark.parametrize(
    "payload",
    [
        None,
        [],
        "text",
        {},
        {"message": {}},
        {"update_id": "7"},
        {"update_id": True},
        {"update_id": 1, "message": {}},
        {"update_id": 1, "message": "text"},
        {"update_id": 1, "message": {"message_id": 1, "date": 0, "chat": {"id": "x", "type": "private"}}},
        {"update_id": 1, "callback_query": {}},
    ],
)
def test_unreadable_update_is_told_as_such(payload: object) -> None:
    """The webhook counts it and says 200: to have it sent again would not help."""
    with pytest.raises(UnreadableUpdate):
        read_update(payload)


@given(_JSON)
def test_any_json_value_is_read_or_unreadable(payload: object) -> None:
    """No other error, so a stranger cannot make the webhook fail."""
    with contextlib.suppress(UnreadableUpdate):
        read_update(payload)


@given(st.sampled_from(sorted(PAYLOADS)), st.data())
def test_update_with_one_wrong_value_is_read_or_unreadable(name: str, data: st.DataObject) -> None:
    """The same for updates that are nearly right."""
    payload = json.loads(json.dumps(PAYLOADS[name]))
    place = payload
    while True:
        key = data.draw(st.sampled_from(sorted(place)))
        if not isinstance(place[key], dict) or not place[key] or data.draw(st.booleans()):
            break
        place = place[key]
    place[key] = data.draw(_JSON)
    try:
        message = read_update(payload)
    except UnreadableUpdate:
        return
    if message is not None:
        assert isinstance(message.text, str)
        message.text.encode()
        message.address.encode()
