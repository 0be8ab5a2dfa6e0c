"""The bot's own sentences in the reader's language, from Babel catalogues (answers are not here).

The catalogues are read from their PO files: no compiled copy can be stale or forgotten. A sentence is
marked for `pybabel extract` by calling it through `say` or `say_plural`, or by `later` where the locale
is not known yet.
"""

from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from knowledge_base.locales import babel_code

CATALOGUES: Final = Path(__file__).parent / "locales"
DOMAIN: Final = "bot"


class Texts:
    """The sentences of one locale."""

    def __init__(self, locale: str, translations: Translations) -> None:
        """Hold a catalogue; use `texts_for` to get one."""
        self.locale = locale
        self._translations = translations

    def say(self, message: str, **values: str) -> str:
        """Return the sentence in this locale with its `{name}` places filled."""
        return self._fill(self._translations.gettext(message), values)

    def say_plural(self, singular: str, plural: str, count: int, **values: str) -> str:
        """Return the form that this locale uses for `count`; `{count}` is filled as well."""
        chosen = self._translations.ngettext(singular, plural, count)
        return self._fill(chosen, {"count": str(count), **values})

    @staticmethod
    def _fill(sentence: str, values: Mapping[str, str]) -> str:
        return sentence.format(**values) if values else sentence


def later(message: str) -> str:
    """Mark a sentence for extraction where it is only named, to be said later."""
    return message


@cache
def texts_for(locale: str) -> Texts:
    """Return the sentences of a locale; raises FileNotFoundError for one we do not speak."""
    path = CATALOGUES / babel_code(locale) / "LC_MESSAGES" / f"{DOMAIN}.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=babel_code(locale), domain=DOMAIN)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Texts(locale, Translations(compiled, domain=DOMAIN))
