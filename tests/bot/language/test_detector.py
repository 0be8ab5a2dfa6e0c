"""What the first detector promises: the seven locales as migrants type them, and never an exception."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.detector import FirstDetector
from knowledge_base.locales import LOCALES

DETECTOR = FirstDetector()

LINES = {
    "uz-Latn": [
        "Toshkentdan Olmaotaga keldim, qayerda ro'yxatdan o'taman?",
        "Toshkentdan Olmaotaga keldim, qayerda ro‘yxatdan o‘taman?",
        "toshkentdan olmaotaga keldim qaerda royxatdan otaman",
        "Ishlasam bo'ladimi?",
        "Ishlasa boladimi",
        "patent qancha turadi",
        "menga patent kerak",
        "oyligimni bermayapti nima qilay",
        "bolamni maktabga bersam boladimi",
        "Assalomu alaykum, yordam bering iltimos",
        "registratsiya qilish uchun qanday dokument kerak",
    ],
    "uz-Cyrl": [
        "Тошкентдан Олмаотага келдим, қаерда рўйхатдан ўтаман?",
        "Тошкентдан Олмаотага келдим, каерда руйхатдан утаман?",
        "менга патент керак",
        "Ишласам бўладими?",
        "ишласам буладими",
        "ойлигимни бермаяпти нима килай",
        "боламни мактабга берсам буладими",
        "Ассалому алайкум, ёрдам беринг илтимос",
        "регистрация килиш учун кандай документ керак",
    ],
    "tg": [
        "Аз Тошканд ба Алмаато омадам, дар куҷо қайд шавам?",
        "Аз Тошканд ба Алмаато омадам, дар кучо кайд шавам?",
        "Кор кардан мумкин?",
        "Ба ман патент лозим",
        "чанд руз истодан мумкин",
        "маоши маро намедиҳанд",
        "маоши маро намедиханд чи кор кунам",
        "Фарзандам ба мактаб равад чӣ ҳуҷҷат лозим",
        "man kor kardan mehoham",
    ],
    "ky": [
        "Ташкенттен Алматыга келдим, кайда каттоодон өтөм?",
        "Ташкенттен Алматыга келдим, кайда каттоодон отом?",
        "иштесем болобу",
        "Мага патент керекпи?",
        "айлыгымды бербей жатат эмне кылам",
        "баламды мектепке берсем болобу",
        "Саламатсызбы, жардам бериңизчи",
        "kantip patent alsam bolot",
    ],
    "kk": [
        "Ташкенттен Алматыға келдім, қайда тіркелемін?",
        "Ташкенттен Алматыга келдим, кайда тиркелемин?",
        "жұмыс істеуге бола ма",
        "жумыс истеуге бола ма",
        "Маған патент керек пе?",
        "жалақымды бермейді не істеймін",
        "Сәлеметсіз бе, көмек керек",
        "jumys isteuge bolama",
    ],
    "ru": [
        "Приехал из Ташкента в Алматы, где зарегистрироваться?",
        "можно работать?",
        "мне нужен патент",
        "не платят зарплату что делать",
        "Здравствуйте, помогите пожалуйста",
        "kak mne nuzhno patent",
        "gde mozhno poluchit registraciyu",
    ],
    "en": [
        "I came from Tashkent to Almaty, where do I register?",
        "Can I work?",
        "my boss does not pay me",
        "How much is a patent",
    ],
    "und": [
        "",
        "   ",
        "12345 67",
        "😀😀😀",
        "?!...",
        "https://egov.kz/cms/ru",
        "@somebody",
        "Merhaba, nasılsınız?",
        "سلام خوبی؟ کار پیدا کردم",
        "Привіт, як справи, що робити?",
        "Türkmenistandan geldim, nirede hasaba durmaly?",
        "你好，我需要帮助",
        "გამარჯობა, როგორ ხარ",
    ],
}


@pytest.mark.parametrize(("locale", "text"), [(locale, text) for locale in LINES for text in LINES[locale]])
def test_lines_as_people_type_them(locale: str, text: str) -> None:
    """Special letters, a Russian keyboard, Latin typing and borrowed nouns all read as the right language."""
    assert DETECTOR.detect(text).locale == locale


@given(st.text(st.characters(), max_size=300) | st.text("аәбқ ў'ʻ\x00\x01\ud800\ufffe\u202e", max_size=40))
def test_any_text_gives_a_sound_detection(text: str) -> None:
    """Control characters, lone surrogates and noncharacters never raise."""
    detection = DETECTOR.detect(text)

    assert detection.locale in (*LOCALES, "und")
    assert 0.0 <= detection.confidence <= 1.0
    assert all(0.0 <= score <= 1.0 for score in detection.scores.values())


def test_links_names_and_digits_are_no_evidence() -> None:
    """A Russian link in an Uzbek line changes nothing."""
    plain = DETECTOR.detect("menga patent qancha kerak")
    dressed = DETECTOR.detect("menga patent qancha kerak 2026 https://gosuslugi.ru/help @privet_ru")

    assert dressed == plain


def test_one_borrowed_word_is_never_sure() -> None:
    """A noun that all seven languages borrow says next to nothing."""
    for text in ("патент", "регистрация", "паспорт", "patent"):
        assert DETECTOR.detect(text).confidence < 0.65


def test_a_long_text_is_read_in_a_millisecond() -> None:
    """The size of the text does not matter; the best of five tries keeps a busy machine out of it."""
    text = "Тошкентдан Олмаотага келдим, каерда руйхатдан утаман? " * 200

    def once() -> float:
        started = time.perf_counter()
        DETECTOR.detect(text)
        return time.perf_counter() - started

    assert min(once() for _ in range(5)) < 0.002
