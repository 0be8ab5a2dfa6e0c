"""Why a file or a row is not taken, as a code with what it is about; pages and commands have the words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Why(StrEnum):
    """What is wrong, or what happened meanwhile."""

    # The whole file.
    NO_SPREADSHEET = "no_spreadsheet"
    OLD_EXCEL = "old_excel"
    OPEN_DOCUMENT = "open_document"
    ENCRYPTED = "encrypted"
    MACROS = "macros"
    TOO_BIG_INSIDE = "too_big_inside"
    DAMAGED = "damaged"
    NOT_UTF8 = "not_utf8"
    MISSING_SHEET = "missing_sheet"
    WRONG_COLUMNS = "wrong_columns"
    COLUMN_TWICE = "column_twice"
    TOO_MANY_ROWS = "too_many_rows"
    EMPTY_FILE = "empty_file"
    NO_CONTENT_FILES = "no_content_files"
    NO_PO_LANGUAGE = "no_po_language"
    # A row.
    FORMULA = "formula"
    CONTENT_FILE = "content_file"
    UNFINISHED = "unfinished"
    ROW_TWICE = "row_twice"
    NO_KEY = "no_key"
    BAD_NAME = "bad_name"
    UNKNOWN_LANGUAGE = "unknown_language"
    UNKNOWN_QUESTION = "unknown_question"
    UNKNOWN_FACT = "unknown_fact"
    UNKNOWN_COUNTRY = "unknown_country"
    UNKNOWN_TOPIC = "unknown_topic"
    UNKNOWN_CONFIRMER = "unknown_confirmer"
    NOT_ONE_OF = "not_one_of"
    FIXED = "fixed"
    EMPTY_TEXT = "empty_text"
    TOO_LONG = "too_long"
    NOT_A_DAY = "not_a_day"
    NOT_A_NUMBER = "not_a_number"
    NOT_YES_OR_NO = "not_yes_or_no"
    BAD_PARTS = "bad_parts"
    MISSING = "missing"
    NOT_READABLE = "not_readable"
    BAD_ADDRESS = "bad_address"
    NO_SOURCE = "no_source"
    ENDS_BEFORE = "ends_before"
    NOT_RENDERED = "not_rendered"
    VALUE_IN_USE = "value_in_use"
    OTHER_LANGUAGE = "other_language"
    OTHER_QUESTION = "other_question"
    HEADS_DIFFER = "heads_differ"
    PHRASING_GONE = "phrasing_gone"
    NOT_KEPT = "not_kept"
    NOT_YOUR_LANGUAGE = "not_your_language"
    # A row that could be applied, and what came between.
    CHANGED_HERE = "changed_here"
    SOURCE_MOVED = "source_moved"
    STALE = "stale"
    TIE = "tie"
    OVERLAPS = "overlaps"
    NOT_IN_FORCE = "not_in_force"


@dataclass(frozen=True, slots=True)
class Reason:
    """A code, and the words and numbers that belong into its sentence."""

    why: Why
    about: Mapping[str, str] = field(default_factory=dict)


class Refused(Exception):
    """A cell, row or file cannot be taken; the reason says why."""

    def __init__(self, why: Why, **about: str) -> None:
        """Take the code and what belongs into its sentence."""
        super().__init__(why.value)
        self.reason = Reason(why, about)
