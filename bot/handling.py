"""Handle one message: dispatch it, and commit all that follows from it in one transaction."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot import inbox, outbox
from bot.chats import close_chat, forget_chat, load_chat, save_state, state_of
from bot.dispatcher import Equipment, dispatch, tools_for
from bot.handoffs import open_handoff
from bot.messages import Reply
from bot.models import InboxMessage
from bot.notices import something_broke
from bot.reminders import cancel_reminders, set_reminder
from bot.staff_contacts import code_in, connect_staff
from bot.turns import HandoffReason, Turn
from knowledge_base.database import Sessions
from knowledge_base.index import Snapshot


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that is ours to handle, and the token that proves it."""

    row: InboxMessage
    claim: str


async def handle_message(
    sessions: Sessions, claimed: Claimed, *, equipment: Equipment, knowledge: Snapshot, now: datetime
) -> Turn:
    """Answer a claimed message; raise ClaimLost, and record nothing, when somebody else has it by now."""
    message = inbox.as_message(claimed.row)
    async with sessions.begin() as session:
        chat = await load_chat(session, message, now=now)
        code = code_in(message)
        if code is not None:
            turn = await connect_staff(session, message, code, state_of(chat), now=now)
        else:
            turn = dispatch(message, state_of(chat), equipment=equipment, knowledge=knowledge, now=now)
        save_state(chat, turn.chat)
        await outbox.enqueue(
            session,
            chat,
            turn.replies,
            now=now,
            in_reply_to=claimed.row.id,
            callback_id=message.callback_id,
        )
        if turn.handoff is not None:
            await open_handoff(session, chat, turn.handoff.reason, now=now, candidates=turn.matches)
        if turn.cancel_reminders:
            await cancel_reminders(session, chat)
        if turn.reminder is not None:
            question_id, last_day = turn.reminder.question_id, turn.reminder.last_day
            await set_reminder(session, chat, question_id=question_id, last_day=last_day, now=now)
        if turn.close:
            await close_chat(session, chat, now=now)
        await inbox.finish(
            session,
            claimed.row.id,
            claim=claimed.claim,
            now=now,
            outcome=turn.outcome.value,
            question_id=turn.question_id,
            locale=turn.locale,
        )
        if turn.forget:
            await forget_chat(session, chat)
    return turn


async def put_back(
    sessions: Sessions,
    claimed: Claimed,
    error: Exception,
    *,
    equipment: Equipment,
    knowledge: Snapshot,
    now: datetime,
) -> None:
    """Have a message tried again later; after the last try tell the person, and open a handoff."""
    async with sessions.begin() as session:
        gave_up = await inbox.put_back(
            session, claimed.row, claim=claimed.claim, now=now, error=type(error).__name__
        )
        if gave_up:
            await _tell_person(session, claimed.row, equipment=equipment, knowledge=knowledge, now=now)


async def _tell_person(
    session: AsyncSession, row: InboxMessage, *, equipment: Equipment, knowledge: Snapshot, now: datetime
) -> None:
    chat = await load_chat(session, inbox.as_message(row), now=now)
    tools = tools_for(chat.locale or "ru", equipment=equipment, knowledge=knowledge, now=now)
    reply = Reply(something_broke(chat.stay_in, tools))
    await outbox.enqueue(session, chat, [reply], now=now, in_reply_to=row.id)
    await open_handoff(session, chat, HandoffReason.FAILED, now=now)
