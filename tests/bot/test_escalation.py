"""Urgent chats that nobody takes are told to people on call, and nobody else hears what is in them."""

from datetime import timedelta
from typing import Final

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import inbox
from bot.dispatcher import Equipment
from bot.escalation import Watch, escalate
from bot.handoffs import claim_handoff, open_handoff
from bot.models import Chat, Handoff, OnCallShift, OutboxMessage, StaffContact
from bot.staff_contacts import STAFF, code_hash, staff_command
from bot.texts import texts_for
from bot.turns import HandoffReason
from bot.worker import Worker
from console.models import Staff
from knowledge_base.database import Sessions
from knowledge_base.index import LiveIndex, Snapshot
from tests.builders import NOW, a_message
from tests.fakes import FakeChannel

TEN: Final = timedelta(minutes=10)
WATCH: Final = Watch(escalate_after=TEN, console_url="https://console.example.org")
CODE: Final = "0123456789abcdef" * 2


async def test_an_urgent_chat_is_told_to_who_is_on_call(sessions: Sessions) -> None:
    """After ten minutes, in the language of their console, with a link and no word of the person."""
    await _on_call(sessions, 1, locale="en")
    handoff_id = await _urgent(sessions)
    async with sessions.begin() as session:
        assert await escalate(session, now=NOW + TEN - timedelta(seconds=1), watch=WATCH) == 0
        assert await escalate(session, now=NOW + TEN, watch=WATCH) == 1
    [told] = await _told(sessions)
    assert (told.channel, told.address) == ("telegram", "staff-1")
    sentence = "An urgent chat waits and nobody has taken it yet. Reason: somebody may be in danger."
    assert told.text == f"{sentence}\nhttps://console.example.org/handoffs/{handoff_id}"


async def test_each_person_is_told_once_and_then_the_next(sessions: Sessions) -> None:
    """After the same time again the next on the rota hears of it; in the end nobody is left."""
    await _on_call(sessions, 1)
    await _on_call(sessions, 2, starts_in=timedelta(hours=1))
    await _on_call(sessions, 3, starts_in=timedelta(days=3))
    await _urgent(sessions)
    told = []
    async with sessions.begin() as session:
        for minutes in (10, 11, 20, 21, 30, 60):
            told.append(await escalate(session, now=NOW + timedelta(minutes=minutes), watch=WATCH))
    assert told == [1, 0, 1, 0, 0, 0]
    assert [row.address for row in await _told(sessions)] == ["staff-1", "staff-2"]


async def test_nobody_is_told_of_a_chat_that_somebody_has(sessions: Sessions) -> None:
    """Nor of one that is not urgent."""
    await _on_call(sessions, 1)
    await _urgent(sessions, reason=HandoffReason.ASKED)
    handoff_id = await _urgent(sessions)
    async with sessions.begin() as session:
        handoff = await session.get_one(Handoff, handoff_id)
        await claim_handoff(session, handoff, await session.get_one(Chat, handoff.chat_id), staff_id=1)
        assert await escalate(session, now=NOW + TEN, watch=WATCH) == 0


async def test_who_left_or_blocked_the_bot_is_passed_over(sessions: Sessions) -> None:
    """The next one is told at once, not after ten more minutes."""
    for staff_id in (1, 2, 3):
        await _on_call(sessions, staff_id)
    await _urgent(sessions)
    async with sessions.begin() as session:
        await session.execute(update(Staff).where(Staff.id == 1).values(disabled_at=NOW))
        session.add(_chat("telegram", "staff-2", gone_at=NOW))
    async with sessions.begin() as session:
        assert await escalate(session, now=NOW + TEN, watch=WATCH) == 1
    assert [row.address for row in await _told(sessions)] == ["staff-3"]


