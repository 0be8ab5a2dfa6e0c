"""Chats that ask the same: by the bot's best guess, and without one by the likeness of their words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.handoffs import is_window_closed
from bot.messages import Kind
from bot.models import Chat, Handoff
from console.likeness import groups_of
from console.models import Staff
from console.queue import WAITING, Row, Said, last_said, row_of

#: So many of the newest chats without a guess are compared with each other.
COMPARED: Final = 500
#: People on the page of a group, and so the most that one reply goes to.
MEMBERS: Final = 200
PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Group:
    """Chats that wait for the same answer."""

    question_id: str | None  #: the bot's best guess
    like: int | None  #: where there is none: the handoff whose words the others are like
    words: str  #: what that one says; empty where there is a guess
    count: int
    urgent: int
    locales: tuple[str, ...]
    opened_at: datetime  #: of the one that waits longest


class NotReached(StrEnum):
    """Why a person of a group does not get the reply."""

    OTHER_LANGUAGE = "other_language"
    TAKEN = "taken"
    GONE = "gone"
    WINDOW_CLOSED = "window_closed"


@dataclass(frozen=True, slots=True)
class Member:
    """A chat of a group, and why a reply in the chosen language would not reach it."""

    row: Row
    not_reached: NotReached | None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A chat for which the bot has no guess."""

    id: int  #: of the handoff
    is_urgent: bool
    opened_at: datetime
    locale: str | None
    said: Said


async def waiting_groups(session: AsyncSession, *, page: int = 1) -> tuple[list[Group], bool]:
    """Return a page of groups, the largest first, and whether there are more."""
    groups = [*await _guessed(session), *await _alike(session)]
    groups.sort(key=lambda group: (-group.count, -group.urgent, group.opened_at))
    begin = (page - 1) * PAGE
    return groups[begin : begin + PAGE], len(groups) > begin + PAGE


async def members_of(
    session: AsyncSession, *, question_id: str, like: int
) -> list[tuple[Handoff, Row, Chat]]:
    """Return the chats of a group, the longest waiting first; none where it is no group any more."""
    condition: Any = Handoff.question_id == question_id
    if not question_id:
        found = next((ids for ids in (await _compared(session))[0] if like in ids), [])
        condition = Handoff.id.in_(found)
    rows = list(
        await session.execute(
            select(Handoff, Chat, Staff.name)
            .join(Chat, Chat.id == Handoff.chat_id)
            .outerjoin(Staff, Staff.id == Handoff.claimed_by)
            .where(Handoff.state.in_(WAITING), condition)
            .order_by(Handoff.opened_at, Handoff.id)
            .limit(MEMBERS)
        )
    )
    said = await last_said(session, [chat.id for _, chat, _ in rows], kinds=(Kind.TEXT,))
    return [
        (handoff, row_of(handoff, chat, name, said.get(chat.id, Said())), chat)
        for handoff, chat, name in rows
    ]


def not_reached(
    handoff: Handoff, chat: Chat, locale: str, staff: Staff, *, now: datetime
) -> NotReached | None:
    """Return why this person would not get a reply to the group in this language, or None."""
    if chat.locale != locale:
        return NotReached.OTHER_LANGUAGE
    if handoff.claimed_by not in (None, staff.id):
        return NotReached.TAKEN
    if chat.gone_at is not None:
        return NotReached.GONE
    return NotReached.WINDOW_CLOSED if is_window_closed(chat, now=now) else None


async def _guessed(session: AsyncSession) -> list[Group]:
    found = await session.execute(
        select(
            Handoff.question_id,
            Chat.locale,
            func.count(),
            func.count().filter(Handoff.is_urgent),
            func.min(Handoff.opened_at),
        )
        .join(Chat, Chat.id == Handoff.chat_id)
        .where(Handoff.state.in_(WAITING), Handoff.question_id.is_not(None))
        .group_by(Handoff.question_id, Chat.locale)
        .order_by(Handoff.question_id, Chat.locale)
    )
    groups: dict[str, Group] = {}
    for question_id, locale, count, urgent, opened_at in found:
        if question_id is None:
            continue
        known = groups.get(question_id) or Group(question_id, None, "", 0, 0, (), opened_at)
        groups[question_id] = replace(
            known,
            count=known.count + count,
            urgent=known.urgent + urgent,
            locales=(*known.locales, locale) if locale else known.locales,
            opened_at=min(known.opened_at, opened_at),
        )
    return list(groups.values())


async def _alike(session: AsyncSession) -> list[Group]:
    groups, rows = await _compared(session)
    return [_group([rows[each] for each in ids]) for ids in groups]


def _group(rows: Sequence[_Asked]) -> Group:
    return Group(
        question_id=None,
        like=rows[0].id,
        words=rows[0].said.first_words,
        count=len(rows),
        urgent=sum(row.is_urgent for row in rows),
        locales=tuple(sorted({row.locale for row in rows if row.locale})),
        opened_at=min(row.opened_at for row in rows),
    )


async def _compared(session: AsyncSession) -> tuple[list[list[int]], dict[int, _Asked]]:
    """Return the newest chats without a guess in groups of ids, oldest first, and each by its id."""
    found = await session.execute(
        select(Handoff.id, Handoff.is_urgent, Handoff.opened_at, Chat.id, Chat.locale)
        .join(Chat, Chat.id == Handoff.chat_id)
        .where(Handoff.state.in_(WAITING), Handoff.question_id.is_(None))
        .order_by(Handoff.id.desc())
        .limit(COMPARED)
    )
    rows = list(found)[::-1]
    said = await last_said(session, [row[3] for row in rows], kinds=(Kind.TEXT,))
    asked = {
        each: _Asked(each, is_urgent, opened_at, locale, said.get(chat_id, Said()))
        for each, is_urgent, opened_at, chat_id, locale in rows
    }
    return groups_of({each: row.said.text for each, row in asked.items()}), asked
