"""`migrantbot language review FILE`: a speaker goes through messages quickly, and nothing is asked twice."""

import json
from pathlib import Path

from tests.cli.running import migrantbot


def test_enter_confirms_a_code_corrects_and_the_rest_waits(tmp_path: Path) -> None:
    """The least sure message comes first; an unknown code is asked again; an answer stays."""
    file = tmp_path / "messages.txt"
    file.write_text('menga patent kerak, qayerdan olaman\n{"text": "патент"}\n\nя не понимаю вас\n', "utf-8")

    first = migrantbot("language", "review", str(file), folder=tmp_path, given="xx\nuz-cyrl\nq\n")
    assert first.status == 0
    answers = [json.loads(line) for line in (tmp_path / "reviewed.jsonl").read_text("utf-8").splitlines()]
    assert [(answer["text"], answer["locale"]) for answer in answers] == [("патент", "uz-Cyrl")]

    second = migrantbot("language", "review", str(file), folder=tmp_path, given="\n\n")
    assert "2 messages" in second.out and "патент" not in second.out
    answers = [json.loads(line) for line in (tmp_path / "reviewed.jsonl").read_text("utf-8").splitlines()]
    assert {answer["text"]: answer["locale"] for answer in answers} == {
        "патент": "uz-Cyrl",
        "menga patent kerak, qayerdan olaman": "uz-Latn",
        "я не понимаю вас": "ru",
    }


def test_the_end_of_the_input_stops_the_review(tmp_path: Path) -> None:
    """As Ctrl-D does; the answers so far are kept."""
    (tmp_path / "messages.txt").write_text("менга иш керак\n", "utf-8")
    ran = migrantbot("language", "review", "messages.txt", folder=tmp_path, given="")
    assert ran.status == 0 and "0 answers" in ran.out
