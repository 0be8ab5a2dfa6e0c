"""SMS: every part costs money, so texts are kept to few."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.sms_text import MAX_BODY, MAX_PARTS, fit_sms, plain_sms, sms_parts
from bot.channels.splitting import utf16_length
from bot.messages import Button


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 0),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 152, 3),
        ("ж" * 70, 1),
        ("ж" * 71, 2),
        ("ж" * 134, 2),
        ("ж" * 135, 3),
        ("👍" * 35, 1),
        ("👍" * 36, 2),
        ("👍" * 67, 3),
    ],
)
def test_parts_are_counted_as_phone_companies_count(text: str, parts: int) -> None:
    """160 or 153 characters of GSM 03.38, else 70 or 67 of UCS-2; no character is torn in two."""
    assert sms_parts(text) == parts


def test_uzbek_in_latin_letters_is_cheap() -> None:
    """One oʻ or a dash would more than double the price of the whole text."""
    text = "Oʻzbekiston fuqarosi — roʻyxatdan oʻting: «30 kun» ichida…"

    assert plain_sms(text) == "O'zbekiston fuqarosi - ro'yxatdan o'ting: \"30 kun\" ichida..."
    assert sms_parts(plain_sms(text * 3)) < sms_parts(text * 3)


def test_cyrillic_keeps_its_signs() -> None:
    """A text that is UCS-2 anyway gains nothing from plain quotes."""
    assert plain_sms("Патент — «30 дней»") == "Патент — «30 дней»"


def test_short_reply_is_one_message_with_its_options() -> None:
    """Options are numbered, since there are no buttons."""
    assert fit_sms("Qayerdasiz?", [Button("Qozogʻiston", "kz"), Button("Rossiya", "ru")]) == [
        "Qayerdasiz?\n\n1. Qozog'iston\n2. Rossiya"
    ]


def test_options_past_the_fifth_are_left_out() -> None:
    """The others keep their numbers, so a bare number still picks the right one."""
    (body,) = fit_sms("?", [Button(f"Option {number}", str(number)) for number in range(1, 9)])

    assert body.endswith("5. Option 5")


def test_long_reply_keeps_its_deadline_and_its_source() -> None:
    """What is cut lies between them, at the end of a sentence, and the cut shows."""
    middle = " ".join(
        f"Предложение {word} о мелочах." for word in ["один", "два", "три", "четыре", "пять", "шесть", "семь"]
    )
    text = f"Срок: 30 дней.\n\n{middle}\n\n{middle}\n\n{middle}\n\nИсточник: закон."

    (body,) = fit_sms(text)

    assert body.startswith("Срок: 30 дней.\n\nПредложение один о мелочах.")
    assert body.endswith(" …\n\nИсточник: закон.")
    assert sms_parts(body) <= MAX_PARTS


def test_first_paragraph_is_never_cut() -> None:
    """A deadline that costs seven parts is sent in seven parts."""
    first = "Срок " * 120

    bodies = fit_sms(f"{first}\n\nМелочь.\n\nИсточник: закон.")

    assert "".join(bodies).startswith(first.strip())


@given(st.text(max_size=3000))
def test_every_body_is_one_that_twilio_takes(text: str) -> None:
    """Twilio refuses empty bodies and those over 1600 characters."""
    assert all(0 < utf16_length(body) <= MAX_BODY for body in fit_sms(text))
