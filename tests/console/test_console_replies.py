"""What operators do, and what of it reaches the person."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.models import Chat, Handoff
from bot.settings import Settings
from bot.texts import texts_for
from bot.wakeup import Wakeup
from console.models import Activity, HandoffNote, Role
from tests.console.library import open_library
from tests.console.workplace import Workplace, hidden_fields

REPLY = "Salom!\nHujjatlaringizni olib keling."


async def test_a_reply_reaches_the_person_in_their_language(workplace: Workplace, wakeup: Wakeup) -> None:
    """It is queued for their channel under a line that a person writes, and the worker is woken."""
    handoff_id = await workplace.person_waits(locale="uz-Latn")
    browser = await workplace.sign_in()
    page = f"/handoffs/{handoff_id}"
    woken = asyncio.create_task(wakeup.wait(60))
    await asyncio.sleep(0)

    answer = await browser.send_form(f"{page}/reply", on=page, text=REPLY.replace("\n", "\r\n"))

    await asyncio.wait_for(woken, 5)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{page}#reply")
    [queued] = await workplace.outbox()
    above = texts_for("uz-Latn").say("A person of the organisation writes:")
    assert queued.text == f"{above}\n\n{REPLY}"
    assert queued.channel == "telegram"
    assert queued.author.startswith("staff:")
    assert REPLY in (await browser.get(page)).text


async def test_a_reply_takes_the_chat(workplace: Workplace) -> None:
    """From the first word of a person on, the bot keeps silent."""
    handoff_id = await workplace.person_waits()
    browser = await workplace.sign_in()
    await browser.send_form(f"/handoffs/{handoff_id}/reply", on=f"/handoffs/{handoff_id}", text=REPLY)
    assert (await workplace.handoff(handoff_id)).state == "claimed"
    assert (await workplace.chat_of(handoff_id)).with_person


async def test_a_form_sent_twice_replies_once(workplace: Workplace) -> None:
    """A slow line and an impatient finger do not bother the person."""
    handoff_id = await workplace.person_waits()
    browser = await workplace.sign_in()
    page = f"/handoffs/{handoff_id}"
    form = {**hidden_fields((await browser.get(page)).text, f"{page}/reply"), "text": REPLY}

    answers = await asyncio.gather(*(browser.post(f"{page}/reply", data=form) for _ in range(3)))

    assert [answer.status_code for answer in answers] == [303] * 3
    assert len(await workplace.outbox()) == 1


async def test_two_who_claim_at_once(workplace: Workplace) -> None:
    """One has the chat; the other is told who, and cannot write into it."""
    handoff_id = await workplace.person_waits()
    page = f"/handoffs/{handoff_id}"
    aigul, bekzod = await workplace.sign_in(name="Aigul"), await workplace.sign_in(name="Bekzod")
    forms = [hidden_fields((await each.get(page)).text, f"{page}/claim") for each in (aigul, bekzod)]

    answers = await asyncio.gather(
        *(each.post(f"{page}/claim", data=form) for each, form in zip((aigul, bekzod), forms, strict=True))
    )

    assert sorted(answer.status_code for answer in answers) == [303, 409]
    [refused] = [answer for answer in answers if answer.status_code == 409]
    assert "has this chat." in refused.text


async def test_a_refused_reply_keeps_what_was_written(workplace: Workplace) -> None:
    """Ten minutes of typing are not lost because a colleague was faster."""
    handoff_id = await workplace.person_waits()
    page = f"/handoffs/{handoff_id}"
    aigul, bekzod = await workplace.sign_in(name="Aigul"), await workplace.sign_in(name="Bekzod")
    form = hidden_fields((await bekzod.get(page)).text, f"{page}/reply")
    await aigul.send_form(f"{page}/claim", on=page)

    answer = await bekzod.post(f"{page}/reply", data={**form, "text": "A long <b>text"})

    assert answer.status_code == 409
    assert "A long &lt;b&gt;text</textarea>" in answer.text
    assert await workplace.outbox() == []


@pytest.mark.parametrize("text", ["", " \r\n ", "a" * 3501])
async def test_an_empty_or_endless_reply_is_refused(workplace: Workplace, text: str) -> None:
    """The person gets neither a blank line nor half a text."""
    handoff_id = await workplace.person_waits()
    browser = await workplace.sign_in()
    page = f"/handoffs/{handoff_id}"
    assert (await browser.send_form(f"{page}/reply", on=page, text=text)).status_code == 409
    assert (await workplace.handoff(handoff_id)).state == "open"


async def test_nothing_is_sent_to_who_is_gone(workplace: Workplace) -> None:
    """The page says that the person blocked the bot and what to do."""
    handoff_id = await workplace.person_waits()
    browser = await workplace.sign_in()
    page = f"/handoffs/{handoff_id}"
    form = hidden_fields((await browser.get(page)).text, f"{page}/reply")
    async with workplace.sessions.begin() as session:
        (await session.scalars(select(Chat))).one().gone_at = workplace.clock.now

    answer = await browser.post(f"{page}/reply", data={**form, "text": REPLY})

    assert answer.status_code == 409
    assert "blocked the bot" in answer.text
    assert f'action="{page}/reply"' not in (await browser.get(page)).text
    assert await workplace.outbox() == []


async def test_whatsapp_closes_after_a_day(workplace: Workplace) -> None:
    """Before, the page counts down; after, it says that the person has to write first."""
    handoff_id = await workplace.person_waits(channel="whatsapp")
    browser = await workplace.sign_in()
    page = f"/handoffs/{handoff_id}"
    workplace.clock.forward(hours=4)
    open_page = (await browser.get(page)).text
    assert "open for 20 h, until 23.11.2026 09:00 UTC" in open_page
    form = hidden_fields(open_page, f"{page}/reply")

    async with workplace.sessions.begin() as session:
        chat = (await session.scalars(select(Chat))).one()
        chat.window_closes_at = workplace.clock.now - timedelta(seconds=1)

    answer = await browser.post(f"{page}/reply", data={**form, "text": REPLY})
    assert answer.status_code == 409
    assert "within 24 hours" in answer.text
    assert await workplace.outbox() == []


async def test_closing_brings_the_bot_back(workplace: Workplace) -> None:
    """The person is told, and how it ended is kept."""
    handoff_id = await workplace.person_waits(locale="kk")
    browser = await workplace.sign_in()
    page = f"/handoffs/{handoff_id}"
    await browser.send_form(f"{page}/reply", on=page, text="Сәлем")

    answer = await browser.send_form(f"{page}/close", on=page, outcome="answered")

    assert answer.headers["location"] == "/handoffs"
    handoff = await workplace.handoff(handoff_id)
    assert (handoff.state, handoff.outcome) == ("closed", "answered")
    assert not (await workplace.chat_of(handoff_id)).with_person
    back = texts_for("kk").say("The conversation with the person is closed. I, the bot, answer here again.")
    assert (await workplace.outbox())[-1].text == back


async def test_closing_twice_or_with_an_invented_outcome(workplace: Workplace) -> None:
    """The second press changes nothing; an unknown outcome is asked for again."""
    handoff_id = await workplace.person_waits()
    browser = await workplace.sign_in()
    page = f"/handoffs/{handoff_id}"
    form = hidden_fields((await browser.get(page)).text, f"{page}/close")
    assert (await browser.post(f"{page}/close", data={**form, "outcome": "won"})).status_code == 409
    assert (await browser.post(f"{page}/close", data={**form, "outcome": "spam"})).status_code == 303
    assert (await browser.post(f"{page}/close", data={**form, "outcome": "answered"})).status_code == 303
    assert (await workplace.handoff(handoff_id)).outcome == "spam"


async def test_giving_a_chat_back(workplace: Workplace) -> None:
    """Nobody has it then, so the bot answers again; an administrator can give back a colleague's."""
    handoff_id = await workplace.person_waits()
    page = f"/handoffs/{handoff_id}"
    aigul = await workplace.sign_in(name="Aigul")
    await aigul.send_form(f"{page}/claim", on=page)
    assert f"{page}/release" not in (await (await workplace.sign_in(name="Bekzod")).get(page)).text

    boss = await workplace.sign_in(Role.ADMINISTRATOR, name="Chief")
    assert (await boss.send_form(f"{page}/release", on=page)).status_code == 303
    assert (await workplace.handoff(handoff_id)).state == "open"
    assert not (await workplace.chat_of(handoff_id)).with_person


