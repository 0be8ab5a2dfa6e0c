"""The rules of `content/deadlines.yaml`: which fact is a deadline, what starts it, how days are counted."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

from knowledge_base.content_yaml import read_yaml

RULES: Final = Path(__file__).parents[1] / "content" / "deadlines.yaml"


class EventKind(StrEnum):
    """What can happen to a person that starts, or ends, a deadline."""

    ENTRY = "entry"
    EXIT = "exit"
    BIRTH = "birth"
    MOVE = "move"
    PERMIT_START = "permit_start"
    PERMIT_END = "permit_end"
    CONTRACT_START = "contract_start"
    CONTRACT_END = "contract_end"
    DISMISSAL = "dismissal"


class Count(StrEnum):
    """How the days of a rule are counted."""

    AFTER = "after"  #: the day of the event is day 0
    INCLUDING = "including"  #: the day of the event is day 1
    BEFORE = "before"  #: so many days before the event
    STAYS = "stays"  #: the days of all stays, added up


@dataclass(frozen=True, slots=True)
class Rule:
    """One deadline. The number of days, the scope, the validity and the source are the fact's."""

    fact_id: str
    starts: EventKind
    count: Count
    per_entry: bool = False  #: stays: the fact's value also limits each single stay
    limit: int | None = None  #: stays: days in the window where they are not the fact's value
    window: int | None = None  #: stays: days of the sliding period
    restart: int | None = None  #: stays: only so many days outside in a row begin a new count
    year: bool = False  #: stays: each calendar year is counted by itself
    days: int | None = None  #: where the fact has no number of days of its own
    in_advance: str | None = None  #: the part of the fact that advises to act so many days earlier
    unless: tuple[EventKind, ...] = ()  #: an event after which the rule no longer binds
    via: str | None = None  #: only on the way through this country
    min_days: int = 0  #: only when so many days have passed since the last entry
    citizenship: tuple[str, ...] = ()  #: narrower than the fact's own scope
    between: tuple[str, ...] = ()  #: a treaty of two countries: one is the passport, the other the stay
    abroad: bool = False  #: a duty towards the own country, wherever the person stays
    at_home: bool = False  #: binds citizens in their own country too
    uncertain: bool = False


@cache
def read_rules(path: Path = RULES) -> tuple[Rule, ...]:
    """Return the rules in the order of the file; raises ValueError naming a rule that cannot be read."""
    return tuple(_rule(entry) for entry in read_yaml(path))


def _rule(entry: dict[str, Any]) -> Rule:
    values = dict(entry)
    try:
        unless = values.pop("unless", ())
        return Rule(
            fact_id=values.pop("fact"),
            starts=EventKind(values.pop("starts")),
            count=Count(values.pop("count")),
            unless=tuple(EventKind(each) for each in ([unless] if isinstance(unless, str) else unless)),
            citizenship=tuple(values.pop("citizenship", ())),
            between=tuple(values.pop("between", ())),
            **values,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"the deadline rule {entry} cannot be read: {error}") from error
