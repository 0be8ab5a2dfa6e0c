"""Files in and out as an editor meets them: upload, preview, apply, and what is refused."""

import csv
import re
from collections.abc import AsyncIterator
from html import unescape
from io import BytesIO, StringIO
from pathlib import Path

import httpx
import pytest
from openpyxl import load_workbook
from sqlalchemy import event, func, select, update

from console.importing import KEPT_FOR
from console.models import Activity, ImportJob, ImportRow, Organisation, Role, Staff
from knowledge_base.loading import load_content
from knowledge_base.models import AnswerRevision, FactRevision, PhrasingRow
from knowledge_base.spreadsheets.columns import Kind
from knowledge_base.spreadsheets.writing import workbook
from tests.console.workplace import Browser, Workplace, hidden_fields
from tests.knowledge_base.small_content import write_small_content


@pytest.fixture
async def editor(workplace: Workplace, tmp_path: Path) -> AsyncIterator[Browser]:
    """An editor of a console that knows the small content."""
    folder = write_small_content(tmp_path / "content")
    async with workplace.sessions.begin() as session:
        await load_content(session, now=workplace.clock.now, folder=folder)
    yield await workplace.sign_in(Role.EDITOR, "Botagoz")


async def export(browser: Browser, what: str = "answers", form: str = "csv", language: str = "") -> bytes:
    answer = await browser.get("/files/export", params={"what": what, "form": form, "language": language})
    assert answer.status_code == 200, answer.text
    return answer.content


async def upload(browser: Browser, body: bytes, name: str = "answers.csv") -> httpx.Response:
    """Send a file and return the page that the browser is sent to."""
    hidden = hidden_fields_of_upload((await browser.get("/files")).text)
    answer = await browser.post("/files/upload", data=hidden, files={"file": (name, body)})
    assert answer.status_code == 303, answer.text
    return await browser.get(answer.headers["location"])


def hidden_fields_of_upload(html: str) -> dict[str, str]:
    form = re.search(r'<form method="post" action="/files/upload".*?</form>', html, re.S)
    assert form is not None
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form.group())
    return {name: unescape(value) for name, value in found}


async def apply(browser: Browser, preview: httpx.Response, act: str = "all", **fields: str) -> httpx.Response:
    path = f"{preview.url.path}/apply"
    answer = await browser.post(path, data={**hidden_fields(preview.text, path), "act": act, **fields})
    return await browser.get(answer.headers["location"]) if answer.status_code == 303 else answer


def with_texts(body: bytes, *changes: tuple[str, str]) -> bytes:
    """Return an exported CSV with these words in the texts replaced, and nothing else touched."""
    reader = csv.DictReader(StringIO(body.decode("utf-8-sig"), newline=""))
    rows = list(reader)
    for row in rows:
        for old, new in changes:
            row["text"] = row["text"].replace(old, new)
    file = StringIO(newline="")
    writer = csv.DictWriter(file, list(reader.fieldnames or ()))
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def counts(page: httpx.Response) -> dict[str, int]:
    """Return the tabs of a preview with their numbers."""
    found = re.findall(r">([\w ]+) <span class=\"count\">(\d+)</span>", page.text)
    return {name: int(count) for name, count in found}


async def texts_of(workplace: Workplace, locale: str = "kk") -> list[AnswerRevision]:
    async with workplace.sessions() as session:
        rows = await session.scalars(
            select(AnswerRevision).where(AnswerRevision.locale == locale).order_by(AnswerRevision.id)
        )
        return list(rows)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("what", [*Kind])
async def test_an_export_that_comes_back_changes_nothing(editor: Browser, what: str, form: str) -> None:
    """Every kind, as workbook and as CSV."""
    page = await upload(editor, await export(editor, what, form))
    found = counts(page)
    assert what == "places" or (found.pop("All changes") == 0 and set(found) == {"Unchanged"})
    assert "it would change nothing" in page.text or "There are no rows in this file." in page.text


