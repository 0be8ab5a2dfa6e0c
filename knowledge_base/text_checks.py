"""The rules for one text of an answer: what `content check` says of a file, and an editor reads beside it."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from knowledge_base.content_types import SOURCE_LOCALE
from knowledge_base.facts import PLACEHOLDER, FactBook, UnknownPlaceholder

MAX_ANSWER: Final = 900  #: characters before the source line, so that an answer fits one WhatsApp message
_STEP: Final = re.compile(r"^(\d+)\. ", re.MULTILINE)
_DIGIT: Final = re.compile(r"\d")


class Rule(StrEnum):
    """Which rule a text breaks."""

    EMPTY = "empty"
    BARE_NUMBER = "bare_number"
    NO_FACT = "no_fact"
    NEVER_IN_FORCE = "never_in_force"
    NOT_RENDERED = "not_rendered"
    TOO_LONG = "too_long"
    OTHER_PLACEHOLDERS = "other_placeholders"
    OTHER_STEPS = "other_steps"
    SOURCE_MOVED = "source_moved"
    AVOIDED_WORD = "avoided_word"
    OTHER_LANGUAGE = "other_language"


#: What only a person can judge in the end: it is shown and stops nothing.
ADVICE: Final = frozenset({Rule.AVOIDED_WORD, Rule.OTHER_LANGUAGE})


@dataclass(frozen=True, slots=True)
class TextProblem:
    """A rule that a text breaks, where, and what it is about (a word, a length, a placeholder)."""

    rule: Rule
    line: int = 1
    about: str = ""
    instead: str = ""

    @property
    def stops(self) -> bool:
        """Say whether a text with it must not be published."""
        return self.rule not in ADVICE


@dataclass(frozen=True, slots=True)
class SourceText:
    """The Russian text that a translation is held against, and which one the translation says it follows."""

    text: str
    followed: str | None


def check_text(
    text: str,
    locale: str,
    fact_ids: Sequence[str],
    *,
    facts: FactBook,
    on: date,
    source: SourceText | None = None,
) -> list[TextProblem]:
    """Return what stops this text from being published; `source` is None for the Russian text itself."""
    if not text.strip():
        return [TextProblem(Rule.EMPTY)]
    problems = [TextProblem(Rule.BARE_NUMBER, line) for line in bare_number_lines(text)]
    problems += _rendering_problems(text, locale, fact_ids, facts, on)
    if source is not None and locale != SOURCE_LOCALE:
        if placeholders_of(text) != placeholders_of(source.text):
            problems.append(TextProblem(Rule.OTHER_PLACEHOLDERS, about=_difference(source.text, text)))
        if steps_of(text) != steps_of(source.text):
            problems.append(TextProblem(Rule.OTHER_STEPS))
        if source.followed is not None and source.followed != text_hash(source.text):
            problems.append(TextProblem(Rule.SOURCE_MOVED))
    return problems


def text_hash(text: str) -> str:
    """Return the short hash by which a translation names the source text that it follows."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def bare_number_lines(text: str) -> Iterator[int]:
    """Yield the lines, counted from one, on which a number stands that is no placeholder."""
    for number, line in enumerate(text.splitlines(), 1):
        if _DIGIT.search(PLACEHOLDER.sub("", _STEP.sub("", line))):
            yield number


def placeholders_of(text: str) -> Counter[str]:
    """Return the placeholders of a text with how often each stands there."""
    return Counter(match.group(0) for match in PLACEHOLDER.finditer(text))


def steps_of(text: str) -> list[str]:
    """Return the numbers of a text's steps, in order."""
    return _STEP.findall(text)


def days_in_force(fact_ids: Sequence[str], facts: FactBook) -> tuple[date, date]:
    """Return the first and last day on which all the named facts hold; the last is before it for none."""
    named = [facts.facts[each] for each in fact_ids if each in facts.facts]
    first = max((fact.valid_from or date.min for fact in named), default=date.min)
    last = min((fact.valid_until or date.max for fact in named), default=date.max)
    return first, last


def day_in_force(fact_ids: Sequence[str], facts: FactBook, on: date) -> date | None:
    """Return a day to look at a text on: this one where it holds, else the nearest on which it does."""
    first, last = days_in_force(fact_ids, facts)
    return None if last < first else min(max(on, first), last)


def _rendering_problems(
    text: str, locale: str, fact_ids: Sequence[str], facts: FactBook, on: date
) -> Iterator[TextProblem]:
    if not fact_ids and not placeholders_of(text):
        yield TextProblem(Rule.NO_FACT)
    day = day_in_force(fact_ids, facts, on)
    if day is None:
        yield TextProblem(Rule.NEVER_IN_FORCE)
        return
    for name in dict.fromkeys([*fact_ids, *facts.names_in(text)]):
        try:
            facts.fact(name, day)
        except UnknownPlaceholder:
            yield TextProblem(Rule.NOT_RENDERED, about=name)
            return
    try:
        length = len(facts.render(text, locale, day))
    except (UnknownPlaceholder, ValueError) as error:
        yield TextProblem(Rule.NOT_RENDERED, about=str(error))
        return
    if length > MAX_ANSWER:
        yield TextProblem(Rule.TOO_LONG, about=str(length))


def _difference(source: str, text: str) -> str:
    """Return which placeholders are missing and which are too many, as `+` and `-`."""
    wanted, found = placeholders_of(source), placeholders_of(text)
    missing = [f"+{each}" for each in (wanted - found).elements()]
    return " ".join([*missing, *(f"−{each}" for each in (found - wanted).elements())])
