"""Whatever arrives: no 500, no lost message, and the good message after it is kept."""

import json
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.dispatcher import Equipment
from bot.handling import Claimed, handle_message
from bot.inbox import claim_next
from bot.messages import MAX_TEXT
from bot.models import InboxMessage
from knowledge_base.database import Sessions
from knowledge_base.index import Snapshot
from tests.builders import NOW
from tests.webhooks.front_door import FrontDoor, payload

TEXTS = {
    "emoji": "👩‍👩‍👧‍👦" * 5000,
    "NUL bytes": "Где\x00 работать\x00?",
    "right-to-left marks": "\u202eГде работать?\u202c\u200f",
    "a lone surrogate": "Где \ud83d работать?",
    "control characters": "".join(map(chr, range(32))) + "Где",
    "nothing but a surrogate": "\udfff",
    "nothing visible": "\u200b\u2060\ufeff",
    "combining marks": "е" + "\u0301" * 3000,
    "unassigned": "\U000e0fff\uffff Где",
    "markup": "<script>alert(1)</script> & <b>",
    "a format string": "{0} {name} %s %n",
    "SQL": "'; DROP TABLE inbox; --",
}
LARGE = 1_000_000
HEADERS = {"Authorization": "Bearer " + "t" * 40, "Content-Type": "application/json"}


@pytest.mark.parametrize("name", TEXTS)
async def test_every_text_is_kept_and_answered_on_every_channel(
    door: FrontDoor, equipment: Equipment, knowledge: Snapshot, name: str
) -> None:
    """Cleaned of what no database takes, never refused."""
    text = TEXTS[name]
    update = payload("telegram", "text")
    update["message"]["text"] = text
    assert await door.telegram(update) == 200
    form = {**payload("twilio", "whatsapp_text"), "Body": text.encode("utf-8", "ignore").decode()}
    assert await door.twilio(form) == 200
    said = json.dumps({"id": "abcdefgh", "text": text[:MAX_TEXT]})
    assert (await door.http.post("/chat/messages", content=said, headers=HEADERS)).status_code == 202

    rows = await door.kept()
    assert [row.channel for row in rows] == ["telegram", "whatsapp", "web"]
    for row in rows:
        assert len(row.text) <= MAX_TEXT and "\x00" not in row.text and "\u202e" not in row.text
        turn = await _handle(door.sessions, equipment, knowledge)
        assert turn.replies


@pytest.mark.parametrize("path", ["/webhooks/telegram", "/webhooks/twilio", "/chat/messages"])
@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded"])
async def test_a_body_that_is_too_large_is_413(sqlite_door: FrontDoor, path: str, kind: str) -> None:
    """Announced or not; it is not read to its end."""
    headers = {"Content-Type": kind, "X-Telegram-Bot-Api-Secret-Token": "the-secret-of-nobody"}
    body = b"a=" + b"x" * LARGE
    assert (await sqlite_door.http.post(path, content=body, headers=headers)).status_code == 413

    async def unannounced() -> Any:
        for start in range(0, len(body), 65536):
            yield body[start : start + 65536]

    response = await sqlite_door.http.post(path, content=unannounced(), headers=headers)
    assert response.status_code in (413, 403, 400, 422)
    assert await sqlite_door.kept() == []


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b'{"update_id": 1, "mess', b"null", b"[]", b"7", b'"text"', b"\xff\xfe", b"NaN",
        b"[" * 100_000, b'{"update_id": 1e999}', b'{"update_id": ' + b"9" * 5000 + b"}",
        b'{"update_id": -1, "message": null}', b'{"update_id": true, "message": {}}',
        b'{"update_id": 7, "poll_answer": {}}', b'{"update_id": 8, "something_of_next_year": {"a": 1}}',
    ],
)  # fmt: skip
async def test_what_is_no_update_is_200_and_not_kept(sqlite_door: FrontDoor, body: bytes) -> None:
    """Telegram would repeat it for ever; the next good one is kept."""
    assert await sqlite_door.telegram(body) == 200
    assert await sqlite_door.kept() == []
    assert await sqlite_door.telegram(payload("telegram", "text")) == 200
    assert len(await sqlite_door.kept()) == 1


