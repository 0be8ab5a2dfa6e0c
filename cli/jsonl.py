"""JSON lines in, JSON lines out: a line that cannot be read gets an error line, and the run goes on."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any


class LineError(ValueError):
    """A line that cannot be answered; the message says why, in words for the person who wrote it."""


Answerer = Callable[[dict[str, Any]], dict[str, Any]]


def run_lines(answer: Answerer) -> int:
    """Answer every line of standard input; return the exit status, 1 when a line could not be read."""
    has_failed = False
    for result in answer_lines(sys.stdin.buffer, answer):
        has_failed |= "error" in result
        sys.stdout.buffer.write(_encoded(result))
        sys.stdout.buffer.flush()
    return int(has_failed)


def answer_lines(lines: Iterable[bytes], answer: Answerer) -> Iterator[dict[str, Any]]:
    """Yield an object a line that is not blank, in order."""
    for line in lines:
        if line.strip():
            yield _answer_line(line, answer)


def text_of(entry: dict[str, Any], key: str = "text") -> str:
    """Return a field that must be a string; raise LineError when it is not."""
    value = entry.get(key)
    if not isinstance(value, str):
        raise LineError(f"{key!r} must be a string")
    return value


def _answer_line(line: bytes, answer: Answerer) -> dict[str, Any]:
    entry: Any = None
    try:
        entry = json.loads(line.decode("utf-8"))
        if not isinstance(entry, dict):
            raise LineError("the line is not a JSON object")
        return {"id": entry.get("id"), **answer(entry)}
    except UnicodeDecodeError:
        return {"id": None, "error": "the line is not UTF-8"}
    except LineError as error:
        return {"id": entry.get("id") if isinstance(entry, dict) else None, "error": str(error)}
    except (ValueError, RecursionError):
        return {"id": None, "error": "the line is not JSON"}


def _encoded(result: dict[str, Any]) -> bytes:
    try:
        return (json.dumps(result, ensure_ascii=False) + "\n").encode()
    except UnicodeEncodeError:  # an id with half a character in it
        return (json.dumps(result) + "\n").encode()
