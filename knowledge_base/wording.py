"""Words to avoid, and the language of each text: the rules of wording that a machine can hold us to.

The termbase (`content/terms/<locale>.yaml`) names the one term for a thing and what not to write for it:
borrowed words where a good one exists, and words that blame or belittle people.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from knowledge_base.content_files import CONTENT, Problem, Reading
from knowledge_base.content_yaml import read_yaml
from knowledge_base.facts import PLACEHOLDER
from knowledge_base.folding import fold, words
from knowledge_base.locales import LOCALES

_TELLING_WORDS: Final = 3  #: fewer may be loanwords alone

#: Returns the locale a text is written in, or None where it is not sure; the bot's own detector, which this
#: package cannot know.
Detect = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Term:
    """The term for a concept, and beginnings of words or phrases that must not stand for it."""

    concept: str
    term: str
    avoid: tuple[str, ...] = ()


def read_terms(folder: Path = CONTENT) -> dict[str, tuple[Term, ...]]:
    """Return the termbase by locale; a locale without a file has no terms."""
    terms: dict[str, tuple[Term, ...]] = {}
    for locale in LOCALES:
        path = folder / "terms" / f"{locale}.yaml"
        if path.exists():
            entries = read_yaml(path) or []
            terms[locale] = tuple(
                Term(each["concept"], each["term"], tuple(each.get("avoid") or ())) for each in entries
            )
    return terms


def check_wording(reading: Reading, terms: Mapping[str, Sequence[Term]]) -> Iterator[Problem]:
    """Yield a problem for every word to avoid, with what to write instead."""
    for answer in reading.content.answers:
        for locale, text in answer.texts.items():
            file, line = reading.places[answer.question_id, answer.key, locale]
            for found, term in avoided_words(text.text, terms.get(locale, ())):
                yield Problem(file, line, f"write {term.term!r}, not {found!r}")
    for question in reading.content.questions:
        for locale, title in question.titles.items():
            for found, term in avoided_words(title, terms.get(locale, ())):
                message = f"{question.id}: write {term.term!r}, not {found!r}"
                yield Problem(f"titles/{locale}.yaml", 1, message)


def check_languages(reading: Reading, detect: Detect) -> Iterator[Problem]:
    """Yield a problem for every answer that our own detector takes for another language."""
    for answer in reading.content.answers:
        for locale, text in answer.texts.items():
            if (found := other_language(text.text, locale, detect)) is not None:
                file, line = reading.places[answer.question_id, answer.key, locale]
                yield Problem(file, line, f"it reads like {found}, not {locale}")


def other_language(text: str, locale: str, detect: Detect) -> str | None:
    """Return the language that a text reads like, where it is another than it is meant to be."""
    said = PLACEHOLDER.sub(" ", text)
    telling = {word for word in words(said) if word.isalpha()}
    found = detect(said) if len(telling) >= _TELLING_WORDS else None
    return found if found != locale else None


def avoided_words(text: str, terms: Sequence[Term]) -> Iterator[tuple[str, Term]]:
    """Yield every word to avoid as it stands in the text, with the term to write instead."""
    said = words(PLACEHOLDER.sub(" ", text))
    for term in terms:
        for avoided in term.avoid:
            phrase = fold(avoided).split()
            for at in range(len(said) - len(phrase) + 1):
                if all(said[at + place].startswith(part) for place, part in enumerate(phrase)):
                    yield " ".join(said[at : at + len(phrase)]), term
                    break
