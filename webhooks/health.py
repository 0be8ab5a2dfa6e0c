"""Whether messages can be taken and answered, and the figures."""

from datetime import timedelta
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import func, select

from bot.models import InboxMessage, InboxState, WorkerRow
from knowledge_base.loading import content_version
from webhooks.keeping import door_of

router = APIRouter()

#: A worker writes its row every two seconds; one that is busy may be a little late.
_WORKER_SILENCE: Final = timedelta(seconds=15)


@router.get("/health")
async def health(request: Request) -> JSONResponse:
    """Answer 200 when messages can be kept, a worker is alive and there is something to answer with."""
    try:
        async with door_of(request).sessions() as session:
            pending = await session.scalar(
                select(func.count()).select_from(InboxMessage).where(InboxMessage.state == InboxState.PENDING)
            )
            alive = await session.scalar(
                select(func.count())
                .select_from(WorkerRow)
                .where(WorkerRow.seen_at > door_of(request).clock() - _WORKER_SILENCE)
            )
            version = await content_version(session)
    except Exception:  # whatever the database says, the answer is that it is not well
        return JSONResponse({"status": "no database"}, status_code=503)
    is_well = bool(alive) and version > 0
    return JSONResponse(
        {
            "status": "ok" if is_well else "not ready",
            "workers": alive,
            "pending": pending,
            "content": version,
        },
        status_code=200 if is_well else 503,
    )


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request) -> Response:
    """Return the counters in Prometheus' text format, to callers on this machine only."""
    host = request.client.host if request.client else ""
    if host not in ("127.0.0.1", "::1", "testclient") or "x-forwarded-for" in request.headers:
        return Response(status_code=404)
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
