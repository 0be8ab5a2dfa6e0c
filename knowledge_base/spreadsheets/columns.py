"""Which columns each kind of sheet has, what stands in them, and which of them a file may change."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from knowledge_base.locales import LOCALES, NATIVE_NAMES


class Kind(StrEnum):
    """What the rows of a sheet are. The order is that in which they are applied."""

    QUESTIONS = "questions"
    FACTS = "facts"
    ANSWERS = "answers"
    PHRASINGS = "phrasings"
    PLACES = "places"


class Use(StrEnum):
    """What a file may do with a column."""

    KEY = "key"  #: says which row of ours it is
    CHANGED = "changed"
    FIXED = "fixed"  #: counts for a new row; what is there cannot be changed by a file
    SHOWN = "shown"  #: for the reader only
    REVISION = "revision"  #: what the row was when it was exported


class Form(StrEnum):
    """How a value is written in its cell."""

    TEXT = "text"
    LINE = "line"
    NAMES = "names"
    COUNTRIES = "countries"
    LINES = "lines"
    PARTS = "parts"
    DAY = "day"
    NUMBER = "number"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Column:
    """A column by the name at its head, and what a reader of the file is told about it."""

    name: str
    use: Use
    form: Form
    means: str
    width: int = 16  #: characters, in a workbook


REVISION: Final = Column(
    "revision", Use.REVISION, Form.LINE, "Leave it as it is: tells what changed since.", 11
)
TITLE: Final = "title:"  #: begins the names of the columns of titles
CITY: Final = "city:"


def _scope(use: Use, *names: str) -> tuple[Column, ...]:
    means = {
        "citizenship": "Passports it holds for, like UZ, TJ; empty means all.",
        "stay_in": "Countries of stay it holds for, like KZ; empty means all.",
        "via": "Countries passed through; empty means any.",
    }
    return tuple(Column(name, use, Form.COUNTRIES, means[name], 14) for name in names)


_SOURCE: Final = (
    Column("source_title", Use.CHANGED, Form.LINE, "Title of the source.", 40),
    Column("source_publisher", Use.CHANGED, Form.LINE, "Who published it.", 24),
    Column("source_url", Use.CHANGED, Form.LINE, "Its address, http or https.", 32),
    Column("source_dated", Use.CHANGED, Form.DAY, "Its date, like 2026-07-01.", 12),
    Column("source_kind", Use.CHANGED, Form.LINE, "law, official, news, ngo, law-firm ...", 12),
)

SHEETS: Final[dict[Kind, tuple[Column, ...]]] = {
    Kind.QUESTIONS: (
        Column("question", Use.KEY, Form.LINE, "Id of the question, like work.unpaid.", 28),
        Column("topic", Use.FIXED, Form.LINE, "Group in the menu.", 14),
        Column("related", Use.FIXED, Form.NAMES, "Ids of related questions.", 32),
        *(
            Column(TITLE + locale, Use.CHANGED, Form.LINE, f"Title in {NATIVE_NAMES[locale]}.", 36)
            for locale in LOCALES
        ),
        REVISION,
    ),
    Kind.FACTS: (
        Column("fact", Use.KEY, Form.LINE, "Id of the fact, as placeholders name it.", 32),
        Column("statement", Use.CHANGED, Form.TEXT, "What holds, in a sentence.", 60),
        Column("value", Use.CHANGED, Form.LINE, "The value: a number, a phone, a date, a word."),
        Column("unit", Use.FIXED, Form.LINE, "Its unit: calendar_days, KZT, phone, date, text ..."),
        Column("parts", Use.CHANGED, Form.PARTS, "More values, a line each, like: period: 180 [days].", 30),
        *_scope(Use.FIXED, "citizenship", "stay_in"),
        Column("valid_from", Use.CHANGED, Form.DAY, "First day, like 2026-07-01; empty: always was.", 12),
        Column("valid_until", Use.CHANGED, Form.DAY, "Last day; empty: no end is known.", 12),
        *_SOURCE,
        Column("confidence", Use.CHANGED, Form.LINE, "high, medium or low.", 12),
        Column("conflict", Use.CHANGED, Form.TEXT, "What contradicts it.", 30),
        Column("checked_on", Use.CHANGED, Form.DAY, "When somebody last looked.", 12),
        Column("checked_by", Use.CHANGED, Form.LINE, "Who looked."),
        Column("check_every", Use.CHANGED, Form.NUMBER, "Days until it must be looked at again.", 12),
        Column("series", Use.FIXED, Form.LINE, "Name of the same value over time."),
        Column("topic", Use.FIXED, Form.LINE, "The question it belongs to.", 24),
        REVISION,
    ),
    Kind.ANSWERS: (
        Column("question", Use.KEY, Form.LINE, "Id of the question.", 28),
        Column("answer", Use.KEY, Form.LINE, "Key of the answer, like uz-kz.", 16),
        Column("language", Use.KEY, Form.LINE, f"One of {', '.join(LOCALES)}.", 11),
        *_scope(Use.FIXED, "citizenship", "stay_in", "via"),
        Column("facts", Use.FIXED, Form.NAMES, "Ids of the facts it rests on.", 24),
        Column("confirm_with", Use.FIXED, Form.LINE, "Who can confirm it."),
        Column("state", Use.SHOWN, Form.LINE, "State of the newest text; changing it here does nothing.", 12),
        Column("source_text", Use.SHOWN, Form.TEXT, "The Russian text to translate from.", 70),
        Column("text", Use.CHANGED, Form.TEXT, "The text in this language; a change becomes a draft.", 70),
        REVISION,
    ),
    Kind.PHRASINGS: (
        Column("id", Use.KEY, Form.LINE, "Leave it as it is; empty for a new phrasing.", 9),
        Column("question", Use.CHANGED, Form.LINE, "Id of the question; none: not to be answered.", 28),
        Column("language", Use.CHANGED, Form.LINE, f"One of {', '.join(LOCALES)}.", 11),
        Column("text", Use.CHANGED, Form.LINE, "How somebody asks it.", 70),
        REVISION,
    ),
    Kind.PLACES: (
        Column("place", Use.KEY, Form.LINE, "Id of the help point.", 32),
        Column("kind", Use.CHANGED, Form.LINE, "consulate, ngo, migration_service ..."),
        Column("country", Use.CHANGED, Form.LINE, "Country, like KZ.", 9),
        Column("city", Use.CHANGED, Form.LINE, "City in Latin letters."),
        *(
            Column(CITY + locale, Use.CHANGED, Form.LINE, f"The city in {NATIVE_NAMES[locale]}.")
            for locale in LOCALES
        ),
        Column("name", Use.CHANGED, Form.LINE, "Name of the help point.", 40),
        Column("address", Use.CHANGED, Form.LINE, "Street and house.", 36),
        Column("lat", Use.CHANGED, Form.NUMBER, "Latitude in degrees.", 11),
        Column("lon", Use.CHANGED, Form.NUMBER, "Longitude in degrees.", 11),
        Column("precision", Use.CHANGED, Form.LINE, "How exact that is: address, street or city.", 11),
        Column("phones", Use.CHANGED, Form.LINES, "Phones, a line each.", 24),
        Column("serves", Use.CHANGED, Form.COUNTRIES, "Passports it serves; empty means all.", 14),
        *_SOURCE,
        Column("confidence", Use.CHANGED, Form.LINE, "high, medium or low.", 12),
        Column("note", Use.CHANGED, Form.TEXT, "A note for colleagues.", 40),
        Column("checked_on", Use.CHANGED, Form.DAY, "When somebody last looked.", 12),
        Column("shown", Use.CHANGED, Form.FLAG, "yes or no: whether migrants are shown it.", 9),
        REVISION,
    ),
}  # fmt: skip

#: What a sheet must have to be taken for one of a kind; the first kind that fits is it.
_TELLING: Final = (
    (Kind.ANSWERS, {"question", "answer", "language", "text"}),
    (Kind.PHRASINGS, {"question", "language", "text"}),
    (Kind.FACTS, {"fact"}),
    (Kind.PLACES, {"place"}),
    (Kind.QUESTIONS, {"question"}),
)


def columns_by_name(kind: Kind) -> dict[str, Column]:
    """Return the columns of a kind of sheet, in order."""
    return {column.name: column for column in SHEETS[kind]}


def names_of_use(kind: Kind, *uses: Use) -> tuple[str, ...]:
    """Return the names of the columns that are for this."""
    return tuple(column.name for column in SHEETS[kind] if column.use in uses)


def kind_of(names: Collection[str]) -> Kind | None:
    """Return what a sheet with these columns holds, by its key and one column that can be changed."""
    for kind, needed in _TELLING:
        if needed <= set(names) and set(names_of_use(kind, Use.CHANGED)) & set(names):
            return kind
    return None
