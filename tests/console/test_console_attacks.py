"""What an attacker can put into the console, in a real browser: letters stay letters, nothing runs."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest
import pytest_asyncio
from playwright.async_api import Browser, FilePayload, expect

from console.models import Role
from knowledge_base.models import PhrasingRow
from tests.console.office import Office, open_office
from tests.console.test_console_rights import OPEN, ROUTES, filled
from tests.console.workplace import hidden_fields
from tests.webhooks.browser import open_browser

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

#: Breaks out of an element, an attribute, a box and a script; a link and a style besides.
HOSTILE: Final = (
    "</textarea></p></title><script>window.hit = 1; alert(1)</script>"
    "<img src=x onerror='window.hit=1;alert(2)'>"
    '"\'><svg onload=alert(3)><a href="javascript:alert(4)">press</a><style>body{display:none}</style>{{7*7}}'
)


@pytest_asyncio.fixture(loop_scope="module")
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """A console of one's own to spoil."""
    async with open_office(tmp_path) as office:
        yield office


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all tests."""
    async with open_browser() as browser:
        yield browser


async def test_a_migrants_message_is_only_text(browser: Browser, office: Office) -> None:
    """In the queue, in the chat, in the groups and where knowledge is made of it."""
    handoff_id = await office.place.person_waits(HOSTILE, locale="ru")
    async with office.visit(browser, Role.OPERATOR) as visit:
        for path in (
            "/handoffs", f"/handoffs/{handoff_id}", "/handoffs/groups", f"/handoffs/group?like={handoff_id}",
            f"/handoffs/{handoff_id}/knowledge?question=stay.limit",
        ):  # fmt: skip
            await visit.go(path)
            await expect(visit.page.locator("main")).to_contain_text("<script>window.hit")
            assert await visit.page.evaluate("window.hit") is None, path


async def test_an_answer_is_only_text(browser: Browser, office: Office) -> None:
    """For the writer, in its revisions, and for the reviewer who looks at the difference and the preview."""
    library = office.library
    editor = await office.place.sign_in(Role.EDITOR, "Rustam")
    assert (await library.write(editor, HOSTILE, act="save")).status_code == 303
    async with office.visit(browser, Role.ADMINISTRATOR) as visit:
        path = library.path()
        for each in (path, f"{path}/revisions", f"/reviews/{library.answer_id}/ru", "/activity"):
            await visit.go(each)
            await expect(visit.page.locator("body")).to_be_visible()
            assert await visit.page.evaluate("window.hit") is None, each
            assert await visit.page.locator("main script, main svg, main img").count() == 0, each
        await visit.go(path)
        assert await visit.page.locator("textarea#text").input_value() == HOSTILE


async def test_a_file_name_and_its_cells_are_only_text(browser: Browser, office: Office) -> None:
    """What a spreadsheet of a stranger says is shown, before and after it is applied."""
    quoted = HOSTILE.replace('"', '""')
    rows = f'question,language,text\nwork.allowed,en,"{quoted} may I work"\n"{quoted}",en,what is this\n'
    name = "<img src=x onerror=alert(1)>.csv"
    async with office.visit(browser, Role.EDITOR) as visit:
        await visit.go("/files")
        file = FilePayload(name=name, mimeType="text/csv", buffer=rows.encode())
        await visit.page.get_by_label("File", exact=True).set_input_files(file)
        await visit.page.get_by_role("button", name="Look at it").click()
        apply = visit.page.get_by_role("button", name="Apply all new and changed rows: 1")
        await expect(apply).to_be_visible(timeout=20_000)
        await expect(visit.page.locator("main")).to_contain_text("<script>window.hit")
        await apply.click()
        await expect(visit.page.get_by_text("Applied rows: 1.")).to_be_visible(timeout=20_000)
        for path in ("/files", "/questions/work.allowed?said_in=en"):
            await visit.go(path)
            assert await visit.page.evaluate("window.hit") is None, path
            assert await visit.page.locator("main script, main svg, main img").count() == 0, path


async def test_no_cell_of_any_export_is_a_formula(office: Office) -> None:
    """What somebody wrote into a chat ends in a colleague's spreadsheet program and calculates nothing."""
    async with office.place.sessions.begin() as session:
        for text in ("=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"):
            session.add(PhrasingRow(question_id=None, locale="en", text=text, origin="operator"))
    editor = await office.place.sign_in(Role.EDITOR, "Rustam")
    for what in ("questions", "answers", "phrasings", "facts", "places"):
        answer = await editor.get(f"/files/export?what={what}&form=csv")
        assert answer.status_code == 200, what
        cells = [cell.strip('"') for line in answer.text.splitlines() for cell in line.split(",")]
        assert [cell for cell in cells if cell.startswith(("=", "@", "\t", "\r"))] == [], what


async def test_nobody_puts_a_header_or_an_address_into_an_answer(office: Office) -> None:
    """Line breaks in what is sent, and addresses of elsewhere in any place of it, come back as nothing."""
    editor = await office.place.sign_in(Role.ADMINISTRATOR, "Rustam")
    evil = "ru\r\nSet-Cookie: console_session=planted\r\n\r\n<script>"
    csrf = hidden_fields((await editor.get("/account")).text, "/sign-out")["csrf"]
    answers = [
        await editor.post("/language", data={"csrf": csrf, "locale": evil, "next": "//evil.example"}),
        await editor.post("/language", data={"csrf": csrf, "locale": "en", "next": "https://evil.example"}),
        await editor.get("/files/export", params={"what": "answers\r\nX-Planted: 1", "form": "csv\r\nA: b"}),
        await editor.get("/questions", params={"q": evil, "topic": evil}),
        await editor.get("/handoffs/1%0d%0aX-Planted:%201"),
        await editor.get("//evil.example/%2e%2e"),
        await editor.get("/\\evil.example"),
    ]
    for answer in answers:
        assert "x-planted" not in answer.headers and "planted" not in answer.headers.get("set-cookie", "")
        assert "evil.example" not in answer.headers.get("location", "")
        assert answer.status_code < 500, answer.url


async def test_every_form_needs_the_word_of_its_session(office: Office) -> None:
    """An administrator's browser that another site drives changes nothing, whichever form it sends."""
    editor = await office.place.sign_in(Role.ADMINISTRATOR, "Rustam")
    posts = [path for method, path in ROUTES if method == "POST" and (method, path) not in OPEN]
    assert len(posts) > 30
    for path in posts:
        for csrf in ({}, {"csrf": "0" * 64}):
            answer = await editor.post(filled(path), data={**csrf, "nonce": "0" * 32, "text": "x"})
            assert answer.status_code == 403, (path, answer.status_code)


async def test_the_pages_allow_no_script_of_others(office: Office) -> None:
    """Were a tag ever to slip through, the browser would not run it: on pages, refusals and files alike."""
    editor = await office.place.sign_in(Role.EDITOR, "Rustam")
    for path in ("/", "/questions/stay.limit", "/nothing", "/people", "/files/export?what=answers&form=csv"):
        policy = (await editor.get(path)).headers["content-security-policy"]
        assert "default-src 'none'" in policy and "script-src 'self'" in policy, path
        assert "unsafe" not in policy and "*" not in policy, path
