"""Which question has an answer for which route: the holes, for those who fill them."""

from datetime import date
from pathlib import Path

from knowledge_base.content_files import CONTENT
from knowledge_base.content_yaml import read_yaml
from knowledge_base.index import Snapshot
from knowledge_base.locales import LOCALES
from knowledge_base.routes import COUNTRIES, STAY_COUNTRIES, Route


def coverage_table(knowledge: Snapshot, on: date) -> str:
    """Return a table, a line a question and a column a route: number of languages, or `.` for none."""
    routes = [
        Route(citizenship, stay_in)
        for stay_in in STAY_COUNTRIES
        for citizenship in COUNTRIES
        if citizenship != stay_in
    ]
    width = max(map(len, knowledge.questions), default=0)
    header = " ".join(f"{route.citizenship}>{route.stay_in}" for route in routes)
    lines = [f"{'':{width}} {header}"]
    total = 0
    for question_id in knowledge.questions:
        counts = [_languages(knowledge, question_id, route, on) for route in routes]
        total += sum(map(bool, counts))
        cells = " ".join(f"{count or '.':>5}" for count in counts)
        lines.append(f"{question_id:{width}} {cells}")
    lines.append(
        f"{total} of {len(knowledge.questions) * len(routes)} have an answer; "
        f"a number is languages of {len(LOCALES)}"
    )
    return "\n".join(lines) + "\n"


def read_gaps(folder: Path = CONTENT) -> list[str]:
    """Return the holes that are written down, a line each: question, route, reason."""
    path = folder / "gaps.yaml"
    entries = read_yaml(path) if path.exists() else None
    return [f"{each['question']}  {each['route']}  {each['reason']}" for each in entries or ()]


def _languages(knowledge: Snapshot, question_id: str, route: Route, on: date) -> int:
    answer = knowledge.choose(question_id, route, on)
    return len(answer.texts) if answer else 0
