"""What became of every message: the database's word compared with what the channel's server received."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from bot.models import InboxMessage, InboxState, OutboxMessage, OutboxState
from knowledge_base.database import Sessions
from tests.servers.recording import Call


@dataclass(frozen=True, slots=True)
class Count:
    """The result in numbers; `faults` names what must never be."""

    messages: int
    answered: int
    lost: int  #: messages without a reply at the server
    out_of_order: int  #: replies that came before one that stands before them
    duplicates: int  #: replies that the server got a second time
    accounted: int  #: of these, how many are recorded as possible duplicates

    @property
    def is_right(self) -> bool:
        """Nothing lost, nothing out of order, no duplicate without its reason."""
        return not self.lost and not self.out_of_order and self.duplicates == self.accounted


async def count(sessions: Sessions, expected: Sequence[str], calls: Sequence[Call]) -> Count:
    """Compare the messages that were put in (their external ids, in order) with the calls of the server.

    The server numbers the messages it takes, and a sent reply keeps its number: so each call is either the
    one that its reply was recorded by, or a duplicate.
    """
    taken = {number: call for number, call in enumerate(calls, 1) if call.status == 200}
    async with sessions() as session:
        rows = list(await session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))
        inbox = {row.external_id: row for row in await session.scalars(select(InboxMessage))}
    recorded: dict[str, list[tuple[OutboxMessage, int]]] = defaultdict(list)
    answered: set[int] = set()
    for row in rows:
        number = int(row.provider_id or 0)
        call = taken.get(number)
        if row.state == OutboxState.SENT and call and str(call.parameters["chat_id"]) == row.address:
            recorded[row.address].append((row, number))
            answered.add(row.in_reply_to or 0)
    handled = [
        inbox[each].id for each in expected if each in inbox and inbox[each].state == InboxState.HANDLED
    ]
    is_answered = [each for each in handled if each in answered]
    numbers = {number for sent in recorded.values() for _, number in sent}
    extra = {number: taken[number] for number in taken.keys() - numbers}
    return Count(
        messages=len(expected),
        answered=len(is_answered),
        lost=len(expected) - len(is_answered),
        out_of_order=sum(_out_of_order(sent) for sent in recorded.values()),
        duplicates=len(extra),
        accounted=_accounted(recorded, extra),
    )


def _out_of_order(sent: list[tuple[OutboxMessage, int]]) -> int:
    """How many replies of a chat went out before one that was asked for earlier."""
    return sum(
        first > second or (earlier.in_reply_to or 0) > (later.in_reply_to or 0)
        for (earlier, first), (later, second) in itertools.pairwise(sent)
    )


def _accounted(recorded: dict[str, list[tuple[OutboxMessage, int]]], extra: dict[int, Call]) -> int:
    """How many of the extra calls stand just before the record of their reply, which knows of them."""
    used: Counter[int] = Counter()
    for number, call in sorted(extra.items()):
        sent = recorded[str(call.parameters["chat_id"])]
        following = next((row for row, recorded_as in sent if recorded_as > number), None)
        if following and _has_text(call, following) and used[following.id] < following.possible_duplicates:
            used[following.id] += 1
    return used.total()


def _has_text(call: Call, row: OutboxMessage) -> bool:
    # The channel escapes HTML; the beginning up to the first such character tells the replies apart.
    return str(call.parameters["text"]).startswith(row.text.strip().partition("&")[0].partition("<")[0][:200])