async def test_content_files_and_translators_files_come_back_unchanged(editor: Browser) -> None:
    """A zip of everything, and a PO file."""
    for form, language, name in (("zip", "", "content.zip"), ("po", "kk", "kk.po")):
        page = await upload(editor, await export(editor, "", form, language), name)
        assert "it would change nothing" in page.text, form


async def test_a_changed_text_is_shown_and_becomes_a_draft(editor: Browser, workplace: Workplace) -> None:
    """Nothing is written before somebody says so; then the draft has the editor's name and the reason."""
    body = with_texts(await export(editor, language="kk"), ("Сбор:", "Алым:"))
    page = await upload(editor, body)
    assert counts(page) == {"All changes": 1, "Changed": 1, "Unchanged": 1}
    assert "<del>" in page.text and "Алым" in page.text
    assert len(await texts_of(workplace)) == 2

    page = await apply(editor, page, why="better word")

    assert counts(page) == {"All changes": 1, "Applied": 1, "Unchanged": 1}
    newest = (await texts_of(workplace))[-1]
    assert (newest.text, newest.state, newest.author, newest.why) == (
        "Алым: {kz.fee}.", "draft", "Botagoz", "better word",
    )  # fmt: skip


async def test_a_published_text_is_not_replaced_by_an_import(editor: Browser, workplace: Workplace) -> None:
    """The draft waits on top of it for a second person."""
    async with workplace.sessions.begin() as session:
        await session.execute(update(AnswerRevision).values(state="published", reviewed_by="Rustam"))
    body = with_texts(await export(editor, language="kk"), ("Сбор:", "Алым:"))
    await apply(editor, await upload(editor, body))
    states = [row.state for row in await texts_of(workplace) if row.answer_id == 2]
    assert states == ["published", "draft"]


async def test_only_the_chosen_rows_are_applied(editor: Browser, workplace: Workplace) -> None:
    """The rest can still be applied afterwards."""
    body = with_texts(await export(editor, language="kk"), ("Сбор:", "Алым:"), ("Шаг.", "Қадам."))
    page = await upload(editor, body)
    first = re.search(r'name="row" value="(\d+)"', page.text)
    assert first is not None

    page = await apply(editor, page, "chosen", row=first[1])

    assert counts(page) == {"All changes": 2, "Changed": 1, "Applied": 1}
    assert len(await texts_of(workplace)) == 3
    assert counts(await apply(editor, page)) == {"All changes": 2, "Applied": 2}


async def test_choosing_nothing_is_said_and_keeps_what_was_typed(editor: Browser) -> None:
    """The form comes back with its reason."""
    page = await upload(editor, with_texts(await export(editor), ("Сбор:", "Алым:")))
    refused = await apply(editor, page, "chosen", why="spelling <b>")
    assert refused.status_code == 422
    assert "Choose at least one row." in refused.text and 'value="spelling &lt;b&gt;"' in refused.text


async def test_a_form_sent_twice_applies_once(editor: Browser, workplace: Workplace) -> None:
    """Upload and apply alike."""
    body = with_texts(await export(editor, language="kk"), ("Сбор:", "Алым:"))
    hidden = hidden_fields_of_upload((await editor.get("/files")).text)
    first = await editor.post("/files/upload", data=hidden, files={"file": ("a.csv", body)})
    second = await editor.post("/files/upload", data=hidden, files={"file": ("a.csv", body)})
    assert (first.status_code, second.headers["location"]) == (303, "/files")
    page = await editor.get(first.headers["location"])
    path = f"{page.url.path}/apply"
    form = {**hidden_fields(page.text, path), "act": "all"}
    for _time in range(2):
        assert (await editor.post(path, data=form)).status_code == 303
    async with workplace.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(ImportJob)) == 1
    assert len(await texts_of(workplace)) == 3


