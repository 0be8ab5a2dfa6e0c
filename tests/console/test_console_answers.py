"""Writing a text: beside the Russian one, with its checks and previews, and never over a colleague's."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select

from console.models import Activity, Organisation, Role, Staff
from knowledge_base.content_types import DRAFT, IN_REVIEW
from tests.console.library import BETTER, RUSSIAN, Library, open_library
from tests.console.workplace import Workplace, hidden_fields

HOSTILE = "<script>alert(1)</script>{kz.days}</textarea><img src=x>"


@pytest.fixture
async def library(workplace: Workplace, tmp_path: Path) -> Library:
    return await open_library(workplace, tmp_path / "content")


async def test_a_translation_is_written_beside_the_russian_text(library: Library) -> None:
    """Facts stand as what a reader sees, in the language of each side."""
    editor = await library.place.sign_in(Role.EDITOR)
    html = (await editor.get(library.path("en"))).text
    assert "30 дней" in html
    assert "30 days" in html
    assert '<code class="copy">{kz.days}</code>' in html
    assert "For whom" not in html and "Uzbekistan → Kazakhstan" in html


async def test_a_saved_text_is_a_draft_with_its_author(library: Library) -> None:
    """It is kept as a new version and written into the log with both texts and the reason."""
    editor = await library.place.sign_in(Role.EDITOR, name="Dilnoza")
    answer = await library.write(editor, BETTER.replace("\n", "\r\n"), why="shorter", is_minor="yes")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{library.path()}?done=saved")
    newest = (await library.history()).newest
    assert newest is not None
    assert (newest.text, newest.state, newest.author, newest.is_minor, newest.why) == (
        BETTER, DRAFT, "Dilnoza", True, "shorter",
    )  # fmt: skip
    async with library.place.sessions() as session:
        line = await session.scalar(select(Activity).where(Activity.action == "text_saved"))
    assert line is not None and line.before is not None and line.after is not None
    assert (line.before["text"], line.after["text"], line.why) == (RUSSIAN, BETTER, "shorter")


async def test_saving_and_sending_to_review_is_one_press(library: Library) -> None:
    """Somebody else finds it on the review page."""
    editor = await library.place.sign_in(Role.EDITOR)
    await library.write(editor, BETTER, act="submit")
    newest = (await library.history()).newest
    assert newest is not None and newest.state == IN_REVIEW
    assert "Stay 6, Русский" in (await editor.get("/reviews")).text


async def test_a_preview_keeps_nothing(library: Library) -> None:
    """What was typed comes back with its checks and its form in each channel."""
    editor = await library.place.sign_in(Role.EDITOR)
    answer = await library.write(editor, "Срок 30 дней: {kz.days}.", act="preview", fact_words="invented")
    assert answer.status_code == 200
    assert "Срок 30 дней: {kz.days}.</textarea>" in answer.text
    assert "a number stands here that is no fact" in answer.text
    assert "SMS parts:" in answer.text and "Telegram" in answer.text and "WhatsApp" in answer.text
    assert "{kz.phone}" in answer.text  # found by its statement
    assert len((await library.history()).rows) == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Срок: {kz.none}.", "This cannot be filled in: kz.none"),
        ("Срок: {kz.days}. " + "о" * 900, "at most 900 fit one WhatsApp message"),
        ("Deadline for you and for your family: {kz.days}. Come early, please.", "This reads like English"),
    ],
)
async def test_checks_are_those_of_the_content(library: Library, text: str, sentence: str) -> None:
    """An editor reads in plain words what stops a publication, and what is advice."""
    editor = await library.place.sign_in(Role.EDITOR)
    assert sentence in (await library.write(editor, text, act="preview")).text


async def test_a_translation_is_held_against_the_russian_text(library: Library) -> None:
    """Other facts and other steps are told before a reviewer has to find them."""
    editor = await library.place.sign_in(Role.EDITOR)
    html = (await library.write(editor, "Deadline: {kz.fee}.\n\n1. Step.", locale="en", act="preview")).text
    assert "The facts are not those of the Russian text: +{kz.days}" in html
    assert "The numbered steps are not those of the Russian text." in html


async def test_the_second_of_two_is_told_and_nothing_is_overwritten(library: Library) -> None:
    """Both texts stand there with the difference; saving once more is then a decision."""
    first = await library.place.sign_in(Role.EDITOR, name="Dilnoza")
    second = await library.place.sign_in(Role.EDITOR, name="Erlan")
    opened = await library.form(second)
    await library.write(first, BETTER)

    mine = RUSSIAN.replace("Шаг", "Дело")
    late = await second.post(library.path(), data={**opened, "text": mine, "act": "save"})

    assert late.status_code == 409
    assert "A colleague changed this text meanwhile" in late.text
    assert f"{mine}</textarea>" in late.text
    assert "The text of Dilnoza, and what yours changes in it" in late.text
    newest = (await library.history()).newest
    assert newest is not None and newest.text == BETTER
    again = hidden_fields(late.text, library.path())
    assert (await second.post(library.path(), data={**again, "text": mine, "act": "save"})).status_code == 303
    assert [row.text for row in (await library.history()).rows] == [RUSSIAN, BETTER, mine]


async def test_who_opens_a_text_that_a_colleague_has_just_saved_is_told(library: Library) -> None:
    """Two who work at once learn of each other before they have typed."""
    first = await library.place.sign_in(Role.EDITOR, name="Dilnoza")
    second = await library.place.sign_in(Role.EDITOR, name="Erlan")
    await library.write(first, BETTER)
    assert "Dilnoza saved this text a few minutes ago" in (await second.get(library.path())).text
    assert "a few minutes ago" not in (await first.get(library.path())).text
    library.place.clock.forward(minutes=20)
    assert "a few minutes ago" not in (await second.get(library.path())).text


async def test_a_form_sent_twice_saves_once(library: Library) -> None:
    """A slow line and an impatient finger make one version."""
    editor = await library.place.sign_in(Role.EDITOR)
    form = {**await library.form(editor), "text": BETTER, "act": "submit"}
    answers = await asyncio.gather(*(editor.post(library.path(), data=form) for _ in range(3)))
    assert [each.status_code for each in answers] == [303] * 3
    assert [row.state for row in (await library.history()).rows] == [DRAFT, DRAFT, IN_REVIEW]


async def test_an_empty_text_is_refused_and_the_reason_kept(library: Library) -> None:
    """Whatever else was typed comes back."""
    editor = await library.place.sign_in(Role.EDITOR)
    answer = await library.write(editor, "  ", why="because of the new law")
    assert answer.status_code == 409
    assert "because of the new law" in answer.text


async def test_an_organisation_writes_only_what_it_keeps(library: Library) -> None:
    """An NGO of one language does not change another's text, by any form."""
    editor = await library.place.sign_in(Role.EDITOR, name="Dilnoza")
    async with library.place.sessions.begin() as session:
        kept = Organisation(
            name="NGO", kind="ngo", locales=["uz-Latn"], stay_in=[], citizenship=[],
            created_at=library.place.clock.now,
        )  # fmt: skip
        session.add(kept)
        await session.flush()
        (await session.scalars(select(Staff))).one().organisation_id = kept.id
    form = hidden_fields((await editor.get(library.path("uz-Latn"))).text, library.path("uz-Latn"))
    assert library.path("ru") + '"' not in (await editor.get(library.path())).text.partition("<main")[0]
    assert '<textarea id="text"' not in (await editor.get(library.path())).text
    refused = await editor.post(library.path(), data={**form, "text": BETTER, "act": "save"})
    assert refused.status_code == 403
    assert (await library.write(editor, "Muddat: {kz.days}.", locale="uz-Latn")).status_code == 303


