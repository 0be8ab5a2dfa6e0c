"""What is remembered of a chat: load, save, forget."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import IncomingMessage, Kind
from bot.models import Chat, Handoff, InboxMessage, InboxState, OutboxMessage, OutboxState
from bot.turns import ChatState
from knowledge_base.routes import Route

#: WhatsApp lets a business write freely for 24 hours after the person's last message.
WHATSAPP_WINDOW: Final = timedelta(hours=24)


async def load_chat(session: AsyncSession, message: IncomingMessage, *, now: datetime) -> Chat:
    """Return the chat of a message, made new at its first; the row is locked until the commit."""
    chat = await session.scalar(
        select(Chat).where(Chat.channel == message.channel, Chat.address == message.address).with_for_update()
    )
    if chat is None:
        chat = Chat(
            channel=message.channel,
            address=message.address,
            memory={},
            with_person=False,
            created_at=now,
            last_message_at=now,
        )
        session.add(chat)
    chat.last_message_at = now
    if message.kind is not Kind.BLOCKED:
        chat.gone_at = None
        if message.channel == "whatsapp":
            chat.window_closes_at = (message.sent_at or now) + WHATSAPP_WINDOW
    await session.flush()
    return chat


def state_of(chat: Chat) -> ChatState:
    """Return what the dispatcher needs to know of a chat."""
    return ChatState.from_json(
        chat.memory,
        locale=chat.locale,
        route=Route(chat.citizenship, chat.stay_in, chat.via),
        with_person=chat.with_person,
    )


def save_state(chat: Chat, state: ChatState) -> None:
    """Write the state after a turn back to the chat's row."""
    chat.locale = state.locale
    chat.citizenship, chat.stay_in, chat.via = state.route.citizenship, state.route.stay_in, state.route.via
    chat.memory = state.to_json()
    chat.with_person = state.with_person


async def close_chat(session: AsyncSession, chat: Chat, *, now: datetime) -> None:
    """Note that the person is gone and drop what was still waiting to be sent to them."""
    chat.gone_at = now
    await session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.chat_id == chat.id, OutboxMessage.state == OutboxState.QUEUED)
        .values(state=OutboxState.FAILED, error="gone")
    )


async def forget_chat(session: AsyncSession, chat: Chat, *, keep_reply: bool = True) -> None:
    """Erase a chat and everything said in it.

    Of a message only the channel's id stays, so that a redelivery is still known for one. With
    `keep_reply` the replies that are still queued (the word that it is done) go out first.
    """
    await session.execute(
        update(InboxMessage)
        .where(
            InboxMessage.channel == chat.channel,
            InboxMessage.address == chat.address,
            # What came in after the wish to be forgotten is a new conversation and still to be answered.
            InboxMessage.state != InboxState.PENDING,
        )
        .values(
            address="", text="", action=None, callback_id=None, latitude=None, longitude=None,
            language_hint=None,
        )
    )  # fmt: skip
    erased = delete(OutboxMessage).where(
        OutboxMessage.channel == chat.channel, OutboxMessage.address == chat.address
    )
    if keep_reply:
        erased = erased.where(OutboxMessage.state != OutboxState.QUEUED)
    await session.execute(erased)
    await session.execute(delete(Handoff).where(Handoff.chat_id == chat.id))
    await session.delete(chat)
    await session.flush()
