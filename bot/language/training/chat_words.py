"""Frequent small words of chats, as typed on a Russian or plain Latin keyboard; training repeats them.

Nouns that everybody borrows from Russian (patent, registration, passport) are left out.
"""

from collections.abc import Mapping, Sequence
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
спасибо привет здравствуйте помогите большое пожалуйста зачем почему какие какой какая кто кому платят
заплатили отдает отдают дают забрал забрали моего моей мною уже еще тоже после без при
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
# Karakalpak, which is not ours: the corpora have next to nothing of it, and Kazakh is very near.
_KARAKALPAK: Final = """
ҳәм ушын ислеў бериў бериўи алыў алыўы турыў турыўға барыў келиў сораў жазыў төлеў өтиў кириў шығыў қылыў
болыў айтыў көриў ўақыт ўақты ҳүкимет ҳүжжет ҳуқық ҳуқықы Қарақалпақстан қарақалпақ Нөкис сўм ҳәр ҳеш
ҳәмме ҳәзир ўәкил аўыл аўа даўам қәўип
"""
_ENGLISH: Final = """
hello hi thanks bye good morning evening okay yes i my me you your we our the is are am was do does did
can could how where when what who why which to of in on at for from with and or not no a an it this that
have has need want get work hello please thank thanks if must should will they he she his her them be been
there after before about long much many
"""

#: Internal class -> its words.
CHAT_WORDS: Final[Mapping[str, Sequence[str]]] = {
    "uz-Latn": _UZ_LATIN.split(), "uz-Cyrl": _UZ_CYRILLIC.split(), "tg": _TAJIK.split(),
    "ky": _KYRGYZ.split(), "kk": _KAZAKH.split(), "ru": _RUSSIAN.split(), "en": _ENGLISH.split(),
    "ru@Latn": _RUSSIAN_LATIN.split(), "tg@Latn": _TAJIK_LATIN.split(),
    "ky@Latn": _KYRGYZ_LATIN.split(), "kaa": _KARAKALPAK.split(), "kk@Latn": _KAZAKH_LATIN.split(),
}  # fmt: skip
