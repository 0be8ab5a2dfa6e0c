"""The content files as an NGO's volunteer writes them, read into plain values.

Whatever is wrong is collected as a `Problem` with its file and line, so that one run shows everything;
docs/content.md describes the format.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import yaml

from knowledge_base.content_parsing import (
    MISTAKES,
    fact_of,
    list_of,
    names_of,
    optional_text,
    place_of,
    reason_of,
    scope_of,
)
from knowledge_base.content_types import (
    DRAFT,
    STATES,
    TOPICS,
    Answer,
    AnswerText,
    Content,
    EmergencyContact,
    Fact,
    Place,
    Question,
)
from knowledge_base.content_yaml import ContentLoader, Lines
from knowledge_base.locales import LOCALES
from knowledge_base.matching import Phrasing

CONTENT: Final = Path(__file__).parent / "content"
NOT_OURS: Final = "none"  #: the key of the phrasings that must not be answered


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something wrong in a content file, where a person finds it."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        """Return the form editors and terminals can jump to."""
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(slots=True)
class Reading:
    """What was read, where each answer's text stands, and what was wrong on the way."""

    content: Content
    problems: list[Problem] = field(default_factory=list)
    #: (question, key, locale) of a text, and the id of a question, answer or fact -> file and line
    places: dict[tuple[str, str, str], tuple[str, int]] = field(default_factory=dict)
    entries: dict[str, tuple[str, int]] = field(default_factory=dict)


def read_content_files(folder: Path = CONTENT) -> Reading:
    """Read every file below the folder; never raises for what somebody wrote in one."""
    reader = _Reader(folder)
    facts = reader.facts()
    questions, answers = reader.questions_and_answers()
    content = Content(
        questions=questions,
        answers=answers,
        facts=facts,
        phrasings=reader.phrasings("phrasings", {question.id for question in questions}),
        emergency=reader.emergency(),
        places=reader.help_points(),
        regression=reader.phrasings("regression", {question.id for question in questions}),
    )
    return Reading(content, sorted(reader.problems), reader.places, reader.entries)


