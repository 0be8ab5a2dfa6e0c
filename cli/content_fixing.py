"""Write into each translation which source text it follows, where it does not say so yet."""

import re
from pathlib import Path

from knowledge_base.content_files import read_content_files
from knowledge_base.content_types import SOURCE_LOCALE
from knowledge_base.text_checks import text_hash


def name_sources(folder: Path) -> int:
    """Add `source:` to translations that lack it; one that names another text is left for a translator."""
    reading = read_content_files(folder)
    count = 0
    for answer in reading.content.answers:
        source = answer.texts.get(SOURCE_LOCALE)
        for locale, text in answer.texts.items():
            if source is None or locale == SOURCE_LOCALE or text.source_hash is not None:
                continue
            path = folder / reading.places[answer.question_id, answer.key, locale][0]
            written = path.read_text("utf-8")
            # Quoted: a hash of digits only would be read as a number.
            line = f'source: "{text_hash(source.text)}"\n---\n'
            path.write_text(re.sub(r"(?<=\n)---\n", line, written, count=1), "utf-8")
            count += 1
    return count
