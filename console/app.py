"""The face for staff: sign-in, the queue of handoffs and the chats. It need not be public."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from types import ModuleType
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from bot.logs import configure_logs
from bot.settings import Settings, read_settings
from bot.texts import later
from bot.wakeup import Wakeup
from console import (
    account,
    activity_pages,
    answers,
    canned,
    conversations,
    coverage,
    fact_changes,
    facts,
    files,
    group_pages,
    knowledge_making,
    links,
    notes,
    oidc,
    on_call,
    organisation_pages,
    overview,
    people,
    phrasings,
    publishing,
    questions,
    queue_pages,
    reviews,
    sign_in,
    suggestions,
    text_history,
    trying,
)
from console.access import Desk, NotSignedIn, PageRefused
from console.headers import GuardResponses
from console.knowledge import ConsoleKnowledge
from console.pages import HERE, page, see_other
from knowledge_base.database import Sessions, make_engine, make_sessions, utc_now
from knowledge_base.index import LiveIndex

#: Every module with pages of its own.
PAGES: Final[tuple[ModuleType, ...]] = (
    sign_in,
    overview,
    coverage,
    links,
    facts,
    fact_changes,
    oidc,
    account,
    organisation_pages,
    people,
    activity_pages,
    queue_pages,
    group_pages,
    conversations,
    notes,
    knowledge_making,
    canned,
    on_call,
    questions,
    phrasings,
    trying,
    answers,
    text_history,
    publishing,
    reviews,
    suggestions,
    files,
)


def create_app(
    settings: Settings | None = None,
    *,
    sessions: Sessions | None = None,
    wakeup: Wakeup | None = None,
    index: LiveIndex | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> FastAPI:
    """Build the application; without `sessions` it opens the database of the settings itself.

    `index` is the live knowledge of the process, where it has one already.
    """
    if settings is None:
        settings = read_settings()
        configure_logs(settings.log_level)
    engine = None if sessions is not None else make_engine(settings.database_url)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        if engine is not None:
            await engine.dispose()

    app = FastAPI(title="console", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    if sessions is None:
        assert engine is not None
        sessions = make_sessions(engine)
    knowledge = ConsoleKnowledge(sessions, index)
    app.state.desk = Desk(sessions, settings, wakeup or Wakeup(), clock, settings.console_url, knowledge)
    for pages in PAGES:
        app.include_router(pages.router)
    app.mount("/static", StaticFiles(directory=HERE / "static"))
    app.add_exception_handler(NotSignedIn, _to_sign_in)
    app.add_exception_handler(PageRefused, _refused)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _not_found)
    app.add_middleware(GuardResponses)
    return app


async def _to_sign_in(_request: Request, _error: Exception) -> Response:
    return see_other("/sign-in")


async def _refused(request: Request, error: Exception) -> Response:
    if isinstance(error, PageRefused):
        return page(request, "refused.html", status=error.status, sentence=error.sentence)
    status = error.status_code if isinstance(error, HTTPException) else 500
    return page(request, "refused.html", status=status, sentence=later("There is no such page."))


async def _not_found(request: Request, _error: Exception) -> Response:
    return page(request, "refused.html", status=404, sentence=later("There is no such page."))
