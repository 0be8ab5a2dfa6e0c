"""What operators suggest: tried on known questions, then accepted or refused."""

from pathlib import Path

import pytest
from sqlalchemy import select

from console.models import Activity, Role
from knowledge_base.loading import bump_content_version
from knowledge_base.models import PhrasingRow, RegressionRow, Suggestion
from knowledge_base.suggestions import suggest
from tests.console.library import Library, open_library
from tests.console.workplace import Browser, Workplace, hidden_fields


@pytest.fixture
async def library(workplace: Workplace, tmp_path: Path) -> Library:
    library = await open_library(workplace, tmp_path / "content")
    async with workplace.sessions.begin() as session:
        session.add(
            RegressionRow(question_id="work.allowed", locale="en", text="may I work 6", origin="content")
        )
        for text, question in (("for what time", "stay.limit"), ("<b>who won", None)):
            await suggest(session, text, "en", question, by="Aigul", now=workplace.clock.now)
        await bump_content_version(session)
    return library


async def choose(browser: Browser, ids: list[str], **fields: str) -> tuple[int, str]:
    hidden = hidden_fields((await browser.get("/suggestions")).text, "/suggestions")
    answer = await browser.post("/suggestions", data={**hidden, "suggestion": ids, **fields})
    return answer.status_code, answer.text


async def states(library: Library) -> list[str]:
    async with library.place.sessions() as session:
        return list(await session.scalars(select(Suggestion.state).order_by(Suggestion.id)))


async def test_an_editor_sees_what_waits(library: Library) -> None:
    """With its question or that it is none of ours, and as text."""
    html = (await (await library.place.sign_in(Role.EDITOR)).get("/suggestions")).text
    assert "for what time" in html and "not ours: must not be answered" in html
    assert "&lt;b&gt;who won" in html and "<b>who won" not in html


async def test_trying_decides_nothing(library: Library) -> None:
    """The figures stand above the list, and the chosen ones stay chosen."""
    editor = await library.place.sign_in(Role.EDITOR)
    status, html = await choose(editor, ["1"], act="try")
    assert status == 200 and "What the chosen ones win and lose" in html
    assert 'name="suggestion" value="1" checked' in html
    assert await states(library) == ["waiting", "waiting"]


async def test_several_are_accepted_at_once(library: Library) -> None:
    """They are phrasings from then on, and the log says who decided."""
    editor = await library.place.sign_in(Role.EDITOR)
    status, _ = await choose(editor, ["1", "2"], act="accept")
    assert status == 303 and await states(library) == ["accepted", "accepted"]
    async with library.place.sessions() as session:
        learned = await session.scalars(select(PhrasingRow.text).where(PhrasingRow.origin == "operator"))
        assert set(learned) == {"for what time", "<b>who won"}
        assert await session.scalar(select(Activity.id).where(Activity.action == "suggestions_accepted"))


async def test_one_is_refused(library: Library) -> None:
    """Nothing is learned of it."""
    editor = await library.place.sign_in(Role.REVIEWER)
    assert (await choose(editor, ["2"], act="refuse"))[0] == 303
    assert await states(library) == ["waiting", "refused"]


async def test_a_loss_has_to_be_accepted(library: Library) -> None:
    """What takes another question's words is accepted only by whoever ticks that it may."""
    async with library.place.sessions.begin() as session:
        row = await suggest(
            session, "may I work 6", "en", "stay.limit", by="Aigul", now=library.place.clock.now
        )
    assert row is not None
    editor = await library.place.sign_in(Role.EDITOR)
    status, html = await choose(editor, [str(row.id)], act="accept")
    assert status == 409 and "I have seen what is lost and accept it" in html
    assert (await choose(editor, [str(row.id)], act="accept", accept_losses="yes"))[0] == 303


async def test_nothing_chosen_is_told(library: Library) -> None:
    """An empty press does nothing, an invented number neither."""
    editor = await library.place.sign_in(Role.EDITOR)
    for ids in ([], ["99"], ["x"]):
        assert (await choose(editor, ids, act="accept"))[0] == 409
