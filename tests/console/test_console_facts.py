"""Editors keep the facts: find one, see what a change does, make it once for all languages."""

import re
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from console.models import Activity, Organisation, Role, Staff
from knowledge_base.index import open_index
from knowledge_base.loading import bump_content_version
from knowledge_base.models import FactRevision, LinkCheck
from knowledge_base.routes import Route
from tests.console.knowledge import ending, fill, load, value_of, versions
from tests.console.workplace import Browser, Workplace, hidden_fields
from tests.knowledge_base.small_content import a_fact, change

FEE = "/facts/kz.fee"


@pytest.fixture
async def editor(workplace: Workplace, tmp_path: Path) -> Browser:
    """An editor who is signed in; the small content is there."""
    await fill(workplace, tmp_path / "content")
    return await workplace.sign_in(Role.EDITOR)


async def form_of(browser: Browser, path: str = FEE) -> dict[str, str]:
    """Return every field of the change form as it stands on the page."""
    html = (await browser.get(path)).text
    form = re.search(rf'<form method="post" action="{re.escape(path)}/preview".*?</form>', html, re.S)
    assert form is not None
    fields = dict(
        re.findall(r'<input type="(?:text|date|hidden)"[^>]* name="([\w.]+)" value="([^"]*)"', form.group())
    )
    fields |= {
        name: text.strip()
        for name, text in re.findall(r'<textarea [^>]*name="(\w+)"[^>]*>([^<]*)<', form.group())
    }
    for name, options in re.findall(r'<select [^>]*name="(\w+)"[^>]*>(.*?)</select>', form.group(), re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        fields[name] = chosen.group(1) if chosen else ""
    return fields


async def change_fee(browser: Browser, value: str, **more: str) -> str:
    """Change the fee as a person does: form, preview, confirmation; return where the browser ends."""
    fields = await form_of(browser) | {"value": value, "is_checked": "yes"} | more
    preview = await browser.post(f"{FEE}/preview", data=fields)
    assert preview.status_code == 200, preview.text
    answer = await browser.post(f"{FEE}/change", data=hidden_fields(preview.text, f"{FEE}/change"))
    assert answer.status_code == 303
    return answer.headers["location"]


async def test_a_fact_is_found_by_its_words_and_shown_with_its_value(editor: Browser) -> None:
    """The value as a reader sees it, the source, and when somebody looked."""
    html = (await editor.get("/facts?q=kz.fee+invented")).text
    assert 'href="/facts/kz.fee"' in html and 'href="/facts/kz.days"' not in html
    assert "8,650 tenge" in html.replace("\xa0", " ")
    assert "A ministry" in html and "01.11.2026" in html


async def test_facts_that_need_a_look_are_filtered(
    workplace: Workplace, editor: Browser, tmp_path: Path
) -> None:
    """Each filter of the overview's numbers has its list."""
    await fill(
        workplace,
        tmp_path / "again",
        ending("kz.soon", date(2026, 12, 10)),
        ending("kz.over", date(2026, 1, 1)),
    )
    expiring = (await editor.get("/facts?show=expiring")).text
    assert "kz.soon" in expiring and "kz.over" not in expiring and "/facts/kz.fee" not in expiring
    assert "kz.over" in (await editor.get("/facts?show=ended")).text
    workplace.clock.forward(days=400)
    browser = await workplace.sign_in(Role.EDITOR, name="Bekzod")
    assert "/facts/kz.fee" in (await browser.get("/facts?show=overdue&country=&topic=")).text


async def test_the_preview_lists_every_language_and_writes_nothing(
    workplace: Workplace, editor: Browser
) -> None:
    """Old and new sentence side by side, before anything happens."""
    fields = await form_of(editor) | {"value": "3"}
    html = (await editor.post(f"{FEE}/preview", data=fields)).text.replace("\xa0", " ")
    for language in ("Oʻzbekcha", "Ўзбекча", "Тоҷикӣ", "Кыргызча", "Қазақша", "Русский", "English"):
        assert language in html
    assert "<del>2 МРП (8 650</del>" in html and "<ins>3 МРП (12 975</ins>" in html
    assert "texts: 7" in html
    assert await value_of(workplace, "kz.fee") == 2


async def test_a_fee_is_corrected_once_for_every_language(workplace: Workplace, editor: Browser) -> None:
    """The next person who asks gets the new one; the log says who, what and why."""
    assert (await change_fee(editor, "3", why="the new law")) == f"{FEE}?done=changed"
    index = await open_index(workplace.sessions, show_drafts=True)
    answer = index.snapshot.choose("work.allowed", Route("UZ", "KZ"), workplace.clock.now.date())
    assert answer is not None
    for locale in answer.texts:
        rendered = index.snapshot.render_answer(answer, locale, workplace.clock.now.date())
        assert rendered is not None and "12" in rendered.text and "975" in rendered.text
    async with workplace.sessions() as session:
        line = await session.scalar(select(Activity).where(Activity.action == "fact_changed"))
    assert line is not None
    assert (line.subject, line.before, line.after, line.why) == (
        "fact:kz.fee", {"value": "2"}, {"value": "3"}, "the new law",
    )  # fmt: skip


async def test_a_form_sent_twice_acts_once(workplace: Workplace, editor: Browser) -> None:
    """A second click makes no second version."""
    preview = await editor.post(f"{FEE}/preview", data=await form_of(editor) | {"value": "3"})
    fields = hidden_fields(preview.text, f"{FEE}/change")
    for _ in range(2):
        assert (await editor.post(f"{FEE}/change", data=fields)).status_code == 303
    assert len(await versions(workplace, "kz.fee")) == 2


async def test_a_wrong_kind_of_value_is_refused_with_what_was_typed(editor: Browser) -> None:
    """A clear sentence beside the field, and nothing is lost."""
    answer = await editor.post(f"{FEE}/preview", data=await form_of(editor) | {"value": "two", "why": "so"})
    assert answer.status_code == 422
    assert "This must be a number" in answer.text
    assert 'value="two"' in answer.text and 'value="so"' in answer.text


async def test_who_comes_second_is_told_and_overwrites_nothing(workplace: Workplace, editor: Browser) -> None:
    """Both stand on the page: what is there now, and what was typed."""
    preview = await editor.post(f"{FEE}/preview", data=await form_of(editor) | {"value": "4"})
    other = await workplace.sign_in(Role.EDITOR, name="Bekzod")
    await change_fee(other, "3")
    answer = await editor.post(f"{FEE}/change", data=hidden_fields(preview.text, f"{FEE}/change"))
    assert answer.status_code == 409
    assert "Bekzod changed this fact meanwhile" in answer.text
    assert 'value="4"' in answer.text
    assert await value_of(workplace, "kz.fee") == 3


async def test_a_law_change_is_planned_and_cancelled(workplace: Workplace, editor: Browser) -> None:
    """The preview compares the last day of the old law with the first of the new one."""
    where = await change_fee(editor, "3", starts_on="2027-01-01")
    assert where == "/facts/kz.fee-2027-01-01?done=planned"
    planned = where.partition("?")[0]
    assert "01.01.2027" in (await editor.get(planned)).text
    assert (await versions(workplace, "kz.fee"))[0].valid_until == date(2026, 12, 31)
    fields = hidden_fields((await editor.get(planned)).text, f"{planned}/undo")
    await editor.post(f"{planned}/undo", data=fields)
    assert await versions(workplace, "kz.fee-2027-01-01") == []
    assert (await versions(workplace, "kz.fee"))[0].valid_until is None


async def test_the_last_change_is_undone(workplace: Workplace, editor: Browser) -> None:
    """One press; the history keeps all three versions."""
    await change_fee(editor, "3")
    await editor.send_form(f"{FEE}/undo", on=FEE)
    assert await value_of(workplace, "kz.fee") == 2
    assert [row.number for row in await versions(workplace, "kz.fee")] == [3, 2, 1]


async def test_a_whole_list_is_marked_as_checked(workplace: Workplace, editor: Browser) -> None:
    """Those that were ticked, as they were looked at."""
    page = (await editor.get("/facts")).text
    ticks = re.findall(r'name="fact" value="([\w.:-]+)"', page)
    await change_fee(await workplace.sign_in(Role.EDITOR, name="Bekzod"), "3")
    fields = {**hidden_fields(page, "/facts/checked"), "fact": ticks}
    answer = await editor.post("/facts/checked", data=fields)
    assert answer.headers["location"].endswith(f"checked={len(ticks) - 1}&missed=1")
    assert (await versions(workplace, "kz.days"))[0].checked_by == "Aigul"
    assert (await versions(workplace, "kz.fee"))[0].checked_by == "Bekzod"


async def test_one_fact_is_marked_as_checked_on_its_page(workplace: Workplace, editor: Browser) -> None:
    """One click for "checked today, still true"."""
    answer = await editor.send_form("/facts/checked", on=FEE)
    assert answer.headers["location"] == f"{FEE}?done=checked"
    assert (await versions(workplace, "kz.fee"))[0].checked_on == workplace.clock.now.date()


async def test_an_organisation_changes_what_it_keeps(workplace: Workplace, tmp_path: Path) -> None:
    """A fact of another country can be read and not changed."""
    russian = a_fact("ru.fee", 5, "RUB").replace("  valid_from", "  stay_in: [RU]\n  valid_from", 1)
    await fill(workplace, tmp_path / "content", russian)
    editor = await workplace.sign_in(Role.EDITOR)
    async with workplace.sessions.begin() as session:
        organisation = Organisation(
            name="NGO", kind="ngo", locales=[], stay_in=["KZ"], citizenship=[], created_at=workplace.clock.now
        )
        session.add(organisation)
        await session.flush()
        for staff in await session.scalars(select(Staff)):
            staff.organisation_id = organisation.id
    html = (await editor.get("/facts/ru.fee")).text
    assert "you can only read it" in html and "/facts/ru.fee/preview" not in html
    csrf = hidden_fields(html, "/sign-out")["csrf"]
    fields = {"csrf": csrf, "nonce": "0" * 32, "number": "1", "value": "6"}
    for act in ("preview", "change", "undo"):
        assert (await editor.post(f"/facts/ru.fee/{act}", data=fields)).status_code == 403
    await editor.post("/facts/checked", data={**fields, "fact": "ru.fee:1"})
    assert len(await versions(workplace, "ru.fee")) == 1


async def test_what_somebody_wrote_is_text(workplace: Workplace, editor: Browser) -> None:
    """A statement, a source, a reason: none of them is run; only web addresses become links."""
    async with workplace.sessions.begin() as session:
        row = (await session.scalars(select(FactRevision).where(FactRevision.fact_id == "kz.fee"))).one()
        values = {c.name: getattr(row, c.name) for c in FactRevision.__table__.columns if c.name != "id"}
        source = {**(row.source or {}), "url": "javascript:alert(1)", "title": "<img src=x>"}
        values |= {
            "number": 2,
            "statement": "<script>alert(1)</script>",
            "source": source,
            "why": "<b>why</b>",
        }
        session.add(FactRevision(**values))
        await bump_content_version(session)
    for path in ("/facts", FEE, "/facts/links"):
        html = (await editor.get(path)).text
        assert "<script>alert" not in html and "<img" not in html and "<b>why" not in html
        assert 'href="javascript' not in html


async def test_links_show_what_is_broken_and_who_uses_it(workplace: Workplace, editor: Browser) -> None:
    """The broken ones first, with the facts that rest on them."""
    async with workplace.sessions.begin() as session:
        session.add(LinkCheck(url="https://example.org/1", checked_at=workplace.clock.now, status="404"))
    html = (await editor.get("/facts/links?show=broken")).text
    assert "the site answers 404" in html and "kz.fee" in html


async def test_the_button_looks_at_links_without_asking_our_own_network(
    workplace: Workplace, tmp_path: Path
) -> None:
    """It runs after the page was answered, and once for a form that comes twice."""
    inside = a_fact("kz.inside", 5, "KZT").replace("https://example.org/1", "http://127.0.0.1:9/x")
    folder = tmp_path / "content"
    await fill(workplace, folder, inside)
    change(folder / "facts" / "kz.yaml", "https://example.org/1", "http://10.0.0.1/y")
    await load(workplace, folder)
    editor = await workplace.sign_in(Role.EDITOR)
    await editor.send_form("/facts/links", on="/facts/links")
    async with workplace.sessions() as session:
        found = {row.url: row.status for row in await session.scalars(select(LinkCheck))}
    assert found == {"http://127.0.0.1:9/x": "not_public", "http://10.0.0.1/y": "not_public"}


@pytest.mark.parametrize(
    "path", ["/facts/no.such", "/facts/.x", "/facts/a%20b", "/facts?page=0", "/facts/" + "x" * 65]
)
async def test_odd_addresses_get_a_plain_page(editor: Browser, path: str) -> None:
    """No traceback."""
    assert (await editor.get(path)).status_code == 404