async def test_what_somebody_changed_after_the_preview_is_left_alone(
    editor: Browser, workplace: Workplace
) -> None:
    """It is reported, and the other rows are applied."""
    body = with_texts(await export(editor, language="kk"), ("Сбор:", "Алым:"), ("Шаг.", "Қадам."))
    page = await upload(editor, body)
    other = await workplace.sign_in(Role.EDITOR, "Chynara")
    rival = with_texts(await export(other, language="kk"), ("Сбор:", "Төлем:"))
    await apply(other, await upload(other, rival))

    page = await apply(editor, page)

    assert counts(page) == {"All changes": 2, "Not applied": 1, "Applied": 1}
    assert "Somebody changed it here after the preview" in page.text
    assert "Алым: {kz.fee}." not in {row.text for row in await texts_of(workplace)}


async def test_what_changed_here_since_the_export_is_a_conflict(
    editor: Browser, workplace: Workplace
) -> None:
    """It is not applied with the rest, only where somebody chooses it."""
    old = await export(editor, language="kk")
    await apply(editor, await upload(editor, with_texts(old, ("Сбор:", "Төлем:"))))
    page = await upload(editor, with_texts(old, ("Сбор:", "Алым:")))
    assert counts(page)["Conflicting"] == 1
    assert "Somebody changed it here after the export (version 1 then, 2 now)" in page.text
    assert 'value="all"' not in page.text
    row = re.search(r'name="row" value="(\d+)"', page.text)
    assert row is not None
    await apply(editor, page, "chosen", row=row[1])
    assert (await texts_of(workplace))[-1].text == "Алым: {kz.fee}."


async def test_broken_rows_come_back_as_a_file_with_reasons(editor: Browser) -> None:
    """Put right and sent again, they are taken; the reasons are no column of ours."""
    body = with_texts(await export(editor, language="kk"), ("{kz.fee}", "{kz.fees}"))
    page = await upload(editor, body)
    assert counts(page)["Invalid"] == 1 and "There is no fact “kz.fees”." in page.text
    file = await editor.get(f"{page.url.path}/broken?form=xlsx")
    sheet = load_workbook(BytesIO(file.content))["answers"]
    heads, row = [[cell.value for cell in row] for row in sheet.iter_rows(max_row=2)]
    assert heads[:3] == ["row", "problem", "question"]
    assert row[:3] == ["3", "There is no fact “kz.fees”.", "work.allowed"]
    mended = (await editor.get(f"{page.url.path}/broken?form=csv")).content.replace(b"kz.fees", b"kz.phone")
    again = await upload(editor, mended)
    assert counts(again) == {"All changes": 1, "Changed": 1}
    assert "not ours" not in again.text


async def test_what_another_organisation_keeps_is_invalid(editor: Browser, workplace: Workplace) -> None:
    """By language and by country, and the reason says so."""
    async with workplace.sessions.begin() as session:
        organisation = Organisation(
            name="Almaty",
            kind="ngo",
            locales=["ru"],
            stay_in=[],
            citizenship=[],
            created_at=workplace.clock.now,
        )
        session.add(organisation)
        await session.flush()
        await session.execute(update(Staff).values(organisation_id=organisation.id))
    page = await upload(editor, with_texts(await export(editor), ("Сбор:", "Алым:")))
    assert counts(page) == {"All changes": 7, "Changed": 1, "Invalid": 6, "Unchanged": 7}
    assert "Another organisation keeps the texts in kk." in page.text


