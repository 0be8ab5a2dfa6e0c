"""A whole chat in order: what the person wrote, what the bot said, what people of the organisation wrote."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import Kind
from bot.models import Chat, InboxMessage, OutboxMessage, OutboxState
from bot.outbox import BOT
from console.models import Staff

#: Lines of either side that are shown; a chat that is longer has said what it is about by then.
MAX_LINES: Final = 500
_STAFF: Final = "staff:"


class Speaker(StrEnum):
    """Who says a line."""

    PERSON = "person"
    BOT = "bot"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a chat, from whichever side."""

    speaker: Speaker
    at: datetime
    text: str
    locale: str | None = None
    kind: str | None = None  #: of what the person sent, where it is not plain text
    outcome: str | None = None  #: what the bot made of it
    question_id: str | None = None
    buttons: tuple[str, ...] = ()
    staff_name: str | None = None
    delivery: str | None = None  #: of what we sent
    error: str | None = None

    @property
    def has_failed(self) -> bool:
        """It did not reach the person."""
        return self.delivery == OutboxState.FAILED


@dataclass(frozen=True, slots=True)
class History:
    """The lines, oldest first."""

    lines: tuple[Line, ...]
    is_cut: bool  #: there are earlier lines


async def read_history(session: AsyncSession, chat: Chat) -> History:
    """Return the chat's lines merged by time; on the same instant the person speaks first."""
    received = (
        await session.scalars(
            select(InboxMessage)
            .where(InboxMessage.channel == chat.channel, InboxMessage.address == chat.address)
            .order_by(InboxMessage.id.desc())
            .limit(MAX_LINES + 1)
        )
    ).all()
    sent = (
        await session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.channel == chat.channel, OutboxMessage.address == chat.address)
            .order_by(OutboxMessage.id.desc())
            .limit(MAX_LINES + 1)
        )
    ).all()
    names = await _staff_names(session, [row.author for row in sent])
    # Each side is in the order of its ids; sorting by time is stable and leaves that order alone.
    lines = [_line_received(row) for row in received[MAX_LINES - 1 :: -1]]
    lines += [_line_sent(row, names) for row in sent[MAX_LINES - 1 :: -1]]
    lines.sort(key=lambda line: (line.at, line.speaker is not Speaker.PERSON))
    return History(tuple(lines), max(len(received), len(sent)) > MAX_LINES)


def _line_received(row: InboxMessage) -> Line:
    return Line(
        speaker=Speaker.PERSON,
        at=row.received_at,
        text=row.text,
        locale=row.locale,
        kind=None if row.kind == Kind.TEXT else row.kind,
        outcome=row.outcome,
        question_id=row.question_id,
    )


def _line_sent(row: OutboxMessage, names: dict[str, str]) -> Line:
    return Line(
        speaker=Speaker.BOT if row.author == BOT else Speaker.STAFF,
        at=row.queued_at,
        text=row.text,
        question_id=row.question_id,
        buttons=tuple(label for label, _action in row.buttons),
        staff_name=names.get(row.author),
        delivery=row.state,
        error=row.error if row.state == OutboxState.FAILED else None,
    )


async def _staff_names(session: AsyncSession, authors: list[str]) -> dict[str, str]:
    ids = {int(author.removeprefix(_STAFF)) for author in authors if author.startswith(_STAFF)}
    if not ids:
        return {}
    found = await session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(ids)))
    return {f"{_STAFF}{staff_id}": name for staff_id, name in found}
