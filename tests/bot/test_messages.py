"""Texts as they come in are made harmless, and nothing that was meant is lost."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messages import MAX_TEXT, clean_text


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  привет \n", "привет"),
        ("a\x00b", "ab"),
        ("a\ud800b", "ab"),
        ("\u202eoiranecs\u202c", "oiranecs"),
        ("раз\u200eдва\u2066", "раздва"),
        ("\ufeffстарт", "старт"),
        ("строка\nещё\tодна", "строка\nещё\tодна"),
        ("и\u0306", "й"),
        ("👩‍👧", "👩‍👧"),
        ("", ""),
    ],
)
def test_what_no_screen_or_database_should_meet_is_dropped(raw: str, clean: str) -> None:
    """NUL, half characters, direction marks go; line breaks, letters and families stay."""
    assert clean_text(raw) == clean


def test_a_long_text_is_cut() -> None:
    """A megabyte of letters costs no more than a page."""
    assert len(clean_text("я" * 1_000_000)) == MAX_TEXT
    assert clean_text("\u202e" * 1_000_000) == ""
    assert len(clean_text("😀" * 5_000)) == MAX_TEXT


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(alphabet=st.characters(), max_size=300))
def test_any_text_becomes_one_that_can_be_kept(text: str) -> None:
    """UTF-8, composed, stable under a second cleaning."""
    cleaned = clean_text(text)
    assert "\x00" not in cleaned
    assert cleaned.encode().decode() == cleaned
    assert clean_text(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
