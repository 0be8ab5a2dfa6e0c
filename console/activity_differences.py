"""What changed between two states of a subject, in parts that a page can mark."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

#: Words; comparing two longer texts word by word would take the page's time.
_TOO_LONG: Final = 2000


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text, and whether the other state lacks it."""

    text: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after; an empty tuple where it had no value."""

    name: str
    before: tuple[Part, ...]
    after: tuple[Part, ...]


def differences(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[FieldChange]:
    """Return the fields that differ, in the order in which they were recorded."""
    old, new = before or {}, after or {}
    return [
        FieldChange(name, *_parts(_readable(old.get(name)), _readable(new.get(name))))
        for name in dict.fromkeys([*old, *new])
        if old.get(name) != new.get(name)
    ]


def _readable(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(each, str | int) for each in value):
        return ", ".join(map(str, value))
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _parts(old: str, new: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    words = re.findall(r"\s+|\S+", old), re.findall(r"\s+|\S+", new)
    if not old or not new or max(map(len, words)) > _TOO_LONG:
        return _whole(old), _whole(new)
    before: list[Part] = []
    after: list[Part] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, *words, autojunk=False).get_opcodes():
        is_changed = kind != "equal"
        if i2 > i1:
            before.append(Part("".join(words[0][i1:i2]), is_changed))
        if j2 > j1:
            after.append(Part("".join(words[1][j1:j2]), is_changed))
    return tuple(before), tuple(after)


def _whole(text: str) -> tuple[Part, ...]:
    return (Part(text, True),) if text else ()
