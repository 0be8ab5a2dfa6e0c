"""The small words that tell which part a country plays, as `fold` leaves them, all languages in one list.

Lists made by `words_of` hold whole words, those by `beginnings_of` the first letters (`гражд`).
"""

from typing import Final

from bot.route_reading.gazetteer import FROM, IN, TO


def words_of(listed: str) -> frozenset[str]:
    """Return a list of words written as a text."""
    return frozenset(listed.split())


def beginnings_of(listed: str) -> tuple[str, ...]:
    """Return beginnings of words for `str.startswith`, or endings for `str.endswith`."""
    return tuple(listed.split())


FROM_WORDS: Final = words_of("из с со аз from iz az")
IN_WORDS: Final = words_of("в во дар in at v inside dar внутри")
TO_WORDS: Final = words_of("ба to into до к ko towards for ba суи на")
VIA: Final = words_of("через via through across cherez тавасути транзитом воситаи")
TRANSIT: Final = beginnings_of("транзит tranzit transit")
VIA_AFTER: Final = words_of("orqali оркали аркылу аркылы аркили orkali aralap аралап")
PASSING: Final = words_of("гузашта гузар мегузарам гузарам otib отип утиб утип otkap")
TWO_WORDS: Final = frozenset({("рохи", "аз"), ("тарики", "аз"), ("воситаи", "ба")})
PREPOSITIONS: Final = FROM_WORDS | IN_WORDS | TO_WORDS | VIA
DIRECTION_ENDINGS: Final = frozenset({"у", "ю"})
SKIPPED: Final = words_of(
    """
    город города городе городу г гор республика республики республике республику шахри шахр чумхурии the
    city of republic сам самой саму солнечный нашей нашем
    """
)
NOT_BEFORE: Final = words_of("не not ne нет")
NOT_AFTER: Final = words_of("emas эмас эмес емес нест emes")

SELF: Final = words_of(
    """
    я мы men мен ман мо biz биз i im we am are мне нам для как являюсь man ya my uchun
    """
)
SELF_AFTER: Final = words_of("я мы хастам хастем hastam болам эмин men миз man сам мын мин")
SOMEBODY_ELSE: Final = words_of("начальник хозяин босс работодатель муж жена boss husband wife erim")
SELF_ENDINGS: Final = beginnings_of("man miz ман миз мын мин быз биз")

CITIZENSHIP: Final = beginnings_of(
    """
    гражданств fuqarolig fuqarolik фукаролик фукаролиг азаматты жарандык жарандыг шахрвандии citizenship
    grajdanstv
    """
)
CITIZEN_WORDS: Final = words_of("fuqarosi фукароси азаматы жараны граждане citizen")
PASSPORT: Final = beginnings_of(
    """
    паспорт паспар пасспорт pasport passport шиноснома граждан гражд fuqaro фукаро азамат жаран шахрванд
    шахрвант citizen grajdan grazhdan национ national ватандош
    """
)
GETTING: Final = beginnings_of(
    """
    получ оформ принят принима подать подач хочу стать смен olish olsam olmoqchi olaman олиш олсам
    олмокчи алу алсам алгым аламын гирифтан гирам get obtain apply change want poluchit беру выдач
    """
)
LANGUAGE: Final = beginnings_of(
    """
    язык til тил забон languag тексте speak перевод translat tarjim таржим аудар котор школ кухн еда
    """
)
EMBASSY: Final = beginnings_of(
    """
    посольств консул elchi элчи элчилик елшил сафорат embas consul konsul posolstv
    """
)
LEAVING: Final = beginnings_of(
    """
    выех выезж уех уезж депорт выдвор покин chiqib chiqish chiqsam ketsam чикиб чикиш чиксам кетсам
    кетсем кетип шыг чыг баромад бароям leav deport exit выгна haydab
    """
)
RETURNING: Final = beginnings_of(
    """
    верну возвращ домой обратно qayt кайт uyga уйга уйге баргард хона return back home vernut domoy
    """
)

PLACE_NOUNS: Final = beginnings_of(
    """
    shahri shahr viloyati шахри вилояти каласы шары облысы облусу областы tumani
    """
)
#: "Алматы қаласында": the ending sits on the word for city; Kazakh and Kyrgyz put an н before it.
PLACE_NOUN_ENDINGS: Final = {
    noun + link + ending: part
    for noun in PLACE_NOUNS
    for part, endings in (("+from", FROM | {"ан", "ен"}), ("+to", TO | {"а", "е"}), ("+in", IN))
    for link in ("", "н")
    for ending in endings
}
