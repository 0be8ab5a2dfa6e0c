"""The small words that tell which part a country plays, all languages in one list.

They are compared in Cyrillic letters without special ones, see `letters.cyrillic`. Lists made by `words_of`
hold whole words, those by `beginnings_of` the first letters (`гражд`).
"""

from functools import lru_cache
from typing import Final

from bot.route_reading.endings import FROM, IN, TO
from bot.route_reading.letters import cyrillic
from knowledge_base.folding import fold


def words_of(listed: str) -> frozenset[str]:
    """Return a list of words written as a text."""
    return frozenset(cyrillic(fold(one)) for one in listed.split())


def beginnings_of(listed: str) -> tuple[str, ...]:
    """Return beginnings of words for `begins`; what is listed with a `_` behind it is the whole word."""
    return tuple(cyrillic(fold(one.removesuffix("_"))) + " " * one.endswith("_") for one in listed.split())


def begins(word: str, beginnings: tuple[str, ...]) -> bool:
    """True when a word has one of the beginnings."""
    return f"{word} ".startswith(beginnings)


FROM_WORDS: Final = words_of("из с со аз ай from iz az ис")
IN_WORDS: Final = words_of("в во дар in at inside внутри within по around near под около")
#: "for an Uzbek", "у киргиза", "барои тоҷик".
FOR_WORDS: Final = words_of("for для у барои an")
TO_WORDS: Final = words_of("ба to into до к ko towards for суи на сторону toward")
VIA: Final = words_of("через via through across cherez тавасути транзитом воситаи crossing чирез")
TRANSIT: Final = beginnings_of("транзит")
VIA_AFTER: Final = words_of(
    """
    orqali оркали аркылу аркылы аркили orkali аралап aralab аркыл аркылап аркали устидан
    """
)
PASSING: Final = words_of("гузашта гузар мегузарам гузарам otib отип утиб утип otkap отуп басып гузаштан")
TWO_WORDS: Final = frozenset({("рохи", "аз"), ("тарики", "аз"), ("воситаи", "ба"), ("тарик", "ба")})
PREPOSITIONS: Final = FROM_WORDS | IN_WORDS | TO_WORDS | VIA
DIRECTION_ENDINGS: Final = frozenset({"у", "ю"})
SKIPPED: Final = words_of(
    """
    город города городе городу г гор республика республики республике республику шахри шахр чумхурии the
    city of republic сам самой саму солнечный нашей нашем вилояти нохияи област области село деревни селе
    region аеропорт аеропорту аеропорте аеропорта airport наш our мой моего моей дехаи кишлаки район
    районе району района округ округе станции рынке бозори базар рынка town village сторону пределы
    территории территорию территория великий старый старом нижний нижнем нижнего нижнюю нижню набережных
    набережные солнечном соседний соседнего соседнем великом самого самом
    """
)
NOT_BEFORE: Final = words_of("не not ne нет isnt")
NOT_AFTER: Final = words_of(
    """
    emas эмас эмес емес нест emes эмасман эмасмиз эмесмин емеспин нестам emasman emesmin
    """
)

