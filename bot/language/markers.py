"""Frequent small words that give a language away, written as `fold` leaves them.

Folding takes special letters to those of the Russian keyboard, so `қаерда` and `каерда` are one entry. A
word may stand under several locales; it then only speaks against the others. Nouns that everybody borrows
from Russian (patent, registration, passport) are left out: the grammar tells the language, not the noun.
"""

from typing import Final

_UZ_LATIN: Final = """
men menga meni mening menda sizga siz sizlar biz bizga uni shu bu ham esa lekin keyin kerak kerakmi qanday
qanaqa qayerda qaerda qayerdan qayerga qachon qancha necha nechta nima nimaga uchun bilan yoki emas yoq
bor bormi boladi boladimi bolsa bolsam bolaman bolmaydi mumkin mumkinmi keldim kelganman kelganmiz kelsam
ketsam ishlasam ishlasa ishlayman ishlamoqchiman ishlash haqida rahmat salom asalom asalomu alaykum
iltimos bolam bolamni bolamga bolani farzandim qilish qilsam qilaman qilay qilib qilsa olish olsam olaman
bering berasizmi yordam qoldim turibman yashayman yashayapman yuribman ishim pulimni oylik oyligimni
bermayapti berishmadi ozbekiston ozbekman ozbek tugadi kun kunda yaxshi yaxshimisiz bolmasa toshkentdan
ayting ishga uyga hujat hujatlarim chiqish kirish topish
"""
_UZ_CYRILLIC: Final = """
мен менга мани манга мени менинг менда сизга биз бизга уни шу хам эса лекин кейин керак керакми кандай
канака каерда каерга каердан качон канча неча нечта нима нимага учун билан ёки эмас йук бор борми булади
буладими булса булсам буламан булмайди мумкин мумкинми келдим келганман келганмиз келсам кетсам ишласам
ишласа ишлайман ишламокчиман ишлаш хакида рахмат салом асалому алайкум илтимос болам боламни боламга
болани бола фарзандим килиш килсам киламан килай килиб килса олиш олсам оламан беринг ёрдам колдим
турибман яшайман яшаяпман юрибман ишим пулимни ойлик ойлигимни бермаяпти беришмади узбекистон узбекман
узбек тугади кун кунда яхши яхшимисиз булмаса ишга уйга хужат хужатларим утаман тошкентдан узим уйин келди
кетди
"""
_TAJIK: Final = """
ман мана манро маро ба дар аз барои ки чи чанд чандто кучо кучост кай кор кори кардан кардам кунам мекунам
мешавад мешава мешад метавонам метонам тавонам лозим даркор чихел хел аст хаст нест нестам хастам мо шумо
вай онхо ин он рахмат салом асалом асалому алейкум мумкин фарзанд фарзандам бача бачам бачаам хам лекин
гирам гирифтан гирифтам додан надодан намедихад медихад руз рузхо мох сол точик точикистон хучат хучатхо
хучатхоям чоиз мехохам будам омадам рафтан равам биёям илтимос кумак кунед бигуед карда шуд шудан
наметавонам намедонам то маош маошам пулам бе чаро кадом чиз
"""
_KYRGYZ: Final = """
мен мага мени менин менде сизге биз бизге аны ушул бул да дагы бирок кийин керек керекпи кандай кайда
кайдан кайсы качан канча эмне эмнеге учун менен же жана эмес жок бар барбы болот болобу болсо болсом болом
болбойт мумкунбу мумкун келдим келгем келгенбиз келсем кетсем иштесем иштесе иштейм иштегим иштейин жумуш
жумушка жонундо туралу рахмат салам саламатсызбы балам баламды балама баланы алсам алам алуу кылсам кылам
кылыш кантип бериниз бересизби жардам калдым турам жашайм журом айлыгымды айлык берген бербей бербейт
кыргызстан кыргыз кыргызмын бутту кун кундо жакшы жакшысызбы откону каттоого катталам катоо кыла алабы
болчу
"""
_KAZAKH: Final = """
мен маган мени менин менде сизге биз бизге оны осы бул да тагы бирак кейин керек керекпе калай кандай
кайда кайдан кай кашан канша не неге ушин немесе жане емес жок бар барма бола болады болама болса болсам
болмайды мумкин мумкинбе келдим келгенмин келдик келсем кетсем жумыс жумыска истесем истеуге истеймин
истей истегим туралы рахмет салем салеметсизбе саламатсызба балам баламды балама баланы алсам аламын алу
кылсам истеу беринизши бересизбе комек калдым турамын жалакы жалакымды бермейди бермей казакстан казак
казакпын бити кун куни жаксы тиркелу тиркелем тиркелемин ма ме ба бе па пе гой кой кужат кужаттар едим
"""
_RUSSIAN: Final = """
я мне меня мой моя мои мы нас нам вы вас вам он она они как где куда когда сколько что чтобы надо нужно
нужен нужна можно нельзя ли не и в на с со по для из от до у к за о об или если но а это есть был было
буду быть нет работать работаю делать сделать получить оформить продлить приехал приехала приехали могу
может здравствуйте привет добрый день спасибо пожалуйста помогите подскажите скажите хочу ребенок ребенка
зачем почему какие какой какая кто кому платят заплатили отдает отдают дают забрал забрали моего моей мною
уже еще тоже после без при
"""
_RUSSIAN_LATIN: Final = """
kak mne menya moy moya mi vi vas nas gde kuda kogda skolko chto shto chtobi chtoby nado nuzhno nujno
nuzhen mozhno mojno nelzya li ne na dlya iz ili esli eto est bil bilo budu net rabotat rabotayu delat
sdelat poluchit oformit prodlit priehal priehala mogu mojet mozhet zdravstvuyte zdrastvuyte privet spasibo
pozhaluysta pojaluysta pomogite podskajite podskazhite skazhite hochu xochu rebenok rebenka pochemu kakie
kakoy kto platyat zaplatili ya u uje uzhe eshe dobriy den zarplatu ostatsya posle
"""
_TAJIK_LATIN: Final = """
ba dar az baroi ki chi chand kujo kujost kay kor kori kardan kardam kunam mekunam meshavad meshava meshad
metavonam metonam lozim darkor chihel khel hel ast hast nest hastam shumo inho man manro maro farzandam
giram giriftan girem tojik tojikiston hujjatho hujatho mehoham mekhoham omadam raftan ravam kumak kuned
boyad namedihad maosh charo kadom rahmat salom mumkin tavonam
"""
_KYRGYZ_LATIN: Final = """
maga meni menin kerek kayda kaida kaydan kachan kancha emne emnege uchun menen jana emes jok barbi bolot
bolobu bolso bolboyt mumkunbu keldim kelgem ishtesem ishtese ishteyim ishteym jumush zhumush kantip katoo
balamdi jardam salam rahmat kyrgyz kirgiz aylik kandai kanday
"""
_KAZAKH_LATIN: Final = """
magan meni menin kerek kalai kalay qalai qalay kaida qaida kayda kashan qashan kansha qansha nege ushin
nemese zhane jane emes jok zhok barma bolady bolama boladi bolsa keldim zhumys jumys zhumis istesem
isteuge istey turaly rahmet salem balamdi balamdy komek kazakh qazaq qujat kuzhat alamyn tirkelu
"""
_ENGLISH: Final = """
i my me you your we our the is are am was do does did can could how where when what who why which to of in
on at for from with and or not no a an it this that have has need want get work hello please thank thanks
if must should will they he she his her them be been there after before about long much many
"""


