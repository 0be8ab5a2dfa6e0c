"""Content files are read as volunteers write them, and every mistake is told with its file and line."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge_base.checks import check_content, expiring
from knowledge_base.content_files import Problem, files_hash, read_content_files
from knowledge_base.index import Snapshot
from knowledge_base.matcher.training import train
from tests.knowledge_base.small_content import TODAY, change, put, write_small_content


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder without a mistake."""
    return write_small_content(tmp_path / "content")


def test_sound_files_are_read_whole(folder: Path) -> None:
    """Questions, answers by key and language, facts, phrasings and emergency numbers."""
    reading = read_content_files(folder)
    content = reading.content
    assert reading.problems == []
    assert [question.id for question in content.questions] == ["stay.limit", "work.allowed"]
    assert {(answer.key, len(answer.texts)) for answer in content.answers} == {("uz-kz", 7), ("kz", 7)}
    assert content.facts["kz.days"].value == 30
    assert content.facts["kz.days"].source is not None
    assert len(content.phrasings) == 21
    assert sum(phrasing.question_id is None for phrasing in content.phrasings) == 7
    assert content.emergency["KZ"][0].number == "{kz.phone}"


def test_the_place_of_a_text_is_the_line_it_begins_on(folder: Path) -> None:
    """An editor jumps from the message to the text, below the block at the top of the file."""
    places = read_content_files(folder).places
    assert places["stay.limit", "uz-kz", "ru"] == ("answers/ru/stay.limit.uz-kz.md", 5)
    assert places["stay.limit", "uz-kz", "tg"] == ("answers/tg/stay.limit.uz-kz.md", 6)


MISTAKES = [
    ("questions.yaml", "  topic: work\n", "", 10, "'topic' is missing"),
    ("questions.yaml", "related: [work.allowed]", "related: work.allowed", 1, "must be a list"),
    ("questions.yaml", "citizenship: [UZ]", "citizenship: UZ", 1, "must be a list"),
    ("questions.yaml", "facts: [kz.fee]", "facts: kz.fee", 10, "must be a list"),
    ("questions.yaml", "      confirm_with: lawyer\n", "", 10, "'confirm_with' is missing"),
    ("questions.yaml", "- id: work.allowed", "- no entry\n- id: work.allowed", 1, "is not an entry"),
    ("questions.yaml", "topic: work", "topic: [work", 12, "not readable as YAML"),
    ("questions.yaml", "  topic: work\n", "  topic: work\n  topic: life\n", 10, "stands here twice"),
    ("facts/kz.yaml", "unit: calendar_days", "unit: [", 5, "not readable as YAML"),
    ("facts/kz.yaml", "value: 30", "value: 2026-07-01", 1, "put it in quotes"),
    ("facts/kz.yaml", "value: 30", "value: .inf", 1, "is no number"),
    ("facts/kz.yaml", "value: 30", "value: [30]", 1, "neither a number nor a text"),
    ("facts/kz.yaml", "check_every: 180", "check_every: 1000000000000", 1, "check_every must be"),
    ("facts/kz.yaml", "valid_from: null", "valid_from: soon", 1, "cannot be read"),
    ("facts/kz.yaml", "valid_from: null", "valid_from: 2026-02-31", 1, "not readable"),
    ("facts/kz.yaml", "- id: kz.fee", "- id: kz.days", 14, "stands twice"),
    ("facts/kz.yaml", "publisher: A ministry, ", "", 1, "'publisher' is missing"),
    ("facts/kz.yaml", "statement: Invented for a test.", "statement: \x07", 1, "not readable"),
    ("answers/ru/stay.limit.uz-kz.md", "---\nstate", "state", 1, "must begin with a block"),
    ("answers/ru/stay.limit.uz-kz.md", "state: draft", "state: ready", 2, "state 'ready' is not one of"),
    ("answers/ru/stay.limit.uz-kz.md", "state: draft", "- draft", 1, "not readable as YAML"),
    ("answers/ru/stay.limit.uz-kz.md", "state: draft", "state: [", 1, "not readable as YAML"),
    ("titles/ru.yaml", "stay.limit: ", "- ", 1, "not readable as YAML"),
    ("titles/ru.yaml", "stay.limit: Stay 5\nwork.allowed: Work 5\n", "[a, b]", 1, "are expected here"),
    ("phrasings/ru.yaml", "stay.limit", "stay.limits", 1, "phrasings of an unknown question stay.limits"),
    ("phrasings/ru.yaml", "[how many days 5]", "how many days", 1, "a list of phrasings is expected"),
    ("emergency.yaml", "service", "services", 1, "the emergency numbers cannot be read"),
    ("emergency.yaml", "KZ:\n  -", "-", 1, "are expected here"),
]


