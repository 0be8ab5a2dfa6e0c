"""The knowledge as plain values: what content files, the database and the index have in common."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from knowledge_base.matching import Phrasing
from knowledge_base.routes import Scope

DRAFT: Final = "draft"
IN_REVIEW: Final = "in review"
PUBLISHED: Final = "published"
OUTDATED: Final = "outdated"
WITHDRAWN: Final = "withdrawn"  #: a person took it back; nothing is shown in its place
STATES: Final = (DRAFT, IN_REVIEW, PUBLISHED, OUTDATED, WITHDRAWN)

#: The groups of questions, in the order of the menu; each has a file of its own.
TOPICS: Final = ("registration", "child", "work", "safety", "life", "departure", "help")

#: The language that is written first; the others are translations of it.
SOURCE_LOCALE: Final = "ru"

FactValue = int | float | str | None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from."""

    title: str
    publisher: str
    url: str | None = None
    dated: date | None = None
    kind: str = "news"  #: law, official, news, ngo, law-firm ...

    @property
    def name(self) -> str:
        """Publisher and title as they stand in a source line, in the language of the source."""
        return f"{self.publisher}, «{self.title}»"


@dataclass(frozen=True, slots=True)
class Part:
    """One of several values of a fact, e.g. the ambulance beside the police."""

    value: FactValue
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One dated, sourced legal value. `valid_until` is the last day on which it holds."""

    id: str
    statement: str
    value: FactValue = None
    unit: str | None = None
    parts: Mapping[str, Part] = field(default_factory=dict)
    scope: Scope = field(default_factory=Scope)
    valid_from: date | None = None
    valid_until: date | None = None
    source: Source | None = None
    confidence: str = "low"
    conflict: str | None = None
    checked_on: date = date.min
    checked_by: str = ""
    check_every: int = 180  #: days
    series: str | None = None  #: the same value over time; a placeholder may name it instead of the id
    topic: str | None = None  #: the question it belongs to

    def is_in_force(self, on: date) -> bool:
        """True on the days from `valid_from` to `valid_until`, both included."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_until is None or on <= self.valid_until
        )

    def is_overdue(self, on: date) -> bool:
        """True when nobody has looked again for longer than this kind of fact may wait."""
        return self.checked_on + timedelta(days=self.check_every) < on

    def is_uncertain(self, on: date) -> bool:
        """True when an answer that uses it must say so: low confidence, contested or overdue."""
        return self.confidence == "low" or bool(self.conflict) or self.is_overdue(on)


@dataclass(frozen=True, slots=True)
class AnswerText:
    """The text of an answer in one language."""

    text: str
    state: str = DRAFT
    reviewed_by: str | None = None
    source_hash: str | None = None  #: of the source-language text that this translation follows

    @property
    def is_checked(self) -> bool:
        """True when a person has read it; everything else is shown with a mark or not at all."""
        return self.state == PUBLISHED and self.reviewed_by is not None


@dataclass(frozen=True, slots=True)
class Answer:
    """What we say to a question for the routes of a scope."""

    question_id: str
    key: str
    scope: Scope
    fact_ids: tuple[str, ...]
    confirm_with: str
    texts: Mapping[str, AnswerText] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the taxonomy with its titles by locale."""

    id: str
    topic: str
    titles: Mapping[str, str]
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EmergencyContact:
    """A number for emergencies; `number` is a placeholder of a fact."""

    service: str
    number: str


@dataclass(frozen=True, slots=True)
class Place:
    """A help point: consulate, migration service, NGO ..."""

    id: str
    kind: str
    country: str
    city: str
    name: str
    latitude: float
    longitude: float
    precision: str  #: how exact the coordinates are: address, street or city
    address: str | None = None
    phones: tuple[str, ...] = ()
    serves: frozenset[str] = frozenset()  #: citizenships; empty means everybody
    source: Source | None = None
    confidence: str = "low"
    note: str | None = None
    checked_on: date = date.min
    is_shown: bool = True  #: a plan, or a place that is closed, is kept for the record only
    city_names: Mapping[str, str] = field(default_factory=dict)  #: what each locale calls the city

    def city_in(self, locale: str) -> str:
        """Return the city as readers of the locale know it, or as the help point names it."""
        return self.city_names.get(locale, self.city)


@dataclass(frozen=True, slots=True)
class Content:
    """Everything we know, from files or from the database."""

    questions: tuple[Question, ...] = ()
    answers: tuple[Answer, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)
    phrasings: tuple[Phrasing, ...] = ()
    emergency: Mapping[str, tuple[EmergencyContact, ...]] = field(default_factory=dict)
    places: tuple[Place, ...] = ()
    #: Questions that no matcher learns from: a change of the phrasings is tried on them first.
    regression: tuple[Phrasing, ...] = ()


#: Who can confirm what we are not sure of; the bot has a sentence for each.
CONFIRMERS: Final = (
    "migration_service",
    "labour_inspection",
    "registry_office",
    "school",
    "clinic",
    "consulate",
    "hotline_111",
    "lawyer",
)