@pytest.mark.parametrize(
    "part",
    [
        {"callback_query": {"id": "9" * 500}},
        {"callback_query": {"id": "\ud83d\x00"}},
        {"callback_query": {"data": "x\x00" * 500}},
        {
            "callback_query": {
                "from": {"id": 1, "is_bot": False, "first_name": "", "language_code": "z" * 500}
            }
        },
    ],
)
async def test_oversized_parts_of_an_update_are_no_reason_to_fail(
    door: FrontDoor, part: dict[str, dict[str, Any]]
) -> None:
    """What does not fit is left out; the press itself counts."""
    update = payload("telegram", "button")
    update["callback_query"] |= part["callback_query"]
    assert await door.telegram(update) == 200
    assert len(await door.kept()) == 1


_ATOMS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
_JSON = st.recursive(
    _ATOMS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)
_FIXTURE_IS_SHARED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@_FIXTURE_IS_SHARED
@given(name=st.sampled_from(["text", "button", "location", "edited_text"]), steps=st.data(), wrong=_JSON)
async def test_wrong_types_anywhere_in_an_update_are_no_500(
    sqlite_door: FrontDoor, name: str, steps: st.DataObject, wrong: Any
) -> None:
    """One value of a real update replaced by anything."""
    update = payload("telegram", name)
    place: Any = update
    while True:
        key = steps.draw(st.sampled_from(sorted(place)))
        if not isinstance(place[key], dict) or steps.draw(st.booleans()):
            break
        place = place[key]
    place[key] = wrong
    assert await sqlite_door.telegram(update) == 200


@_FIXTURE_IS_SHARED
@given(
    form=st.dictionaries(
        st.sampled_from(
            [
                "MessageSid",
                "From",
                "Body",
                "NumMedia",
                "Latitude",
                "Longitude",
                "ButtonPayload",
                "MessageStatus",
            ]
        ),
        st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80),
    )
)
async def test_any_signed_form_is_taken(sqlite_door: FrontDoor, form: dict[str, str]) -> None:
    """Kept or counted as unreadable, at both addresses."""
    for path in ("/webhooks/twilio", "/webhooks/twilio/status"):
        assert await sqlite_door.twilio(form, path=path) == 200


@_FIXTURE_IS_SHARED
@given(body=st.binary(max_size=300) | _JSON.map(lambda value: json.dumps(value).encode()))
async def test_any_body_to_the_web_chat_is_refused_politely(sqlite_door: FrontDoor, body: bytes) -> None:
    """A 4xx without an echo of what was sent."""
    response = await sqlite_door.http.post("/chat/messages", content=body, headers=HEADERS)
    assert 400 <= response.status_code < 500


@pytest.mark.parametrize("path", ["/webhooks/twilio", "/webhooks/twilio/status"])
async def test_strange_requests_to_twilios_address_are_refused(sqlite_door: FrontDoor, path: str) -> None:
    """Files, broken multipart, another content type, a made-up host: 4xx, whoever sends them."""
    for request in (
        {"files": {"Body": ("photo.jpg", b"\xff\xd8")}},
        {"content": b"--x\r\nfoo", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
        {"content": b"x", "headers": {"Content-Type": "multipart/form-data"}},
        {"content": b"{", "headers": {"Content-Type": "application/json"}},
        {"content": b"%ff%00=%zz&&&=", "headers": {"Content-Type": "application/x-www-form-urlencoded"}},
        {"data": {"Body": "?"}, "headers": {"Host": "x:abc"}},
        {"data": {"Body": "?"}, "headers": {"Host": "[::1"}},
    ):
        response: httpx.Response = await sqlite_door.http.post(path, **request)
        assert 400 <= response.status_code < 500


@pytest.mark.parametrize("after", ["99999999999999999999999", "-2", "x", ""])
async def test_a_cursor_that_is_none_is_refused(sqlite_door: FrontDoor, after: str) -> None:
    """422, not an error of the database."""
    response = await sqlite_door.http.get("/chat/messages", params={"after": after}, headers=HEADERS)
    assert response.status_code == 422


async def test_a_button_of_the_web_chat_may_hold_anything(door: FrontDoor) -> None:
    """An action is cleaned like a text."""
    said = {"id": "abcdefgh", "action": "menu\x00\u202e"}
    assert (await door.http.post("/chat/messages", json=said, headers=HEADERS)).status_code == 202
    assert [row.action for row in await door.kept()] == ["menu"]


async def _handle(sessions: Sessions, equipment: Equipment, knowledge: Snapshot) -> Any:
    async with sessions.begin() as session:
        row: InboxMessage | None = await claim_next(session, claim="a", now=NOW)
    assert row is not None
    return await handle_message(
        sessions, Claimed(row, "a"), equipment=equipment, knowledge=knowledge, now=NOW
    )