SELF: Final = words_of(
    """
    я мы men мен ман мо biz биз im we am are мне нам для как являюсь ya uchun меня нас мени мине бизни
    бизге менга мага маган i i'm ive ourselves меники биздин менин менинг бизнинг моро маро mening meni
    bizning манам my мои our наш mana мобо худам озим озум сам все hammamiz барибиз
    """
)
SELF_AFTER: Final = words_of(
    """
    я мы хастам хастем hastam болам эмин men миз man сам мын мин эмасман бизлар мен биз болгоним булганим
    болганым булсам болсам болгондуктан бизлер хастему here хамда хасту астам астем мебошам мешавам
    болгондон
    """
)
#: People whose passport, or whose being somewhere, is not that of who writes.
OTHERS: Final = beginnings_of(
    """
    муж мужа мужу мужем жен_ жена_ жены_ жену_ жене_ женой_ сын дочк дочер ребен дети_ детей_ детям_ брат_
    брата_ брату_ братья братом_ братишк сестр мам мать_ мате матер пап отец отц друг_ друга_ друзья
    другу_ подруг девушк парен парн начальник хозяин хозяйк босс бос работодател шеф бригадир прораб сосед
    хамсоя бабушк дедушк родител невест жених супруг директор теща коллег знаком полицейск инспектор
    таксист водител арендодател жумысш ишчилар работник племян тет_ тетя_ тети_ дяд erim eri xotin ayolim
    turmush ogl qizim bolam akam ukam onam otam dostim dostlar xojayin boshliq brigadir ishboshi rahbar
    opam singl qaynon amaki sherig jiyan umr tanish хужайин куевим хотин турмуш огил углим кизим болам
    акам укам онам отам дустим дустла бошлик рахбар опам синглим куйо аял жубай балам балдар_ баламдын
    бала_ кызым улум байке еже апам атам ажем досум досто кожоюн кожайын бастык агам иним жолдас аке анам
    куйеу ейел айел улым карындас келин жигит шавхар зан_ зани_ занам занро занаш хамсар писар духтар
    бародар кудак фарзанд модар падар дуст хочаин корфармо сардор хочаи апаам хохар акаам додар тифл амак
    холаам рафик шарик husband wife_ son_ sons_ daughter child kid_ kids_ baby_ brother sister mother
    father mom_ dad_ friend grandma grandpa grandmother grandfather boss_ employer partner spouse fianc
    girlfriend boyfriend landlord owner manager foreman cousin uncle aunt parent
    """
)
NOT_OTHERS: Final = words_of(
    """
    детал деталь детский папка папке папку матрас материал материалы матпомощ мамур мамурият женат замужем
    """
)
#: "near Almaty" behind the name.
NEAR_AFTER: Final = words_of("жанында ёнида yonida якинида yaqinida назд янида тепесинде ичинде ичида")

