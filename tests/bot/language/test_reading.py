"""What of a text counts as evidence: words, in one spelling."""

import pytest

from bot.language.reading import read_words


def test_links_accounts_digits_and_emoji_are_left_out() -> None:
    """None of them is in a language."""
    assert read_words("Menga 2 ta patent kerak 😊 https://gosuslugi.ru/a @anna egov.kz").words == [
        "menga", "ta", "patent", "kerak",
    ]  # fmt: skip


@pytest.mark.parametrize("apostrophe", "'’‘ʻʼ`´")
def test_all_apostrophes_are_one(apostrophe: str) -> None:
    """Phones differ; the word does not."""
    assert read_words(f"O{apostrophe}zbek").words == ["o'zbek"]


def test_look_alike_letters_are_read_as_the_alphabet_of_their_word() -> None:
    """`cалам` with a Latin c is Cyrillic; a Cyrillic ending on a Latin stem is left as two words."""
    assert read_words("cалам, кaндaйcыз").words == ["салам", "кандайсыз"]
    assert read_words("sаlom").words == ["salom"]


@pytest.mark.parametrize(
    ("text", "script"), [("салом", "Cyrl"), ("salom", "Latn"), ("سلام", ""), ("12 😀", ""), ("", "")]
)
def test_the_alphabet_is_that_of_most_letters(text: str, script: str) -> None:
    """Other alphabets have no name here: none of our languages is written in them."""
    assert read_words(text).script == script


def test_a_text_of_any_length_is_read_in_part() -> None:
    """So that nobody can make the bot slow."""
    assert sum(map(len, read_words("я" * 100_000).words)) <= 24
    assert len(read_words("да " * 100_000).words) < 200