async def test_the_log_holds_deeds_and_no_words(workplace: Workplace) -> None:
    """Who did what with which chat; never what was written, never an address."""
    handoff_id = await workplace.person_waits("my secret", address="7701555999")
    browser = await workplace.sign_in()
    page = f"/handoffs/{handoff_id}"
    await browser.send_form(f"{page}/reply", on=page, text=REPLY)
    await browser.send_form(f"{page}/close", on=page, outcome="answered")

    async with workplace.sessions() as session:
        lines = list(
            await session.scalars(select(Activity).where(Activity.subject == f"handoff:{handoff_id}"))
        )
    assert [line.action for line in lines] == ["claimed", "replied", "closed"]
    written = " ".join(f"{line.subject} {line.details} {line.form_id}" for line in lines)
    for private in ("my secret", "Hujjat", "555999"):
        assert private not in written


async def test_a_forgotten_chat_is_not_there(workplace: Workplace) -> None:
    """Whoever asked to be forgotten is gone from the console as well."""
    handoff_id = await workplace.person_waits()
    browser = await workplace.sign_in()
    page = f"/handoffs/{handoff_id}"
    form = hidden_fields((await browser.get(page)).text, f"{page}/reply")
    async with workplace.sessions.begin() as session:
        await session.delete((await session.scalars(select(Chat))).one())
    answer = await browser.post(f"{page}/reply", data={**form, "text": REPLY})
    assert answer.status_code == 404
    assert "forgotten" in answer.text


