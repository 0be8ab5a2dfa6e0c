"""Published knowledge in memory, ready to answer from, and kept in step with the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from knowledge_base.content_types import (
    WITHDRAWN,
    Answer,
    AnswerText,
    Content,
    EmergencyContact,
    Question,
    Source,
)
from knowledge_base.database import Sessions
from knowledge_base.facts import FactBook, UnknownPlaceholder
from knowledge_base.matching import Matcher, Phrasing, fit
from knowledge_base.routes import Route

#: Where to look when a text does not exist in the reader's language, nearest first.
_FALLBACK_LOCALES: Final = {
    "uz-Cyrl": ("uz-Latn", "ru", "en"),
    "uz-Latn": ("uz-Cyrl", "ru", "en"),
    "en": ("ru",),
    "ru": ("en",),
}
_OTHER_FALLBACK: Final = ("ru", "en")


@dataclass(frozen=True, slots=True)
class RenderedAnswer:
    """An answer with its values filled in, and what has to be told beside it."""

    question_id: str
    key: str
    locale: str  #: of the text, which can differ from the locale that was asked for
    text: str
    sources: tuple[Source, ...]
    checked_on: date
    is_draft: bool
    is_uncertain: bool
    confirm_with: str
    depends_on_route: bool


class Snapshot:
    """The knowledge at one content version. Immutable, so that answers never wait for an edit."""

    def __init__(self, content: Content, *, show_drafts: bool = True, matcher: Matcher | None = None) -> None:
        """Build the lookup tables and, where none is given, the matcher: the slow part, once a version."""
        self.content = content
        self.show_drafts = show_drafts
        self.questions: Mapping[str, Question] = {question.id: question for question in content.questions}
        self.topics = tuple(dict.fromkeys(question.topic for question in content.questions))
        self.emergency: Mapping[str, tuple[EmergencyContact, ...]] = content.emergency
        self.facts = FactBook(content.facts)
        self.matcher: Matcher = matcher or fit(phrasings_of(content))
        self._answers: dict[str, list[Answer]] = {}
        for answer in content.answers:
            self._answers.setdefault(answer.question_id, []).append(answer)

    def title(self, question_id: str, locale: str) -> str:
        """Return the question's title in the locale, or the nearest there is."""
        titles = self.questions[question_id].titles
        return next((titles[each] for each in _locales_to_try(locale) if each in titles), question_id)

    def questions_of(self, topic: str) -> tuple[str, ...]:
        """Return the ids of a topic's questions, in the order of the content."""
        return tuple(question.id for question in self.content.questions if question.topic == topic)

    def choose(self, question_id: str, route: Route, on: date) -> Answer | None:
        """Return the answer for a route on a day, or None where there is none to be shown.

        The most specific one wins. Where its facts are not in force nothing more general takes its
        place: it was written for other people.
        """
        shown = [
            answer
            for answer in self._answers.get(question_id, ())
            if answer.scope.covers(route) and any(map(self._is_shown, answer.texts.values()))
        ]
        best = max((answer.scope.precision for answer in shown), default=0)
        return next(
            (each for each in shown if each.scope.precision == best and self._is_in_force(each, on)), None
        )

    def render_answer(self, answer: Answer, locale: str, on: date) -> RenderedAnswer | None:
        """Return the answer's text for a locale, filled in; None where a value is missing."""
        for each in _locales_to_try(locale):
            text = answer.texts.get(each)
            if text is not None and self._is_shown(text):
                try:
                    return self._rendered(answer, each, text, on)
                except UnknownPlaceholder:
                    return None
        return None

    def render(self, text: str, locale: str, on: date) -> str | None:
        """Return a text with its placeholders filled, or None where a value is missing or out of force."""
        try:
            if not all(self.facts.fact(name, on).is_in_force(on) for name in self.facts.names_in(text)):
                return None
            return self.facts.render(text, locale, on)
        except UnknownPlaceholder:
            return None

    def is_certain(self, text: str, on: date) -> bool:
        """Say whether no fact that a text names is contested or of low confidence."""
        facts = [self.facts.fact(name, on) for name in self.facts.names_in(text)]
        return not any(fact.conflict or fact.confidence == "low" for fact in facts)

    def _rendered(self, answer: Answer, locale: str, text: AnswerText, on: date) -> RenderedAnswer:
        facts = self.facts.used_by(text.text, answer.fact_ids, on)
        if not facts:
            raise UnknownPlaceholder("an answer that rests on no fact is not shown")
        sources = {fact.source.url or fact.source.name: fact.source for fact in facts if fact.source}
        return RenderedAnswer(
            question_id=answer.question_id,
            key=answer.key,
            locale=locale,
            text=self.facts.render(text.text, locale, on),
            sources=tuple(sources.values()),
            checked_on=min(fact.checked_on for fact in facts),
            is_draft=not text.is_checked,
            is_uncertain=any(fact.is_uncertain(on) for fact in facts),
            confirm_with=answer.confirm_with,
            depends_on_route=answer.scope.precision > 0,
        )

    def _is_shown(self, text: AnswerText) -> bool:
        return text.state != WITHDRAWN and (text.is_checked or self.show_drafts)

    def _is_in_force(self, answer: Answer, on: date) -> bool:
        text = next(filter(self._is_shown, answer.texts.values()))
        try:
            return all(fact.is_in_force(on) for fact in self.facts.used_by(text.text, answer.fact_ids, on))
        except UnknownPlaceholder:
            return False


class LiveIndex:
    """The current snapshot, made anew when the content version in the database moves."""

    def __init__(self, snapshot: Snapshot, version: int = 0) -> None:
        """Start from a snapshot; `open_index` builds it from the database."""
        self.snapshot = snapshot
        self.version = version

    async def refresh(self, sessions: Sessions) -> bool:
        """Read the content again if an editor published since; True when the snapshot is a new one.

        The old snapshot goes on answering until the new one is whole.
        """
        from knowledge_base.loading import content_version, read_content
        from knowledge_base.matcher_store import stored_matcher

        async with sessions() as session:
            version = await content_version(session)
            if version == self.version:
                return False
            content = await read_content(session)
        phrasings = phrasings_of(content)
        # A text or a fact changes every hour, what people say seldom: the matcher is the slow part.
        is_same = self.version >= 0 and phrasings == phrasings_of(self.snapshot.content)
        matcher = self.snapshot.matcher if is_same else await stored_matcher(sessions, phrasings)
        self.snapshot = Snapshot(content, show_drafts=self.snapshot.show_drafts, matcher=matcher)
        self.version = version
        return True


async def open_index(sessions: Sessions, *, show_drafts: bool) -> LiveIndex:
    """Return an index of what the database holds now."""
    index = LiveIndex(Snapshot(Content(), show_drafts=show_drafts), version=-1)
    await index.refresh(sessions)
    return index


def _locales_to_try(locale: str) -> tuple[str, ...]:
    return (locale, *_FALLBACK_LOCALES.get(locale, _OTHER_FALLBACK))


def phrasings_of(content: Content) -> list[Phrasing]:
    """Return what a matcher learns from: the phrasings, and the titles, which people press and type."""
    titles = (
        Phrasing(title, locale, question.id)
        for question in content.questions
        for locale, title in question.titles.items()
    )
    return [*content.phrasings, *titles]


__all__ = ["LiveIndex", "RenderedAnswer", "Snapshot", "open_index"]
