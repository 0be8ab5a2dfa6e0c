"""A second person approves: one text or many, with what it changes, and with a way back."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from console.models import Activity, Role
from knowledge_base.content_types import DRAFT, IN_REVIEW, PUBLISHED, WITHDRAWN
from knowledge_base.loading import bump_content_version
from knowledge_base.models import PhrasingRow, RegressionRow, ScheduledChange, Suggestion
from knowledge_base.suggestions import suggest
from tests.console.library import BETTER, RUSSIAN, Library, open_library
from tests.console.workplace import Browser, Workplace, hidden_fields


@pytest.fixture
async def library(workplace: Workplace, tmp_path: Path) -> Library:
    return await open_library(workplace, tmp_path / "content")


@pytest.fixture
async def editor(library: Library) -> Browser:
    """An editor whose text waits for review."""
    browser = await library.place.sign_in(Role.EDITOR, name="Dilnoza")
    await library.write(browser, BETTER, act="submit", why="clearer")
    return browser


@pytest.fixture
async def reviewer(library: Library) -> Browser:
    return await library.place.sign_in(Role.REVIEWER, name="Raushan")


async def states(library: Library, locale: str = "ru") -> list[str]:
    return [row.state for row in (await library.history(locale)).rows]


async def test_a_reviewer_sees_who_changed_what(library: Library, editor: Browser, reviewer: Browser) -> None:
    """The list and the page of the text show the difference, the reason and the checks."""
    html = (await reviewer.get("/reviews")).text
    assert "written by Dilnoza" in html and "clearer" in html and "<ins>" in html
    page = (await reviewer.get(f"/reviews/{library.answer_id}/ru")).text
    assert "All checks pass." in page and "Ваш срок: 30 дней." in page


async def test_an_approved_text_is_shown_from_then_on(
    library: Library, editor: Browser, reviewer: Browser
) -> None:
    """The log says who approved it, with both states."""
    answer = await library.approve(reviewer)
    assert answer.headers["location"] == "/reviews?done=published"
    public = (await library.history()).public
    assert public is not None and (public.text, public.reviewed_by) == (BETTER, "Raushan")
    async with library.place.sessions() as session:
        line = await session.scalar(select(Activity).where(Activity.action == "text_published"))
    assert line is not None and line.after is not None and line.after["state"] == PUBLISHED


async def test_nobody_approves_an_own_text(library: Library) -> None:
    """A reviewer may write too; another one reads it. The page offers no button, the form is refused."""
    reviewer = await library.place.sign_in(Role.REVIEWER, name="Raushan")
    await library.write(reviewer, BETTER, act="submit")
    page = (await reviewer.get(f"/reviews/{library.answer_id}/ru")).text
    assert "Somebody else has to approve it." in page and 'value="approve"' not in page
    fields = hidden_fields((await reviewer.get(library.path())).text, library.path())
    newest = (await library.history()).newest
    assert newest is not None
    item = f"{library.answer_id}:ru:{newest.number}"
    answer = await reviewer.post("/reviews", data={**fields, "item": item, "act": "approve"})
    assert answer.status_code == 409 and "You wrote this text yourself" in answer.text
    assert PUBLISHED not in await states(library)


async def test_an_editor_looks_and_does_not_approve(library: Library, editor: Browser) -> None:
    """No button, and no form."""
    html = (await editor.get("/reviews")).text
    assert 'name="act"' not in html
    fields = hidden_fields(html, "/sign-out")
    item = f"{library.answer_id}:ru:3"
    data = {**fields, "nonce": "0" * 32, "item": item, "act": "approve"}
    assert (await editor.post("/reviews", data=data)).status_code == 403


async def test_a_text_that_changed_under_the_reviewers_eyes_is_not_published(
    library: Library, editor: Browser, reviewer: Browser
) -> None:
    """What is published is what was read."""
    page = f"/reviews/{library.answer_id}/ru"
    fields = hidden_fields((await reviewer.get(page)).text, "/reviews")
    await library.write(editor, BETTER.replace("Первый", "Самый первый"))
    answer = await reviewer.post("/reviews", data={**fields, "act": "approve"})
    assert answer.status_code == 409 and "A colleague changed this text meanwhile" in answer.text
    assert PUBLISHED not in await states(library)


async def test_a_returned_text_carries_its_comment(
    library: Library, editor: Browser, reviewer: Browser
) -> None:
    """Without one the author would not know what to do, so it is asked for."""
    on = f"/reviews/{library.answer_id}/ru"
    empty = await reviewer.send_form("/reviews", on=on, act="return", comment=" ")
    assert empty.status_code == 409 and "Say what has to be changed" in empty.text
    await reviewer.send_form("/reviews", on=on, act="return", comment="Which office?")
    assert (await states(library))[-1] == DRAFT
    assert "Which office?" in (await editor.get(library.path())).text


async def test_many_are_approved_with_one_press(library: Library, editor: Browser, reviewer: Browser) -> None:
    """The sound ones are published; one that breaks a rule is told of and keeps nobody back."""
    await library.write(editor, "Deadline: {kz.days}.", locale="en", act="submit")
    await library.write(editor, RUSSIAN.replace("Шаг", "Қадам"), locale="kk", act="submit")
    fields = hidden_fields((await reviewer.get("/reviews")).text, "/reviews")
    items = [f"{library.answer_id}:{locale}:3" for locale in ("en", "kk")]

    answer = await reviewer.post("/reviews", data={**fields, "act": "approve", "item": items})

    assert answer.status_code == 409
    assert "The numbered steps are not those of the Russian text." in answer.text
    assert (await states(library, "en"))[-1] == IN_REVIEW
    assert (await states(library, "kk"))[-1] == PUBLISHED


async def test_a_form_sent_twice_publishes_once(library: Library, editor: Browser, reviewer: Browser) -> None:
    """The second one changes nothing and is not told of as an error."""
    on = f"/reviews/{library.answer_id}/ru"
    fields = {**hidden_fields((await reviewer.get(on)).text, "/reviews"), "act": "approve"}
    answers = await asyncio.gather(*(reviewer.post("/reviews", data=fields) for _ in range(3)))
    assert [each.status_code for each in answers] == [303] * 3
    assert (await states(library)).count(PUBLISHED) == 1


async def test_a_publication_is_taken_back(library: Library, editor: Browser, reviewer: Browser) -> None:
    """What was shown before is shown again; the words stay as a draft."""
    await library.approve(reviewer)
    await library.write(editor, RUSSIAN + " Ещё.", act="submit")
    library.place.clock.forward(hours=1)
    await library.approve(reviewer)
    answer = await reviewer.send_form("/reviews/undo", on="/reviews")
    assert answer.headers["location"] == "/reviews?done=undone"
    history = await library.history()
    assert history.public is not None and history.public.text == BETTER
    assert history.newest is not None and history.newest.text == RUSSIAN + " Ещё."


async def test_a_text_is_withdrawn(library: Library, editor: Browser, reviewer: Browser) -> None:
    """The page says that readers see nothing; the reason is in the log."""
    await library.approve(reviewer)
    await reviewer.send_form(f"{library.path()}/withdraw", on=library.path(), why="The law ended")
    assert (await states(library))[-1] == WITHDRAWN
    async with library.place.sessions() as session:
        line = await session.scalar(select(Activity).where(Activity.action == "text_withdrawn"))
    assert line is not None and line.why == "The law ended"


async def test_a_publication_is_planned_and_called_off(
    library: Library, editor: Browser, reviewer: Browser
) -> None:
    """The page shows what is to come; a day in the past is refused."""
    page = library.path()
    day = library.place.clock.now + timedelta(days=2)
    past = await reviewer.send_form(f"{page}/schedule", on=page, action="publish", at="2020-01-01T10:00")
    assert past.status_code == 409
    await reviewer.send_form(f"{page}/schedule", on=page, action="publish", at=f"{day:%Y-%m-%dT%H:%M}")
    assert "Will be published 24.11.2026 09:00 UTC" in (await reviewer.get(page)).text
    await reviewer.send_form(f"{page}/schedule/cancel", on=page)
    assert "Will be published" not in (await reviewer.get(page)).text
    async with library.place.sessions() as session:
        change = (await session.scalars(select(ScheduledChange))).one()
    assert change.outcome == "cancelled"


async def _wait(library: Library, text: str) -> None:
    async with library.place.sessions.begin() as session:
        added = await suggest(session, text, "en", "stay.limit", by="Dilnoza", now=library.place.clock.now)
        assert added is not None


async def test_waiting_phrasings_are_tried_before_a_publication(
    library: Library, editor: Browser, reviewer: Browser
) -> None:
    """The reviewer sees what they win and lose, then publishes the text with them."""
    await _wait(library, "for what time may I remain")
    asked = await library.approve(reviewer)
    assert asked.status_code == 200
    assert "What they win and lose" in asked.text and "for what time may I remain" in asked.text
    assert PUBLISHED not in await states(library)
    fields = hidden_fields(asked.text, "/reviews")
    answer = await reviewer.post("/reviews", data={**fields, "phrasings": "with"})
    assert answer.status_code == 303
    assert (await states(library))[-1] == PUBLISHED
    async with library.place.sessions() as session:
        learned = await session.scalar(select(PhrasingRow).where(PhrasingRow.origin == "operator"))
    assert learned is not None and learned.text == "for what time may I remain"


async def test_a_text_is_published_without_its_phrasings(
    library: Library, editor: Browser, reviewer: Browser
) -> None:
    """They go on waiting."""
    await _wait(library, "for what time may I remain")
    fields = hidden_fields((await library.approve(reviewer)).text, "/reviews")
    await reviewer.post("/reviews", data={**fields, "phrasings": "without"})
    assert (await states(library))[-1] == PUBLISHED
    async with library.place.sessions() as session:
        assert (await session.scalars(select(Suggestion.state))).one() == "waiting"


async def test_a_loss_has_to_be_accepted(library: Library, editor: Browser, reviewer: Browser) -> None:
    """A phrasing that takes another question's words is not learned by an absent-minded press."""
    async with library.place.sessions.begin() as session:
        session.add(
            RegressionRow(question_id="work.allowed", locale="en", text="may I work 6", origin="content")
        )
        await bump_content_version(session)
    await _wait(library, "may I work 6")
    asked = await library.approve(reviewer)
    fields = hidden_fields(asked.text, "/reviews")
    assert "I have seen what is lost and accept it" in asked.text
    refused = await reviewer.post("/reviews", data={**fields, "phrasings": "with"})
    assert refused.status_code == 409
    assert PUBLISHED not in await states(library)
    fields = hidden_fields(refused.text, "/reviews")
    accepted = await reviewer.post("/reviews", data={**fields, "phrasings": "with", "accept_losses": "yes"})
    assert accepted.status_code == 303


async def test_a_published_draft_of_the_files_is_listed_for_undo(library: Library, reviewer: Browser) -> None:
    """A text that nobody wrote here can be read and approved without being sent to review."""
    await library.approve(reviewer)
    html = (await reviewer.get("/reviews")).text
    assert "Published in the last seven days" in html and "Take back" in html