async def test_operators_read_and_do_not_write(library: Library) -> None:
    """They see the text and its facts; no form is offered and none is taken."""
    operator = await library.place.sign_in(Role.OPERATOR)
    html = (await operator.get(library.path())).text
    assert "<textarea" not in html and "30 дней" in html
    csrf = hidden_fields(html, "/sign-out")["csrf"]
    fields = {"csrf": csrf, "nonce": "0" * 32, "text": BETTER, "act": "save"}
    assert (await operator.post(library.path(), data=fields)).status_code == 403


async def test_what_is_written_is_text_on_every_page(library: Library) -> None:
    """No page of a text runs what somebody put into it."""
    editor = await library.place.sign_in(Role.EDITOR)
    await library.write(editor, HOSTILE, act="submit", why=HOSTILE)
    await editor.send_form(f"{library.path()}/comments", on=library.path(), text=HOSTILE)
    pages = (library.path(), f"{library.path()}/revisions", f"/reviews/{library.answer_id}/ru", "/reviews")
    for each in pages:
        html = (await editor.get(each)).text
        assert "<script>" not in html and "<img" not in html, each
        assert "&lt;script&gt;" in html, each


async def test_an_earlier_version_is_made_the_newest_draft(library: Library) -> None:
    """The history shows what each version changed, word by word, and nothing is lost."""
    editor = await library.place.sign_in(Role.EDITOR)
    await library.write(editor, BETTER)
    page = f"{library.path()}/revisions"
    html = (await editor.get(page)).text
    assert "<ins>" in html and "<del>" in html
    await editor.send_form(f"{library.path()}/restore", on=page)
    newest = (await library.history()).newest
    assert newest is not None and (newest.text, newest.number) == (RUSSIAN, 3)


async def test_comments_stay_until_they_are_done(library: Library) -> None:
    """What a colleague asked stands by the text; done is done once."""
    editor = await library.place.sign_in(Role.EDITOR)
    await editor.send_form(f"{library.path()}/comments", on=library.path(), text="Is this still so?")
    html = (await editor.get(library.path())).text
    assert "Is this still so?" in html and "Mark as done" in html
    await editor.send_form(f"{library.path()}/comments", on=library.path())
    assert "Mark as done" not in (await editor.get(library.path())).text


@pytest.mark.parametrize(
    "path", ["/answers/999/ru", "/answers/1/xx", "/answers/x/ru", "/answers/999/ru/revisions"]
)
async def test_odd_addresses_are_not_found(library: Library, path: str) -> None:
    """No traceback for an address that somebody mistyped."""
    editor = await library.place.sign_in(Role.EDITOR)
    assert (await editor.get(path)).status_code == 404
