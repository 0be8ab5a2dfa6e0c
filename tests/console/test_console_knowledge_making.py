"""What people asked and staff replied becomes knowledge, without anything that tells who it was."""

from pathlib import Path

import pytest
from sqlalchemy import select

from bot.models import Handoff
from console.models import Activity
from knowledge_base.content_types import IN_REVIEW
from knowledge_base.models import AnswerRevision, Suggestion
from tests.console.library import Library, open_library
from tests.console.workplace import Browser, Workplace, hidden_fields

SAID = "Меня зовут Азиз, +7 701 555 12 34, сколько дней можно жить?"


@pytest.fixture
async def library(workplace: Workplace, tmp_path: Path) -> Library:
    return await open_library(workplace, tmp_path / "content")


async def _replied(workplace: Workplace, browser: Browser, text: str = "Можно жить столько.") -> str:
    handoff_id = await workplace.person_waits(SAID, locale="ru")
    async with workplace.sessions.begin() as session:
        handoff = await session.get_one(Handoff, handoff_id)
        handoff.question_id, handoff.candidates = "stay.limit", [["stay.limit", 0.4]]
    page = f"/handoffs/{handoff_id}"
    await browser.send_form(f"{page}/reply", on=page, text=text)
    return f"{page}/knowledge"


async def test_what_names_the_person_is_taken_out_before_anything_is_kept(library: Library) -> None:
    """Name and phone are gone from the forms; what was said can be looked at beside them."""
    place = library.place
    browser = await place.sign_in()
    page = await _replied(place, browser)
    html = (await browser.get(page)).text
    box = html.partition('<textarea id="phrasing"')[2].partition("</textarea>")[0]
    assert "сколько дней можно жить" in box
    assert "Азиз" not in box and "555" not in box
    assert "before names and numbers were taken out" in html
    async with place.sessions() as session:
        assert list(await session.scalars(select(Suggestion))) == []


async def test_a_question_becomes_a_suggested_phrasing_once(library: Library) -> None:
    """An editor decides on it; the log names the question and not the words."""
    place = library.place
    browser = await place.sign_in()
    page = await _replied(place, browser)
    form = hidden_fields((await browser.get(page)).text, f"{page}/phrasing")
    form |= {"text": "сколько дней можно жить", "locale": "ru", "kind": "phrasing", "is_clean": "yes"}
    for _ in range(2):
        assert (await browser.post(f"{page}/phrasing", data=form)).status_code == 303
    async with place.sessions() as session:
        [kept] = await session.scalars(select(Suggestion))
        [line] = await session.scalars(select(Activity).where(Activity.action == "suggested"))
    assert (kept.question_id, kept.text, kept.suggested_by) == (
        "stay.limit",
        "сколько дней можно жить",
        "Aigul",
    )
    assert "дней" not in str(line.details)


async def test_not_ours_becomes_a_counter_example(library: Library) -> None:
    """So that the bot learns what it should not answer."""
    place = library.place
    browser = await place.sign_in()
    page = await _replied(place, browser)
    fields = {"text": "какая погода", "locale": "ru", "kind": "not_ours", "is_clean": "yes"}
    assert (await browser.send_form(f"{page}/phrasing", on=page, headers=None, **fields)).status_code == 303
    async with place.sessions() as session:
        [kept] = await session.scalars(select(Suggestion))
    assert kept.question_id is None


async def test_nothing_is_kept_without_a_look(library: Library) -> None:
    """No tick, or a phone number that was typed again: the form comes back, once more without it."""
    place = library.place
    browser = await place.sign_in()
    page = await _replied(place, browser)
    fields = {"text": "сколько дней", "locale": "ru", "kind": "phrasing"}
    answer = await browser.send_form(f"{page}/phrasing", on=page, headers=None, **fields)
    assert answer.status_code == 409 and "сколько дней</textarea>" in answer.text
    fields |= {"text": "сколько дней, +7 701 555 12 34", "is_clean": "yes"}
    answer = await browser.send_form(f"{page}/phrasing", on=page, headers=None, **fields)
    assert answer.status_code == 409 and "сколько дней, …</textarea>" in answer.text
    async with place.sessions() as session:
        assert list(await session.scalars(select(Suggestion))) == []


