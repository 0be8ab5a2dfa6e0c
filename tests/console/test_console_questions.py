"""The list of questions, one question, and the test box."""

from pathlib import Path

import pytest
from sqlalchemy import event, select

from console.models import Activity, Role
from console.questions import ANSWERS
from knowledge_base.models import AnswerRow, PhrasingRow, Suggestion
from tests.console.library import Library, open_library
from tests.console.workplace import Browser, Workplace, hidden_fields

PAGE = "/questions/stay.limit"


@pytest.fixture
async def library(workplace: Workplace, tmp_path: Path) -> Library:
    return await open_library(workplace, tmp_path / "content")


@pytest.fixture
async def editor(library: Library) -> Browser:
    return await library.place.sign_in(Role.EDITOR, name="Dilnoza")


async def test_questions_are_found_by_a_title_in_any_language(library: Library, editor: Browser) -> None:
    """The page is in English; the word looked for may be in Kazakh."""
    html = (await editor.get("/questions?q=stay+4")).text
    assert "Stay 6" in html and "Work 6" not in html
    assert "Work 6" in (await editor.get("/questions?topic=work")).text
    assert "No question fits" in (await editor.get("/questions?q=zzz")).text


async def test_a_question_shows_every_answer_in_every_language(library: Library, editor: Browser) -> None:
    """A press on a state leads to the text."""
    html = (await editor.get(PAGE)).text
    assert "Uzbekistan → Kazakhstan" in html
    for locale in ("uz-Latn", "ky", "en"):
        assert f'href="{library.path(locale)}"' in html


async def test_a_hole_leads_to_a_form_that_is_filled_in(library: Library, editor: Browser) -> None:
    """The coverage page names the route and the language."""
    html = (await editor.get(f"{PAGE}?new=1&citizenship=TJ&stay_in=KZ&locale=tg")).text
    assert '<details id="new" open>' in html
    assert 'name="citizenship" value="TJ" checked' in html
    assert 'name="stay_in" value="KZ" checked' in html
    assert '<option value="tg" selected>' in html


async def test_an_answer_for_other_routes_is_added_and_written(library: Library, editor: Browser) -> None:
    """Facts may be pasted with their brackets; the next page is the editor of the text."""
    answer = await editor.send_form(
        f"{PAGE}/answers", on=PAGE, citizenship="TJ", stay_in="KZ", facts="{kz.days}",
        confirm_with="lawyer", locale="tg",
    )  # fmt: skip
    async with library.place.sessions() as session:
        added = await session.scalar(select(AnswerRow).where(AnswerRow.key == "tj-kz"))
    assert added is not None and added.fact_ids == ["kz.days"]
    assert answer.headers["location"] == f"/answers/{added.id}/tg"
    assert (await editor.get(f"/answers/{added.id}/tg")).status_code == 200


async def test_a_refused_answer_keeps_what_was_chosen(library: Library, editor: Browser) -> None:
    """Two answers for one person would be a coin's toss."""
    answer = await editor.send_form(
        f"{PAGE}/answers", on=PAGE, citizenship="UZ", stay_in="KZ", facts="kz.days", confirm_with="lawyer"
    )
    assert answer.status_code == 409
    assert "There is an answer for some of these people already" in answer.text
    assert 'name="citizenship" value="UZ" checked' in answer.text


async def test_titles_are_changed_with_before_and_after(library: Library, editor: Browser) -> None:
    """A title that is too long for a button comes back."""
    fields = {**hidden_fields((await editor.get(PAGE)).text, f"{PAGE}/titles"), "seen-en": "Stay 6"}
    long = await editor.post(f"{PAGE}/titles", data={**fields, "title-en": "x" * 61})
    assert long.status_code == 409 and "x" * 61 in long.text
    await editor.post(f"{PAGE}/titles", data={**fields, "title-en": "How long may I stay"})
    assert "<h1>How long may I stay</h1>" in (await editor.get(PAGE)).text
    async with library.place.sessions() as session:
        line = await session.scalar(select(Activity).where(Activity.action == "titles_changed"))
    assert line is not None
    assert (line.before, line.after) == ({"en": "Stay 6"}, {"en": "How long may I stay"})


