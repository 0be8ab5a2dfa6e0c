"""Reading the small YAML word lists that stand beside the handlers, one file a locale."""

from functools import cache
from pathlib import Path

from knowledge_base.content_yaml import read_yaml
from knowledge_base.locales import LOCALES
from knowledge_base.uzbek import to_cyrillic


@cache
def read_word_lists(folder: Path) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return {locale: {key: phrases}} as they are written; Cyrillic Uzbek is made from the Latin list."""
    lists: dict[str, dict[str, tuple[str, ...]]] = {}
    for locale in LOCALES:
        path = folder / f"{locale}.yaml"
        if path.exists():
            entries = read_yaml(path)
            lists[locale] = {key: tuple(map(str, phrases)) for key, phrases in entries.items()}
    lists["uz-Cyrl"] = {key: tuple(map(to_cyrillic, phrases)) for key, phrases in lists["uz-Latn"].items()}
    return lists
