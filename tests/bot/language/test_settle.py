"""Which locale a chat is answered in, from real lines and from what was known before."""

import pytest

from bot.language import Detection
from bot.language.detector import shipped_detector
from bot.language.settle import Settled, settle_locale

DETECTOR = shipped_detector()

UZ = "Toshkentdan Olmaotaga keldim, qayerda ro'yxatdan o'taman?"
UZ_CYRILLIC = "Тошкентдан Олмаотага келдим, қаерда рўйхатдан ўтаман?"
TG = "Аз Тошканд ба Алмаато омадам, дар куҷо қайд шавам?"
RU = "Приехал из Ташкента в Алматы, где мне зарегистрироваться?"
KK = "Ташкенттен Алматыға келдім, қайда тіркелемін?"


def settle(
    text: str, *, known: str | None = None, is_chosen: bool = False, hint: str | None = None
) -> Settled:
    return settle_locale(DETECTOR.detect(text), known=known, is_chosen=is_chosen, hint=hint)


@pytest.mark.parametrize(
    ("text", "locale"), [(UZ, "uz-Latn"), (UZ_CYRILLIC, "uz-Cyrl"), (TG, "tg"), (RU, "ru"), (KK, "kk")]
)
@pytest.mark.parametrize("known", [None, "ru", "en", "ky", "uz-Latn"])
def test_a_clear_text_flips_a_chat_at_once(text: str, locale: str, known: str | None) -> None:
    """Whatever was known and whatever the phone is set to."""
    assert settle(text, known=known, hint="en").locale == locale


@pytest.mark.parametrize(
    "text", ["патент", "Регистрация", "да", "ok", "2", "👍", "спасибо", "привет", "Merhaba"]
)
@pytest.mark.parametrize("known", ["uz-Latn", "uz-Cyrl", "tg", "ky", "kk", "en"])
def test_a_borrowed_word_never_flips_a_chat(text: str, known: str) -> None:
    """One word stays with the language of the conversation."""
    assert settle(text, known=known).locale == known


def test_uzbek_is_answered_in_the_script_it_is_written_in() -> None:
    """Also after three words, since the script itself is never in doubt."""
    assert settle("менга патент керак", known="uz-Latn") == Settled("uz-Cyrl")
    assert settle("ишласам буладими", known="uz-Latn") == Settled("uz-Cyrl")
    assert settle("menga patent kerak", known="uz-Cyrl") == Settled("uz-Latn")


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("Ishlasam bo'ladimi?", "uz-Latn"),
        ("Ishlasa boladimi", "uz-Latn"),
        ("менга патент керак", "uz-Cyrl"),
        ("Кор кардан мумкин?", "tg"),
        ("иштесем болобу", "ky"),
        ("жұмыс істеуге бола ма", "kk"),
        ("можно работать?", "ru"),
    ],
)
def test_a_short_but_whole_sentence_flips_a_chat(text: str, locale: str) -> None:
    """Whoever starts in Russian because of the phone is understood at the first question."""
    known = "en" if locale == "ru" else "ru"
    assert settle(text, known=known).locale == locale


def test_a_phrase_of_courtesy_in_another_language_is_offered_at_most() -> None:
    """Everybody says thank you in Russian; it is no wish to change the language."""
    assert settle("спасибо большое", known="uz-Latn") == Settled("uz-Latn", offer="ru")


def test_a_language_chosen_by_hand_is_left_only_by_a_clear_long_text() -> None:
    """And then the way back is one button away."""
    assert settle("менга патент керак", known="ru", is_chosen=True) == Settled("ru", offer="uz-Cyrl")
    assert settle("спасибо", known="tg", is_chosen=True) == Settled("tg")
    assert settle(UZ, known="ru", is_chosen=True) == Settled("uz-Latn", offer="ru")


@pytest.mark.parametrize(
    ("hint", "locale"),
    [
        ("ru", "ru"),
        ("uz", "uz-Latn"),
        ("uz-Cyrl-UZ", "uz-Cyrl"),
        ("tg", "tg"),
        ("ky_KG", "ky"),
        ("kk-KZ", "kk"),
        ("en-US", "en"),
        ("tr", "ru"),
        ("", "ru"),
        (None, "ru"),
    ],
)
@pytest.mark.parametrize("text", ["", "123", "👋"])
def test_without_any_evidence_the_phone_decides_and_russian_is_the_last_resort(
    text: str, hint: str | None, locale: str
) -> None:
    """Russian is the language that most of our readers can make something of."""
    assert settle(text, hint=hint) == Settled(locale)


def test_short_clear_words_beat_the_phones_language() -> None:
    """Many phones are set to Russian or English though their owners write Uzbek."""
    assert settle("Ishlasam bo'ladimi?", hint="ru").locale == "uz-Latn"
    assert settle("ишласам буладими", hint="en").locale == "uz-Cyrl"


def test_an_uzbek_phone_is_answered_in_the_script_of_the_word() -> None:
    """The hint "uz" names no script; what little was typed does."""
    assert settle("салом", hint="uz").locale == "uz-Cyrl"
    assert settle("salom", hint="uz").locale == "uz-Latn"


def test_script_hint_settles_a_text_without_letters() -> None:
    """A person who is known to read Cyrillic keeps it."""
    nothing = Detection("und", 0.0)
    assert settle_locale(nothing, known=None, hint="uz", script_hint="Cyrl").locale == "uz-Cyrl"


def test_near_tie_in_a_new_chat_follows_the_phone_and_offers_the_other() -> None:
    """Tajik and Cyrillic Uzbek share many words; the phone's language is the better guess."""
    tie = Detection("uz-Cyrl", 0.5, {"uz-Cyrl": 0.5, "tg": 0.45})
    assert settle_locale(tie, known=None, hint="tg") == Settled("tg", offer="uz-Cyrl")


def test_known_locale_that_is_not_ours_counts_as_unknown() -> None:
    """A row written by an older version cannot break the answer."""
    assert settle_locale(Detection("und", 0.0), known="xx", hint="kk") == Settled("kk")


def test_a_clear_text_flips_at_once_and_a_near_tie_offers() -> None:
    """Where the known language explains the text nearly as well, it stays; the other is one button away."""
    tie = Detection("ky", 0.6, {"ky": 0.6, "kk": 0.3})
    assert settle_locale(tie, known="kk") == Settled("kk", offer="ky")
    assert settle_locale(tie, known="tg") == Settled("ky", offer="tg")
    assert settle_locale(Detection("ky", 0.97, {"ky": 0.97}), known="kk") == Settled("ky")


def test_the_phones_country_only_tips_the_scales() -> None:
    """It decides between near equals and never against the text."""
    tie = Detection("kk", 0.45, {"kk": 0.45, "ky": 0.4})
    assert settle_locale(tie, known=None, country="KG") == Settled("ky", offer="kk")
    assert settle(TG, hint=None).locale == settle_locale(DETECTOR.detect(TG), known=None, country="UZ").locale
