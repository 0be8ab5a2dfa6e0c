"""A person takes over a chat and gives it back."""

from datetime import timedelta
from typing import Final

from sqlalchemy import func, select

from bot.handoffs import (
    assign_handoff,
    claim_handoff,
    close_handoff,
    give_back_silent,
    keep_silent,
    open_handoff,
    reopening_template,
    reply_to_person,
)
from bot.models import Chat, Handoff, HandoffState, OutboxMessage
from bot.texts import texts_for
from bot.turns import HandoffReason
from knowledge_base.database import Sessions
from tests.builders import NOW

DAY: Final = timedelta(hours=24)


async def test_a_chat_has_one_open_handoff_at_a_time(sessions: Sessions) -> None:
    """Three unanswered questions are one row in the queue, not three."""
    chat_id = await _a_chat(sessions)
    async with sessions.begin() as session:
        chat = await session.get_one(Chat, chat_id)
        for _ in range(3):
            await open_handoff(session, chat, HandoffReason.UNANSWERED, now=NOW)
        assert await session.scalar(select(func.count()).select_from(Handoff)) == 1


async def test_danger_raises_what_is_open_and_nothing_lowers_it(sessions: Sessions) -> None:
    """An urgent chat stays at the top, whatever is asked after it."""
    chat_id = await _a_chat(sessions)
    async with sessions.begin() as session:
        chat = await session.get_one(Chat, chat_id)
        handoff = await open_handoff(session, chat, HandoffReason.UNANSWERED, now=NOW)
        assert not handoff.is_urgent
        await open_handoff(session, chat, HandoffReason.DANGER, now=NOW)
        await open_handoff(session, chat, HandoffReason.ASKED, now=NOW)
        assert handoff.is_urgent and handoff.reason == HandoffReason.DANGER


async def test_only_one_person_takes_a_handoff(sessions: Sessions) -> None:
    """From then on the bot is silent; who has it may take it again."""
    chat_id = await _a_chat(sessions)
    async with sessions.begin() as session:
        chat = await session.get_one(Chat, chat_id)
        handoff = await open_handoff(session, chat, HandoffReason.ASKED, now=NOW)
        assert not chat.with_person
        assert await claim_handoff(session, handoff, chat, staff_id=1)
        assert not await claim_handoff(session, handoff, chat, staff_id=2)
        assert await claim_handoff(session, handoff, chat, staff_id=1)
        assert chat.with_person and handoff.claimed_by == 1


async def test_a_reply_reaches_the_persons_channel_and_says_who_writes(sessions: Sessions) -> None:
    """A line in the person's language stands above the operator's own words."""
    chat_id = await _a_chat(sessions)
    async with sessions.begin() as session:
        chat = await session.get_one(Chat, chat_id)
        await reply_to_person(session, chat, "Позвоните нам", staff_id=1, now=NOW)
    async with sessions() as session:
        sent = await session.scalar(select(OutboxMessage))
    assert sent is not None
    assert (sent.channel, sent.address, sent.author) == ("test", "somebody", "staff:1")
    assert sent.text.endswith("Позвоните нам") and sent.text != "Позвоните нам"


async def test_a_closed_chat_is_the_bots_again_and_the_person_is_told(sessions: Sessions) -> None:
    """Once, and only where somebody had written; else the person would wonder who."""
    chat_id = await _a_chat(sessions)
    async with sessions.begin() as session:
        chat = await session.get_one(Chat, chat_id)
        untaken = await open_handoff(session, chat, HandoffReason.ASKED, now=NOW)
        await close_handoff(session, untaken, chat, outcome="spam", now=NOW)
        assert await session.scalar(select(func.count()).select_from(OutboxMessage)) == 0
        taken = await open_handoff(session, chat, HandoffReason.ASKED, now=NOW)
        assert taken.id != untaken.id
        await claim_handoff(session, taken, chat, staff_id=1)
        await reply_to_person(session, chat, "Позвоните нам", staff_id=1, now=NOW)
        await close_handoff(session, taken, chat, outcome="answered", now=NOW)
        assert not chat.with_person
        assert (taken.state, taken.outcome, taken.closed_at) == (HandoffState.CLOSED, "answered", NOW)
        assert not await claim_handoff(session, taken, chat, staff_id=1)
        written = list(await session.scalars(select(OutboxMessage.author).order_by(OutboxMessage.id)))
    assert written == ["staff:1", "bot"]


