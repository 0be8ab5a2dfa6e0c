"""`migrantbot dates` and `migrantbot deadlines`: what a text means as a date, and what follows from dates."""

from datetime import date, datetime
from typing import Annotated, Any

import typer

from cli.jsonl import LineError, run_lines, text_of
from cli.lines import moment_of, route_of
from knowledge_base.locales import LOCALES

Jsonl = Annotated[bool, typer.Option("--jsonl", help="Read and write one JSON object a line.")]


def dates(jsonl: Jsonl = True) -> None:
    """Read dates as people write them: {"id","text","locale","now","context"} -> {"id","date"}."""
    from bot.date_reading import read_date

    def answer(entry: dict[str, Any]) -> dict[str, Any]:
        locale = entry.get("locale")
        if locale is not None and locale not in LOCALES:
            raise LineError(f"'locale' must be one of: {' '.join(LOCALES)}")
        today = moment_of(entry.get("now")).date()
        found = read_date(text_of(entry), locale, today=today, context=entry.get("context"))
        return {"date": found.isoformat() if found else None}

    raise typer.Exit(run_lines(answer))


def deadlines(
    jsonl: Jsonl = True,
    database: Annotated[str | None, typer.Option(help="Use the facts of this database.")] = None,
) -> None:
    """Tell the last days: {"id","citizenship","stay_in","now","events"} -> {"id","deadlines"}."""
    from cli.knowledge import open_content
    from knowledge_base.deadlines import Deadline, read_rules
    from knowledge_base.deadlines import deadlines as compute

    facts = open_content(database).facts

    def answer(entry: dict[str, Any]) -> dict[str, Any]:
        today = moment_of(entry.get("now")).date()
        found = compute(
            route_of(entry), _events(entry.get("events")), today=today, facts=facts, rules=read_rules()
        )
        return {"deadlines": [_as_object(each, today) for each in found]}

    def _as_object(deadline: Deadline, today: date) -> dict[str, Any]:
        result: dict[str, Any] = {
            "fact": deadline.fact.id,
            "last_day": deadline.last_day.isoformat(),
            "days_left": deadline.days_left(today),
        }
        if deadline.earliest is not None:
            result["earliest"] = deadline.earliest.isoformat()
        if deadline.uncertain:
            result["uncertain"] = True
        return result

    raise typer.Exit(run_lines(answer))


def _events(entries: object) -> list[Any]:
    from knowledge_base.deadlines import Event, EventKind

    if not isinstance(entries, list):
        raise LineError("'events' must be a list")
    events: list[Event] = []
    for entry in entries:
        if not isinstance(entry, dict):
            raise LineError("each event must be an object")
        try:
            kind = EventKind(str(entry.get("kind")))
        except ValueError:
            kinds = " ".join(EventKind)
            raise LineError(f"'kind' must be one of: {kinds}") from None
        events.append(Event(kind, _local_day(entry.get("date"))))
    days = {kind: [each.on for each in events if each.kind is kind] for kind in EventKind}
    if days[EventKind.ENTRY] and min(days[EventKind.EXIT], default=date.max) < min(days[EventKind.ENTRY]):
        raise LineError("an exit lies before the first entry: the days of that stay cannot be counted")
    return events


def _local_day(text: object) -> date:
    """Return the day of a date or local time; the clock of the place decides, not UTC."""
    if isinstance(text, str):
        try:
            return datetime.fromisoformat(text).date()
        except ValueError:
            pass
    raise LineError("the date of an event must be an ISO 8601 date or local time")
