"""The table of holes shows which question has an answer for which route."""

from datetime import date

from knowledge_base.content_types import Content
from knowledge_base.coverage import coverage_table
from knowledge_base.index import Snapshot


def test_every_question_has_a_line_and_every_route_a_column(knowledge: Snapshot) -> None:
    """A number is languages, a dot is a hole."""
    header, *lines, total = coverage_table(knowledge, date(2026, 11, 22)).splitlines()
    routes = header.split()
    assert len(routes) == 25 and "UZ>KZ" in routes and "KZ>KZ" not in routes
    cells = {line.split()[0]: dict(zip(routes, line.split()[1:], strict=True)) for line in lines}
    assert list(cells) == list(knowledge.questions)
    assert cells["registration.arrival"]["UZ>KZ"] == "7"
    assert cells["work.permit_keep"]["TM>RU"] == "."
    answered = sum(cell != "." for row in cells.values() for cell in row.values())
    assert total == f"{answered} of {len(cells) * 25} have an answer; a number is languages of 7"


def test_an_empty_knowledge_base_is_a_table_too() -> None:
    """The first look of an organisation that starts from nothing."""
    assert coverage_table(Snapshot(Content()), date(2026, 11, 22)).endswith(
        "0 of 0 have an answer; a number is languages of 7\n"
    )
