"""Chats that ask the same stand together, and one reply goes to each of their people once."""

import asyncio
import re
from datetime import timedelta

from bot.models import Chat, Handoff
from bot.texts import texts_for
from bot.turns import HandoffReason
from console.likeness import groups_of
from console.models import Role
from knowledge_base.models import QuestionRow
from tests.console.workplace import Browser, Workplace, hidden_fields

UNPAID = "work.unpaid"
GROUP = f"/handoffs/group?question={UNPAID}"


async def _ask(workplace: Workplace, text: str, *, question: str | None = UNPAID, **how: str) -> int:
    handoff_id = await workplace.person_waits(text, **how)  # type: ignore[arg-type]
    async with workplace.sessions.begin() as session:
        (await session.get_one(Handoff, handoff_id)).question_id = question
    return handoff_id


async def _send(browser: Browser, page: str, text: str, **fields: str) -> str:
    form = {**hidden_fields((await browser.get(page)).text, "/handoffs/group"), "text": text, **fields}
    answer = await browser.post("/handoffs/group", data=form)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def test_one_question_in_three_languages_is_one_group(workplace: Workplace) -> None:
    """By the bot's guess, with a count, the languages and the title of the question."""
    async with workplace.sessions.begin() as session:
        titles = {"en": "Wages are not paid"}
        session.add(QuestionRow(id=UNPAID, topic="work", position=1, related=[], titles=titles))
    await _ask(workplace, "Menga oylik bermayapti", locale="uz-Latn")
    await _ask(workplace, "Не платят зарплату", locale="ru")
    await _ask(workplace, "Маош намедиҳанд", locale="tg")
    await _ask(workplace, "Something else", question="child.school", locale="en")
    html = (await (await workplace.sign_in()).get("/handoffs/groups")).text
    lines = re.findall(r"<li.*?</li>", html, re.S)
    assert len(lines) == 2
    assert "Wages are not paid" in lines[0] and ">3</b>" in lines[0]
    for name in ("Русский", "Тоҷикӣ"):
        assert name in lines[0]


async def test_without_a_guess_the_words_decide_in_any_script(workplace: Workplace) -> None:
    """The same question in both Uzbek scripts is one group; another question is not in it."""
    first = await _ask(workplace, "Patent uchun qancha toʻlayman?", question=None)
    await _ask(workplace, "Патент учун қанча тўлайман", question=None, locale="uz-Cyrl")
    await _ask(workplace, "Where is the nearest school", question=None, locale="en")
    browser = await workplace.sign_in()
    assert f'href="/handoffs/group?like={first}"' in (await browser.get("/handoffs/groups")).text
    html = (await browser.get(f"/handoffs/group?like={first}")).text
    assert "Патент учун" in html and "nearest school" not in html


def test_texts_without_words_are_like_nothing() -> None:
    """Two stickers are not a question; alike texts follow the first of them."""
    texts = {1: "", 2: "...", 3: "where do I register", 4: "where do i register?!"}
    assert groups_of(texts) == [[1], [2], [3, 4]]


async def test_the_reply_goes_to_each_who_reads_its_language_once(workplace: Workplace) -> None:
    """Who gets it is shown beforehand; afterwards the chats are closed and the bot is back there."""
    for name in ("one", "two"):
        await _ask(workplace, name, locale="ru")
    other = await _ask(workplace, "uch", locale="uz-Latn")
    browser = await workplace.sign_in()
    page = f"{GROUP}&locale=ru"
    html = (await browser.get(page)).text
    assert html.count("<b>yes</b>") == 2
    assert "no: another language" in html
    assert "People it goes to: 2." in html
    form = {**hidden_fields(html, "/handoffs/group"), "text": "Позвоните нам", "then": "close"}

    answers = await asyncio.gather(*(browser.post("/handoffs/group", data=form) for _ in range(3)))

    assert {answer.status_code for answer in answers} == {303}
    said = [row.text for row in await workplace.outbox()]
    texts = texts_for("ru")
    assert (
        said
        == [texts.say("A person of the organisation writes:") + "\n\nПозвоните нам"] * 2
        + [texts.say("The conversation with the person is closed. I, the bot, answer here again.")] * 2
    )
    assert len({row.chat_id for row in await workplace.outbox()}) == 2
    assert (await workplace.handoff(other)).state == "open"


