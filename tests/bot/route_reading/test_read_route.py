"""What a line says of the route, in every language and in the spellings that come to hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.route_reading import read_route
from knowledge_base.folding import RUSSIAN_KEYBOARD
from knowledge_base.routes import Route

NOTHING = Route()
UZ_KZ = Route("UZ", "KZ")

#: locale -> (text, citizenship known before, what is read)
LINES: dict[str, list[tuple[str, str | None, Route]]] = {
    "uz-Latn": [
        ("Toshkentdan Olmaotaga keldim, qayerda ro'yxatdan o'taman?", None, UZ_KZ),
        ("toshkentdan olmaotaga keldim qaerda royxatdan otaman", None, UZ_KZ),
        ("Men o'zbekman, Qozog'istonda ishlayman", None, UZ_KZ),
        ("Rossiyada patent qancha turadi", "UZ", Route(stay_in="RU")),
        ("Qozog‘iston orqali Rossiyaga ketyapman", "UZ", Route(stay_in="RU", via="KZ")),
        ("Toshkentdan Qozog'iston orqali Moskvaga boraman", None, Route("UZ", "RU", "KZ")),
        ("Toshkentdanman", None, Route("UZ")),
        ("O'zbekiston fuqarosiman", None, Route("UZ")),
        ("O'zbekiston pasporti bilan Chimkentga kirsam bo'ladimi", None, UZ_KZ),
        ("Qozog'istondan O'zbekistonga qaytaman", "UZ", Route(stay_in="UZ")),
        ("o'zbek tilida yozing", None, NOTHING),
        ("Rossiyada emas, Qozog'istondaman", "UZ", Route(stay_in="KZ")),
        ("O'shda yashayman", "UZ", Route(stay_in="KG")),
        ("Men Toshkentdan, Almatidaman", None, UZ_KZ),
        ("osh yedik, palov qildik", "UZ", NOTHING),
        ("Turkiyaga bormoqchiman", "UZ", NOTHING),
        ("Olmaota shahrida yashayman", "UZ", Route(stay_in="KZ")),
        ("Qozoqda ishlayman", "UZ", NOTHING),
        ("xo'jayinim qozoq, pul bermayapti", "UZ", NOTHING),
    ],
    "uz-Cyrl": [
        ("Тошкентдан Олмаотага келдим, қаерда рўйхатдан ўтаман?", None, UZ_KZ),
        ("Тошкентдан Олмаотага келдим, каерда руйхатдан утаман?", None, UZ_KZ),
        ("Мен ўзбекман, Қозоғистонда ишлайман", None, UZ_KZ),
        ("Ўзбекистон фуқаросиман", None, Route("UZ")),
        ("узбекистон фукаросиман алматидаман", None, UZ_KZ),
        ("Россияда патент қанча туради", "UZ", Route(stay_in="RU")),
        ("Қозоғистон орқали Россияга кетяпман", "UZ", Route(stay_in="RU", via="KZ")),
        ("Москвадан Тошкентга қайтаман", "UZ", Route(stay_in="UZ")),
        ("ўзбек тилида ёзинг", None, NOTHING),
        ("Россияда эмас, Козогистонда", "UZ", Route(stay_in="KZ")),
        ("Тожикман, Маскавда ишлайман", None, Route("TJ", "RU")),
        ("Олма Отада ишлаяпман", "UZ", Route(stay_in="KZ")),
        ("ош едик", "UZ", NOTHING),
        ("Самарқанддан келдик Шымкентга", None, UZ_KZ),
    ],
    "tg": [
        ("Аз Тошканд ба Алмаато омадам, дар куҷо қайд шавам?", None, UZ_KZ),
        ("Аз Душанбе ба Маскав омадам", None, Route("TJ", "RU")),
        ("Ман шаҳрванди Тоҷикистон, дар Русия кор мекунам", None, Route("TJ", "RU")),
        ("Ман тоҷикам, дар Қазоқистон", None, Route("TJ", "KZ")),
        ("шахрванди Точикистон хастам", None, Route("TJ")),
        ("аз роҳи Қазоқистон ба Русия меравам", "TJ", Route(stay_in="RU", via="KZ")),
        ("тавассути Қазоқистон ба Россия", "TJ", Route(stay_in="RU", via="KZ")),
        ("Аз Қазоқистон гузашта ба Русия меравам", "TJ", Route(stay_in="RU", via="KZ")),
        ("рӯзи душанбе меоям", "TJ", NOTHING),
        ("ба забони тоҷикӣ нависед", None, NOTHING),
        ("на дар Русия, дар Қазоқистон", "TJ", Route(stay_in="KZ")),
        ("сафорати Тоҷикистон дар Алмаато дар куҷост", "TJ", Route(stay_in="KZ")),
        ("паспорти Тоҷикистон дорам", None, Route("TJ")),
        ("Аз Хуҷанд", None, Route("TJ")),
        ("аз Узбекистон ба Козокистон омадам", None, UZ_KZ),
        ("ош хӯрдем", "TJ", NOTHING),
    ],
    "ky": [
        ("Ташкенттен Алматыга келдим, кайда каттоодон өтөм?", None, UZ_KZ),
        ("Бишкектен Москвага келдим", None, Route("KG", "RU")),
        ("Мен кыргызмын, Казакстанда иштейм", None, Route("KG", "KZ")),
        ("кыргыз жараныбыз", None, Route("KG")),
        ("Кыргызстандын жаранымын, Россияда жашайм", None, Route("KG", "RU")),
        ("Казакстан аркылуу Россияга барам", "KG", Route(stay_in="RU", via="KZ")),
        ("Оштон келдим Алматыга", None, Route("KG", "KZ")),
        ("Ошто жашайм", "KG", Route(stay_in="KG")),
        ("ош болсун айтам", "KG", NOTHING),
        ("Россияда эмес, Казакстанда", "KG", Route(stay_in="KZ")),
        ("кыргыз тилинде жаз", None, NOTHING),
        ("Жалал-Абаддан Новосибирскке барам", None, Route("KG", "RU")),
        ("өзбекмин, Бишкектемин", None, Route("UZ", "KG")),
    ],
    "kk": [
        ("Ташкенттен Алматыға келдім, қайда тіркелемін?", None, UZ_KZ),
        ("Мен өзбекпін, Қазақстанда жұмыс істеймін", None, UZ_KZ),
        ("Өзбекстан азаматымын", None, Route("UZ")),
        ("Өзбекстаннан келдім, Шымкентте тұрамын", None, UZ_KZ),
        ("Қазақстан арқылы Ресейге барамын", "UZ", Route(stay_in="RU", via="KZ")),
        ("Ресейде емес, Қазақстанда", "UZ", Route(stay_in="KZ")),
        ("қазан айында келдім", "UZ", NOTHING),
        ("қазанда келдім", "UZ", NOTHING),
        ("қазақ тілінде жаз", None, NOTHING),
        ("Астана қаласында тұрамын", "UZ", Route(stay_in="KZ")),
        ("Қазақстанның азаматымын, Мәскеудемін", None, Route("KZ", "RU")),
        ("Алматыданмын", None, Route("KZ")),
        ("Германияға барамын", "KZ", NOTHING),
    ],
    "ru": [
        ("Приехал из Ташкента в Алматы, где зарегистрироваться?", None, UZ_KZ),
        ("Я гражданин Таджикистана, работаю в России", None, Route("TJ", "RU")),
        ("паспорт узбекский, живу в Казахстане", None, UZ_KZ),
        ("я узбек", None, Route("UZ")),
        ("Мы таджики, в Москве", None, Route("TJ", "RU")),
        ("еду через Казахстан в Россию", "UZ", Route(stay_in="RU", via="KZ")),
        ("транзитом через Казахстан из Узбекистана в Россию", None, Route("UZ", "RU", "KZ")),
        ("не в России, а в Казахстане", "UZ", Route(stay_in="KZ")),
        ("на узбекском языке", None, NOTHING),
        ("по-узбекски можно?", None, NOTHING),
        ("купил казан для плова", "UZ", NOTHING),
        ("живу в Казани", "UZ", Route(stay_in="RU")),
        ("я из Оша", None, Route("KG")),
        ("хочу в Турцию", "UZ", NOTHING),
        ("посольство Узбекистана", "UZ", NOTHING),
        ("Казахстан", "UZ", Route(stay_in="KZ")),
        ("Казахстан", None, NOTHING),
        ("нужен ли патент для граждан Узбекистана в России", None, Route("UZ", "RU")),
        ("как получить гражданство России", None, NOTHING),
        ("начальник казах не платит", "UZ", NOTHING),
        ("в городе Санкт-Петербург", "UZ", Route(stay_in="RU")),
        ("возвращаюсь из Казахстана в Узбекистан", "UZ", Route(stay_in="UZ")),
        ("домой в Узбекистан из Казахстана", None, Route("UZ", "UZ")),
        ("меня депортировали из России", None, Route(stay_in="RU")),
        ("ya iz tashkenta, rabotayu v almate", None, UZ_KZ),
        ("россиянин, живу в Алматы", None, Route("RU", "KZ")),
        ("я россиянин, живу в Алматы", None, Route("RU", "KZ")),
    ],
    "en": [
        ("I came from Tashkent to Almaty, where do I register?", None, UZ_KZ),
        ("I'm Uzbek", None, Route("UZ")),
        ("Uzbek passport, working in Kazakhstan", None, UZ_KZ),
        ("I am a citizen of Tajikistan in Moscow", None, Route("TJ", "RU")),
        ("I go back to Uzbekistan from Kazakhstan", "UZ", Route(stay_in="UZ")),
        ("going to Russia via Kazakhstan", "UZ", Route(stay_in="RU", via="KZ")),
        ("transit through Kazakhstan", "UZ", Route(via="KZ")),
        ("not in Russia, in Kazakhstan", "UZ", Route(stay_in="KZ")),
        ("please write in Uzbek language", None, NOTHING),
        ("I want to go to Germany", "UZ", NOTHING),
        ("I am from Bishkek", None, Route("KG")),
        ("we are Tajiks in the city of Almaty", None, Route("TJ", "KZ")),
        ("how to get Russian citizenship", "UZ", NOTHING),
    ],
}


@pytest.mark.parametrize(
    ("locale", "text", "citizenship", "read"),
    [(locale, *line) for locale, lines in LINES.items() for line in lines],
)
def test_lines(locale: str, text: str, citizenship: str | None, read: Route) -> None:
    """Only what the line says, nothing that it leaves open."""
    assert read_route(text, locale, known=Route(citizenship)) == read


@pytest.mark.parametrize(
    ("locale", "text", "citizenship", "read"),
    [(locale, *line) for locale in ("uz-Cyrl", "tg", "ky", "kk") for line in LINES[locale]],
)
def test_lines_from_a_russian_keyboard(locale: str, text: str, citizenship: str | None, read: Route) -> None:
    """The same lines without one special letter."""
    typed = "".join(RUSSIAN_KEYBOARD.get(letter, letter) for letter in text.lower())
    assert read_route(typed, locale, known=Route(citizenship)) == read


#: In the Russian locative, after "живу в".
CITIES = {
    "UZ": "Ташкенте Самарканде Бухаре Намангане Андижане Фергане Термезе Нукусе Навои Узбекистане",
    "TJ": "Душанбе Худжанде Кулябе Исфаре Хороге Курган-Тюбе Таджикистане",
    "KG": "Бишкеке Оше Джалал-Абаде Баткене Караколе Кыргызстане Киргизии",
    "KZ": "Алматы Алма-Ате Астане Нур-Султане Шымкенте Чимкенте Таразе Актау Атырау Караганде Уральске "
    "Актобе Павлодаре Костанае Туркестане Казахстане",
    "TM": "Ашхабаде Ашгабате Туркмении",
    "RU": "Москве Питере СПб Екатеринбурге Казани Новосибирске Самаре Оренбурге Тюмени Перми Уфе Сочи РФ "
    "Новгороде России",
}


@pytest.mark.parametrize(
    ("city", "country"), [(city, country) for country, cities in CITIES.items() for city in cities.split()]
)
def test_cities_and_short_names(city: str, country: str) -> None:
    """Every city stands for its country."""
    assert read_route(f"живу в {city}", "ru", known=Route("XX")) == Route(stay_in=country)


def test_an_answer_to_the_question_for_the_passport() -> None:
    """When only the passport is missing, a bare country is the passport."""
    assert read_route("Узбекистан", "ru", known=Route(stay_in="KZ")) == Route("UZ")
    assert read_route("Узбекистан", "ru", known=Route()) == Route()


def test_a_new_passport_is_believed() -> None:
    """What a person says of themselves corrects what was read before."""
    assert read_route("я гражданин Таджикистана", "ru", known=Route("UZ", "KZ")) == Route("TJ")


@given(st.text(max_size=200), st.sampled_from([None, "UZ", "KZ"]))
def test_no_text_breaks_it(text: str, citizenship: str | None) -> None:
    """Free text can hold anything."""
    assert isinstance(read_route(text, None, known=Route(citizenship)), Route)
