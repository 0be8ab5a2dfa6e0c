"""From a route and what happened to the deadlines that matter, the nearest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from knowledge_base.content_types import Fact
from knowledge_base.deadlines.rules import Count, EventKind, Rule
from knowledge_base.deadlines.stays import Stay, last_day_in_window, last_day_in_year
from knowledge_base.deadlines.working_days import working_days_of
from knowledge_base.routes import Route

_DAYS: Final = ("calendar_days", "days")


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
        fact = facts.get(rule.fact_id)
        if fact is None or not _binds(rule, fact, route):
            continue
        for event in _starting_events(rule, events, today):
            deadline = _deadline(rule, fact, event, events, route, today)
            if deadline is not None:
                found[fact.id, deadline.last_day] = deadline
    return sorted(found.values(), key=lambda each: (each.last_day, each.fact.id))


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
    if route.citizenship == route.stay_in:
        return False
    is_union = not fact.scope.stay_in and fact.scope.citizenship
    if is_union and route.stay_in not in fact.scope.citizenship:
        return False  # a treaty of a union binds in its member states only
    return fact.scope.covers(route)


def _starting_events(rule: Rule, events: Sequence[Event], today: date) -> list[Event]:
    """Return the events that start the rule and still matter: of entries only the last."""
    starting = sorted((each for each in events if each.kind is rule.starts), key=lambda each: each.on)
    if rule.starts is not EventKind.ENTRY or not starting:
        return starting
    last = starting[-1]
    has_left = any(each.kind is EventKind.EXIT and each.on >= last.on and each.on <= today for each in events)
    return [] if has_left else [last]


def _deadline(
    rule: Rule, fact: Fact, event: Event, events: Sequence[Event], route: Route, today: date
) -> Deadline | None:
    judged_on = max(today, event.on) if rule.count is Count.STAYS else event.on
    if not fact.is_in_force(judged_on) or not isinstance(fact.value, int):
        return None
    if any(each.kind in rule.unless and each.on <= max(today, event.on) for each in events):
        return None
    if rule.min_days and not _has_been_here(rule.min_days, event, events):
        return None
    doubt = rule.uncertain or fact.is_uncertain(today)
    if rule.count is Count.STAYS:
        return Deadline(fact, _last_day_of_stays(rule, fact.value, event, events), uncertain=doubt)
    last, earliest = _count(rule, fact, event.on, route)
    if fact.unit == "working_days" and route.stay_in is not None:
        doubt = doubt or working_days_of(route.stay_in).is_uncertain(event.on, last)
    return Deadline(fact, last, earliest if earliest != last else None, doubt)


def _has_been_here(days: int, event: Event, events: Sequence[Event]) -> bool:
    """True when more than so many days lie between the last entry and the event, or nobody told."""
    entries = [each.on for each in events if each.kind is EventKind.ENTRY and each.on <= event.on]
    return not entries or (event.on - max(entries)).days > days


def _count(rule: Rule, fact: Fact, start: date, route: Route) -> tuple[date, date]:
    """Return the last day by the rule's way of counting and by the stricter one."""
    value = int(fact.value)  # type: ignore[arg-type]
    if fact.unit == "working_days" and route.stay_in is not None:
        days = working_days_of(route.stay_in)
        last = days.after(start, value) if rule.count is Count.AFTER else days.including(start, value)
        return last, min(last, days.including(start, value))
    if rule.count is Count.BEFORE:
        last = start - timedelta(days=value)
        return last, last
    if fact.unit in ("months", "years"):
        end = _add_months(start, value * (12 if fact.unit == "years" else 1))
        # Terms in months end on the day of the same number, permits on the day before it.
        return (end, end) if rule.count is Count.AFTER else (end - timedelta(days=1),) * 2
    last = start + timedelta(days=value - (rule.count is Count.INCLUDING))
    return last, start + timedelta(days=value - 1)


def _last_day_of_stays(rule: Rule, value: int, event: Event, events: Sequence[Event]) -> date:
    stays = _stays(events)
    current = Stay(event.on)
    earlier = [stay for stay in stays if stay.entry < event.on]
    all_stays = [*earlier, current]
    limit = rule.limit or value
    if rule.year:
        last = last_day_in_year(all_stays, current, limit=limit)
    else:
        last = last_day_in_window(all_stays, current, limit=limit, window=rule.window or limit)
    return min(last, event.on + timedelta(days=value - 1)) if rule.per_entry else last


def _stays(events: Sequence[Event]) -> list[Stay]:
    """Pair each entry with the first exit on or after it and before the next entry."""
    entries = sorted(each.on for each in events if each.kind is EventKind.ENTRY)
    exits = sorted(each.on for each in events if each.kind is EventKind.EXIT)
    stays = []
    for number, entry in enumerate(entries):
        following = entries[number + 1] if number + 1 < len(entries) else None
        ends = [day for day in exits if day >= entry and (following is None or day <= following)]
        end = ends[0] if ends else None
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
