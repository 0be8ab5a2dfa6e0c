"""What operators see first, and a chat as it went."""

from datetime import timedelta

from bot.models import Chat, Handoff, OutboxMessage
from bot.turns import HandoffReason
from console.models import Role
from console.queue import PAGE
from tests.console.workplace import Workplace, a_message

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\n\"'></textarea></p><b>line two"


def in_order(html: str, *pieces: str) -> bool:
    """Tell whether the pieces are all there, in this order."""
    places = [html.find(piece) for piece in pieces]
    return -1 not in places and places == sorted(places)


def a_reply(chat: Chat, text: str, minutes: int, **values: object) -> OutboxMessage:
    """Something the bot sent some minutes after the chat began."""
    at = chat.created_at + timedelta(minutes=minutes)
    fields: dict[str, object] = {
        "chat_id": chat.id, "channel": chat.channel, "address": chat.address, "text": text, "buttons": [],
        "author": "bot", "queued_at": at, "state": "sent", "attempts": 1, "not_before": at,
        "possible_duplicates": 0,
    }  # fmt: skip
    return OutboxMessage(**fields | values)


async def test_urgent_first_then_the_longest_waiting(workplace: Workplace) -> None:
    """Danger jumps the queue; everybody else is served in order of arrival."""
    await workplace.person_waits("the first")
    workplace.clock.forward(minutes=5)
    await workplace.person_waits("the second")
    workplace.clock.forward(minutes=5)
    await workplace.person_waits("in danger", reason=HandoffReason.DANGER)

    html = (await (await workplace.sign_in()).get("/handoffs")).text

    assert in_order(html, "in danger", "the first", "the second")
    assert "Uzbekistan → Kazakhstan" in html
    assert "10 min" in html
    assert "<title>(1!)" in html


async def test_the_queue_tells_who_has_a_chat(workplace: Workplace) -> None:
    """Two operators do not write to the same person."""
    handoff_id = await workplace.person_waits()
    bekzod = await workplace.sign_in(name="Bekzod")
    aigul = await workplace.sign_in(name="Aigul")
    await bekzod.send_form(f"/handoffs/{handoff_id}/claim", on=f"/handoffs/{handoff_id}")
    assert "Bekzod" in (await aigul.get("/handoffs")).text


async def test_a_long_queue_has_pages(workplace: Workplace) -> None:
    """Fifty on a page, and the rest is one press away."""
    for number in range(PAGE + 1):
        await workplace.person_waits(f"message {number:03}")
    browser = await workplace.sign_in()
    first, second = (await browser.get("/handoffs")).text, (await browser.get("/handoffs?page=2")).text
    assert "message 049" in first
    assert "message 050" not in first
    assert 'href="/handoffs?page=2"' in first
    assert "message 050" in second


async def test_closed_chats_have_their_own_list(workplace: Workplace) -> None:
    """They leave the queue and stay to be looked up."""
    handoff_id = await workplace.person_waits("done with")
    browser = await workplace.sign_in()
    page = f"/handoffs/{handoff_id}"
    await browser.send_form(f"{page}/close", on=page, outcome="answered")
    assert "done with" not in (await browser.get("/handoffs")).text
    assert "done with" in (await browser.get("/handoffs?state=closed")).text


async def test_the_queue_loads_again_until_told_not_to(workplace: Workplace) -> None:
    """Whoever reads slowly or listens can stop it."""
    browser = await workplace.sign_in()
    assert 'http-equiv="refresh"' in (await browser.get("/handoffs")).text
    assert 'http-equiv="refresh"' not in (await browser.get("/handoffs?refresh=off")).text


async def test_a_chat_is_shown_in_the_order_it_went(workplace: Workplace) -> None:
    """Both sides merged by time; what did not arrive is marked, what the bot made of it is told."""
    handoff_id = await workplace.person_waits("first question")
    chat = await workplace.chat_of(handoff_id)
    async with workplace.sessions.begin() as session:
        session.add(a_reply(chat, "first answer", 1, buttons=[["Yes please", "yes"]]))
        session.add(a_message(chat, "", chat.created_at + timedelta(minutes=2), kind="voice"))
        session.add(a_reply(chat, "second answer", 3, state="failed", error="63016"))

    html = (await (await workplace.sign_in()).get(f"/handoffs/{handoff_id}")).text

    assert in_order(
        html, "first question", "first answer", "Yes please", "sent a voice message", "second answer"
    )
    assert "not delivered (63016)" in html
    assert "22.11.2026 09:03 UTC" in html
    assert "The bot had no answer" in html


