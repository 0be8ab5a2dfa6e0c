"""`migrantbot ask --jsonl`: each line answered as the bot would."""

from pathlib import Path
from typing import Any

import pytest

from knowledge_base.locales import LOCALES
from tests.cli.running import Ran, lines, migrantbot

UZ_IN_KZ = {"citizenship": "UZ", "stay_in": "KZ"}
QUESTIONS: list[dict[str, Any]] = [
    {"id": 1, "text": "Toshkentdan Olmaotaga keldim, qayerda ro'yxatdan o'taman?"},
    {"id": 2, "text": "Ishlasam bo'ladimi?"},
    {"id": 3, "text": "Можно мне работать?", **UZ_IN_KZ},
    {"id": 4, "text": "Кто выиграл вчера, Реал или Барселона?"},
    {"id": 5, "text": "меня заперли и не выпускают"},
    {"id": 6, "text": "спасибо"},
    {"id": 7, "text": "/menu"},
    {"id": 8, "text": "а для ребёнка?"},
    {"id": "chat-1", "chat": "a", "text": "Ishlasam bo'ladimi?"},
    {"id": "other", "chat": 7, "text": "Можно мне работать?"},
    {"id": "chat-2", "chat": "a", "text": "1"},
    {"id": "chat-3", "chat": "a", "text": "1"},
    {"id": "before", "text": "Где мне зарегистрироваться?", "now": "2026-06-30", **UZ_IN_KZ},
    {"id": "after", "text": "Где мне зарегистрироваться?", "now": "2026-07-01T00:00:00+00:00", **UZ_IN_KZ},
    {"id": "via", "text": "Можно мне работать?", "citizenship": "UZ", "stay_in": "RU", "via": "KZ"},
    {"id": "empty", "text": ""},
    {"id": "long", "text": "я" * 100_000},
    {"id": None, "text": "\x00\u202e"},
    {"id": {"deep": [1]}, "text": "спасибо"},
]
BROKEN = [
    (b"{", "the line is not JSON"),
    (b"[1]", "the line is not a JSON object"),
    (b'"text"', "the line is not a JSON object"),
    (b'{"id": 1}', "'text' must be a string"),
    (b'{"id": 1, "text": 5}', "'text' must be a string"),
    (b'{"id": 1, "text": "x", "citizenship": "US"}', "'citizenship' must be one of"),
    (b'{"id": 1, "text": "x", "stay_in": ["KZ"]}', "'stay_in' must be one of"),
    (b'{"id": 1, "text": "x", "via": "kz"}', "'via' must be one of"),
    (b'{"id": 1, "text": "x", "now": "soon"}', "'now' must be an ISO 8601 date or time"),
    (b'{"id": 1, "text": "x", "now": 5}', "'now' must be an ISO 8601 date or time"),
    (b'{"id": 1, "text": "x", "now": "2026-02-31"}', "'now' must be an ISO 8601 date or time"),
    (b'{"id": 1, "text": "\xff"}', "the line is not UTF-8"),
    (b"[" * 20_000, "the line is not JSON"),
]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """All questions in one run, in a folder of its own."""
    return migrantbot("ask", "--jsonl", folder=tmp_path_factory.mktemp("ask"), given=lines(QUESTIONS))


def test_every_line_has_its_answer_in_order(asked: Ran) -> None:
    """With the id it came with, whatever that is."""
    assert (asked.status, asked.err) == (0, "")
    assert [each["id"] for each in asked.objects] == [each["id"] for each in QUESTIONS]


def test_an_answer_has_the_promised_parts(asked: Ran) -> None:
    """Programs are written against them."""
    for each in asked.objects:
        assert list(each) == ["id", "locale", "outcome", "questions", "route", "replies"]
        assert each["locale"] in LOCALES
        assert set(each["route"]) == {"citizenship", "stay_in", "via"}
        assert each["replies"] and all(set(reply) == {"text", "buttons"} for reply in each["replies"])
        assert all(reply["text"] for reply in each["replies"])
        assert len(each["questions"]) <= 5
        confidences = [question["confidence"] for question in each["questions"]]
        assert confidences == sorted(confidences, reverse=True)
        assert all(0 <= confidence <= 1 for confidence in confidences)