def files_hash(folder: Path = CONTENT) -> str:
    """Return a hash of all content files, which tells whether anything has to be loaded again."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".yaml", ".md"):
            digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


class _Reader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.places: dict[tuple[str, str, str], tuple[str, int]] = {}
        self.entries: dict[str, tuple[str, int]] = {}

    def complain(self, path: Path, line: int, message: str) -> None:
        self.problems.append(Problem(self.name(path), line, message))

    def name(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()

    def load(self, path: Path) -> Any:
        try:
            return yaml.load(path.read_text("utf-8"), Loader=ContentLoader)  # noqa: S506 - a safe loader
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            self.complain(path, line, f"not readable as YAML: {error.problem}")
        except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
            # Also a day that no calendar has, a character no text has, and brackets without end.
            self.complain(path, 1, f"not readable: {reason_of(error)}")
        return None

    def load_mapping(self, path: Path) -> dict[str, Any]:
        entries = self.load(path) if path.exists() else None
        if entries is None or isinstance(entries, Lines):
            return entries or {}
        self.complain(path, 1, "question ids with what belongs to them are expected here")
        return {}

    def facts(self) -> dict[str, Fact]:
        facts: dict[str, Fact] = {}
        for path in sorted((self.folder / "facts").glob("*.yaml")):
            for entry in self._entries(path):
                try:
                    fact = fact_of(entry)
                except MISTAKES as error:
                    self.complain(path, entry.line, f"this fact cannot be read: {reason_of(error)}")
                    continue
                if fact.id in facts:
                    self.complain(path, entry.line, f"fact {fact.id} stands twice")
                facts[fact.id] = fact
                self.entries[fact.id] = (self.name(path), entry.line)
        return facts

    def questions_and_answers(self) -> tuple[tuple[Question, ...], tuple[Answer, ...]]:
        """Read questions/<topic>.yaml in the order of the menu, or the one file of a small content."""
        titles = {locale: self._titles(locale) for locale in LOCALES}
        questions: list[Question] = []
        answers: list[Answer] = []
        for path in self._question_files():
            for entry in self._entries(path):
                try:
                    questions.append(self._question(entry, titles, path))
                    answers += self._answers(questions[-1].id, entry, path)
                except MISTAKES as error:
                    self.complain(path, entry.line, f"this question cannot be read: {reason_of(error)}")
        self._find_strays(answers)
        return tuple(questions), tuple(answers)

    def _question_files(self) -> list[Path]:
        several = self.folder / "questions"
        if not several.is_dir():
            return [self.folder / "questions.yaml"]
        order = {topic: place for place, topic in enumerate(TOPICS)}
        return sorted(several.glob("*.yaml"), key=lambda path: (order.get(path.stem, len(order)), path.name))

    def _question(self, entry: Lines, titles: dict[str, dict[str, str]], path: Path) -> Question:
        question_id = str(entry["id"])
        self.entries[question_id] = (self.name(path), entry.line)
        return Question(
            id=question_id,
            topic=str(entry["topic"]),
            titles={locale: named[question_id] for locale, named in titles.items() if question_id in named},
            related=names_of(entry, "related"),
        )

    def _answers(self, question_id: str, entry: Lines, path: Path) -> list[Answer]:
        answers = []
        for answer_entry in list_of(entry, "answers"):
            answers.append(self._answer(question_id, answer_entry))
            self.entries[f"{question_id}.{answers[-1].key}"] = (self.name(path), answer_entry.line)
        return answers

    def help_points(self) -> tuple[Place, ...]:
        places: list[Place] = []
        path = self.folder / "places.yaml"
        cities = self._city_names()
        for entry in self._entries(path) if path.exists() else ():
            try:
                place = place_of(entry)
                places.append(replace(place, city_names=cities.get(place.city, {})))
                self.entries[places[-1].id] = (self.name(path), entry.line)
            except MISTAKES as error:
                self.complain(path, entry.line, f"this help point cannot be read: {reason_of(error)}")
        return tuple(places)

    def phrasings(self, folder: str, question_ids: set[str]) -> tuple[Phrasing, ...]:
        phrasings: list[Phrasing] = []
        for locale in LOCALES:
            path = self.folder / folder / f"{locale}.yaml"
            for question_id, texts in self.load_mapping(path).items():
                if not isinstance(texts, list | None):
                    self.complain(path, 1, f"a list of phrasings is expected for {question_id}")
                    continue
                if question_id != NOT_OURS and question_id not in question_ids:
                    self.complain(path, 1, f"phrasings of an unknown question {question_id}")
                    continue
                named = None if question_id == NOT_OURS else str(question_id)
                phrasings += [Phrasing(str(text), locale, named) for text in texts or ()]
        return tuple(phrasings)

    def emergency(self) -> dict[str, tuple[EmergencyContact, ...]]:
        path = self.folder / "emergency.yaml"
        try:
            return {
                country: tuple(
                    EmergencyContact(str(each["service"]), str(each["number"])) for each in contacts
                )
                for country, contacts in self.load_mapping(path).items()
            }
        except MISTAKES as error:
            self.complain(path, 1, f"the emergency numbers cannot be read: {reason_of(error)}")
            return {}

    def _entries(self, path: Path) -> Iterator[Lines]:
        entries = self.load(path)
        if entries is None:
            return
        if not isinstance(entries, list):
            self.complain(path, 1, "a list of entries is expected here")
            return
        for entry in entries:
            if isinstance(entry, Lines):
                yield entry
            else:
                self.complain(path, 1, f"{entry!r} is not an entry")

    def _city_names(self) -> dict[str, dict[str, str]]:
        path = self.folder / "cities.yaml"
        cities: dict[str, dict[str, str]] = {}
        for city, names in self.load_mapping(path).items():
            if isinstance(names, dict):
                cities[str(city)] = {str(locale): str(name) for locale, name in names.items()}
            else:
                self.complain(path, 1, f"a name for each language is expected for {city}")
        return cities

    def _titles(self, locale: str) -> dict[str, str]:
        path = self.folder / "titles" / f"{locale}.yaml"
        return {str(key): str(title) for key, title in self.load_mapping(path).items()}

    def _answer(self, question_id: str, entry: Lines) -> Answer:
        key = str(entry["key"])
        texts: dict[str, AnswerText] = {}
        for locale in LOCALES:
            path = self.folder / "answers" / locale / f"{question_id}.{key}.md"
            if path.exists() and (found := self._answer_text(path)):
                texts[locale], first_line = found
                self.places[question_id, key, locale] = (self.name(path), first_line)
        return Answer(
            question_id=question_id,
            key=key,
            scope=scope_of(entry),
            fact_ids=names_of(entry, "facts"),
            confirm_with=str(entry["confirm_with"]),
            texts=texts,
        )

    def _answer_text(self, path: Path) -> tuple[AnswerText, int] | None:
        """Return the text and the line of the file on which it begins."""
        try:
            written = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            self.complain(path, 1, f"not readable: {reason_of(error)}")
            return None
        parts = written.split("---\n", 2)
        if len(parts) != 3 or parts[0].strip():
            self.complain(path, 1, "the file must begin with a block between two lines of ---")
            return None
        try:
            head = yaml.load(parts[1], Loader=yaml.CSafeLoader) or {}
        except (yaml.YAMLError, ValueError, RecursionError):
            head = None
        if not isinstance(head, dict):
            self.complain(path, 1, "the block between the two lines of --- is not readable as YAML")
            return None
        state = head.get("state", DRAFT)
        if state not in STATES:
            self.complain(path, 2, f"state {state!r} is not one of: {', '.join(STATES)}")
            return None
        text = AnswerText(
            text=parts[2].strip(), state=state,
            reviewed_by=optional_text(head, "reviewed_by"), source_hash=optional_text(head, "source"),
        )  # fmt: skip
        blank_lines = parts[2][: len(parts[2]) - len(parts[2].lstrip())].count("\n")
        return text, 3 + parts[1].count("\n") + blank_lines

    def _find_strays(self, answers: list[Answer]) -> None:
        named = {f"{answer.question_id}.{answer.key}.md" for answer in answers}
        for path in sorted((self.folder / "answers").glob("*/*.md")):
            if path.name not in named:
                self.complain(path, 1, "no answer of this key stands in questions.yaml")
