"""One cell: whatever a file holds, written in one way, and safe against formulas on the way out."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Final

from knowledge_base.content_types import FactValue, Part
from knowledge_base.fact_reading import Mistake, read_value
from knowledge_base.routes import COUNTRIES
from knowledge_base.spreadsheets.columns import Form
from knowledge_base.spreadsheets.reasons import Refused, Why

#: What a spreadsheet program would run; a text that begins so gets an apostrophe, and so does one with it.
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r]")
_GUARDED: Final = re.compile(r"'+[=+\-@\t\r]")
#: Characters that no sheet can hold; tab and line feed are text.
_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]|_x000[Dd]_")
_ISO_DAY: Final = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)(?:[ T]00:00(?::00)?)?")
_LOCAL_DAY: Final = re.compile(r"(\d\d?)\.(\d\d?)\.(\d{4})")
_DECIMAL_COMMA: Final = re.compile(r"-?\d+,(?:\d{1,2}|\d{4,})")
_PART: Final = re.compile(r"(\w+): ?(.*?)(?: ?\[(\w+)\])?")
_YES: Final = frozenset({"yes", "true", "да", "1"})
_NO: Final = frozenset({"no", "false", "нет", "0"})
#: Their values are written in letters or digits alike, and a number of them is no quantity.
TEXT_UNITS: Final = frozenset({"phone", "date", "text", ""})


def guarded(text: str) -> str:
    """Return a text that no spreadsheet program takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Take back what `guarded` added."""
    return text[1:] if _GUARDED.match(text) else text


def plain(value: object) -> str:
    """Return any value of a cell as the text that a person reads there."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case date() | time():
            return value.isoformat()
        case _:
            return clean(str(value))


def clean(text: str) -> str:
    """Return a text with one kind of line end and nothing that cannot be seen."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def canonical(form: Form, text: str, column: str) -> str:
    """Return the one way to write what stands in a cell, so that equal values are equal texts.

    Raises Refused for what cannot be read.
    """
    if not text:
        return ""
    match form:
        case Form.TEXT:
            return text
        case Form.LINE:
            return " ".join(text.split())
        case Form.LINES:
            return "\n".join(line.strip() for line in text.splitlines() if line.strip())
        case Form.NAMES:
            return ", ".join(listed(text))
        case Form.COUNTRIES:
            return _countries(text, column)
        case Form.DAY:
            return _day(text, column)
        case Form.NUMBER:
            return written(_number(text, column))
        case Form.FLAG:
            return _flag(text, column)
        case Form.PARTS:
            return parts_text(parts_of(text))


def listed(text: str) -> list[str]:
    """Return the names of a cell, which commas, semicolons or lines divide."""
    return [name for part in re.split(r"[,;\n]", text) if (name := part.strip())]


def names_text(names: Iterable[str]) -> str:
    """Return names as a cell has them."""
    return ", ".join(names)


def written(value: FactValue) -> str:
    """Return a value as a cell has it."""
    return plain(value)


def value_of(text: str, unit: str, column: str = "value") -> FactValue:
    """Return the value of a cell: a text for units of texts, else a number. Raises Refused."""
    if not text:
        return None
    if unit in TEXT_UNITS:
        return text
    value = read_value(text, unit)
    if isinstance(value, Mistake):
        raise Refused(Why.NOT_A_NUMBER, column=column, text=text[:40])
    return value


def parts_text(parts: dict[str, Part]) -> str:
    """Return further values, a line each: `period: 180 [calendar_days]`."""
    return "\n".join(
        f"{name}: {written(part.value)}" + (f" [{part.unit}]" if part.unit else "")
        for name, part in parts.items()
    )


def parts_of(text: str) -> dict[str, Part]:
    """Return the further values of a cell. Raises Refused for a line that is none."""
    parts: dict[str, Part] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        found = _PART.fullmatch(line)
        if found is None or found[1] in parts:
            raise Refused(Why.BAD_PARTS, line=line[:80])
        parts[found[1]] = Part(value_of(found[2], found[3] or "", "parts"), found[3])
    return parts


def _countries(text: str, column: str) -> str:
    names = sorted({name.upper() for name in listed(text)})
    if strange := [name for name in names if name not in COUNTRIES]:
        raise Refused(Why.UNKNOWN_COUNTRY, column=column, country=strange[0][:40], known=", ".join(COUNTRIES))
    return ", ".join(names)


def _day(text: str, column: str) -> str:
    # A program that was given an ISO date may have saved it as people write it there.
    if found := _ISO_DAY.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _LOCAL_DAY.fullmatch(text):
        day, month, year = map(int, found.groups())
    else:
        raise Refused(Why.NOT_A_DAY, column=column, text=text[:40])
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise Refused(Why.NOT_A_DAY, column=column, text=text[:40]) from None


def _number(text: str, column: str) -> int | float:
    if _DECIMAL_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,12})?", text):
        raise Refused(Why.NOT_A_NUMBER, column=column, text=text[:40])
    return float(text) if "." in text else int(text)


def _flag(text: str, column: str) -> str:
    if text.lower() in _YES:
        return "yes"
    if text.lower() in _NO:
        return "no"
    raise Refused(Why.NOT_YES_OR_NO, column=column, text=text[:40])
