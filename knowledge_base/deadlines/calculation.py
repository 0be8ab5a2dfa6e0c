"""From a route and what happened to the deadlines that matter, the nearest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest
from typing import Final

from knowledge_base.content_types import Fact
from knowledge_base.deadlines.rules import Count, EventKind, Rule
from knowledge_base.deadlines.stays import (
    Stay,
    last_day_in_window,
    last_day_in_year,
    last_day_since_absence,
)
from knowledge_base.deadlines.working_days import working_days_of
from knowledge_base.routes import Route

#: What brings back a rule that an event has lifted.
_ENDS: Final = {EventKind.CONTRACT_START: (EventKind.CONTRACT_END, EventKind.DISMISSAL)}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, or will, on a day at the person's place."""

    kind: EventKind
    on: date


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day on which something is in time.

    `earliest` is the day by the stricter way of counting, where two are used. `uncertain` says that the
    fact is contested or of low confidence, or that days off may still be moved.
    """

    fact: Fact
    last_day: date
    earliest: date | None = None
    uncertain: bool = False

    def days_left(self, today: date) -> int:
        """Return the days from today to the last day; negative when it has passed."""
        return (self.last_day - today).days


def deadlines(
    route: Route,
    events: Sequence[Event],
    *,
    today: date,
    facts: Mapping[str, Fact],
    rules: Sequence[Rule],
) -> list[Deadline]:
    """Return every deadline that the events start for this route, the nearest first."""
    found: dict[tuple[str, date], Deadline] = {}
    for rule in rules:
        for fact in _over_time(rule.fact_id, facts):
            if not _binds(rule, fact, route):
                continue
            for event in _starting_events(rule, events, today):
                deadline = _deadline(rule, fact, event, events, route, today)
                if deadline is not None:
                    found[fact.id, deadline.last_day] = deadline
    return sorted(found.values(), key=lambda each: (each.last_day, each.fact.id))


def _over_time(fact_id: str, facts: Mapping[str, Fact]) -> list[Fact]:
    """Return a rule's fact and, where a law change is known, those before and after it."""
    fact = facts.get(fact_id)
    if fact is None or fact.series is None:
        return [fact] if fact is not None else []
    return [each for each in facts.values() if each.series == fact.series]


def _binds(rule: Rule, fact: Fact, route: Route) -> bool:
    """True when the rule is for this passport, this country, this way."""
    if rule.via is not None and route.via != rule.via:
        return False
    if rule.citizenship and route.citizenship not in rule.citizenship:
        return False
    if rule.between:
        return {route.citizenship, route.stay_in} == set(rule.between)
    if rule.abroad:
        return route.citizenship in fact.scope.citizenship and route.stay_in != route.citizenship
    if route.citizenship == route.stay_in and not rule.at_home:
        return False
    is_union = not fact.scope.stay_in and fact.scope.citizenship
    if is_union and route.stay_in not in fact.scope.citizenship:
        return False  # a treaty of a union binds in its member states only
    return fact.scope.covers(route)


def _starting_events(rule: Rule, events: Sequence[Event], today: date) -> list[Event]:
    """Return the events that start the rule and still matter: of entries the last one and those to come."""
    if rule.starts is not EventKind.ENTRY:
        return sorted((each for each in events if each.kind is rule.starts), key=lambda each: each.on)
    stays = _stays(events)
    begun = [stay for stay in stays if stay.entry <= today][-1:]
    current = [stay for stay in begun if stay.exit is None or stay.exit > today]
    planned = [stay for stay in stays if stay.entry > today]
    return [Event(EventKind.ENTRY, stay.entry) for stay in (*current, *planned)]


def _deadline(
    rule: Rule, fact: Fact, event: Event, events: Sequence[Event], route: Route, today: date
) -> Deadline | None:
    value = rule.days if rule.days is not None else fact.value
    if not isinstance(value, int) or not _has_been_here(rule.min_days, event, events):
        return None
    if rule.count is Count.STAYS:
        last = earliest = _last_day_of_stays(rule, value, event, events)
    else:
        last, earliest = _count(rule, fact, value, event.on, route)
    if not _is_in_force(rule, fact, event, last, today) or _is_lifted(
        rule, events, last, max(today, event.on)
    ):
        return None
    is_entry_unknown = bool(rule.min_days) and not any(each.kind is EventKind.ENTRY for each in events)
    doubt = rule.uncertain or fact.is_uncertain(today) or is_entry_unknown
    if fact.unit == "working_days" and route.stay_in is not None:
        doubt = doubt or working_days_of(route.stay_in).is_uncertain(event.on, last)
    return Deadline(fact, last, earliest if earliest != last else None, doubt)