async def test_a_chat_is_given_to_a_colleague(workplace: Workplace) -> None:
    """They have it from then on, and who gave it is kept; only those who work with chats can get one."""
    handoff_id = await workplace.person_waits()
    page = f"/handoffs/{handoff_id}"
    aigul = await workplace.sign_in(name="Aigul")
    bekzod = await workplace.hire(Role.OPERATOR, "Bekzod")
    editor = await workplace.hire(Role.EDITOR, "Editor")
    for wrong in (editor, 999, "x"):
        assert (await aigul.send_form(f"{page}/assign", on=page, colleague=str(wrong))).status_code == 409
    assert (await aigul.send_form(f"{page}/assign", on=page, colleague=str(bekzod))).status_code == 303
    handoff = await workplace.handoff(handoff_id)
    assert (handoff.state, handoff.claimed_by) == ("claimed", bekzod)
    async with workplace.sessions() as session:
        [line] = await session.scalars(select(Activity).where(Activity.action == "assigned"))
    assert (line.before, line.after) == ({"claimed_by": None}, {"claimed_by": bekzod})
    assert f"{page}/assign" not in (await aigul.get(page)).text


async def test_the_bot_waits_a_day_after_each_word_of_staff(workplace: Workplace) -> None:
    """The time begins anew with every reply, and the page says how long it still is."""
    handoff_id = await workplace.person_waits()
    browser = await workplace.sign_in()
    page = f"/handoffs/{handoff_id}"
    await browser.send_form(f"{page}/claim", on=page)
    began = workplace.clock.now
    assert (await workplace.handoff(handoff_id)).silent_until == began + timedelta(hours=24)
    workplace.clock.forward(hours=5)
    await browser.send_form(f"{page}/reply", on=page, text=REPLY)
    assert (await workplace.handoff(handoff_id)).silent_until == began + timedelta(hours=29)
    workplace.clock.forward(hours=4)
    assert "it answers again in 20 h" in (await browser.get(page)).text