async def test_facts_and_phrasings_take_their_authors(editor: Browser, workplace: Workplace) -> None:
    """A fact gets a revision, a phrasing is the editor's; the log tells the fact's old and new value."""
    facts = (await export(editor, "facts")).decode().replace(",30,calendar_days", ",45,calendar_days")
    await apply(editor, await upload(editor, facts.encode(), "facts.csv"))
    phrasings = b"question,language,text\nwork.allowed,en,could I get a job here\n"
    await apply(editor, await upload(editor, phrasings, "phrasings.csv"))
    async with workplace.sessions() as session:
        fact = await session.scalar(select(FactRevision).where(FactRevision.number == 2))
        assert fact is not None and (fact.value, fact.author, fact.checked_by) == (45, "Botagoz", "test")
        origin = select(PhrasingRow.origin).where(PhrasingRow.text == "could I get a job here")
        assert await session.scalar(origin) == "editor"
        line = await session.scalar(select(Activity).where(Activity.action == "file_row_applied"))
        assert line is not None
        assert (line.subject, line.before, line.after) == ("fact:kz.days", {"value": "30"}, {"value": "45"})
        assert not await session.scalar(
            select(Activity.id).where(Activity.action == "file_row_applied", Activity.subject.like("phras%"))
        )


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0", "This is not a spreadsheet"),
        (b"PK\x03\x04 nothing", "The file is damaged"),
        (b"name,age\nAigul,30\n", "The columns are not those of an export"),
        (b"question,answer,language,text\n", "There are no rows in this file."),
        ("question,language,text\nа,ru,б\n".encode("cp1251"), "Save it as “CSV UTF-8”"),
    ],
)
async def test_a_bad_file_is_explained_and_not_kept(
    editor: Browser, workplace: Workplace, body: bytes, sentence: str
) -> None:
    """One plain sentence, and no row of it stays."""
    page = await upload(editor, body, "strange.xlsx")
    assert page.status_code == 200 and sentence in page.text
    async with workplace.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(ImportRow)) == 0


async def test_no_file_and_a_large_one_are_refused(editor: Browser) -> None:
    """Ten megabytes go through to the upload, and to no other form."""
    hidden = hidden_fields_of_upload((await editor.get("/files")).text)
    nothing = await editor.post("/files/upload", data=hidden, files={"file": ("", b"")})
    assert nothing.status_code == 422 and "Choose a file first." in nothing.text
    large = await editor.post("/files/upload", data=hidden, files={"file": ("a", b"x" * 11 * 1024 * 1024)})
    elsewhere = await editor.post("/language", data={"locale": "x" * 200 * 1024})
    assert (large.status_code, elsewhere.status_code) == (413, 413)


async def test_names_and_cells_are_shown_and_never_run(editor: Browser) -> None:
    """A file name and a text with markup arrive as letters; a name is no path."""
    body = b"question,language,text\nwork.allowed,en,<script>alert(1)</script> may I work\n"
    page = await upload(editor, body, '../../etc/<img src=x onerror="alert(1)">.csv')
    assert "<script>alert" not in page.text and "<img" not in page.text and "../" not in page.text
    assert "&lt;img src=x onerror=" in page.text and "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text


async def test_no_cell_of_an_export_is_a_formula(editor: Browser, workplace: Workplace) -> None:
    """What begins like one gets an apostrophe, in CSV and in a workbook, and comes back as it was."""
    async with workplace.sessions.begin() as session:
        for text in ("=1+1", "+7 where", "-2", "@SUM(A1)", "'=quoted"):
            session.add(PhrasingRow(question_id=None, locale="en", text=text, origin="operator"))
    written = (await export(editor, "phrasings")).decode()
    assert "'=1+1" in written and ",=1+1" not in written and "''=quoted" in written
    sheet = load_workbook(BytesIO(await export(editor, "phrasings", "xlsx")))["phrasings"]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert not any(str(cell.value or "").startswith(("=", "+", "-", "@")) for cell in cells)
    for form in ("csv", "xlsx"):
        page = await upload(editor, await export(editor, "phrasings", form))
        assert "it would change nothing" in page.text


async def test_a_file_is_seen_by_whoever_sent_it_only(editor: Browser, workplace: Workplace) -> None:
    """A colleague finds nothing, and cannot apply it."""
    page = await upload(editor, with_texts(await export(editor), ("Сбор:", "Алым:")))
    other = await workplace.sign_in(Role.ADMINISTRATOR, "Dilshod")
    path = page.url.path
    assert (await other.get(path)).status_code == 404
    assert (await other.get(f"{path}/broken")).status_code == 404
    own = hidden_fields_of_upload((await other.get("/files")).text)
    assert (await other.post(f"{path}/apply", data={**own, "act": "all"})).status_code == 404
    assert (await editor.post(f"{path}/apply", data={"act": "all"})).status_code == 403


