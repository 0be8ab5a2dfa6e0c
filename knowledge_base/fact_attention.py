"""Which facts need somebody to look at them, and why."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from knowledge_base.content_types import Fact

EXPIRES_SOON: Final = timedelta(days=30)
_DAY: Final = timedelta(days=1)


class Attention(StrEnum):
    """Why a fact needs a look."""

    EXPIRING = "expiring"  #: it ends within thirty days, and nothing is entered for the days after
    OVERDUE = "overdue"  #: nobody has looked at its source for longer than it may wait
    LOW = "low"
    CONTESTED = "contested"
    ENDED = "ended"
    PLANNED = "planned"  #: a law change whose day has not come


def needing(facts: Mapping[str, Fact], attention: Attention, on: date) -> list[Fact]:
    """Return the facts that need this kind of look on a day, the most pressing first."""
    if attention is Attention.EXPIRING:
        found = [fact for fact in facts.values() if _is_expiring(fact, facts.values(), on)]
        return sorted(found, key=lambda fact: fact.valid_until or date.max)
    if attention is Attention.OVERDUE:
        overdue = [fact for fact in facts.values() if fact.is_overdue(on) and not _has_ended(fact, on)]
        return sorted(overdue, key=lambda fact: fact.checked_on + timedelta(days=fact.check_every))
    if attention is Attention.ENDED:
        ended = [fact for fact in facts.values() if _has_ended(fact, on)]
        return sorted(ended, key=lambda fact: fact.valid_until or date.min, reverse=True)
    if attention is Attention.PLANNED:
        planned = [fact for fact in facts.values() if fact.valid_from is not None and fact.valid_from > on]
        return sorted(planned, key=lambda fact: fact.valid_from or date.max)
    current = [fact for fact in facts.values() if not _has_ended(fact, on)]
    if attention is Attention.LOW:
        return [fact for fact in current if fact.confidence == "low"]
    return [fact for fact in current if fact.conflict]


def _has_ended(fact: Fact, on: date) -> bool:
    return fact.valid_until is not None and fact.valid_until < on


def _is_expiring(fact: Fact, facts: Iterable[Fact], on: date) -> bool:
    if fact.valid_until is None or not fact.is_in_force(on) or fact.valid_until > on + EXPIRES_SOON:
        return False
    return fact.series is None or not any(
        other.series == fact.series and other.is_in_force(fact.valid_until + _DAY) for other in facts
    )
