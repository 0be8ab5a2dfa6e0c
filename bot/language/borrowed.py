"""Words that travel between all our languages, and therefore say nothing of the sentence's language.

Nouns of papers and offices are Russian everywhere, greetings and thanks go both ways. The detector does not
count them as words of a language, and training splices them into sentences of the others.
"""

from typing import Final

_NOUNS_TEXT: Final = """
патент регистрация прописка миграционка миграция мигрант паспорт загранпаспорт справка договор контракт
документ полиция участковый депортация запрет граница штраф чек экзамен сертификат разрешение гражданство
внж рвп инн снилс иин мфц мвд уфмс омвд цон егов медкомиссия медосмотр страховка полис поликлиника
больница роддом садик школа копия перевод нотариус адвокат юрист суд заявление квартира хозяин комната
общежитие хостел вокзал аэропорт билет работа зарплата аванс прораб бригадир директор начальник вахта
смена стройка завод склад такси курьер доставка карта банк кредит налог виза госуслуги приложение телефон
симкарта номер адрес отпечатки дактилоскопия фото анализ прививка свидетельство доверенность квитанция
оплата срок проверка рейд миграционный учет уведомление приглашение посольство консульство бланк анкета
очередь отдел ржд оформление продление увольнение больничный пособие алименты загс сво визаран патруль бот
меню интернет
"""
#: Nouns that everybody takes from Russian, in the form they are borrowed in.
NOUNS: Final = tuple(_NOUNS_TEXT.split())
_COURTESIES_TEXT: Final = """
салам салом ассалому ассаламу асалом алайкум алейкум здравствуйте привет спасибо рахмат пожалуйста брат
братан ака байке вообще короче просто потом срочно точно нормально ладно хорошо понял да нет ок окей
"""
#: Greetings, thanks and fillers.
COURTESIES: Final = tuple(_COURTESIES_TEXT.split())
_IN_LATIN_TEXT: Final = """
patent registratsiya registraciya registration propiska migratsiya passport pasport spravka dogovor polis
viza visa inn snils rvp vnj vnzh mfc mvd con egov telefon nomer adres kvartira hostel bank karta kredit
deportatsiya shtraf sertifikat dokument kontrakt taksi bot menu ok okay salom salam privet spasibo
assalomu alaykum aleykum rahmat raxmat rakhmat hello hi stop start
"""
_IN_LATIN: Final = tuple(_IN_LATIN_TEXT.split())
#: No word of these is evidence of a language.
TRAVELLING: Final = frozenset((*NOUNS, *COURTESIES, *_IN_LATIN))