def test_the_outcome_says_what_became_of_it(asked: Ran) -> None:
    """In the words of the design."""
    outcomes = {str(each["id"]): each["outcome"] for each in asked.objects}
    assert [outcomes[str(number)] for number in range(1, 8)] == [
        "answer", "ask_route", "answer", "unanswered", "danger", "smalltalk", "command"
    ]  # fmt: skip


def test_candidates_are_told_whatever_the_outcome(asked: Ran) -> None:
    """Also where the bot asked back or handed over."""
    by_id = {str(each["id"]): each for each in asked.objects}
    assert by_id["1"]["questions"][0]["id"] == "registration.arrival"
    assert by_id["2"]["questions"][0]["id"] == "work.allowed"
    assert by_id["4"]["questions"]


def test_lines_of_one_chat_are_one_conversation(asked: Ran) -> None:
    """In order, and not mixed with the lines between them."""
    by_id = {str(each["id"]): each for each in asked.objects}
    assert by_id["chat-2"]["outcome"] == "ask_route"
    assert by_id["chat-3"]["outcome"] == "answer"
    assert by_id["chat-3"]["route"] == {**UZ_IN_KZ, "via": None}
    assert by_id["other"]["locale"] == "ru" and by_id["other"]["route"]["citizenship"] is None


def test_a_line_without_a_chat_starts_anew(asked: Ran) -> None:
    """Nothing is remembered of the line before."""
    by_id = {str(each["id"]): each for each in asked.objects}
    assert by_id["4"]["route"]["citizenship"] is None


def test_the_route_of_a_line_is_used(asked: Ran) -> None:
    """With the country on the way."""
    by_id = {str(each["id"]): each for each in asked.objects}
    assert by_id["via"]["route"] == {"citizenship": "UZ", "stay_in": "RU", "via": "KZ"}


def test_now_decides_which_law_holds(asked: Ran) -> None:
    """The day before and the day of the change."""
    by_id = {str(each["id"]): each for each in asked.objects}
    assert "3 рабочих дня" in by_id["before"]["replies"][0]["text"]
    assert "30 дней с пересечения" not in by_id["before"]["replies"][0]["text"]
    assert "30 дней с пересечения" in by_id["after"]["replies"][0]["text"]


def test_broken_lines_get_an_error_and_the_run_goes_on(tmp_path: Path) -> None:
    """The exit status tells that there were some."""
    good = b'{"id": "good", "text": "\xd1\x81\xd0\xbf\xd0\xb0\xd1\x81\xd0\xb8\xd0\xb1\xd0\xbe"}'
    given = b"\n".join([*(line for line, _ in BROKEN), b"", b"  ", good])
    ran = migrantbot("ask", "--jsonl", folder=tmp_path, given=given)
    assert ran.status == 1 and ran.err == ""
    *errors, last = ran.objects
    assert last["outcome"] == "smalltalk"
    for found, (line, message) in zip(errors, BROKEN, strict=True):
        assert set(found) == {"id", "error"} and message in found["error"], line[:60]
        assert found["id"] == (1 if b'"id": 1' in line and b"\xff" not in line else None)


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    """No database, no log: `ask` writes to standard output only."""
    migrantbot("ask", "--jsonl", folder=tmp_path, given=lines([{"id": 1, "text": "спасибо"}]))
    assert list(tmp_path.iterdir()) == []


def test_an_empty_input_is_an_empty_output(tmp_path: Path) -> None:
    """Nothing asked, nothing wrong."""
    assert migrantbot("ask", "--jsonl", folder=tmp_path) == Ran(0, "", "")


def test_drafts_can_be_forbidden(tmp_path: Path) -> None:
    """SHOW_DRAFTS=no: as long as nobody has checked them, the shipped answers are gaps."""
    given = lines([{"id": 1, "text": "Можно мне работать?", **UZ_IN_KZ}])
    ran = migrantbot("ask", folder=tmp_path, given=given, environment={"SHOW_DRAFTS": "no"})
    assert ran.objects[0]["outcome"] == "unanswered"