async def test_who_cannot_be_reached_is_named(workplace: Workplace) -> None:
    """Outside the window of WhatsApp, gone, or with a colleague: shown before, not written to after."""
    await _ask(workplace, "reached", locale="ru")
    shut = await _ask(workplace, "shut", locale="ru", channel="whatsapp")
    gone = await _ask(workplace, "gone", locale="ru")
    taken = await _ask(workplace, "taken", locale="ru")
    colleague = await workplace.sign_in(name="Bekzod")
    await colleague.send_form(f"/handoffs/{taken}/claim", on=f"/handoffs/{taken}")
    async with workplace.sessions.begin() as session:
        chats = {each: await workplace_chat(session, each) for each in (shut, gone)}
        chats[shut].window_closes_at = workplace.clock.now - timedelta(minutes=1)
        chats[gone].gone_at = workplace.clock.now
    browser = await workplace.sign_in()
    html = (await browser.get(GROUP)).text
    for why in ("24 hours of WhatsApp", "blocked the bot", "a colleague has this chat"):
        assert why in html
    await _send(browser, GROUP, "Позвоните нам")
    assert {(await workplace.handoff(each)).state for each in (shut, gone)} == {"open"}
    assert len({row.chat_id for row in await workplace.outbox()}) == 1


async def test_what_changed_since_the_page_was_shown_counts(workplace: Workplace) -> None:
    """A chat that a colleague took meanwhile is named as not reached."""
    await _ask(workplace, "one", locale="ru")
    taken = await _ask(workplace, "two", locale="ru")
    browser, colleague = await workplace.sign_in(), await workplace.sign_in(name="Bekzod")
    form = hidden_fields((await browser.get(GROUP)).text, "/handoffs/group")
    await colleague.send_form(f"/handoffs/{taken}/claim", on=f"/handoffs/{taken}")
    answer = await browser.post("/handoffs/group", data={**form, "text": "Позвоните нам"})
    assert answer.headers["location"] == f"/handoffs/groups?sent=1&missed={taken}"
    html = (await browser.get(answer.headers["location"])).text
    assert f'<a href="/handoffs/{taken}">' in html


async def test_kept_chats_and_urgent_ones_stay_with_who_replied(workplace: Workplace) -> None:
    """A cry for help is never closed by a reply that was written for many."""
    urgent = await _ask(workplace, "help", locale="ru", reason=HandoffReason.DANGER)
    calm = await _ask(workplace, "calm", locale="ru")
    browser = await workplace.sign_in()
    await _send(browser, GROUP, "Позвоните нам", then="close")
    assert (await workplace.handoff(urgent)).state == "claimed"
    assert (await workplace.handoff(calm)).state == "closed"
    kept = await _ask(workplace, "kept", locale="ru")
    await _send(browser, GROUP, "Позвоните нам", then="keep")
    handoff = await workplace.handoff(kept)
    assert handoff.state == "claimed" and handoff.silent_until is not None


async def test_a_refused_group_reply_keeps_its_text(workplace: Workplace) -> None:
    """Too long is said, and nothing went out."""
    await _ask(workplace, "one", locale="ru")
    browser = await workplace.sign_in(Role.ADMINISTRATOR)
    form = hidden_fields((await browser.get(GROUP)).text, "/handoffs/group")
    answer = await browser.post("/handoffs/group", data={**form, "text": "а" * 3501})
    assert answer.status_code == 409
    assert "а" * 3501 in answer.text
    assert await workplace.outbox() == []


async def test_words_in_a_group_are_text(workplace: Workplace) -> None:
    """A hostile question is read, not run; neither is a hostile address."""
    first = await _ask(workplace, "<script>alert(1)</script> javascript:alert(2)", question=None)
    browser = await workplace.sign_in()
    for page in ("/handoffs/groups", f"/handoffs/group?like={first}", "/handoffs/group?question=<script>"):
        html = (await browser.get(page)).text
        assert html.count("<script") == 1
        assert 'href="javascript' not in html


async def workplace_chat(session: object, handoff_id: int) -> Chat:
    """Return the chat of a handoff in a session that may change it."""
    from sqlalchemy.ext.asyncio import AsyncSession

    assert isinstance(session, AsyncSession)
    return await session.get_one(Chat, (await session.get_one(Handoff, handoff_id)).chat_id)
