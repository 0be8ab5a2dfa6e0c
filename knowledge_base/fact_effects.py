"""What a change of a fact does to the answers: which texts read differently, before it is made."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from knowledge_base.content_types import Answer, Content, Fact
from knowledge_base.facts import FactBook, UnknownPlaceholder


@dataclass(frozen=True, slots=True)
class ChangedText:
    """The text of an answer in one language, as people read it before and after; None: it is not shown."""

    question_id: str
    key: str
    locale: str
    before: str | None
    after: str | None

    def lines(self) -> Iterator[tuple[str, str]]:
        """Yield the lines that differ, old and new."""
        old, new = (self.before or "").splitlines(), (self.after or "").splitlines()
        # A value has no line breaks, so line stands beside line; a text that is not shown has none.
        for number in range(max(len(old), len(new))):
            pair = (old[number] if number < len(old) else "", new[number] if number < len(new) else "")
            if pair[0] != pair[1]:
                yield pair


@dataclass(frozen=True, slots=True)
class Affected:
    """All that follows from a change."""

    texts: tuple[ChangedText, ...] = ()
    #: Answers that rest on the fact and read the same: their source line and check date come from it.
    resting: tuple[Answer, ...] = ()

    @property
    def answers(self) -> dict[tuple[str, str], list[ChangedText]]:
        """The changed texts by answer, in the order of the content."""
        found: dict[tuple[str, str], list[ChangedText]] = {}
        for text in self.texts:
            found.setdefault((text.question_id, text.key), []).append(text)
        return found

    @property
    def locales(self) -> frozenset[str]:
        """The languages in which something changes."""
        return frozenset(text.locale for text in self.texts)


def affected(
    content: Content, fact_id: str, changed: Mapping[str, Fact], *, on: date, then: date | None = None
) -> Affected:
    """Return which answers and languages change when `changed` takes the place of these facts.

    The texts are those of the day `on`, and of the day `then` afterwards: for a law change the day before
    it and its first.
    """
    before, after = FactBook(content.facts), FactBook({**content.facts, **changed})
    facts = [content.facts[fact_id], *changed.values()]
    names = frozenset[str]().union(
        *(before.names_moved_by(fact) | after.names_moved_by(fact) for fact in facts)
    )
    own = {name for fact in facts for name in (fact.id, fact.series) if name is not None}
    naming = _naming(names)
    texts: list[ChangedText] = []
    resting: list[Answer] = []
    for answer in content.answers:
        found = list(_changed_texts(answer, naming, before, on, after, then or on))
        texts += found
        if not found and (own & set(answer.fact_ids)):
            resting.append(answer)
    return Affected(tuple(texts), tuple(resting))


def resting_on(content: Content, fact_ids: frozenset[str]) -> list[Answer]:
    """Return the answers that name one of these facts, or show its value."""
    if not fact_ids:
        return []
    naming = _naming(fact_ids)
    return [
        answer
        for answer in content.answers
        if fact_ids.intersection(answer.fact_ids)
        or any(naming.search(text.text) for text in answer.texts.values())
    ]


def _changed_texts(
    answer: Answer, naming: re.Pattern[str], before: FactBook, on: date, after: FactBook, then: date
) -> Iterator[ChangedText]:
    for locale, text in answer.texts.items():
        if not naming.search(text.text):
            continue
        old, new = (_rendered(book, text.text, locale, day) for book, day in ((before, on), (after, then)))
        if old != new:
            yield ChangedText(answer.question_id, answer.key, locale, old, new)


def _naming(names: frozenset[str]) -> re.Pattern[str]:
    """Return what finds a placeholder of one of these: tens of thousands of texts are looked through."""
    return re.compile(r"\{(?:" + "|".join(map(re.escape, sorted(names))) + r")[:|}]")


def _rendered(book: FactBook, text: str, locale: str, on: date) -> str | None:
    try:
        return book.render(text, locale, on)
    except (UnknownPlaceholder, ValueError):
        return None
