"""Words that letter rules alone would misspell between the two Uzbek scripts, and what stays Latin.

Loanwords lost ь and ц on their way into Latin, so the rules cannot find them again. Add a line here when a
reader reports a misspelling; nothing else needs to change.
"""

from typing import Final

#: Names and abbreviations that stay in Latin letters in a Cyrillic text; endings on them are still changed.
LATIN_NAMES: Final = (
    "WhatsApp", "Telegram", "Instagram", "Facebook", "TikTok", "YouTube", "Google", "Viber", "IMO",
    "eGov", "egov", "Enbek", "enbek", "ESUTD", "QR", "PDF", "SMS", "SIM", "ID", "PIN", "JPG", "MRZ", "RFID",
    "Kaspi", "Halyk", "iOS", "Android", "Wi-Fi", "MyGov", "my.gov", "OneID", "DUOL", "eVisa", "Migrant.uz",
)  # fmt: skip

#: Whole words: the bare form has a soft sign which falls away before an ending.
WHOLE: Final = {
    "yanvar": "январь", "fevral": "февраль", "aprel": "апрель", "iyun": "июнь", "iyul": "июль",
    "sentabr": "сентябрь", "oktabr": "октябрь", "noyabr": "ноябрь", "dekabr": "декабрь",
    "sentyabr": "сентябрь", "oktyabr": "октябрь", "rubl": "рубль", "mebel": "мебель", "parol": "пароль",
    "kabel": "кабель", "rol": "роль", "asfalt": "асфальт", "modul": "модуль", "avtomobil": "автомобиль",
    "kontrol": "контроль", "tekstil": "текстиль", "profil": "профиль", "sirk": "цирк",
    "otel": "отель", "medal": "медаль", "kalendar": "календарь", "apostil": "апостиль", "mfts": "мфц",
}  # fmt: skip

#: Beginnings of words, longest first where one starts another.
STEMS: Final = {
    "sentabr": "сентябр", "oktabr": "октябр",
    "konsert": "концерт", "sement": "цемент", "senzura": "цензура", "sitrus": "цитрус",
    "vaksina": "вакцина", "kvitansiya": "квитанция", "stansiya": "станция", "instansiya": "инстанция",
    "konferensiya": "конференция", "kompetensiya": "компетенция", "potensial": "потенциал",
    "distansiya": "дистанция", "litsenziya": "лицензия", "lisenziya": "лицензия",
    "kanselyariya": "канцелярия", "konsessiya": "концессия", "ssenariy": "сценарий", "sex": "цех",
    "obyekt": "объект", "subyekt": "субъект", "syezd": "съезд", "inyeksiya": "инъекция",
    "kompyuter": "компьютер", "intervyu": "интервью", "albom": "альбом", "fakultet": "факультет",
    "film": "фильм", "apelsin": "апельсин", "kultur": "культур", "filtr": "фильтр", "multfilm": "мультфильм",
    "fotoalbom": "фотоальбом", "rayon": "район", "mikrorayon": "микрорайон",
    "mayonez": "майонез", "poyabzal": "пойабзал", "nyu-york": "нью-йорк",
    "shveysariya": "швейцария", "alyans": "альянс", "bulyon": "бульон",
    "batalyon": "батальон", "pavilyon": "павильон", "konsyerj": "консьерж",
    "ishoq": "исҳоқ", "alternativ": "альтернатив", "konvensiya": "конвенция",
}  # fmt: skip
