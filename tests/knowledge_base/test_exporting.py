"""What is exported is read back as it was."""

from pathlib import Path

from knowledge_base.content_files import read_content_files
from knowledge_base.content_types import Content
from knowledge_base.exporting import write_content_files
from tests.knowledge_base.small_content import write_small_content


def test_export_and_reading_change_nothing(content: Content, tmp_path: Path) -> None:
    """An organisation can take its content elsewhere, whole."""
    count = write_content_files(content, tmp_path / "out")
    reading = read_content_files(tmp_path / "out")
    assert reading.problems == []
    assert reading.content.questions == content.questions
    assert reading.content.facts == content.facts
    assert reading.content.emergency == content.emergency
    assert reading.content.answers == content.answers
    assert reading.content.phrasings == content.phrasings
    assert reading.content.places == content.places
    assert sum(path.is_file() for path in (tmp_path / "out").rglob("*")) == count


def test_a_second_export_writes_the_same_bytes(tmp_path: Path) -> None:
    """A pull request after an export shows only what an editor changed."""
    content = read_content_files(write_small_content(tmp_path / "content")).content
    write_content_files(content, tmp_path / "one")
    write_content_files(read_content_files(tmp_path / "one").content, tmp_path / "two")
    for path in (tmp_path / "one").rglob("*.*"):
        other = tmp_path / "two" / path.relative_to(tmp_path / "one")
        assert path.read_bytes() == other.read_bytes()
