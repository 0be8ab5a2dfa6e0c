"""Uzbek in both scripts: spelling of words, and what must come through untouched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.uzbek import to_cyrillic, to_latin

#: Latin, Cyrillic: the rules read these both ways.
WORDS = [
    ("Oʻzbekiston", "Ўзбекистон"),
    ("Qozogʻistonda", "Қозоғистонда"),
    ("Qirgʻiziston", "Қирғизистон"),
    ("fuqarolari", "фуқаролари"),
    ("roʻyxatdan oʻtish", "рўйхатдан ўтиш"),
    ("yashash joyi", "яшаш жойи"),
    ("yoʻl", "йўл"),
    ("YOʻL", "ЙЎЛ"),
    ("Yoʻqotdim", "Йўқотдим"),
    ("yosh bola", "ёш бола"),
    ("yulduz", "юлдуз"),
    ("yer va emas", "ер ва эмас"),
    ("Yevroosiyo", "Евроосиё"),
    ("kelyapman", "келяпман"),
    ("ishlayotgan", "ишлаётган"),
    ("tayyor", "тайёр"),
    ("daryo", "дарё"),
    ("poyezd", "поезд"),
    ("aeroport", "аэропорт"),
    ("elektron", "электрон"),
    ("maʼlumot", "маълумот"),
    ("masʼuliyat", "масъулият"),
    ("eʼlon", "эълон"),
    ("meʼyor", "меъёр"),
    ("qatʼiy", "қатъий"),
    ("isʼhoq", "исҳоқ"),
    ("singil", "сингил"),
    ("ming tenge", "минг тенге"),
    ("shaharcha", "шаҳарча"),
    ("SHAHAR", "ШАҲАР"),
    ("Shahar", "Шаҳар"),
    ("CHET ELDA", "ЧЕТ ЭЛДА"),
    ("xotin", "хотин"),
    ("hujjatsiz", "ҳужжатсиз"),
    ("ketsangiz", "кетсангиз"),
    ("politsiya", "полиция"),
    ("registratsiya", "регистрация"),
    ("deportatsiya", "депортация"),
    ("protsent", "процент"),
    ("inspeksiya", "инспекция"),
    ("korrupsiya", "коррупция"),
    ("kvitansiya", "квитанция"),
    ("konsert", "концерт"),
    ("sirk", "цирк"),
    ("sement", "цемент"),
    ("tsex", "цех"),
    ("litsenziyasi", "лицензияси"),
    ("vakansiya", "вакансия"),
    ("pensiya", "пенсия"),
    ("obyektda", "объектда"),
    ("kompyuter", "компьютер"),
    ("yurist", "юрист"),
    ("rayon", "район"),
    ("togʻ", "тоғ"),
    ("toʻgʻri", "тўғри"),
    ("yanvar", "январь"),
    ("fevral", "февраль"),
    ("aprel", "апрель"),
    ("iyun", "июнь"),
    ("iyul", "июль"),
    ("sentabr", "сентябрь"),
    ("oktabr", "октябрь"),
    ("noyabr", "ноябрь"),
    ("dekabr", "декабрь"),
    ("oktabrdan", "октябрдан"),
    ("iyulgacha", "июлгача"),
    ("Sentabrda", "Сентябрда"),
    ("rubl", "рубль"),
    ("2026-yil 1-iyul", "2026 йил 1 июль"),
    ("2026-yil 1-iyuldan", "2026 йил 1 июлдан"),
    ("3 yil", "3 йил"),
    ("5-sinf", "5-синф"),
    ("olgan", "олган"),
    ("sirka", "сирка"),
    ("Imom", "Имом"),
    ("YeOII", "ЕОИИ"),
    ("MFTS", "МФЦ"),
    ("kalendar", "календарь"),
    ("apostil", "апостиль"),
    ("Alternativa", "Альтернатива"),
    ("konvensiyasidagi", "конвенциясидаги"),
]

#: Abbreviations whose Cyrillic form does not tell the Latin one.
ONE_WAY = ("YeOII", "MFTS")


@pytest.mark.parametrize(("latin", "cyrillic"), WORDS)
def test_latin_words_in_cyrillic(latin: str, cyrillic: str) -> None:
    """Native words by rule, loanwords by the table."""
    assert to_cyrillic(latin) == cyrillic


@pytest.mark.parametrize(("latin", "cyrillic"), [pair for pair in WORDS if pair[0] not in ONE_WAY])
def test_cyrillic_words_in_latin(latin: str, cyrillic: str) -> None:
    """The way back gives today's spelling."""
    assert to_latin(cyrillic) == latin


@pytest.mark.parametrize("apostrophe", list("'’‘ʻʼ`´′＇"))
def test_any_apostrophe_is_understood(apostrophe: str) -> None:
    """Phones offer nine of them."""
    text = "Ro'yxatdan o'tish, tog', ma'lumot, to'g'ri, yo'q, Is'hoq".replace("'", apostrophe)

    assert to_cyrillic(text) == "Рўйхатдан ўтиш, тоғ, маълумот, тўғри, йўқ, Исҳоқ"


@pytest.mark.parametrize(
    "kept",
    [
        "{kz.arrival.self-register-30d}",
        "{kz.help.102:ambulance}",
        "{kz.stay.uz-30|number}",
        "https://egov.kz/cms/uz",
        "www.migration.uz",
        "help@migrant.uz",
        "@migrant_bot",
        "egov.kz",
        "WhatsApp",
        "Telegram",
        "eGov",
        "SMS",
        "PDF",
        "QR",
        "ID",
        "ESUTD",
        "XX",
        "Western",
        "102",
        "+998 71 200 00 00",
    ],
)
def test_names_links_and_placeholders_are_left_alone(kept: str) -> None:
    """Between Uzbek words, in both directions."""
    assert to_cyrillic(f"Muddat: {kept} ichida.") == f"Муддат: {kept} ичида."
    assert to_latin(f"Муддат: {kept} ичида.") == f"Muddat: {kept} ichida."


def test_an_ending_on_a_latin_name_is_changed() -> None:
    """As people write it: the name as on the screen, the ending as in the text."""
    assert to_cyrillic("WhatsAppda yozing, SMS orqali, QR-kod") == "WhatsAppда ёзинг, SMS орқали, QR-код"


def test_soft_sign_falls_away_in_latin() -> None:
    """And its vowels keep their y."""
    assert to_latin("альбом, бульон, интервью, премьера, съезд") == "albom, bulyon, intervyu, premyera, syezd"


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    """Foreign scripts and control characters pass through."""
    assert isinstance(to_latin(to_cyrillic(text)), str)


@given(st.lists(st.sampled_from([latin for latin, _ in WORDS if latin not in ONE_WAY]), max_size=6))
def test_round_trip(words: list[str]) -> None:
    """A text made of known words comes back as it was."""
    text = ", ".join(words)
    assert to_latin(to_cyrillic(text)) == text
