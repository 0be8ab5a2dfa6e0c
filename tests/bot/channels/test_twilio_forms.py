"""What Twilio posts is stripped to what an answer needs."""

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.twilio_forms import DeliveryStatus, UnreadableForm, read_form, read_status
from bot.messages import IncomingMessage, Kind

PAYLOADS: dict[str, dict[str, str]] = json.loads(
    (Path(__file__).parents[2] / "payloads" / "twilio.json").read_text(encoding="utf-8")
)
_FORMS = st.dictionaries(
    st.sampled_from(sorted({name for form in PAYLOADS.values() for name in form})), st.text(max_size=30)
)


def _read(name: str) -> IncomingMessage:
    message = read_form(PAYLOADS[name])
    assert message is not None
    return message


def test_whatsapp_and_sms_are_told_apart() -> None:
    """The sender's address says which; replies go back to it."""
    whatsapp, sms = _read("whatsapp_text"), _read("sms_text")

    assert (whatsapp.channel, whatsapp.address) == ("whatsapp", "whatsapp:+998900000001")
    assert (sms.channel, sms.address) == ("sms", "+77000000001")
    assert whatsapp.text == "Меня уволили, а зарплату не отдали"
    assert whatsapp.external_id == PAYLOADS["whatsapp_text"]["MessageSid"]


@pytest.mark.parametrize("name", [name for name in PAYLOADS if not name.startswith("status")])
def test_no_name_gets_past_the_reading(name: str) -> None:
    """WhatsApp tells the profile's name; it is dropped."""
    assert "Aziza" not in repr(read_form(PAYLOADS[name]))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("whatsapp_voice", Kind.VOICE),
        ("whatsapp_photo", Kind.PHOTO),
        ("whatsapp_sticker", Kind.STICKER),
        ("whatsapp_video", Kind.VIDEO),
        ("whatsapp_file", Kind.FILE),
        ("whatsapp_contact", Kind.CONTACT),
        ("whatsapp_location", Kind.LOCATION),
        ("whatsapp_nothing", Kind.OTHER),
        ("sms_stop", Kind.BLOCKED),
        ("sms_opt_out", Kind.BLOCKED),
        ("sms_opt_in", Kind.UNBLOCKED),
    ],
)
def test_every_sort_of_message_is_told_apart(name: str, kind: Kind) -> None:
    """Each has its own kind outcome later on."""
    assert _read(name).kind is kind


@pytest.mark.parametrize(
    ("name", "action"),
    [("whatsapp_button", "route:stay:KZ"), ("whatsapp_list_choice", "route:citizenship:UZ")],
)
def test_pressed_button_tells_its_action(name: str, action: str) -> None:
    """Quick replies and lists alike."""
    pressed = _read(name)

    assert (pressed.kind, pressed.action, pressed.text) == (Kind.BUTTON, action, "")


def test_caption_is_the_question() -> None:
    """What is written under a photo is answered like any text."""
    message = _read("whatsapp_photo_with_caption")

    assert (message.kind, message.text) == (Kind.TEXT, "Bu qogʻoz nima?")


def test_location_has_its_coordinates() -> None:
    """The nearest help point is found by them."""
    message = _read("whatsapp_location")

    assert (message.latitude, message.longitude) == (43.238949, 76.889709)


def test_stop_is_an_ordinary_word_in_whatsapp() -> None:
    """Only an SMS is bound by the phone companies' stop words."""
    message = read_form({**PAYLOADS["whatsapp_text"], "Body": "stop"})

    assert message is not None
    assert message.kind is Kind.TEXT


def test_advertisement_is_not_answered() -> None:
    """A sender without a number is a company, not a person."""
    assert read_form(PAYLOADS["sms_advertisement"]) is None


@pytest.mark.parametrize("missing", ["From", "MessageSid"])
def test_form_without_sender_or_id_is_unreadable(missing: str) -> None:
    """The webhook counts it and says 200: to have it sent again would not help."""
    form = {name: value for name, value in PAYLOADS["whatsapp_text"].items() if not name.endswith("Sid")}
    if missing == "From":
        form = {**PAYLOADS["whatsapp_text"], "From": ""}
    with pytest.raises(UnreadableForm):
        read_form(form)


def test_delivery_is_told_with_twilios_code() -> None:
    """An operator sees why a message did not arrive."""
    assert read_status(PAYLOADS["status_delivered"]) == DeliveryStatus("SM" + "a" * 32, "delivered")
    assert read_status(PAYLOADS["status_undelivered"]) == DeliveryStatus(
        "SM" + "b" * 32, "undelivered", "63016"
    )


def test_status_we_do_not_know_tells_nothing() -> None:
    """Twilio may invent more of them."""
    assert read_status({"MessageSid": "SM1", "MessageStatus": "teleported"}) is None


@given(_FORMS)
def test_any_form_is_read_or_unreadable(form: dict[str, str]) -> None:
    """No other error, whatever the fields hold."""
    for read in (read_form, read_status):
        with contextlib.suppress(UnreadableForm):
            read(form)
