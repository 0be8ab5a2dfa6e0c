"""The many spellings of a word become one key."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge_base.folding import APOSTROPHES, fold, words


@pytest.mark.parametrize(
    ("written", "also_written"),
    [
        ("қайда тіркелемін", "кайда тиркелемин"),
        ("ҳуҷҷат", "хуччат"),
        ("каттоого туруу", "КАТТООГО  ТУРУУ!"),
        ("ўғлим", "углим"),
        ("ребёнок", "ребенок"),
        ("şartnoma", "shartnoma"),
        ("zarplata ne platyat", "Zarplata, ne platyat?!"),
        ("здрааавствуйте", "здравствуйте"),
        ("ＰＡＳＰＯＲＴ", "pasport"),
    ],
)
def test_spellings_of_one_word_are_equal(written: str, also_written: str) -> None:
    """Special letters missing, capitals, marks, letters held down."""
    assert fold(written) == fold(also_written)


@pytest.mark.parametrize("apostrophe", APOSTROPHES)
def test_every_apostrophe_of_every_phone_is_the_same(apostrophe: str) -> None:
    """Uzbek is typed with whatever the keyboard offers, or with none."""
    assert fold(f"o{apostrophe}g{apostrophe}lim") == fold("oglim")


def test_short_i_stays_a_letter() -> None:
    """й is not и with a mark: мой and мои are two words."""
    assert fold("мой") != fold("мои")
    assert fold("й") == fold("й")


def test_words_come_in_order() -> None:
    """What is compared is words, not marks."""
    assert words("«Как — работать?»  2") == ["как", "работать", "2"]
    assert words(" ?! ") == []


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(max_size=80))
def test_folding_takes_any_text_and_leaves_single_spaces(text: str) -> None:
    """No exception, no edge spaces, no doubled spaces, whatever was typed."""
    folded = fold(text)
    assert folded == " ".join(folded.split())
    assert folded.split() == words(text)
