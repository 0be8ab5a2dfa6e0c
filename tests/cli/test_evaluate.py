"""`migrantbot evaluate`: labelled questions scored per language and topic."""

import json
from pathlib import Path

from tests.cli.running import lines, migrantbot

LABELLED = [
    {"text": "Мне не платят зарплату", "intents": ["work.unpaid"], "lang": "ru"},
    {"text": "Где мне зарегистрироваться после приезда?", "intents": ["registration.arrival"], "lang": "ru"},
    {"text": "Мне не платят зарплату", "intents": ["child.school"], "lang": "ru"},
    {"text": "maosh bermayapti", "intents": ["work.unpaid", "work.contract"], "lang": "uz-Latn"},
    {"text": "Кто выиграл вчера, Реал или Барселона?", "intents": []},
]


def table(out: str) -> dict[str, list[float]]:
    """Return the rows of the table by name."""
    rows = [line for line in out.splitlines()[1:] if line.strip()]
    return {line[:24].strip(): [float(each) for each in line[24:].split()] for line in rows}


def test_every_language_and_topic_has_a_row(tmp_path: Path) -> None:
    """Asked, first, among three, answered, and wrong among the answered."""
    (tmp_path / "questions.jsonl").write_text(lines(LABELLED), "utf-8")
    ran = migrantbot("evaluate", "questions.jsonl", folder=tmp_path)
    assert ran.status == 0
    rows = table(ran.out)
    assert set(rows) == {
        "all", "language ru", "language uz-Latn", "topic work", "topic registration", "topic child",
        "topic out of scope",
    }  # fmt: skip
    assert rows["all"][0] == 5 and rows["language ru"][0] == 4
    assert rows["topic child"] == [1, 0, 0, 1, 1]
    assert rows["topic registration"][:2] == [1, 1]
    assert rows["topic out of scope"][3] == 0


def test_lines_that_cannot_be_read_are_counted(tmp_path: Path) -> None:
    """The rest is scored; the status tells."""
    broken = [
        "{",
        "[]",
        '{"text": 5}',
        '{"text": "x", "intents": "work.unpaid"}',
        '{"text": "x", "intents": [1]}',
    ]
    text = "\n".join([*broken, "", json.dumps(LABELLED[0])])
    (tmp_path / "questions.jsonl").write_text(text, "utf-8")
    ran = migrantbot("evaluate", "questions.jsonl", folder=tmp_path)
    assert ran.status == 1 and ran.err == "5 lines could not be read\n"
    assert table(ran.out)["all"][0] == 1
