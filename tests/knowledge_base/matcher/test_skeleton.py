"""One key for what sounds alike, whatever the script and the keyboard."""

import pytest

from knowledge_base.matcher.linear import key_of
from knowledge_base.matcher.skeleton import skeleton


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Как получить патент?", "kak poluchit patent"),
        ("прописка", "PROPISKA"),
        ("щука и чай", "shuka i 4ai"),
        ("регистрация ребёнка", "registraciya rebenka"),
        ("рўйхатдан ўтиш", "руйхатдан утиш"),
        ("ҳуҷҷат", "хуччат"),
        ("қайда тұрамын", "кайда турамын"),
        ("roʻyxat", "ro'yxat"),
        ("деньги!!!", "dengi"),
    ],
)
def test_spellings_of_one_text_have_one_key(one: str, other: str) -> None:
    """Letters of another keyboard, transliteration, apostrophes, case and marks."""
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("latin", "cyrillic"), [("oʻgʻlim maktabga", "ўғлим мактабга"), ("ish haqi", "иш ҳақи")]
)
def test_both_uzbek_scripts_have_one_key(latin: str, cyrillic: str) -> None:
    """What somebody taught the bot in one script counts for the other."""
    assert key_of(latin, "uz-Latn") == key_of(cyrillic, "uz-Cyrl")


def test_other_words_have_other_keys() -> None:
    """The key is lossy, not empty."""
    assert len({skeleton(word) for word in ("патент", "паспорт", "виза", "штраф", "ребёнок")}) == 5
    assert skeleton("🙏 ?!") == ""