async def test_new_phrasings_wait(library: Library, editor: Browser) -> None:
    """One a line, known ones left out; nothing is learned yet."""
    texts = "for what time\r\n\r\nhow many days 6\r\nuntil when"
    page = f"{PAGE}?said_in=en"
    await editor.send_form(f"{PAGE}/phrasings", on=page, texts=texts)
    async with library.place.sessions() as session:
        found = list(await session.scalars(select(Suggestion.text).order_by(Suggestion.id)))
        learned = await session.scalar(select(PhrasingRow.id).where(PhrasingRow.text == "until when"))
    assert found == ["for what time", "until when"] and learned is None
    assert "until when" in (await editor.get(page)).text


async def test_a_phrasing_is_removed(library: Library, editor: Browser) -> None:
    """It is gone from the list, and the log keeps its words."""
    page = f"{PAGE}?said_in=en"
    assert "how many days 6" in (await editor.get(page)).text
    await editor.send_form(f"{PAGE}/phrasings/remove", on=page)
    assert "how many days 6" not in (await editor.get(page)).text


async def test_a_message_is_tried_and_explained(library: Library) -> None:
    """Ranked questions with the phrasings they are like, and what the person would get on a day."""
    operator = await library.place.sign_in(Role.OPERATOR)
    answer = await operator.send_form(
        "/try", on="/try", text="how many days", citizenship="UZ", stay_in="KZ", locale="en"
    )
    html = answer.text
    assert "how many days 6" in html and "shared: how, many, days" in html
    assert "What the person would get" in html
    assert 'href="/questions/stay.limit"' in html


async def test_a_tried_message_is_text(library: Library, editor: Browser) -> None:
    """Whatever is pasted from a chat, and a day that is none."""
    fields = hidden_fields((await editor.get("/try")).text, "/try")
    answer = await editor.post("/try", data={**fields, "text": "<script>alert(1)</script>", "on": "32.13"})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text and "This is no day" in answer.text


async def test_no_page_asks_the_database_too_often(library: Library, editor: Browser) -> None:
    """Whatever there is, a page is at most fifteen queries."""
    engine = library.place.sessions.kw["bind"].sync_engine
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    pages = (
        "/questions", PAGE, "/try", library.path("en"), f"{library.path()}/revisions", "/reviews",
        f"/reviews/{library.answer_id}/ru", "/suggestions",
    )  # fmt: skip
    for page in pages:
        await editor.get(page)  # the first look may read the knowledge anew
        asked.clear()
        assert (await editor.get(page)).status_code == 200
        queries = [each for each in asked if not each.startswith(("BEGIN", "PRAGMA"))]
        assert len(queries) <= 15, (page, queries)


async def test_an_unknown_question_is_not_found(library: Library, editor: Browser) -> None:
    """No traceback, no empty page."""
    assert (await editor.get("/questions/none")).status_code == 404


async def test_many_answers_of_a_question_are_cut_into_pages(library: Library, editor: Browser) -> None:
    """A question with an answer for every route stays a page that a slow line can load."""
    async with library.place.sessions.begin() as session:
        for number in range(ANSWERS):
            session.add(
                AnswerRow(
                    question_id="stay.limit", key=f"made-{number}", citizenship=["KG"], stay_in=["KZ"],
                    via=[], fact_ids=["kz.days"], confirm_with="lawyer",
                )
            )  # fmt: skip
    first, second = [(await editor.get(f"{PAGE}?answers={number}")).text for number in (1, 2)]
    assert f'href="{library.path("ru")}"' in first and f"made-{ANSWERS - 1}<" not in first
    assert f"made-{ANSWERS - 1}<" in second and f'href="{library.path("ru")}"' not in second
    assert f'rel="next" href="{PAGE}?answers=2"' in first and f'rel="prev" href="{PAGE}?answers=1"' in second
