"""The rows that a person chose, into the database: drafts, revisions, phrasings, titles and help points.

Every row is held against the database once more first. What somebody changed since the preview is left alone
and reported. The caller commits, so that all is written or nothing.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from knowledge_base.loading import lock_content
from knowledge_base.spreadsheets.columns import REVISION, Kind, Use, columns_by_name
from knowledge_base.spreadsheets.comparing import Compared, State, compare
from knowledge_base.spreadsheets.current import Current, read_current
from knowledge_base.spreadsheets.reading import Table, TableRow
from knowledge_base.spreadsheets.reasons import Reason, Why
from knowledge_base.spreadsheets.rows_into import Hand, Writer
from knowledge_base.spreadsheets.rules import Keeps


class Chosen(Protocol):
    """A row of a preview, as `Compared` has it or as it was stored."""

    @property
    def kind(self) -> str:
        """What the row is."""
        ...

    @property
    def number(self) -> int:
        """Where it stood in the file."""
        ...

    @property
    def cells(self) -> Mapping[str, str]:
        """What the file had."""
        ...

    @property
    def base(self) -> str:
        """The version here that the person saw beside it."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a chosen row: without a reason it was written."""

    kind: Kind
    key: str
    before: Mapping[str, str]
    after: Mapping[str, str]
    reason: Reason | None = None


async def apply_rows(
    session: AsyncSession, rows: Sequence[Chosen], hand: Hand, *, keeps: Keeps
) -> list[Outcome]:
    """Write rows that were new, changed or conflicting when somebody looked; return what came of each.

    The outcomes stand in the order of the rows.
    """
    await lock_content(session)
    outcomes: dict[int, Outcome] = {}
    for kind in Kind:
        places = [place for place, row in enumerate(rows) if row.kind == kind]
        if not places:
            continue
        current = await read_current(session, {kind})
        again = await asyncio.to_thread(_again, kind, [rows[place] for place in places], current, keeps)
        writer = Writer(session, current, hand)
        for place, result in zip(places, again, strict=True):
            outcome = _outcome(result)
            if outcome.reason is None:
                seen = rows[place].base
                entry = current.entries[kind].get(result.key)
                is_stale = result.state is State.UNCHANGED or seen != (entry.revision if entry else "")
                reason = Reason(Why.STALE) if is_stale else await writer.write(kind, result.cells, entry)
                outcome = replace(outcome, reason=reason)
            outcomes[place] = outcome
        await writer.finish()
    return [outcomes[place] for place in range(len(rows))]


def _again(kind: Kind, rows: Sequence[Chosen], current: Current, keeps: Keeps) -> list[Compared]:
    """Compare once more, each row with the version that the person saw beside it."""
    columns = columns_by_name(kind)
    found = []
    for row in rows:
        cells = {name: text for name, text in row.cells.items() if columns[name].use is not Use.SHOWN}
        found.append(TableRow(row.number, {**cells, REVISION.name: row.base}))
    return compare(Table(kind, tuple(found)), current, keeps=keeps)


def _outcome(result: Compared) -> Outcome:
    is_stale = result.state is State.CONFLICTING
    return Outcome(
        result.kind,
        result.key,
        dict(result.before),
        {name: result.cells.get(name, "") for name in result.before or result.cells},
        Reason(Why.STALE) if is_stale else result.reason,
    )