async def test_a_code_connects_a_person_of_the_organisation_once(
    sessions: Sessions, equipment: Equipment, knowledge: Snapshot
) -> None:
    """Sent to the bot before anything else reads it; the second to send it learns that it is used."""
    async with sessions.begin() as session:
        await _hire(session, 1, "en")
        session.add(StaffContact(staff_id=1, code_hash=code_hash(CODE), expires_at=NOW + TEN))
        for address in ("me", "somebody else"):
            said = a_message(staff_command(CODE), channel="telegram", address=address)
            await inbox.receive(session, said, now=NOW)
    channel = FakeChannel("telegram")
    worker = Worker(
        sessions, channels={"telegram": channel}, index=LiveIndex(knowledge), equipment=equipment,
        clock=lambda: NOW,
    )  # fmt: skip
    await worker.run_until_idle()
    async with sessions() as session:
        contact = await session.get_one(StaffContact, 1)
        campaigns = [chat.memory.get("campaign") for chat in await session.scalars(select(Chat))]
    assert (contact.channel, contact.address, contact.code_hash) == ("telegram", "me", None)
    assert campaigns == [None, None]
    assert {each.address: each.reply.text for each in channel.sent} == {
        "me": "Connected. From now on you are told here of urgent chats while you are on call.",
        "somebody else": texts_for("ru").say("This code is no longer valid. Make a new one in the console."),
    }


async def test_an_old_code_connects_nobody(
    sessions: Sessions, equipment: Equipment, knowledge: Snapshot
) -> None:
    """A code that lay about is of no use."""
    async with sessions.begin() as session:
        await _hire(session, 1, "en")
        session.add(StaffContact(staff_id=1, code_hash=code_hash(CODE), expires_at=NOW))
        await inbox.receive(session, a_message(staff_command(CODE), channel="telegram"), now=NOW)
    worker = Worker(sessions, channels={}, index=LiveIndex(knowledge), equipment=equipment, clock=lambda: NOW)
    assert await worker.handle_one()
    async with sessions() as session:
        assert (await session.get_one(StaffContact, 1)).address is None


async def test_the_worker_watches_the_handoffs(
    sessions: Sessions, equipment: Equipment, knowledge: Snapshot
) -> None:
    """Both loops are its own: urgent chats are told of, silent ones given back."""
    await _on_call(sessions, 1)
    await _urgent(sessions)
    async with sessions.begin() as session:
        chat = _chat("test", "waits", with_person=True)
        session.add(chat)
        await session.flush()
        handoff = await open_handoff(session, chat, HandoffReason.ASKED, now=NOW)
        await claim_handoff(session, handoff, chat, staff_id=1)
    worker = Worker(
        sessions, channels={}, index=LiveIndex(knowledge), equipment=equipment, watch=WATCH,
        clock=lambda: NOW + timedelta(hours=24),
    )  # fmt: skip
    await worker.watch_handoffs()
    assert [row.channel for row in await _told(sessions)] == ["telegram", "test"]


def _chat(channel: str, address: str, **values: object) -> Chat:
    fields = {"memory": {}, "with_person": False, "created_at": NOW, "last_message_at": NOW, **values}
    return Chat(channel=channel, address=address, **fields)


async def _hire(session: AsyncSession, staff_id: int, locale: str | None) -> None:
    values = {
        "id": staff_id,
        "name": f"Nr {staff_id}",
        "role": "operator",
        "locale": locale,
        "created_at": NOW,
    }
    await session.execute(insert(Staff).values(values))
    assert await session.scalar(select(STAFF.c.id).where(STAFF.c.id == staff_id)) == staff_id


async def _on_call(
    sessions: Sessions, staff_id: int, *, locale: str | None = None, starts_in: timedelta = timedelta()
) -> None:
    async with sessions.begin() as session:
        await _hire(session, staff_id, locale)
        session.add(StaffContact(staff_id=staff_id, channel="telegram", address=f"staff-{staff_id}"))
        starts_at = NOW + starts_in - timedelta(minutes=1)
        session.add(
            OnCallShift(staff_id=staff_id, starts_at=starts_at, ends_at=starts_at + timedelta(days=2))
        )


async def _urgent(sessions: Sessions, reason: HandoffReason = HandoffReason.DANGER) -> int:
    async with sessions.begin() as session:
        chat = _chat("test", f"somebody {reason}")
        session.add(chat)
        await session.flush()
        return (await open_handoff(session, chat, reason, now=NOW)).id


async def _told(sessions: Sessions) -> list[OutboxMessage]:
    async with sessions() as session:
        return list(await session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))
