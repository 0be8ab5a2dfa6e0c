"""The console's own sentences in the languages of the staff, from catalogues of its own.

Sentences in templates and code are marked by `say` or `later`; after a change run
`pybabel extract -F console/babel.cfg -k say -k later --no-location --sort-output -o
console/locales/console.pot .` and fill each catalogue. They are read from their PO files, as in
`bot/texts.py`. They are the bot's languages, Uzbek in Latin script only.
"""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from bot.texts import Texts
from knowledge_base.locales import babel_code

CATALOGUES: Final = Path(__file__).parent / "locales"
CONSOLE_LOCALES: Final = ("ru", "en", "kk", "uz-Latn", "ky", "tg")
DOMAIN: Final = "console"
#: By the part of a tag that every browser sends: `uz`, `uz-UZ` and `uz-Cyrl` all get the Uzbek pages.
_BY_LANGUAGE: Final = {locale.split("-")[0]: locale for locale in CONSOLE_LOCALES}


@cache
def texts_for(locale: str) -> Texts:
    """Return the console's sentences in one of `CONSOLE_LOCALES`; raises FileNotFoundError otherwise."""
    path = CATALOGUES / babel_code(locale) / "LC_MESSAGES" / f"{DOMAIN}.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=babel_code(locale), domain=DOMAIN)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Texts(locale, Translations(compiled, domain=DOMAIN))


def choose_locale(asked_for: str, own: str | None, accept_language: str) -> str:
    """Return the language of a page: `?lang=`, or the person's own, or the browser's, or Russian."""
    wanted = [asked_for, own or "", *(part.split(";")[0].strip() for part in accept_language.split(","))]
    for each in wanted:
        if locale := _BY_LANGUAGE.get(each.lower().split("-")[0]):
            return locale
    return "ru"
