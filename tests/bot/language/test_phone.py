"""The country of a phone number: read where it is needed, kept nowhere."""

import pytest

from bot.language.phone import country_of, likelier_in


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("+998901234567", "UZ"),
        ("whatsapp:+992900000000", "TJ"),
        ("+996700000000", "KG"),
        ("+77010000000", "KZ"),
        ("+79160000000", "RU"),
        ("+905000000000", None),
        ("", None),
    ],
)
def test_the_code_of_a_number_names_its_country(address: str, country: str | None) -> None:
    """Kazakhstan and Russia share +7; the next digit tells them apart."""
    assert country_of("whatsapp", address) == country


def test_an_address_that_is_no_phone_number_has_no_country() -> None:
    """A Telegram chat id may begin with the same digits."""
    assert country_of("telegram", "+998901234567") is None
    assert country_of("web", "998") is None


def test_no_country_makes_a_language_more_than_twice_as_likely() -> None:
    """A number of a country is often that of a migrant in it."""
    worths = [worth for country in ("UZ", "TJ", "KG", "KZ", "RU") for worth in likelier_in(country).values()]
    assert max(worths) <= 2
    assert likelier_in(None) == {}
