"""Open every page of the console as its readers do, and note how long it takes and how often it asks."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Final

import httpx
from sqlalchemy import event
from sqlalchemy.engine import Engine

#: Every page that is read; some twice, where what is asked for makes another page of it.
PAGES: Final = (
    "/", "/handoffs", "/handoffs?page=50", "/handoffs?locale=ru&who=unassigned&question={question_id}",
    "/handoffs?state=closed", "/handoffs?state=closed&page=50", "/handoffs/changes",
    "/handoffs/changes?handoff=1", "/handoffs/groups", "/handoffs/group?question={question_id}",
    "/handoffs/group?like={alone}", "/handoffs/{handoff_id}",
    "/handoffs/{handoff_id}/knowledge?question={question_id}", "/replies", "/replies/new",
    "/replies/{reply_id}", "/on-call", "/coverage", "/coverage?stay_in=all&sort=need", "/questions",
    "/questions?q=work", "/questions/{question_id}", "/try", "/answers/{answer_id}/{locale}",
    "/answers/{answer_id}/{locale}/revisions", "/reviews", "/reviews?page=20",
    "/reviews/{answer_id}/{locale}", "/suggestions", "/facts", "/facts/{fact_id}", "/facts/links",
    "/files", "/files/{job_id}", "/files/{job_id}?page=20", "/account", "/people",
    "/people/new", "/people/{staff_id}", "/people/organisations", "/people/organisations/new",
    "/people/organisations/{organisation_id}", "/activity", "/activity?action=replied",
    "/activity?person=7",
)  # fmt: skip
#: What answers a GET and is no page of somebody who came by a link.
NOT_PAGES: Final = frozenset(
    {
        "/account/second-step",
        "/files/export",
        "/files/{job_id}/broken",
        "/oidc/begin",
        "/oidc/callback",
        "/sign-in",
        "/sign-in/{token}",
    }
)


@dataclass(frozen=True, slots=True)
class Timed:
    """How a page did; times in milliseconds."""

    page: str
    first: float  #: the first time it was opened
    median: float
    p95: float
    queries: int  #: the most of the later times
    first_queries: int  #: the first time may read the whole knowledge, and count what is kept for ten minutes
    kilobytes: float


async def time_pages(browser: httpx.AsyncClient, places: Mapping[str, str], *, runs: int) -> list[Timed]:
    """Open each page once, then so many times more."""
    return [await _time(browser, page, places, runs) for page in PAGES]


async def _time(browser: httpx.AsyncClient, page: str, places: Mapping[str, str], runs: int) -> Timed:
    address, spans, asked, size = page.format(**places), [], [], 0
    for _ in range(runs + 1):
        with counted() as queries:
            began = time.perf_counter()
            answer = await browser.get(address)
            spans.append(1000 * (time.perf_counter() - began))
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code}")
        asked.append(len(queries))
        size = len(answer.content)
    first, *rest = spans
    return Timed(
        page,
        round(first, 1),
        round(median(rest), 1),
        round(quantiles(rest, n=20, method="inclusive")[18], 1),
        max(asked[1:]),
        asked[0],
        round(size / 1000, 1),
    )


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the statements that go to the database meanwhile."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)
