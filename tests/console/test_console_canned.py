"""Replies that are kept to be sent often."""

from sqlalchemy import select

from console.models import Activity, CannedReply
from tests.console.workplace import Browser, Workplace, hidden_fields

HOSTILE = "<script>alert(1)</script></textarea>"


async def _add(browser: Browser, title: str, **texts: str) -> int:
    fields = {f"text-{locale.replace('_', '-')}": text for locale, text in texts.items()}
    answer = await browser.send_form("/replies", on="/replies/new", title=title, headers=None, **fields)
    return answer.status_code


async def test_a_reply_is_kept_in_each_language(workplace: Workplace) -> None:
    """Only the languages somebody wrote in are there; a form sent twice keeps one."""
    browser = await workplace.sign_in()
    form = hidden_fields((await browser.get("/replies/new")).text, "/replies")
    for _ in range(2):
        answer = await browser.post(
            "/replies", data={**form, "title": "Come to us", "text-ru": "Приходите.", "text-kk": "Келіңіз."}
        )
        assert answer.status_code == 303
    async with workplace.sessions() as session:
        [row] = await session.scalars(select(CannedReply))
    assert row.texts == {"ru": "Приходите.", "kk": "Келіңіз."}
    assert "Come to us" in (await browser.get("/replies")).text


async def test_it_goes_into_the_reply_box(workplace: Workplace) -> None:
    """That of the person's language first; one press, and it can still be changed before it is sent."""
    browser = await workplace.sign_in()
    await _add(browser, "Come to us", ru="Приходите.", kk="Келіңіз.")
    page = f"/handoffs/{await workplace.person_waits(locale='kk')}"
    html = (await browser.get(page)).text
    assert html.find("Келіңіз.") < html.find("Приходите.")
    form = hidden_fields(html, f"{page}/reply")
    answer = await browser.post(f"{page}/draft", data={**form, "text": "", "use": "canned:1:kk"})
    assert "Келіңіз.</textarea>" in answer.text
    assert await workplace.outbox() == []


async def test_a_colleagues_change_is_not_overwritten(workplace: Workplace) -> None:
    """The second to save sees both, and may save again."""
    aigul, bekzod = await workplace.sign_in(name="Aigul"), await workplace.sign_in(name="Bekzod")
    await _add(aigul, "Come to us", ru="Приходите.")
    form = hidden_fields((await bekzod.get("/replies/1")).text, "/replies/1")
    workplace.clock.forward(minutes=1)
    fields = {"title": "Come to us", "text-ru": "Приходите завтра."}
    assert (await aigul.send_form("/replies/1", on="/replies/1", headers=None, **fields)).status_code == 303
    answer = await bekzod.post("/replies/1", data={**form, "title": "Come", "text-ru": "Ждём вас."})
    assert answer.status_code == 409
    assert "Приходите завтра." in answer.text and "Ждём вас.</textarea>" in answer.text
    again = hidden_fields(answer.text, "/replies/1") | {"title": "Come", "text-ru": "Ждём вас."}
    assert (await bekzod.post("/replies/1", data=again)).status_code == 303
    async with workplace.sessions() as session:
        lines = list(await session.scalars(select(Activity).where(Activity.subject == "canned:1")))
    assert [line.after and line.after["ru"] for line in lines] == [
        "Приходите.",
        "Приходите завтра.",
        "Ждём вас.",
    ]


async def test_what_is_wrong_comes_back_with_the_text(workplace: Workplace) -> None:
    """No name, no text, or more than fits into a message."""
    browser = await workplace.sign_in()
    for title, text in (("", "Приходите."), ("Come", ""), ("Come", "я" * 3501)):
        answer = await browser.send_form(
            "/replies", on="/replies/new", title=title, headers=None, **{"text-ru": text}
        )
        assert answer.status_code == 409
        assert f"{text}</textarea>" in answer.text


async def test_deleting_twice_deletes_once(workplace: Workplace) -> None:
    """What it said stays in the log."""
    browser = await workplace.sign_in()
    await _add(browser, "Come to us", ru="Приходите.")
    form = hidden_fields((await browser.get("/replies/1")).text, "/replies/1/delete")
    for _ in range(2):
        assert (await browser.post("/replies/1/delete", data=form)).status_code == 303
    async with workplace.sessions() as session:
        deleted = select(Activity.before).where(Activity.action == "canned_reply_deleted")
        assert list(await session.scalars(deleted)) == [{"title": "Come to us", "ru": "Приходите."}]
    assert (await browser.get("/replies/1")).status_code == 404


async def test_a_hostile_reply_is_text_everywhere(workplace: Workplace) -> None:
    """A colleague's canned reply cannot run in anybody's browser."""
    browser = await workplace.sign_in()
    await _add(browser, HOSTILE, ru=HOSTILE)
    page = f"/handoffs/{await workplace.person_waits(locale='ru')}"
    for each in ("/replies", "/replies/1", page):
        html = (await browser.get(each)).text
        assert html.count("<script") == 1
        assert "&lt;script&gt;alert(1)" in html