async def test_operators_and_analysts_have_no_files(workplace: Workplace) -> None:
    """Neither to read nor to bring."""
    for role in (Role.OPERATOR, Role.ANALYST):
        browser = await workplace.sign_in(role)
        assert (await browser.get("/files")).status_code == 403
        assert (await browser.get("/files/export?what=answers")).status_code == 403


async def test_files_are_forgotten_after_a_day(editor: Browser, workplace: Workplace) -> None:
    """Rows and all, when somebody next opens the page."""
    await upload(editor, await export(editor))
    await editor.get("/files")
    workplace.clock.forward(hours=KEPT_FOR.total_seconds() / 3600 + 1)
    await (await workplace.sign_in(Role.EDITOR)).get("/files")
    async with workplace.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(ImportJob)) == 0
        assert await session.scalar(select(func.count()).select_from(ImportRow)) == 0


async def test_a_file_can_be_forgotten_at_once(editor: Browser) -> None:
    """Its page is gone then."""
    page = await upload(editor, await export(editor))
    path = f"{page.url.path}/delete"
    await editor.post(path, data=hidden_fields(page.text, path))
    assert (await editor.get(page.url.path)).status_code == 404


async def test_progress_is_shown_and_the_page_loads_again(editor: Browser, workplace: Workplace) -> None:
    """Without a script; a job that nobody works on any more says so."""
    page = await upload(editor, await export(editor))
    async with workplace.sessions.begin() as session:
        await session.execute(update(ImportJob).values(state="reading", total=500, done=120))
    busy = await editor.get(page.url.path)
    assert '<meta http-equiv="refresh"' in busy.text and "120 of 500 rows" in busy.text
    hidden = hidden_fields_of_upload((await editor.get("/files")).text)
    second = await editor.post(
        "/files/upload", data=hidden, files={"file": ("b.csv", b"question,title:ru\n")}
    )
    assert second.status_code == 409 and "still being read" in second.text
    workplace.clock.forward(minutes=20)
    given_up = await editor.get(page.url.path)
    assert "The server was restarted" in given_up.text and "refresh" not in given_up.text


async def test_a_preview_costs_few_queries_however_long(editor: Browser, workplace: Workplace) -> None:
    """Rows are cut into pages by the database."""
    rows = "".join(f"work.allowed,en,phrasing number {number}\n" for number in range(400))
    page = await upload(editor, f"question,language,text\n{rows}".encode())
    statements: list[str] = []
    async with workplace.sessions() as session:
        engine = session.get_bind()

    def count(*args: object) -> None:
        statements.append(str(args[2]))

    event.listen(engine, "before_cursor_execute", count)
    shown = await editor.get(page.url.path)
    event.remove(engine, "before_cursor_execute", count)
    assert len(re.findall('name="row"', shown.text)) == 50 and "Page 1" in shown.text
    assert len([each for each in statements if not each.startswith("BEGIN")]) <= 15


async def test_columns_of_others_are_named_and_left_out(editor: Browser) -> None:
    """So that a mistyped head is noticed."""
    page = await upload(editor, b"question,language,text,remarks\nwork.allowed,en,is work allowed for me,x\n")
    assert "left out: remarks" in page.text


async def test_a_workbook_of_everything_is_one_file(editor: Browser) -> None:
    """A sheet a kind, one that explains the columns; as CSV there is no such file."""
    book = load_workbook(BytesIO(await export(editor, "everything", "xlsx")))
    assert set(book.sheetnames) == {*Kind, "about"}
    refused = await editor.get("/files/export?what=everything&form=csv")
    assert refused.status_code == 422 and "fits a workbook only" in refused.text


async def test_a_formula_in_a_workbook_is_invalid(editor: Browser) -> None:
    """Its value is nobody's text."""
    body = workbook({Kind.PHRASINGS: [{"question": "work.allowed", "language": "en", "text": "may I"}]})
    book = load_workbook(BytesIO(body))
    book["phrasings"]["D2"] = '=HYPERLINK("https://example.org","x")'
    changed = BytesIO()
    book.save(changed)
    page = await upload(editor, changed.getvalue())
    assert counts(page) == {"All changes": 1, "Invalid": 1} and "A formula" in page.text
