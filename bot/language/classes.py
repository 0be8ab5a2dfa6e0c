"""The classes inside the detector: finer than locales, because a way of typing is learned best on its own."""

from typing import Final

from bot.language.reading import CYRILLIC, LATIN
from knowledge_base.locales import LOCALES, UNDETERMINED

#: Locale -> the class of its texts that are typed in Latin letters.
TYPED_IN_LATIN: Final = {"ru": "ru@Latn", "tg": "tg@Latn", "ky": "ky@Latn", "kk": "kk@Latn"}

#: Alphabet -> its classes: ours first, then languages that are not ours, by likeness.
CLASSES: Final = {
    # tt: Tatar, Bashkir; uk: Ukrainian and the other Slavic ones; mn: Mongolian, Sakha.
    CYRILLIC: ("uz-Cyrl", "tg", "ky", "kk", "ru", "tt", "uk", "mn", "kaa"),
    # de: German, French, Spanish, Italian.
    LATIN: ("uz-Latn", "en", "ru@Latn", "tg@Latn", "ky@Latn", "kk@Latn", "tr", "az", "tk", "de", "kaa@Latn"),
}


def locale_of(name: str) -> str:
    """Return the locale of a class; `und` for a language that is not ours."""
    locale = name.partition("@")[0]
    return locale if locale in LOCALES else UNDETERMINED