@pytest.mark.parametrize(("file", "old", "new", "line", "message"), MISTAKES)
def test_a_mistake_is_told_with_file_and_line(
    folder: Path, file: str, old: str, new: str, line: int, message: str
) -> None:
    """One run shows every mistake where it stands; nobody has to look for it."""
    change(folder / file, old, new)
    found = [problem for problem in read_content_files(folder).problems if message in problem.message]
    assert found and found[0].file == file
    assert found[0].line == pytest.approx(line, abs=1)


def test_a_file_that_no_answer_names_is_told(folder: Path) -> None:
    """A text that was misnamed would otherwise be lost without a word."""
    put(folder / "answers" / "ru" / "stay.limit.uz_kz.md", "---\nstate: draft\n---\nText\n")
    assert read_content_files(folder).problems == [
        Problem("answers/ru/stay.limit.uz_kz.md", 1, "no answer of this key stands in questions.yaml")
    ]


def test_a_file_in_another_encoding_is_told(folder: Path) -> None:
    """Windows editors still write cp1251 now and then."""
    path = folder / "answers" / "ru" / "stay.limit.uz-kz.md"
    path.write_bytes(path.read_text("utf-8").encode("cp1251"))
    (problem,) = read_content_files(folder).problems
    assert problem.file == "answers/ru/stay.limit.uz-kz.md"


def test_one_run_shows_all_mistakes(folder: Path) -> None:
    """A volunteer repairs five files at once and not one a day."""
    change(folder / "facts" / "kz.yaml", "value: 30", "value: [30]")
    change(folder / "answers" / "ky" / "work.allowed.kz.md", "state: draft", "state: done")
    change(folder / "emergency.yaml", "service", "services")
    assert len({problem.file for problem in read_content_files(folder).problems}) == 3


def test_names_of_cities_that_are_none_are_told(folder: Path) -> None:
    """One name for all languages is not what the format says."""
    put(folder / "cities.yaml", "Almaty: Алматы\n")
    assert [str(problem) for problem in read_content_files(folder).problems] == [
        "cities.yaml:1: a name for each language is expected for Almaty"
    ]


def test_a_problem_reads_like_a_compilers() -> None:
    """Editors and terminals jump to `file:line: message`."""
    assert str(Problem("questions.yaml", 7, "it is wrong")) == "questions.yaml:7: it is wrong"


def test_a_folder_that_is_no_content_is_told(tmp_path: Path) -> None:
    """Somebody who named the wrong folder must not read "0 problems"."""
    assert read_content_files(tmp_path).problems == [
        Problem("questions.yaml", 1, "not readable: No such file or directory")
    ]


def test_the_hash_moves_with_every_byte(folder: Path) -> None:
    """It tells whether anything has to be loaded again."""
    before = files_hash(folder)
    assert files_hash(folder) == before
    change(folder / "emergency.yaml", "kz.phone", "kz.phones")
    assert files_hash(folder) != before


_FILES = (
    "questions.yaml", "emergency.yaml", "facts/kz.yaml", "titles/ru.yaml", "phrasings/ru.yaml",
    "answers/ru/stay.limit.uz-kz.md",
)  # fmt: skip
_JUNK = st.one_of(
    st.sampled_from(
        ["", ":", "- ", "[", "{", "}", "\n", "null", "NO", "0x", "1_000", "2026-13-45", "&a [*a]", "<<: x",
         "? ", "!!binary x", "---\n", "\x00", "~", '"', "{{}: 1}", "1e400", ".nan", "2026-01-01 10:00:00"]
    ),
    st.binary(max_size=6).map(lambda raw: raw.decode("latin-1")),
)  # fmt: skip


#: Training on each broken file would take a second; any text can be learned (test_matching.py).
_UNTAUGHT = train(())


@settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    file=st.sampled_from(_FILES),
    start=st.floats(0, 1),
    length=st.integers(0, 30),
    junk=_JUNK,
    is_latin=st.booleans(),
)
def test_nothing_that_stands_in_a_file_makes_reading_fail(
    tmp_path: Path, file: str, start: float, length: int, junk: str, is_latin: bool
) -> None:
    """Whatever somebody wrote, it becomes problems or content that can be checked and indexed."""
    folder = tmp_path / "content"
    if not folder.exists():
        write_small_content(folder)
    path = folder / file
    original = path.read_bytes()
    try:
        text = original.decode()
        at = int(start * len(text))
        changed = text[:at] + junk + text[at + length :]
        path.write_bytes(changed.encode("latin-1", "replace") if is_latin else changed.encode())
        reading = read_content_files(folder)
        check_content(reading, on=TODAY)
        expiring(reading, on=TODAY)
        Snapshot(reading.content, matcher=_UNTAUGHT)
    finally:
        path.write_bytes(original)
