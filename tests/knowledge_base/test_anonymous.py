"""What names a person is taken out of a text before it is kept."""

import pytest

from knowledge_base.anonymous import without_personal_data

HIDDEN = [
    ("позвоните +7 701 234-56-78 срочно", "позвоните … срочно"),
    ("my passport AB1234567 is lost", "my passport … is lost"),
    ("паспорт N12345678, патент кончился", "паспорт …, патент кончился"),
    ("пишите @aziz_uz или aziz@mail.ru", "пишите … или …"),
    ("https://t.me/somebody не платит", "… не платит"),
    ("карта 8600 1234 5678 9012", "карта …"),
    ("родился 03.04.1990 в Оше", "родился … в Оше"),
    ("Меня зовут Азиз Каримов, не платят", "Меня зовут …, не платят"),
    ("my name is John Smith and I need help", "my name is … and I need help"),
    ("ismim Dilshod Rahimov, maosh bermayapti", "ismim …, maosh bermayapti"),
    ("менің атым Айгерім", "менің атым …"),
]


@pytest.mark.parametrize(("text", "expected"), HIDDEN)
def test_what_names_a_person_is_gone(text: str, expected: str) -> None:
    """Phones, papers, addresses on the net, days of birth, names that are introduced."""
    assert without_personal_data(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "я 90 дней в Казахстане с 2025 года",
        "штраф 15 000 тенге за 3 месяца",
        "patent 10 000 rubl",
        "в 2026 году 183 дня",
    ],
)
def test_sums_days_and_years_stay(text: str) -> None:
    """They are what the question is about."""
    assert without_personal_data(text) == text