def _table(**lists: str) -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for name, listed in lists.items():
        for word in listed.split():
            table.setdefault(word, set()).add(name)
    return {word: frozenset(names) for word, names in table.items()}


_NAMES: Final = {
    "uz_latin": "uz-Latn", "uz_cyrillic": "uz-Cyrl", "tajik": "tg", "kyrgyz": "ky", "kazakh": "kk",
    "russian": "ru", "russian_latin": "ru", "tajik_latin": "tg",
    "kyrgyz_latin": "ky", "kazakh_latin": "kk", "english": "en",
}  # fmt: skip

#: Folded word -> the locales it is frequent in.
MARKERS: Final = {
    word: frozenset(_NAMES[name] for name in names)
    for word, names in _table(
        uz_latin=_UZ_LATIN,
        uz_cyrillic=_UZ_CYRILLIC,
        tajik=_TAJIK,
        kyrgyz=_KYRGYZ,
        kazakh=_KAZAKH,
        russian=_RUSSIAN,
        russian_latin=_RUSSIAN_LATIN,
        tajik_latin=_TAJIK_LATIN,
        kyrgyz_latin=_KYRGYZ_LATIN,
        kazakh_latin=_KAZAKH_LATIN,
        english=_ENGLISH,
    ).items()
}

#: Ending of a folded word, two to four letters -> the locales it is usual in.
ENDINGS: Final = {
    ending: frozenset(_NAMES[name] for name in names)
    for ending, names in _table(
        uz_latin="ning lar miz mang ydi moq aman gani lari yapt ishga imni qchi",
        uz_cyrillic="нинг лари миз мок аман япти ларн имни кчи млар даги",
        tajik="хо хои хоро ро анд ияти ам аш ишро",
        kyrgyz="нун дун нин дор ган дор лор ошу бай той тон",
        kazakh="нын дын тын дар тар лык дык ишин кен",
        russian="ть ого его ых ами ение ией ться ешь ют ет ый ная ного ции",
        russian_latin="tsya ogo ovat vat",
        english="ing ed tion",
    ).items()
}
