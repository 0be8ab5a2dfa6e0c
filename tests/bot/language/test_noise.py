"""The noise of real typing, which the weights are trained on: each kind as a person would recognise it."""

from random import Random

from bot.language.borrowed import NOUNS
from bot.language.training import noise
from bot.language.training.borrowing import greeted, with_borrowed_nouns
from bot.language.training.latin_typing import habits, in_alphabet_2026, in_latin, uzbek_in_latin

TAJIK = "Дар куҷо ба қайд гирифта мешавам?"
KAZAKH = "Қайда тіркелуім керек, әке?"


def test_the_russian_keyboard_has_no_special_letters() -> None:
    """Each special letter becomes the Russian one that people press instead."""
    for seed in range(20):
        typed = noise.on_russian_keyboard(TAJIK + KAZAKH, Random(seed))
        assert not set(typed) & set(noise.RUSSIAN_KEYBOARD)
    ways = {noise.on_russian_keyboard("ҷои", Random(seed)) for seed in range(30)}
    assert ways == {"чои", "жои"}


def test_some_keep_a_part_of_their_special_letters() -> None:
    """A phone with the right layout still corrects some words only."""
    typed = noise.on_russian_keyboard("ққққққққққ", Random(1), share=0.5)
    assert set(typed) == {"қ", "к"}


def test_a_typo_changes_one_letter_and_spares_short_words() -> None:
    """A typo in `да` would leave nothing of it."""
    assert noise.with_typo("да", Random(1)) == "да"
    for seed in range(50):
        assert abs(len(noise.with_typo("регистрация", Random(seed))) - len("регистрация")) <= 1


def test_a_cut_leaves_one_to_three_neighbouring_words() -> None:
    """As people answer: a word or two."""
    for seed in range(30):
        left = noise.cut(TAJIK, Random(seed))
        assert left in TAJIK and 1 <= len(left.split()) <= 3


def test_chat_style_is_lower_case_without_punctuation() -> None:
    """The apostrophe stays: it is a letter of Uzbek."""
    assert noise.in_chat_style("Salom!  O'zim, keldim.") == "salom o'zim keldim"


def test_trimmings_are_added_and_nothing_is_taken() -> None:
    """Digits, links, accounts and emoji."""
    for seed in range(20):
        assert TAJIK in noise.trimmed(TAJIK, Random(seed))


def test_russian_and_the_others_are_typed_in_latin_letters_one_habit_a_person() -> None:
    """One person types ж always the same way; different people differ."""
    one = habits("ru", Random(4))
    assert in_latin("живу", one)[: len(one["ж"])] == in_latin("жена", one)[: len(one["ж"])]
    assert len({in_latin("хочу жить", habits("ru", Random(seed))) for seed in range(40)}) > 5
    for locale, text in (("tg", TAJIK), ("kk", KAZAKH), ("ky", "үйүмө өзүм келдим"), ("ru", "щи её")):
        typed = in_latin(text, habits(locale, Random(1)))
        assert not any("\u0400" <= letter <= "\u052f" for letter in typed)


def test_latin_uzbek_has_every_apostrophe_none_and_the_alphabet_of_2026() -> None:
    """Also from Cyrillic: both scripts are one language."""
    ways = {uzbek_in_latin("Рўйхатдан ўтдим", Random(seed)) for seed in range(300)}
    assert any("roʻyxat" in way.lower() for way in ways) and any("ro‘yxat" in way.lower() for way in ways)
    assert any("royxat" in way for way in ways) and any("rõyxat" in way.lower() for way in ways)
    assert in_alphabet_2026("O‘zbek tog‘i, Shahar, choy") == "Õzbek toği, Şahar, çoy"


def test_borrowed_nouns_come_into_a_sentence_and_its_other_words_stay() -> None:
    """At most three, so that the grammar is still there."""
    text = "менга бу ерда қандай ҳужжат керак бўлади"
    for seed in range(30):
        kept = [word for word in with_borrowed_nouns(text, "uz-Cyrl", Random(seed)).split() if word in text]
        assert len(kept) >= len(text.split()) - 3
    assert any(
        word.startswith(tuple(noun[:4] for noun in NOUNS))
        for word in with_borrowed_nouns(text, "uz-Cyrl", Random(1)).split()
    )


def test_a_greeting_of_any_language_may_open_a_sentence() -> None:
    """`Ассалому алайкум` opens Russian messages too."""
    assert all(len(greeted("где суд", Random(seed)).split()) == 3 for seed in range(10))


def test_the_same_seed_makes_the_same_noise() -> None:
    """Training is repeatable."""
    assert [noise.noisy(KAZAKH, Random(3)) for _ in range(3)] == 3 * [noise.noisy(KAZAKH, Random(3))]
