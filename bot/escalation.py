"""An urgent chat that nobody takes is told to whoever is on call, then to the next on the rota.

The message says that a chat waits and where; nothing of what the person wrote leaves the console.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.claims import insert_for
from bot.messages import Reply
from bot.models import Chat, Escalation, Handoff, HandoffState, OnCallShift, StaffContact
from bot.outbox import enqueue
from bot.settings import Settings
from bot.staff_contacts import STAFF, staff_texts

#: Whose shift begins within this time may be told, too, where nobody else is left.
_NEXT_ON_ROTA: Final = timedelta(hours=24)
_AT_ONCE: Final = 50


@dataclass(frozen=True, slots=True)
class Watch:
    """How long a chat may wait for a person, and a person for their colleague."""

    escalate_after: timedelta = timedelta(minutes=10)
    silence: timedelta = timedelta(hours=24)  #: without a word from staff, then the bot answers again
    console_url: str = ""


def watch_of(settings: Settings) -> Watch:
    """Return what this installation wants."""
    return Watch(
        escalate_after=timedelta(minutes=settings.escalate_after_minutes),
        silence=timedelta(hours=settings.person_silence_hours),
        console_url=settings.console_url,
    )


@dataclass(frozen=True, slots=True)
class _OnCall:
    staff_id: int
    channel: str
    address: str
    locale: str | None


async def escalate(session: AsyncSession, *, now: datetime, watch: Watch) -> int:
    """Tell one more person of each urgent chat that has waited long enough; return how many were told.

    Nobody is told twice of the same chat. The caller commits.
    """
    late = now - watch.escalate_after
    handoffs = list(
        await session.scalars(
            select(Handoff)
            .where(Handoff.state == HandoffState.OPEN, Handoff.is_urgent, Handoff.opened_at <= late)
            .order_by(Handoff.opened_at)
            .limit(_AT_ONCE)
            .with_for_update(skip_locked=True)
        )
    )
    if not handoffs:
        return 0
    rota = await _rota(session, now)
    return sum([await _tell_next(session, handoff, rota, now=now, watch=watch) for handoff in handoffs])


async def _rota(session: AsyncSession, now: datetime) -> list[_OnCall]:
    """Return who can be told, whose shift began first at the top."""
    rows = await session.execute(
        select(OnCallShift.staff_id, StaffContact.channel, StaffContact.address, STAFF.c.locale)
        .join(StaffContact, StaffContact.staff_id == OnCallShift.staff_id)
        .join(STAFF, STAFF.c.id == OnCallShift.staff_id)
        .where(
            OnCallShift.ends_at > now,
            OnCallShift.starts_at <= now + _NEXT_ON_ROTA,
            StaffContact.address.is_not(None),
            STAFF.c.disabled_at.is_(None),
        )
        .order_by(OnCallShift.starts_at, OnCallShift.id)
    )
    return [_OnCall(*row) for row in rows]


async def _tell_next(
    session: AsyncSession, handoff: Handoff, rota: Sequence[_OnCall], *, now: datetime, watch: Watch
) -> bool:
    found = await session.execute(
        select(Escalation.staff_id, Escalation.at).where(Escalation.handoff_id == handoff.id)
    )
    told: dict[int, datetime] = dict(found.all())
    if told and max(told.values()) > now - watch.escalate_after:
        return False
    for each in rota:
        if each.staff_id in told:
            continue
        chat = await _chat_of(session, each, now)
        if chat.gone_at is not None:  # this person blocked the bot: the next one is told
            continue
        is_first = await session.scalar(
            insert_for(session)(Escalation)
            .values(handoff_id=handoff.id, staff_id=each.staff_id, at=now)
            .on_conflict_do_nothing()
            .returning(Escalation.staff_id)
        )
        if is_first is not None:
            await enqueue(session, chat, [Reply(_text(handoff, each, watch))], now=now)
        return is_first is not None
    return False


def _text(handoff: Handoff, to: _OnCall, watch: Watch) -> str:
    sentence = staff_texts(to.locale).say(
        "An urgent chat waits and nobody has taken it yet. Reason: somebody may be in danger."
    )
    return f"{sentence}\n{watch.console_url.rstrip('/')}/handoffs/{handoff.id}"


async def _chat_of(session: AsyncSession, to: _OnCall, now: datetime) -> Chat:
    """Return the chat of a person of the organisation; an old one may have been erased meanwhile."""
    chat = await session.scalar(select(Chat).where(Chat.channel == to.channel, Chat.address == to.address))
    if chat is None:
        chat = Chat(
            channel=to.channel,
            address=to.address,
            memory={},
            with_person=False,
            created_at=now,
            last_message_at=now,
        )
        session.add(chat)
        await session.flush()
    return chat
