"""One reply to everybody who asks the same in one language, each of them once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.handoffs import claim_handoff, close_each, keep_silent, reply_to_each
from bot.messages import clean_text
from bot.models import Chat, Handoff, HandoffState
from console.activity import record, was_done
from console.grouping import MEMBERS, not_reached
from console.handling import CloseOutcome, Refusal, cannot_be_sent
from console.models import Staff


@dataclass(frozen=True, slots=True)
class Sent:
    """Whose handoffs were answered, and whose were not though they had been on the page."""

    reached: tuple[int, ...]
    missed: tuple[int, ...]


async def reply_to_group(
    session: AsyncSession,
    handoff_ids: Sequence[int],
    locale: str,
    text: str,
    staff: Staff,
    *,
    then_close: bool,
    form_id: str,
    now: datetime,
    silence: timedelta,
) -> Sent | Refusal:
    """Queue the reply for each of these who can be reached; the same form sent again sends nothing.

    Without `then_close` the chats are this person's from now on, and urgent ones in any case.
    """
    text = clean_text(text)
    problem = cannot_be_sent(text)
    if problem is not None:
        return problem
    pairs = await _locked(session, sorted(set(handoff_ids))[:MEMBERS])
    if await was_done(session, form_id):
        return Sent((), ())
    reached = [
        (handoff, chat)
        for handoff, chat in pairs
        if handoff.state != HandoffState.CLOSED and not_reached(handoff, chat, locale, staff, now=now) is None
    ]
    await reply_to_each(session, [chat for _, chat in reached], text, staff_id=staff.id, now=now)
    done = [pair for pair in reached if then_close and not pair[0].is_urgent]
    await close_each(session, done, outcome=CloseOutcome.ANSWERED, now=now)
    for handoff, chat in reached:
        if (handoff, chat) not in done:
            await claim_handoff(session, handoff, chat, staff_id=staff.id)
            keep_silent(handoff, now=now, silence=silence)
    sent = tuple(handoff.id for handoff, _ in reached)
    await record(
        session,
        staff_id=staff.id,
        at=now,
        action="group_replied",
        subject=f"handoff:{sent[0]}" if sent else "handoff",
        form_id=form_id,
        handoffs=",".join(str(each) for each in sent),
        locale=locale,
        characters=len(text),
        closed="yes" if then_close else "no",
    )
    return Sent(sent, tuple(each for each in handoff_ids if each not in sent))


async def _locked(session: AsyncSession, handoff_ids: Sequence[int]) -> list[tuple[Handoff, Chat]]:
    """Return handoffs with their chats, all locked; the chats first and in order, as everywhere."""
    of_them = select(Handoff.chat_id).where(Handoff.id.in_(handoff_ids))
    chats = await session.scalars(
        select(Chat).where(Chat.id.in_(of_them)).order_by(Chat.id).with_for_update()
    )
    by_id = {chat.id: chat for chat in chats}
    handoffs = await session.scalars(
        select(Handoff).where(Handoff.id.in_(handoff_ids)).order_by(Handoff.id).with_for_update()
    )
    return [(each, by_id[each.chat_id]) for each in handoffs if each.chat_id in by_id]