async def test_after_the_window_a_template_asks_the_person_to_write(workplace: Workplace) -> None:
    """Where one is configured; once however often the button is pressed. It takes the chat."""
    handoff_id = await workplace.person_waits(channel="whatsapp", locale="ru")
    workplace.clock.forward(hours=25)
    browser = await workplace.sign_in()
    page = f"/handoffs/{handoff_id}"
    assert "TWILIO_CONTENT_SIDS" in (await browser.get(page)).text
    desk = workplace.app.state.desk
    settings = Settings(secret_key="a secret", twilio_content_sids={"reopen_ru": "HX1"})
    workplace.app.state.desk = replace(desk, settings=settings)
    signed_in = await workplace.sign_in(name="Bekzod")

    form = hidden_fields((await signed_in.get(page)).text, f"{page}/template")
    for _ in range(2):
        assert (await signed_in.post(f"{page}/template", data=form)).status_code == 303

    [queued] = await workplace.outbox()
    assert (queued.template, queued.author.partition(":")[0]) == ("reopen_ru", "staff")
    assert (await workplace.handoff(handoff_id)).state == "claimed"


async def test_notes_are_for_colleagues_only(workplace: Workplace) -> None:
    """Every colleague reads them, a form sent twice keeps one, and nothing goes to the person."""
    handoff_id = await workplace.person_waits()
    page = f"/handoffs/{handoff_id}"
    aigul, bekzod = await workplace.sign_in(name="Aigul"), await workplace.sign_in(name="Bekzod")
    form = hidden_fields((await aigul.get(page)).text, f"{page}/notes") | {"note": "Called <b>twice</b>"}
    for _ in range(2):
        assert (await aigul.post(f"{page}/notes", data=form)).status_code == 303
    html = (await bekzod.get(page)).text
    assert html.count("Called &lt;b&gt;twice&lt;/b&gt;") == 1
    assert await workplace.outbox() == []
    async with workplace.sessions() as session:
        [line] = await session.scalars(select(Activity).where(Activity.action == "note_added"))
        assert len(list(await session.scalars(select(HandoffNote)))) == 1
    assert "Called" not in str(line.details)


@pytest.mark.parametrize("note", ["", "  ", "a" * 1001])
async def test_a_refused_note_comes_back(workplace: Workplace, note: str) -> None:
    """Nothing is kept of it, nothing typed is lost."""
    handoff_id = await workplace.person_waits()
    page = f"/handoffs/{handoff_id}"
    answer = await (await workplace.sign_in()).send_form(f"{page}/notes", on=page, note=note)
    assert answer.status_code == 409
    assert f">{note}</textarea>" in answer.text


async def test_a_suggested_answer_goes_into_the_reply(workplace: Workplace, tmp_path: Path) -> None:
    """What the bot thought and how sure it was is shown; one press puts its answer behind what is typed."""
    await open_library(workplace, tmp_path / "content")
    handoff_id = await workplace.person_waits(locale="ru")
    async with workplace.sessions.begin() as session:
        handoff = await session.get_one(Handoff, handoff_id)
        handoff.candidates, handoff.question_id = [["stay.limit", 0.43], ["gone.question", 0.2]], "stay.limit"
    browser = await workplace.sign_in()
    page = f"/handoffs/{handoff_id}"
    html = (await browser.get(page)).text
    assert "43 %" in html and "It answers by itself from 75 %." in html
    assert "gone.question" not in html

    answer = await browser.post(
        f"{page}/draft",
        data={**hidden_fields(html, f"{page}/reply"), "text": "Здравствуйте!", "use": "answer:stay.limit"},
    )

    box = answer.text.partition('<textarea id="text"')[2].partition("</textarea>")[0]
    assert "Здравствуйте!\n\n" in box and "30 дней" in box
    assert await workplace.outbox() == []