async def test_a_reply_becomes_a_draft_once(library: Library) -> None:
    """The newest revision of the answer that was chosen, by the operator's name; the shown text stays."""
    place = library.place
    browser = await place.sign_in()
    page = await _replied(place, browser)
    html = (await browser.get(page)).text
    assert "Можно жить столько.</textarea>" in html
    number = (await library.history()).newest.number  # type: ignore[union-attr]
    form = hidden_fields(html, f"{page}/draft")
    form |= {"answer": f"{library.answer_id}:{number}", "text": "Столько: {kz.days}.", "is_clean": "yes"}
    for _ in range(2):
        assert (await browser.post(f"{page}/draft", data=form)).status_code == 303
    newest = (await library.history()).newest
    assert newest is not None
    assert (newest.number, newest.state, newest.author) == (number + 1, "draft", "Aigul")
    assert newest.text == "Столько: {kz.days}."


async def test_a_reply_is_put_before_the_reviewers(library: Library) -> None:
    """With the other button the draft is one of the texts that wait for a second person."""
    place = library.place
    page = await _replied(place, browser := await place.sign_in())
    number = (await library.history()).newest.number  # type: ignore[union-attr]
    text = "Столько: {kz.days}.\n\n1. Шаг.\n2. Шаг."
    fields = {"answer": f"{library.answer_id}:{number}", "text": text, "is_clean": "yes", "act": "submit"}
    answer = await browser.send_form(f"{page}/draft", on=page, headers=None, **fields)
    assert answer.headers["location"].endswith("done=review")
    newest = (await library.history()).newest
    assert newest is not None and (newest.state, newest.author, newest.text) == (IN_REVIEW, "Aigul", text)


async def test_what_nobody_could_publish_does_not_go_to_review(library: Library) -> None:
    """A number that is no fact: the operator hears it at once, nothing is kept, the text is still there."""
    place = library.place
    page = await _replied(place, browser := await place.sign_in())
    number = (await library.history()).newest.number  # type: ignore[union-attr]
    text = "Можно жить 30 дней."
    fields = {"answer": f"{library.answer_id}:{number}", "text": text, "is_clean": "yes", "act": "submit"}
    answer = await browser.send_form(f"{page}/draft", on=page, headers=None, **fields)
    assert answer.status_code == 409
    assert "a number stands here that is no fact" in answer.text and f"{text}</textarea>" in answer.text
    assert (await library.history()).newest.number == number  # type: ignore[union-attr]


async def test_a_draft_never_goes_over_a_colleagues(library: Library) -> None:
    """Whoever was slower sees that there is a newer text, and theirs is still there to send."""
    place = library.place
    browser = await place.sign_in()
    page = await _replied(place, browser)
    form = hidden_fields((await browser.get(page)).text, f"{page}/draft")
    form |= {"answer": f"{library.answer_id}:999", "text": "Мой текст", "is_clean": "yes"}
    answer = await browser.post(f"{page}/draft", data=form)
    assert answer.status_code == 409
    assert "Мой текст</textarea>" in answer.text
    async with place.sessions() as session:
        assert "Мой текст" not in list(await session.scalars(select(AnswerRevision.text)))


async def test_what_people_wrote_is_text_on_this_page_too(library: Library) -> None:
    """Neither the question nor the reply runs in the browser."""
    place = library.place
    browser = await place.sign_in()
    handoff_id = await place.person_waits("<script>alert(1)</script></textarea>", locale="ru")
    html = (await browser.get(f"/handoffs/{handoff_id}/knowledge")).text
    assert html.count("<script") == 1 and "&lt;script&gt;" in html
