"""Which part of a message tells the day that was asked for: "came on 3 October, permit until 5 January"."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.date_reading.vocabulary import join_spaced_dates, tokens_of, vocabulary

_MARK: Final = re.compile(r"[;!?()\n]|,(?!\d)|\.\s")

Clause = list[str]


def clauses_of(text: str, locale: str | None) -> list[Clause]:
    """Return the tokens of each part, without the words that only look like a day ("аз Душанбе")."""
    found: list[Clause] = []
    for part in _MARK.split(join_spaced_dates(text)):
        found += _parts(_without_look_alikes(tokens_of(part), locale))
    return [clause for clause in found if clause]


def day_about(event: str | None, told: Sequence[tuple[Clause, date]]) -> date | None:
    """Choose among several days the one that is told of this event, and not denied; None if that is open.

    Of two the later counts: the last entry, the end of a term.
    """
    words = vocabulary()
    kind = (event or "").rpartition("_")[2]  # permit_end and contract_end are told alike
    told = [each for each in _without_explained_weekdays(told) if not words.has("negation", each[0])]
    own = [day for clause, day in told if kind in _events(clause)]
    if own:
        return max(own)
    others = {day for clause, day in told if not _events(clause)}
    return others.pop() if len(others) == 1 else None


def _without_explained_weekdays(told: Sequence[tuple[Clause, date]]) -> list[tuple[Clause, date]]:
    """Drop the weekday of "Tuesday, 20 October": it adds to the date, it is not another one."""
    words = vocabulary()
    dated = [each for each in told if words.has("months", each[0]) or not words.has("weekdays", each[0])]
    explained = {day.weekday() for _, day in dated}
    return [each for each in told if each in dated or each[1].weekday() not in explained]


def _events(clause: Clause) -> set[str]:
    words = vocabulary()
    found = (words.find("events", clause, at) for at in range(len(clause)))
    return {each[0] for each in found if each}


def _without_look_alikes(tokens: Sequence[str], locale: str | None) -> Clause:
    words, kept, at = vocabulary(), list[str](), 0
    while at < len(tokens):
        found = words.find("look_alikes", tokens, at)
        if found is not None and found[0] in ("any", locale):
            at += found[1]
        else:
            kept.append(tokens[at])
            at += 1
    return kept


def _parts(tokens: Sequence[str]) -> list[Clause]:
    words, parts = vocabulary(), list[Clause]([[]])
    for at, token in enumerate(tokens):
        if words.find("joiners", tokens, at):
            parts.append([])
        parts[-1].append(token)
        begins_range = words.find("from", tokens, at) and words.find("months", tokens, at)
        if begins_range or words.find("negation_after", tokens, at):
            parts.append([])
    return parts
