"""The matrix of questions, routes and languages: where people ask and we have nothing good to say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from bot.texts import later
from console.access import WRITING, Planner
from console.fact_words import reading_locale
from console.figures import figures_of, shown
from console.models import Role
from console.pages import page, texts_of
from console.standing import standing_of
from console.text_words import TOPICS
from knowledge_base.content_types import SOURCE_LOCALE
from knowledge_base.coverage import Cell, CellState, routes_of
from knowledge_base.formats import country_name
from knowledge_base.locales import LOCALES, NATIVE_NAMES
from knowledge_base.routes import STAY_COUNTRIES, Route

router = APIRouter()

PAGE: Final = 50  #: questions on a page
PAGE_OF_ALL: Final = 20  #: where every country is shown
ALL: Final = "all"
#: What stands in a cell, what it is called and what it means; colour only repeats it.
SIGNS: Final = {
    CellState.MISSING: ("–", later("Missing"), later("Nobody has written it.")),
    CellState.WITHHELD: ("×", later("Withheld"), later("Its facts have ended or not begun.")),
    CellState.GAP: ("?", later("Known gap"), later("The research found no answer, and says why.")),
    CellState.OUTDATED: ("O", later("Outdated"), later("The Russian text has changed since.")),
    CellState.DRAFT: ("D", later("Draft"), later("Written, not yet checked by a person.")),
    CellState.IN_REVIEW: ("R", later("In review"), later("Somebody has to approve it.")),
    CellState.LOW_CONFIDENCE: (
        "~",
        later("Uncertain"),
        later("Published; a fact is weak or long unchecked."),
    ),
    CellState.PUBLISHED: ("✓", later("Published"), later("A person has checked it.")),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell as it stands in the table."""

    state: CellState
    sign: str
    words: str
    address: str | None


@router.get("/coverage")
async def coverage(
    request: Request,
    visitor: Planner,
    locale: str = "",
    stay_in: str = STAY_COUNTRIES[0],
    topic: str = "",
    state: str = "",
    sort: str = "",
    page_number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """Show the matrix for one language or the worst of all, and one country of stay or all."""
    texts, standing, figures = texts_of(request), await standing_of(request), await figures_of(request)
    language = locale if locale in LOCALES else None
    country = stay_in if stay_in in STAY_COUNTRIES else None
    wanted = CellState(state) if state in set(CellState) else None
    rows = standing.coverage.rows(
        locale=language, stay_in=country, topic=topic if topic in TOPICS else None, asked=figures.asked
    )
    counts = standing.coverage.counts(rows)
    if wanted is not None:
        rows = [row for row in rows if any(cell.state is wanted for cell in row.cells.values())]
    if sort == "need":
        rows = sorted(rows, key=lambda row: -row.need)
    writes = visitor.staff.role == Role.ADMINISTRATOR or visitor.staff.role in WRITING
    reader = reading_locale(texts)
    chosen = {
        "locale": language or "",
        "stay_in": country or ALL,
        "topic": topic if topic in TOPICS else "",
        "state": wanted or "",
        "sort": "need" if sort == "need" else "",
    }
    routes, on_page = routes_of(country), PAGE if country else PAGE_OF_ALL
    words = {state: texts.say(name) for state, (_sign, name, _meaning) in SIGNS.items()}
    return page(
        request,
        "coverage.html",
        rows=[
            (
                row,
                standing.knowledge.title(row.question_id, reader),
                shown(row.asked) if visitor.staff.role == Role.ANALYST else str(row.asked),
                [
                    _shown(row.question_id, route, cell, words, is_link=writes)
                    for route, cell in row.cells.items()
                ],
            )
            for row in rows[(page_number - 1) * on_page : page_number * on_page]
        ],
        routes=[(route, country_name(route.citizenship or "", reader)) for route in routes],
        stays=[
            (code, country_name(code, reader), sum(route.stay_in == code for route in routes))
            for code in STAY_COUNTRIES
            if country in (None, code)
        ],
        signs=SIGNS,
        counts=counts,
        total=len(rows),
        chosen=chosen,
        address=urlencode({name: value for name, value in chosen.items() if value and name != "sort"}),
        all_address=urlencode({name: value for name, value in chosen.items() if value}),
        countries={code: country_name(code, reader) for code in STAY_COUNTRIES},
        all_countries=ALL,
        languages_of_answers=NATIVE_NAMES,
        topics=TOPICS,
        number=page_number,
        has_more=len(rows) > page_number * on_page,
        is_empty=not standing.knowledge.questions,
        writes=writes,
    )


def _shown(
    question_id: str, route: Route, cell: Cell, words: Mapping[CellState, str], *, is_link: bool
) -> Shown:
    """Return a cell with the page on which it is made better: the answer, or the form for a new one."""
    address = None
    if is_link and cell.answer_id is not None:
        address = f"/answers/{cell.answer_id}/{cell.locale}"
    elif is_link:
        where = {"new": 1, "citizenship": route.citizenship, "stay_in": route.stay_in}
        # A text is written in the source language first.
        address = f"/questions/{question_id}?{urlencode({**where, 'locale': SOURCE_LOCALE})}"
    name = words[cell.state]
    return Shown(cell.state, SIGNS[cell.state][0], f"{name}: {cell.reason}" if cell.reason else name, address)
