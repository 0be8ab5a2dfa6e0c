"""Long texts are cut where a reader would pause."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.splitting import split_text, utf16_length

_FAMILY = "👩\u200d👩\u200d👧"
_LETTERS = "ab .!\n\t<&é\u0301ў👍\u200d👧🇰🇿1"
_TEXTS = st.text(alphabet=_LETTERS, max_size=300) | st.text(max_size=300)


def _without_space(text: str) -> str:
    return "".join(text.split())


@given(_TEXTS, st.integers(min_value=10, max_value=100))
def test_parts_lose_nothing_but_white_space(text: str, limit: int) -> None:
    """Whatever an editor writes, the person gets every letter of it."""
    parts = split_text(text, limit)

    assert _without_space("".join(parts)) == _without_space(text)
    assert all(0 < len(part) <= limit for part in parts)


@given(_TEXTS, st.integers(min_value=10, max_value=100))
def test_parts_keep_to_the_limit_as_the_channel_counts(text: str, limit: int) -> None:
    """Telegram counts an escaped `<` as four and an emoji as two."""

    def escaped(piece: str) -> int:
        return utf16_length(html.escape(piece, quote=False))

    parts = split_text(text, limit, measure=escaped)

    assert _without_space("".join(parts)) == _without_space(text)
    assert all(escaped(part) <= limit for part in parts)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        (" \n ", []),
        ("Short.", ["Short."]),
        ("First paragraph.\nIts line.\n\nSecond one.", ["First paragraph.\nIts line.", "Second one."]),
        ("First line, no stop\nSecond. Line here", ["First line, no stop", "Second. Line here"]),
        ("One sentence ends. Another one begins", ["One sentence ends.", "Another one begins"]),
        ("only words without any stop at all", ["only words without any stop", "at all"]),
    ],
)
def test_text_is_cut_at_the_best_pause(text: str, parts: list[str]) -> None:
    """Blank line, then line, then sentence, then word."""
    assert split_text(text, 27) == parts


def test_number_of_a_step_stays_with_its_step() -> None:
    """A cut after "2." would leave a lonely number at the end of a message."""
    assert split_text("Go to the office. 2. Ask them there", 20) == ["Go to the office.", "2. Ask them there"]


def test_early_pause_does_not_make_a_stump() -> None:
    """A greeting of one line is not sent alone when the limit is far away."""
    assert split_text("Hi.\n\n" + "word " * 10, 40)[0] == "Hi.\n\nword word word word word word word"


@pytest.mark.parametrize("unit", [_FAMILY, "🇰🇿", "👍🏽", "е\u0301"])
def test_compound_characters_stay_whole(unit: str) -> None:
    """A family, a flag or an accented letter is one character to the reader."""
    parts = split_text(unit * 30, 11)

    assert "".join(parts) == unit * 30
    assert all(part == unit * (len(part) // len(unit)) for part in parts)
