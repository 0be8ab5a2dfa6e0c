"""The public face: webhooks of the channels, the web chat, and whether all is well."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse
from starlette.middleware.gzip import GZipMiddleware

from bot.logs import configure_logs
from bot.settings import Settings, read_settings
from bot.wakeup import Wakeup
from knowledge_base.database import Sessions, make_engine, make_sessions, utc_now
from webhooks import health, telegram, twilio, web_chat
from webhooks.limits import LimitBody


@dataclass(frozen=True, slots=True)
class Door:
    """What every request needs: where messages are kept, and how the worker hears of them."""

    sessions: Sessions
    settings: Settings
    wakeup: Wakeup
    clock: Callable[[], datetime]


def create_app(
    settings: Settings | None = None,
    *,
    sessions: Sessions | None = None,
    wakeup: Wakeup | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> FastAPI:
    """Build the application; without `sessions` it opens the database of the settings itself."""
    if settings is None:
        settings = read_settings()
        configure_logs(settings.log_level)
    engine = None if sessions is not None else make_engine(settings.database_url)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        if engine is not None:
            await engine.dispose()

    app = FastAPI(title="migrantbot", lifespan=lifespan, docs_url=None, redoc_url=None)
    if sessions is None:
        assert engine is not None
        sessions = make_sessions(engine)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.state.door = Door(sessions, settings, wakeup or Wakeup(), clock)
    app.include_router(telegram.router)
    app.include_router(twilio.router)
    app.include_router(web_chat.router)
    app.include_router(health.router)
    app.mount("/static", web_chat.static_files())
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(LimitBody)
    return app


async def _unreadable(_request: Request, _error: Exception) -> PlainTextResponse:
    """Answer 422 without quoting what was sent: it may not even be text."""
    return PlainTextResponse("unreadable", status_code=422)
