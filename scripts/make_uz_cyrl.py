"""Make the Cyrillic Uzbek content and catalogue from the Latin ones: `python -m scripts.make_uz_cyrl`.

A file in which a person corrected something by hand says `handmade: true` (content) or has no
"generated" note (catalogue) and is left alone.
"""

import re
from pathlib import Path
from typing import Any

import yaml
from babel.messages.pofile import read_po, write_po

from knowledge_base.content_files import CONTENT
from knowledge_base.content_yaml import read_yaml
from knowledge_base.uzbek import to_cyrillic

LOCALES = Path(__file__).parents[1] / "bot" / "locales"


def main() -> None:
    """Write every Cyrillic file anew."""
    for kind in ("titles", "phrasings", "regression"):
        entries = read_yaml(CONTENT / kind / "uz-Latn.yaml")
        text = yaml.safe_dump(_in_cyrillic(entries), allow_unicode=True, sort_keys=False, width=110)
        note = "# Made from uz-Latn.yaml by scripts/make_uz_cyrl.py.\n"
        (CONTENT / kind / "uz-Cyrl.yaml").write_text(note + text, "utf-8")
    for latin in sorted((CONTENT / "answers" / "uz-Latn").glob("*.md")):
        cyrillic = CONTENT / "answers" / "uz-Cyrl" / latin.name
        if cyrillic.exists() and re.search(r"^handmade: true$", cyrillic.read_text("utf-8"), re.MULTILINE):
            continue
        _, head, text = latin.read_text("utf-8").split("---\n", 2)
        cyrillic.parent.mkdir(exist_ok=True)
        cyrillic.write_text(f"---\n{head}---\n{to_cyrillic(text)}", "utf-8")
    _make_catalogue()


def _in_cyrillic(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _in_cyrillic(each) for key, each in value.items()}
    return [to_cyrillic(str(each)) for each in value] if isinstance(value, list) else to_cyrillic(str(value))


def _make_catalogue() -> None:
    with (LOCALES / "uz_Latn" / "LC_MESSAGES" / "bot.po").open("rb") as file:
        catalogue = read_po(file, locale="uz_Cyrl")
    catalogue.locale = "uz_Cyrl"
    for message in catalogue:
        if not message.id:
            continue
        text = message.string
        message.string = _in_cyrillic(list(text) if isinstance(text, tuple) else text)
    target = LOCALES / "uz_Cyrl" / "LC_MESSAGES" / "bot.po"
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        write_po(file, catalogue, width=110, ignore_obsolete=True)


if __name__ == "__main__":
    main()