async def test_what_a_person_writes_is_text_and_nothing_else(workplace: Workplace) -> None:
    """A hostile message is read by the operator, not run by their browser; its lines are kept."""
    handoff_id = await workplace.person_waits(HOSTILE)
    browser = await workplace.sign_in()
    for page in ("/handoffs", f"/handoffs/{handoff_id}"):
        html = (await browser.get(page)).text
        assert html.count("<script") == 1  # our own
        assert "<img" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "alert(2)&gt;\n&#34;" in html


async def test_names_of_staff_are_text_too(workplace: Workplace) -> None:
    """Whoever adds staff cannot run a script in a colleague's browser."""
    browser = await workplace.sign_in(name="<script>alert(1)</script>")
    assert "<script>alert" not in (await browser.get("/handoffs")).text


async def test_no_page_shows_an_address(workplace: Workplace) -> None:
    """A chat goes by its number; a phone number is nobody's business."""
    handoff_id = await workplace.person_waits(address="whatsapp:+77015551234", channel="whatsapp")
    browser = await workplace.sign_in(Role.ADMINISTRATOR)
    for page in ("/handoffs", f"/handoffs/{handoff_id}"):
        assert "5551234" not in (await browser.get(page)).text


async def test_the_queue_shows_what_somebody_wants_to_see(workplace: Workplace) -> None:
    """By language, by reason, by whose it is, by what the bot takes it for; each wish narrows it."""
    kazakh = await workplace.person_waits("Kazakh words", locale="kk")
    await workplace.person_waits("Russian words", locale="ru", reason=HandoffReason.ASKED)
    async with workplace.sessions.begin() as session:
        (await session.get_one(Handoff, kazakh)).question_id = "work.unpaid"
    browser = await workplace.sign_in()
    await browser.send_form(f"/handoffs/{kazakh}/claim", on=f"/handoffs/{kazakh}")
    for wish, shown in (
        ("locale=kk", (True, False)),
        ("reason=asked", (False, True)),
        ("who=mine", (True, False)),
        ("who=unassigned", (False, True)),
        ("question=work.unpaid", (True, False)),
        ("who=mine&reason=asked", (False, False)),
        ("locale=xx&reason=invented", (True, True)),
    ):
        html = (await browser.get(f"/handoffs?{wish}")).text
        assert ("Kazakh words" in html, "Russian words" in html) == shown, wish


async def test_the_next_page_keeps_the_wishes(workplace: Workplace) -> None:
    """Whoever filters does not lose it by turning the page."""
    for number in range(PAGE + 1):
        await workplace.person_waits(f"message {number}")
    html = (await (await workplace.sign_in()).get("/handoffs?locale=uz-Latn&who=unassigned")).text
    assert 'href="/handoffs?locale=uz-Latn&amp;who=unassigned&amp;page=2"' in html


async def test_an_open_page_is_told_of_new_work_in_numbers(workplace: Workplace) -> None:
    """How much waits and whether the list has changed; no word of anybody goes along."""
    await workplace.person_waits("a secret")
    browser = await workplace.sign_in()
    before = (await browser.get("/handoffs/changes")).json()
    urgent = await workplace.person_waits("in danger", reason=HandoffReason.DANGER)
    answer = await browser.get(f"/handoffs/changes?since={before['newest']}")
    after = answer.json()
    assert (before["waiting"], before["urgent"], before["newest_urgent"]) == (1, 0, 0)
    assert (after["waiting"], after["urgent"], after["newest_urgent"]) == (2, 1, urgent)
    assert after["is_new"] and after["version"] != before["version"]
    assert "secret" not in answer.text and "danger" not in answer.text


async def test_an_open_chat_is_told_when_the_person_writes(workplace: Workplace) -> None:
    """Nothing else than a changed word; of a chat that was forgotten it says so."""
    handoff_id = await workplace.person_waits()
    browser = await workplace.sign_in()
    address = f"/handoffs/changes?handoff={handoff_id}"
    first = (await browser.get(address)).json()["version"]
    assert (await browser.get(address)).json()["version"] == first
    chat = await workplace.chat_of(handoff_id)
    async with workplace.sessions.begin() as session:
        session.add(a_message(chat, "one more thing", chat.created_at + timedelta(minutes=1)))
    assert (await browser.get(address)).json()["version"] != first
    assert (await browser.get("/handoffs/changes?handoff=999")).json()["version"] == "gone"
