"""What is remembered of a chat, and what is left when it is forgotten."""

from datetime import timedelta

from sqlalchemy import select

from bot import inbox, outbox
from bot.chats import close_chat, forget_chat, load_chat, save_state, state_of
from bot.handoffs import open_handoff
from bot.messages import Button, Kind, Reply
from bot.models import Chat, Handoff, InboxMessage, InboxState, OutboxMessage
from bot.turns import ChatState, HandoffReason, Pending
from knowledge_base.database import Sessions
from knowledge_base.routes import Route
from tests.builders import NOW, a_message


async def test_the_state_comes_back_as_it_was_saved(sessions: Sessions) -> None:
    """Language, route, the last list and the waiting question outlive the process."""
    state = ChatState(
        locale="tg",
        locale_is_chosen=True,
        route=Route("UZ", "RU", "KZ"),
        options=(Button("Меню", "menu"),),
        pending=Pending("work.allowed"),
        last_question_id="work.unpaid",
        candidates=("work.contract",),
        topic="work",
        campaign="poster",
        has_greeted=True,
    )
    async with sessions.begin() as session:
        save_state(await load_chat(session, a_message(), now=NOW), state)
    async with sessions.begin() as session:
        assert state_of(await load_chat(session, a_message(), now=NOW)) == state


async def test_a_chat_is_a_person_on_a_channel(sessions: Sessions) -> None:
    """The same address on another channel is another chat."""
    async with sessions.begin() as session:
        ids = [
            (await load_chat(session, a_message(channel=channel), now=NOW)).id
            for channel in ("test", "test", "other")
        ]
    assert ids[0] == ids[1] != ids[2]


async def test_the_window_is_open_for_a_day_after_the_last_message(sessions: Sessions) -> None:
    """WhatsApp lets us write freely for 24 hours; other channels know no such thing."""
    said = NOW - timedelta(hours=1)
    async with sessions.begin() as session:
        whatsapp = await load_chat(session, a_message(channel="whatsapp", sent_at=said), now=NOW)
        other = await load_chat(session, a_message(), now=NOW)
    assert whatsapp.window_closes_at == said + timedelta(hours=24)
    assert other.window_closes_at is None


async def test_news_of_a_block_opens_nothing(sessions: Sessions) -> None:
    """Only a message of the person opens a closed chat again."""
    async with sessions.begin() as session:
        await close_chat(session, await load_chat(session, a_message(), now=NOW), now=NOW)
        assert (await load_chat(session, a_message(kind=Kind.BLOCKED), now=NOW)).gone_at == NOW
        assert (await load_chat(session, a_message(), now=NOW)).gone_at is None


async def test_forgetting_erases_what_was_said_and_keeps_what_is_still_to_be_answered(
    sessions: Sessions,
) -> None:
    """A message that came in after the wish is a new conversation; others' chats are untouched."""
    async with sessions.begin() as session:
        for text, address in (("old", "somebody"), ("theirs", "another"), ("new", "somebody")):
            await inbox.receive(session, a_message(text, address=address), now=NOW)
    async with sessions.begin() as session:
        row = await inbox.claim_next(session, claim="a", now=NOW)
        assert row is not None
        chat = await load_chat(session, inbox.as_message(row), now=NOW)
        await outbox.enqueue(session, chat, [Reply("Deleted.")], now=NOW)
        await open_handoff(session, chat, HandoffReason.ASKED, now=NOW)
        await inbox.finish(
            session, row.id, claim="a", now=NOW, outcome="command", question_id=None, locale="ru"
        )
        await forget_chat(session, chat)

    async with sessions() as session:
        messages = list(await session.scalars(select(InboxMessage).order_by(InboxMessage.id)))
        assert [(row.address, row.text) for row in messages] == [
            ("", ""), ("another", "theirs"), ("somebody", "new"),
        ]  # fmt: skip
        assert messages[0].external_id and messages[2].state == InboxState.PENDING
        assert [*await session.scalars(select(Chat)), *await session.scalars(select(Handoff))] == []
        (last,) = await session.scalars(select(OutboxMessage))
    assert (last.text, last.chat_id) == ("Deleted.", None)


async def test_a_forgotten_message_is_still_known_when_it_is_redelivered(sessions: Sessions) -> None:
    """Otherwise the channel's repetition would bring it back."""
    message = a_message()
    async with sessions.begin() as session:
        await inbox.receive(session, message, now=NOW)
        row = await inbox.claim_next(session, claim="a", now=NOW)
        assert row is not None
        await forget_chat(session, await load_chat(session, message, now=NOW))
    async with sessions.begin() as session:
        assert not await inbox.receive(session, message, now=NOW)


async def test_without_a_last_word_nothing_is_left_to_send(sessions: Sessions) -> None:
    """The web chat's "delete" answers by itself."""
    async with sessions.begin() as session:
        chat = await load_chat(session, a_message(), now=NOW)
        await outbox.enqueue(session, chat, [Reply("Hello")], now=NOW)
        await forget_chat(session, chat, keep_reply=False)
        assert list(await session.scalars(select(OutboxMessage))) == []
