"""Danger, a person who takes over, and being forgotten."""

from sqlalchemy import select

from bot.handoffs import claim_handoff, close_handoff, reply_to_person
from bot.models import Chat, Handoff, InboxMessage, OutboxMessage
from tests.journeys.journey import Journey

QUESTION = "Приехал из Ташкента в Алматы, где мне зарегистрироваться?"


async def test_danger_is_answered_first_and_opens_an_urgent_handoff(journey: Journey) -> None:
    """Emergency numbers of the country of stay at once, and a person is told."""
    await journey.telegram_says(QUESTION, language="ru")
    (reply,) = await journey.telegram_says("Меня бьют и не отпускают, паспорт отобрали", language="ru")

    assert "102" in reply.text and "112" in reply.text
    (handoff,) = await journey.rows(Handoff)
    assert (handoff.reason, handoff.is_urgent, handoff.state) == ("danger", True, "open")


async def test_an_operators_reply_reaches_the_person_and_the_bot_keeps_silent(journey: Journey) -> None:
    """From the take-over to the close the person hears the operator only."""
    await journey.whatsapp_says("/person")
    async with journey.sessions.begin() as session:
        chat = (await session.scalars(select(Chat))).one()
        handoff = (await session.scalars(select(Handoff))).one()
        assert await claim_handoff(session, handoff, chat, staff_id=1)
        await reply_to_person(session, chat, "Приходите завтра в 10.", staff_id=1, now=journey.clock())
    await journey.settle()
    assert journey.twilio.sent[-1].text.endswith("\n\nПриходите завтра в 10.")
    assert await journey.whatsapp_says("Спасибо, приду") == []

    async with journey.sessions.begin() as session:
        chat, handoff = await session.get_one(Chat, chat.id), await session.get_one(Handoff, handoff.id)
        await close_handoff(session, handoff, chat, outcome="answered", now=journey.clock())
    await journey.settle()
    assert len(await journey.whatsapp_says("/help")) == 1


async def test_what_nobody_can_answer_goes_to_a_person(journey: Journey) -> None:
    """The bot says so, names the numbers to call, and opens a handoff."""
    (reply,) = await journey.telegram_says("Какая столица Франции и почему небо синее?", language="ru")

    assert "не уверен" in reply.text and "112" in reply.text
    assert [(each.reason, each.state) for each in await journey.rows(Handoff)] == [("unanswered", "open")]


async def test_who_asks_to_be_forgotten_is_forgotten(journey: Journey) -> None:
    """After the last word nothing is left that says who asked what."""
    await journey.telegram_says(QUESTION, by=7042, language="ru")
    await journey.telegram_says("/person", by=7042, language="ru")
    await journey.telegram_says("/forget", by=7042, language="ru")
    (last,) = await journey.telegram_says("1", by=7042, language="ru")

    assert last.text.startswith("Удалено")
    assert await journey.rows(Chat) == await journey.rows(Handoff) == []
    kept = [*await journey.rows(InboxMessage), *await journey.rows(OutboxMessage)]
    assert {(row.address, row.text) for row in kept} == {("", "")}


async def test_a_new_message_after_being_forgotten_starts_anew(journey: Journey) -> None:
    """No language and no route is left from before."""
    for text in (QUESTION, "/forget", "1"):
        await journey.telegram_says(text, language="ru")
    (reply,) = await journey.telegram_says("Можно ли мне работать?", language="ru")

    assert "паспорт" in reply.text
    assert await journey.last_outcome() == "ask_route"
