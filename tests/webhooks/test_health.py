"""GET /health tells whether messages can be taken and answered."""

from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import text

from bot import inbox
from bot.liveness import report_alive
from knowledge_base.loading import load_content
from tests.builders import NOW, a_message
from tests.webhooks.front_door import FrontDoor


async def test_all_is_well_with_content_and_a_living_worker(door: FrontDoor) -> None:
    """200, with figures that hold nothing about anybody."""
    assert await _health(door) == (503, {"status": "not ready", "workers": 0, "pending": 0, "content": 0})
    async with door.sessions.begin() as session:
        await load_content(session, now=NOW)
        await inbox.receive(session, a_message(), now=NOW)
    assert (await _health(door))[0] == 503
    async with door.sessions.begin() as session:
        await report_alive(session, "here:1:beef", now=NOW)
    status, figures = await _health(door)
    assert (status, figures["status"], figures["workers"], figures["pending"]) == (200, "ok", 1, 1)

    door.clock.now += timedelta(minutes=1)
    assert (await _health(door))[0] == 503


async def test_without_a_database_it_is_not_well(door: FrontDoor) -> None:
    """503 and one word, not an error page."""
    async with door.sessions.begin() as session:
        await session.execute(text("ALTER TABLE workers RENAME TO workers_away"))
    assert await _health(door) == (503, {"status": "no database"})


async def test_figures_are_for_this_machine_only(sqlite_door: FrontDoor) -> None:
    """A proxy's visitor and another machine see nothing."""
    assert (await sqlite_door.http.get("/metrics")).status_code == 200
    forwarded = await sqlite_door.http.get("/metrics", headers={"X-Forwarded-For": "203.0.113.5"})
    outside = httpx.ASGITransport(app=sqlite_door.app, client=("203.0.113.5", 1))
    async with httpx.AsyncClient(transport=outside, base_url="http://inside:8000") as stranger:
        assert (forwarded.status_code, (await stranger.get("/metrics")).status_code) == (404, 404)


async def _health(door: FrontDoor) -> tuple[int, dict[str, Any]]:
    response = await door.http.get("/health")
    return response.status_code, response.json()
