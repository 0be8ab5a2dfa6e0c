"""The seven locales the product speaks, by BCP 47 code, and their names in themselves."""

from typing import Final

LOCALES: Final = ("uz-Latn", "uz-Cyrl", "tg", "ky", "kk", "ru", "en")
UNDETERMINED: Final = "und"

#: How a speaker calls the language; used on buttons, so it must be readable before a language is chosen.
NATIVE_NAMES: Final = {
    "uz-Latn": "Oʻzbekcha",
    "uz-Cyrl": "Ўзбекча",
    "tg": "Тоҷикӣ",
    "ky": "Кыргызча",
    "kk": "Қазақша",
    "ru": "Русский",
    "en": "English",
}


def babel_code(locale: str) -> str:
    """Return the code that Babel and gettext folders use: `uz-Latn` is `uz_Latn`."""
    return locale.replace("-", "_")
