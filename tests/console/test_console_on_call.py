"""Who is told of urgent chats that nobody takes, and when."""

import re

import pytest
from sqlalchemy import select

from bot.models import OnCallShift, StaffContact
from bot.staff_contacts import code_hash
from console.models import Role
from tests.console.workplace import Workplace, hidden_fields


async def test_somebody_is_put_on_the_rota_once(workplace: Workplace) -> None:
    """From and until in the zone of the console; a form sent twice makes one shift."""
    browser = await workplace.sign_in()
    bekzod = await workplace.hire(Role.OPERATOR, "Bekzod")
    form = hidden_fields((await browser.get("/on-call")).text, "/on-call/shifts")
    form |= {"staff_id": str(bekzod), "starts_at": "2026-11-22T08:00", "ends_at": "2026-11-22T20:00"}
    for _ in range(2):
        assert (await browser.post("/on-call/shifts", data=form)).status_code == 303
    async with workplace.sessions() as session:
        [shift] = await session.scalars(select(OnCallShift))
    assert (shift.staff_id, shift.starts_at.hour, shift.ends_at.hour) == (bekzod, 8, 20)
    html = (await browser.get("/on-call")).text
    assert "22.11.2026 20:00 UTC" in html and ">now</span>" in html and "not connected" in html


@pytest.mark.parametrize(
    ("starts", "ends", "why"),
    [
        ("", "2026-11-23T08:00", "Give both times."),
        ("2026-11-23T08:00", "2026-11-23T08:00", "It has to end after it begins."),
        ("2026-11-21T08:00", "2026-11-21T20:00", "It would be over already."),
        ("2026-11-23T08:00", "2026-12-23T08:00", "A shift lasts two weeks at most."),
        ("tomorrow", "2026-11-23T08:00", "Give both times."),
    ],
)
async def test_a_shift_that_cannot_be_is_refused(
    workplace: Workplace, starts: str, ends: str, why: str
) -> None:
    """The reason is told and what was typed stays."""
    browser = await workplace.sign_in()
    answer = await browser.send_form(
        "/on-call/shifts", on="/on-call", staff_id="1", starts_at=starts, ends_at=ends
    )
    assert answer.status_code == 409
    assert why in answer.text
    assert f'name="ends_at" type="datetime-local" value="{ends}"' in answer.text


async def test_only_who_works_with_chats_is_on_call(workplace: Workplace) -> None:
    """An editor could not open the chat they are told of."""
    browser = await workplace.sign_in()
    editor = await workplace.hire(Role.EDITOR, "Editor")
    answer = await browser.send_form(
        "/on-call/shifts", on="/on-call", staff_id=str(editor), starts_at="2026-11-22T08:00",
        ends_at="2026-11-22T20:00",
    )  # fmt: skip
    assert answer.status_code == 409


async def test_a_shift_is_taken_off(workplace: Workplace) -> None:
    """A second press changes nothing."""
    browser = await workplace.sign_in()
    await browser.send_form(
        "/on-call/shifts", on="/on-call", staff_id="1", starts_at="2026-11-22T08:00",
        ends_at="2026-11-22T20:00",
    )  # fmt: skip
    form = hidden_fields((await browser.get("/on-call")).text, "/on-call/shifts/1/delete")
    for _ in range(2):
        assert (await browser.post("/on-call/shifts/1/delete", data=form)).status_code == 303
    assert "Nobody is on the rota" in (await browser.get("/on-call")).text


async def test_a_code_connects_ones_own_telegram(workplace: Workplace) -> None:
    """Only its hash is kept; a reload still shows it, another person does not see it."""
    browser, colleague = await workplace.sign_in(), await workplace.sign_in(name="Bekzod")
    form = hidden_fields((await browser.get("/on-call")).text, "/on-call/connect")
    places = {(await browser.post("/on-call/connect", data=form)).headers["location"] for _ in range(2)}
    [place] = places
    pages = [(await browser.get(place)).text for _ in range(2)]
    codes = {re.search("/start staff_([0-9a-f]{32})", html).group(1) for html in pages}  # type: ignore[union-attr]
    [code] = codes
    async with workplace.sessions() as session:
        [contact] = await session.scalars(select(StaffContact))
    assert contact.code_hash == code_hash(code) and contact.address is None
    assert "/start staff_" not in (await colleague.get(place)).text
    workplace.clock.forward(minutes=31)
    assert "/start staff_" not in (await browser.get(place)).text


async def test_who_is_connected_can_end_it(workplace: Workplace) -> None:
    """The address is forgotten; no page ever shows it."""
    browser = await workplace.sign_in()
    async with workplace.sessions.begin() as session:
        session.add(StaffContact(staff_id=1, channel="telegram", address="5551234"))
    html = (await browser.get("/on-call")).text
    assert "Connected: you can be told." in html and "5551234" not in html
    assert (await browser.send_form("/on-call/disconnect", on="/on-call")).status_code == 303
    async with workplace.sessions() as session:
        assert list(await session.scalars(select(StaffContact))) == []
