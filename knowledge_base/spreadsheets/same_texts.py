"""Which phrasings say the same: word for word, or spelt a little differently."""

from collections.abc import Mapping

from knowledge_base.folding import fold
from knowledge_base.spreadsheets.entries import Cells, Entry
from knowledge_base.spreadsheets.reasons import Refused, Why


class SameTexts:
    """The phrasings here and, as they are added, those of the file."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        """Know these phrasings by their words."""
        self._exact: dict[tuple[str, str, str], Entry] = {}
        self._questions: dict[tuple[str, str], str] = {}
        self._folded: Mapping[str, Entry] | None = entries
        for entry in entries.values():
            self._exact.setdefault(_words(entry.cells), entry)

    def exactly(self, cells: Cells) -> Entry | None:
        """Return the phrasing that is this one word for word."""
        return self._exact.get(_words(cells))

    def add(self, cells: Cells, entry: Entry | None) -> None:
        """Take up a phrasing that is new or changed. Raises Refused where it belongs to another question."""
        if self._folded is not None:  # a second of work, for files that bring nothing new left undone
            for each in self._folded.values():
                self._questions[each.cells["language"], fold(each.cells["text"])] = each.cells["question"]
            self._folded = None
        place = cells["language"], fold(cells["text"])
        was_here = entry is not None and (entry.cells["language"], fold(entry.cells["text"])) == place
        owner = cells["question"] if was_here else self._questions.setdefault(place, cells["question"])
        if owner != cells["question"]:
            raise Refused(Why.OTHER_QUESTION, question=owner)


def _words(cells: Cells) -> tuple[str, str, str]:
    return cells.get("language", ""), cells.get("question", ""), cells.get("text", "")