def _is_in_force(rule: Rule, fact: Fact, event: Event, last: date, today: date) -> bool:
    """True when the fact holds on the day of the event; for a stay, when it holds while the stay goes on."""
    judged_on = max(today, event.on) if rule.count is Count.STAYS else event.on
    # Who came before a new law and is still here when it starts must keep it too.
    return fact.is_in_force(judged_on) or (rule.starts is EventKind.ENTRY and fact.is_in_force(last))


def _is_lifted(rule: Rule, events: Sequence[Event], last: date, until: date) -> bool:
    """True when a permit or a contract takes the place of the rule, until that has ended."""
    for kind in rule.unless:
        begun = [each.on for each in events if each.kind is kind and each.on <= until]
        if not begun:
            continue
        ends = [
            each.on for each in events if each.kind in _ENDS.get(kind, ()) and max(begun) <= each.on <= until
        ]
        # A limit that the contract has outlived is no limit any more.
        if not ends or last < max(ends):
            return True
    return False


def _has_been_here(days: int, event: Event, events: Sequence[Event]) -> bool:
    """True when more than so many days lie between the last entry and the event, or nobody told."""
    entries = [each.on for each in events if each.kind is EventKind.ENTRY and each.on <= event.on]
    return not days or not entries or (event.on - max(entries)).days > days


def _count(rule: Rule, fact: Fact, value: int, start: date, route: Route) -> tuple[date, date]:
    """Return the last day by the rule's way of counting and by the stricter one."""
    if fact.unit == "working_days" and route.stay_in is not None:
        days = working_days_of(route.stay_in)
        last = days.after(start, value) if rule.count is Count.AFTER else days.including(start, value)
        return last, min(last, days.including(start, value))
    if rule.count is Count.BEFORE:
        last = start - timedelta(days=value)
        return last, last - timedelta(days=_days_in_advance(rule, fact))
    if fact.unit in ("months", "years"):
        end = _add_months(start, value * (12 if fact.unit == "years" else 1))
        # Terms in months end on the day of the same number, permits on the day before it.
        last = end if rule.count is Count.AFTER else end - timedelta(days=1)
        return last, last - timedelta(days=_days_in_advance(rule, fact))
    last = start + timedelta(days=value - (rule.count is Count.INCLUDING))
    return last, start + timedelta(days=value - 1)


def _days_in_advance(rule: Rule, fact: Fact) -> int:
    value = fact.parts[rule.in_advance].value if rule.in_advance else 0
    return value if isinstance(value, int) else 0


def _last_day_of_stays(rule: Rule, value: int, event: Event, events: Sequence[Event]) -> date:
    current = Stay(event.on)
    stays = [*(stay for stay in _stays(events) if stay.entry < event.on), current]
    limit = rule.limit or value
    if rule.year:
        last = last_day_in_year(stays, current, limit=limit)
    elif rule.restart:
        last = last_day_since_absence(stays, current, limit=limit, absence=rule.restart)
    else:
        last = last_day_in_window(stays, current, limit=limit, window=rule.window or limit)
    return min(last, event.on + timedelta(days=value - 1)) if rule.per_entry else last


def _stays(events: Sequence[Event]) -> list[Stay]:
    """Pair each entry with the last exit before the next entry, or with the one on the day of it."""
    entries = sorted(each.on for each in events if each.kind is EventKind.ENTRY)
    exits = sorted(each.on for each in events if each.kind is EventKind.EXIT)
    stays = []
    for entry, following in zip_longest(entries, entries[1:]):
        ends = [day for day in exits if entry <= day and (following is None or day < following)]
        if not ends and following in exits:
            ends = [following]  # out and in again on one day, which the new stay counts
        for day in ends:
            exits.remove(day)
        end = ends[-1] if ends else None
        if following is not None:
            # Without an exit the days between are counted, to be safe; a day of exit and entry counts once.
            before_next = following - timedelta(days=1)
            end = before_next if end is None else min(end, before_next)
        stays.append(Stay(entry, end))
    return stays


def _add_months(day: date, months: int) -> date:
    """Return the day of the same number so many months later; a shorter month ends with its last day."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for number in range(day.day, 27, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    return date(year, month, min(day.day, 28))
