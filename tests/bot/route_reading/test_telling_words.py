"""What is left of a message when the words that tell the route are taken out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.route_reading.telling_words import route_words, without_route

LINES = [
    ("Кыргызстандан Москвага келдим, айлык бербей жатат", "айлык бербей жатат"),
    (
        "Приехал из Ташкента в Алматы, где зарегистрироваться в первый раз?",
        "где зарегистрироваться в первый раз?",
    ),
    ("Приехал из Ташкента в Алматы, что делать?", "Приехал, что делать?"),
    ("Я гражданин Таджикистана, мне не платят зарплату", "мне не платят зарплату"),
    ("Toshkent viloyatidan Qozog'iston orqali Moskvaga boraman, patent kerakmi", "boraman, patent kerakmi"),
    ("Ман аз шаҳри Хуҷанд, патентам гум шуд", "патентам гум шуд"),
    ("I am from Bishkek, my boss in Moscow took my passport", "my boss took my passport"),
    ("Уфада иштейм, регистрация бүттү", "иштейм, регистрация бүттү"),
    ("мне не платят зарплату", "мне не платят зарплату"),
    ("Toshkentdanman", ""),
    ("муж россиянин, как получить РВП?", "муж россиянин, как получить РВП?"),
]


@pytest.mark.parametrize(("text", "left"), LINES)
def test_the_question_is_left(text: str, left: str) -> None:
    """Places go with their endings and prepositions; what is asked stays as it was typed."""
    assert without_route(text) == left


@given(st.text(max_size=200))
def test_spans_lie_in_the_text_in_order(text: str) -> None:
    """Free text can hold signs that fold to no word, or to two."""
    ends = [0]
    for start, end in route_words(text):
        assert ends[-1] <= start < end <= len(text)
        ends.append(end)
    assert isinstance(without_route(text), str)