CITIZENSHIP: Final = beginnings_of(
    """
    гражданств fuqarolig fuqarolik фукаролик фукаролиг азаматтык азаматлык жарандык жарандуу жарандыг
    шахрвандии шахрвандиро citizenship grajdanstv grazhdanstv шахрвандият табият
    """
)
CITIZEN_WORDS: Final = words_of(
    """
    fuqarosi фукароси азаматы жараны граждане citizen гражданин гражданка шахрванди
    """
)
PASSPORT: Final = beginnings_of(
    """
    паспорт паспар пасспорт pasport passport пачпорт пашпорт шиноснома граждан гражд грожд fuqaro фукаро
    фукоро fuqoro азамат жаран шахрванд шахрвант шарванд citizen grajdan grazhdan national ватандош поданн
    загран права_ праван правас правам licen диплом аттестат свидетельств биометрик удостоверен фукара
    пукаро гражан граждин
    """
)
CITIZENS: Final = beginnings_of(
    """
    граждан_ гражданин гражданк граждане fuqaro фукаро азамат жаран шахрванд citizen national grajdanin
    grajdank
    """
)
#: What a country of stay has rules for: "the Russian patent".
LAW: Final = beginnings_of(
    """
    patent патент visa_ виз law_ laws_ закон border_ границ police полиц employer_ работодател work_
    permit permits court_ суд_ ban_ запрет entry_ registration регистрац residence_ внж рвп migration
    миграц иин sim_ bank_ банк hospital больниц tax_ налог террит жумыс_ embargo школ school сертификат
    company фирм компан компани
    """
)
PASSPORT_WORDS: Final = words_of("id ид pass гр айди права")
GETTING: Final = beginnings_of(
    """
    получ оформ принят принима подать подач хочу стать смен olish olsam olmoqchi olaman олиш олсам олмокчи
    алу алган алсам алгым аламын алам алуга алыш алыу гирифтан гирам гирифт get obtain apply change want
    выдач поменя oladi берет дают бериш топшир тапшыр отказ алса олса гирад становл вступ program утрат
    """
)
LANGUAGE: Final = beginnings_of(
    """
    язык til тил забон language тексте speak перевод translat tarjim таржим аудар котор школ кухн еда песн
    фильм plov_ плов палов
    """
)
#: What a name is given to, or comes from, without anybody being there: "Moskva" café, the Russian rouble.
THINGS: Final = beginnings_of("рубл тенге кафе cafe ресторан машин мошин")
EMBASSY: Final = beginnings_of(
    """
    посольств пасольств консул elchi элчи елчи элчилик елшил сафорат embas consul konsul posolstv сафир
    елши
    """
)
LEAVING: Final = beginnings_of(
    """
    выех выезж уех уезж депорт выдвор покин chiqib chiqish chiqsam chiqar chiqol ketsam ketish ketmoq
    ketol чикиб чикиш чиксам кетсам чикар чикол кетиш кетмок кетол чыга кетсем кетип шыг чыг чык кету
    баромад бароям бароа бурун leav left_ deport exit_ выгна haydab чикди чыкты вышл улет вылет выпуст
    вывез хайда кувди кувиш баромадан ихроч рафтан меравам kicked removed cross пересек banned_ выпис
    уволит шык
    """
)
#: Who writes or calls from a place is there.
WRITING: Final = beginnings_of(
    """
    пиш напис звон yozyap yozay yozmoq ёзяп ёзай езяп ез езвот телефон жазып жазам жазат чалып чалам
    хабарл нависам менавис занг писать writ call_ calling_ обраща мурожаат
    """
)
RETURNING: Final = beginnings_of(
    """
    верну возвр домой обратно назад qayt кайт uyga уйга уйге уйго баргард хонаба return back_ home_ vernut
    domoy уйим гашта бозгашт родин ватан юрт гардам
    """
)
#: What is sent somewhere does not tell that one goes there.
GOING: Final = words_of(
    """
    билет билети билеты поезд поезди рейс меравам мерам рафтам омадам enter go visit reach going entering
    visiting въезд еду поехать ехать заехать лечу летим едем поеду езжу
    """
)
TRAVELLING: Final = beginnings_of("ket кет bor_ boram боро боря барам барабыз кел kel")
#: Who somebody is besides: "Turkmen student".
ROLES: Final = beginnings_of(
    """
    student студент worker guy girl мигрант migrant рабоч ишчи талаба man woman driver
    """
)
SENDING: Final = beginnings_of(
    """
    деньг денег перев отправ посыл пул_ пулни_ пулим_ жонатиш_ жонатсам_ jonat юбориш_ акча жибер котор
    фирист равон maблаг money_ send_ sending_ transfer remit parcel акша салу salaman
    """
)
#: "may an Uzbek ...?"
ABLE: Final = beginnings_of(
    """
    can_ may_ could_ must_ should_ need does_ do_ is_ мож мог_ ли_ нуж надо_ стать имеет платит керак kere
    кере лозим даркор була бола мумкин шарт patent патент visa_ виз day дн_ дней кун_ кунга руз_ без_ бе_
    ишла иште исте кор_ сколько
    """
)
LIVING: Final = beginnings_of(
    """
    жив жил раб иште жаша журом жургон турам жашап ишла яша ишлеп зинд live work study строит учус учит
    истикомат
    """
)
BEFORE_NOW: Final = beginnings_of(
    """
    раньше ранее прошл был_ была_ были_ до_ oldin илгари олдин ilgari мурун мурда бурын пештар before_
    was_ earlier_
    """
)

PLACE_NOUNS: Final = beginnings_of(
    """
    shahri shahr viloyati vil шахри шаар вилояти каласы шаары облысы облусу области област область областы
    tumani районы ауданы тумани облус кала obl обл region city airport шахар шахр кишлоги ауылы айылы
    базары базори бозори bozori аеропорту аеропорты аеропорти аеропорт край крае районе район района округ
    округе тарап тарапы тарапи томон томони тараф жагы жаки республикасы республикаси жумхурияти жак
    """
)
PLAIN_PLACE_NOUNS: Final = frozenset(PLACE_NOUNS)


@lru_cache(maxsize=8192)
def direction_of_noun(word: str) -> str | None:
    """Return "from", "to" or "in" for "Алматы қаласында", where the word for the town bears the ending."""
    for noun in PLACE_NOUNS:
        if word.startswith(noun):
            # Kazakh and Kyrgyz put an н before the ending.
            rests = {word[len(noun) :], word[len(noun) :].removeprefix("н")}
            for direction, endings in _NOUN_ENDINGS:
                if rests & endings:
                    return direction
    return None


_NOUN_ENDINGS: Final = (("from", FROM | {"ан", "ен"}), ("to", TO | {"а", "е", "на"}), ("in", IN))
