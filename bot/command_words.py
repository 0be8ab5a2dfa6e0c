"""Commands as people type them: /menu, and the same words in every language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.word_lists import read_word_lists
from knowledge_base.folding import fold

FOLDER: Final = Path(__file__).parent / "handlers" / "commands"

_SLASH = re.compile(r"^/([a-z_]+)(?:@\w+)?(?:\s+(.*))?$", re.DOTALL | re.IGNORECASE)
#: The commands that Telegram shows in its menu; the word lists know the same names.
SLASH_COMMANDS: Final = frozenset(
    {"start", "menu", "language", "route", "deadline", "near", "person", "forget", "privacy", "help"}
)


@dataclass(frozen=True, slots=True)
class Command:
    """A command and what stood after it, e.g. the campaign code of /start."""

    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class CommandWords:
    """Folded whole messages -> {command: locales in which the words mean it}."""

    meanings: Mapping[str, Mapping[str, frozenset[str]]]

    def read(self, text: str, locale: str) -> Command | None:
        """Return the command that the whole message is, or None; the chat's own language decides a tie."""
        slash = _SLASH.match(text.strip())
        if slash:
            name = slash.group(1).lower()
            return Command(name if name in SLASH_COMMANDS else "help", (slash.group(2) or "").strip())
        meanings = self.meanings.get(fold(text))
        if not meanings:
            return None
        spoken_here = [name for name, locales in meanings.items() if locale in locales]
        return Command((spoken_here or sorted(meanings))[0])


def load_command_words(folder: Path = FOLDER) -> CommandWords:
    """Read the words of every locale."""
    meanings: dict[str, dict[str, set[str]]] = {}
    for locale, lists in read_word_lists(folder).items():
        for name, phrases in lists.items():
            for phrase in phrases:
                meanings.setdefault(fold(phrase), {}).setdefault(name, set()).add(locale)
    return CommandWords(
        {
            phrase: {name: frozenset(locales) for name, locales in named.items()}
            for phrase, named in meanings.items()
        }
    )