async def _a_chat(sessions: Sessions, channel: str = "test") -> int:
    async with sessions.begin() as session:
        chat = Chat(
            channel=channel, address="somebody", locale="ru", memory={}, with_person=False,
            created_at=NOW, last_message_at=NOW,
        )  # fmt: skip
        session.add(chat)
        await session.flush()
        return chat.id


async def test_a_silent_colleague_gives_the_chat_back(sessions: Sessions) -> None:
    """After the set time the bot answers again and says so; the chat waits in the queue as before."""
    handoff_id = await _a_taken_chat(sessions)
    async with sessions.begin() as session:
        keep_silent(await session.get_one(Handoff, handoff_id), now=NOW, silence=DAY)
    async with sessions.begin() as session:
        assert await give_back_silent(session, now=NOW + DAY - timedelta(seconds=1), silence=DAY) == 0
        assert await give_back_silent(session, now=NOW + DAY, silence=DAY) == 1
        assert await give_back_silent(session, now=NOW + DAY, silence=DAY) == 0
    async with sessions() as session:
        handoff = await session.get_one(Handoff, handoff_id)
        chat = await session.get_one(Chat, handoff.chat_id)
        assert (handoff.state, handoff.claimed_by, chat.with_person) == ("open", None, False)
        said = list(await session.scalars(select(OutboxMessage.text)))
    assert said == [
        texts_for("ru").say("The conversation with the person is closed. I, the bot, answer here again.")
    ]


async def test_a_chat_taken_before_there_was_a_limit_is_given_back_too(sessions: Sessions) -> None:
    """It counts from when it was opened: nobody stays in silence for ever."""
    await _a_taken_chat(sessions)
    async with sessions.begin() as session:
        assert await give_back_silent(session, now=NOW + DAY, silence=DAY) == 1


async def test_nothing_is_said_where_whatsapp_would_refuse_it(sessions: Sessions) -> None:
    """The chat is the bot's again all the same."""
    handoff_id = await _a_taken_chat(sessions, channel="whatsapp")
    async with sessions.begin() as session:
        assert await give_back_silent(session, now=NOW + DAY, silence=DAY) == 1
        assert (await session.get_one(Handoff, handoff_id)).state == "open"
        assert await session.scalar(select(func.count()).select_from(OutboxMessage)) == 0


async def test_a_chat_is_assigned_to_a_colleague(sessions: Sessions) -> None:
    """Whoever has it gives it on; a closed one stays closed."""
    handoff_id = await _a_taken_chat(sessions)
    async with sessions.begin() as session:
        handoff = await session.get_one(Handoff, handoff_id)
        chat = await session.get_one(Chat, handoff.chat_id)
        assert await assign_handoff(session, handoff, chat, staff_id=2)
        assert handoff.claimed_by == 2 and chat.with_person
        await close_handoff(session, handoff, chat, outcome="spam", now=NOW)
        assert not await assign_handoff(session, handoff, chat, staff_id=3)


def test_the_template_in_the_persons_language_is_preferred() -> None:
    """Where there is none, the general one; where there is none either, nothing can be sent."""
    assert reopening_template(["reopen", "reopen_ru"], "ru") == "reopen_ru"
    assert reopening_template(["reopen", "reopen_ru"], "tg") == "reopen"
    assert reopening_template(["list_6"], "ru") is None


async def _a_taken_chat(sessions: Sessions, channel: str = "test") -> int:
    chat_id = await _a_chat(sessions, channel)
    async with sessions.begin() as session:
        chat = await session.get_one(Chat, chat_id)
        handoff = await open_handoff(session, chat, HandoffReason.ASKED, now=NOW)
        await claim_handoff(session, handoff, chat, staff_id=1)
        return handoff.id
