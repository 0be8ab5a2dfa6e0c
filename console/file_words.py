"""What is said of an uploaded file and its rows: why something is not taken, in words for who made it."""

from collections.abc import Mapping
from typing import Any, Final

from bot.texts import Texts, later
from knowledge_base.spreadsheets.columns import Kind
from knowledge_base.spreadsheets.reasons import Reason, Why

#: Beside `Why`: what went wrong with us, not with the file.
BROKEN: Final = "broken"
INTERRUPTED: Final = "interrupted"
NOT_APPLIED: Final = "not_applied"

REASONS: Final[dict[str, str]] = {
    Why.NO_SPREADSHEET: later(
        "This is not a spreadsheet. Send an XLSX, CSV, PO or ZIP file that was exported here."
    ),
    Why.OLD_EXCEL: later(
        "This is a file of an old Excel (XLS). Save it as “Excel workbook (.xlsx)” and send that."
    ),
    Why.OPEN_DOCUMENT: later("This is an OpenDocument file. Save it as “Excel (.xlsx)” and send that."),
    Why.ENCRYPTED: later("The file has a password. Save it without one and send it again."),
    Why.MACROS: later(
        "The workbook has macros. Save it as “Excel workbook (.xlsx)”, which has none, and send that."
    ),
    Why.TOO_BIG_INSIDE: later("Unpacked, the file would be larger than {megabytes} MB. Send it in parts."),
    Why.DAMAGED: later(
        "The file is damaged or made in a way that cannot be read. Save it once more and send it again."
    ),
    Why.NOT_UTF8: later("The letters of this file cannot be read. Save it as “CSV UTF-8” and send that."),
    Why.MISSING_SHEET: later(
        "No sheet of this workbook holds questions, answers, phrasings, facts or places. Its sheets: "
        "{sheets}."
    ),
    Why.WRONG_COLUMNS: later(
        "The columns are not those of an export. The first row must name them; it says: {columns}."
    ),
    Why.COLUMN_TWICE: later("The column {column} stands there twice. Delete one of them."),
    Why.TOO_MANY_ROWS: later("The file has more than {most} rows. Send it in parts."),
    Why.EMPTY_FILE: later("There are no rows in this file."),
    Why.NO_CONTENT_FILES: later("There are no content files in this ZIP."),
    Why.NO_PO_LANGUAGE: later(
        "The head of the PO file must name a language of ours ({known}); it says: {language}."
    ),
    Why.FORMULA: later("A formula or an error of one stands here ({text}). Put the value in its place."),
    Why.CONTENT_FILE: later("In the content files: {problem}"),
    Why.UNFINISHED: later(
        "The translation is marked as unfinished (fuzzy). Take the mark away when it is done."
    ),
    Why.ROW_TWICE: later("Row {number} is about the same entry. One of the two must go."),
    Why.NO_KEY: later("It does not say which entry it is about. These must be filled in: {columns}."),
    Why.BAD_NAME: later(
        "“{text}” cannot be used in {column}: small Latin letters, digits, points and hyphens only."
    ),
    Why.UNKNOWN_LANGUAGE: later("“{text}” is not a language of ours. Known are: {known}."),
    Why.UNKNOWN_QUESTION: later("There is no question “{question}”."),
    Why.UNKNOWN_FACT: later("There is no fact “{fact}”."),
    Why.UNKNOWN_COUNTRY: later("“{country}” in {column} is not a country of ours. Known are: {known}."),
    Why.UNKNOWN_TOPIC: later("The topic must be one of: {known}."),
    Why.UNKNOWN_CONFIRMER: later("Who can confirm it must be one of: {known}."),
    Why.NOT_ONE_OF: later("“{text}” cannot stand in {column}. It must be one of: {known}."),
    Why.FIXED: later("A file cannot change {column} of an entry that is there already. Here it is: {here}."),
    Why.EMPTY_TEXT: later("{column} is empty. A text is taken back on its own page, not by a file."),
    Why.TOO_LONG: later("{column} is longer than {most} characters."),
    Why.NOT_A_DAY: later("“{text}” in {column} is not a day. Write it like 2026-07-01 or 01.07.2026."),
    Why.NOT_A_NUMBER: later("“{text}” in {column} is not a number that can stand there."),
    Why.NOT_YES_OR_NO: later("“{text}” in {column} is neither yes nor no."),
    Why.BAD_PARTS: later(
        "“{line}” cannot be read. Each line of parts looks like: period: 180 [calendar_days]"
    ),
    Why.MISSING: later("{column} is missing."),
    Why.NOT_READABLE: later("It cannot be read: {problem}"),
    Why.BAD_ADDRESS: later("“{text}” is not an address. It must begin with https:// or http://."),
    Why.NO_SOURCE: later("A fact without a source must have confidence low."),
    Why.ENDS_BEFORE: later("It ends before it begins."),
    Why.NOT_RENDERED: later("The value “{text}” cannot be said with the unit {unit}."),
    Why.VALUE_IN_USE: later(
        "{name} has a value that answers may name. It can be changed, but not taken away."
    ),
    Why.OTHER_LANGUAGE: later(
        "{column} should be in {language}, but it reads like {found}. Is it in the wrong place?"
    ),
    Why.OTHER_QUESTION: later("The same phrasing already belongs to {question}."),
    Why.HEADS_DIFFER: later("Countries, facts or confirm_with differ between the rows of this new answer."),
    Why.PHRASING_GONE: later("This phrasing is no longer here. Empty its id to add it anew."),
    Why.NOT_KEPT: later("Another organisation keeps entries for these countries."),
    Why.NOT_YOUR_LANGUAGE: later("Another organisation keeps the texts in {language}."),
    Why.CHANGED_HERE: later(
        "Somebody changed it here after the export (version {then} then, {now} now). Choose it only "
        "if the file is right."
    ),
    Why.SOURCE_MOVED: later(
        "The Russian text changed here after the export. Choose it only if the translation still fits."
    ),
    Why.STALE: later("Somebody changed it here after the preview, so it was left alone. Export it anew."),
    Why.TIE: later("Another answer of this question holds for the same countries."),
    Why.OVERLAPS: later("Another fact of the same series holds on some of these days."),
    Why.NOT_IN_FORCE: later("Its facts never hold on the same day."),
    BROKEN: later("Something broke while the file was read. It was reported; nothing was kept."),
    INTERRUPTED: later("The server was restarted while it worked on this file. Send it again."),
    NOT_APPLIED: later("Something broke, so nothing of it was applied. You can try again."),
}

KINDS: Final[dict[str, str]] = {
    Kind.QUESTIONS: later("Questions"),
    Kind.ANSWERS: later("Answers"),
    Kind.PHRASINGS: later("Phrasings"),
    Kind.FACTS: later("Facts"),
    Kind.PLACES: later("Places"),
    "several": later("Several kinds"),
}

#: The states of rows, in the order of the preview.
ROW_STATES: Final[dict[str, str]] = {
    "new": later("New"),
    "changed": later("Changed"),
    "conflicting": later("Conflicting"),
    "invalid": later("Invalid"),
    "stale": later("Not applied"),
    "applied": later("Applied"),
    "unchanged": later("Unchanged"),
}


def stored(reason: Reason | None) -> dict[str, Any] | None:
    """Return a reason as a column keeps it."""
    return None if reason is None else {"why": reason.why.value, **reason.about}


def why_sentence(texts: Texts, reason: Mapping[str, Any] | None) -> str:
    """Return the sentence of a reason that was stored; a code that is newer than this file as it is."""
    if not reason:
        return ""
    about = {name: str(value) for name, value in reason.items() if name != "why"}
    sentence = REASONS.get(str(reason["why"]))
    return texts.say(sentence, **about) if sentence else str(reason["why"])
