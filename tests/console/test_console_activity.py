"""The activity log: nobody rewrites it, and an administrator finds things in it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from console.activity import record
from console.activity_differences import Part, differences
from console.activity_words import ACTIONS
from console.models import Activity, Role
from knowledge_base.database import Sessions
from tests.console.workplace import START, Workplace


async def _write(
    sessions: Sessions, action: str = "closed", subject: str = "handoff:1", **values: object
) -> None:
    async with sessions.begin() as session:
        await record(
            session,
            **{"staff_id": None, "at": START, "action": action, "subject": subject, **values},  # type: ignore[arg-type]
        )


@pytest.mark.parametrize(
    "statement",
    [
        update(Activity).values(action="nothing"),
        delete(Activity),
        text("UPDATE activity SET why = 'because'"),
        text("DELETE FROM activity"),
    ],
    ids=str,
)
async def test_the_database_refuses_to_change_the_log(sessions: Sessions, statement: object) -> None:
    """Not even our own code can: the tables of both engines guard themselves."""
    await _write(sessions)
    with pytest.raises(DBAPIError, match="append-only"):
        async with sessions.begin() as session:
            await session.execute(statement)  # type: ignore[call-overload]
    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Activity)) == 1


async def test_before_after_and_why_are_kept(sessions: Sessions) -> None:
    """An empty reason is none."""
    await _write(sessions, before={"value": "1"}, after={"value": "2"}, why="")
    await _write(sessions, why="New law")
    async with sessions() as session:
        rows = list(await session.scalars(select(Activity).order_by(Activity.id)))
    assert [(row.before, row.after, row.why) for row in rows] == [
        ({"value": "1"}, {"value": "2"}, None),
        (None, None, "New law"),
    ]


async def test_a_change_is_shown_as_a_difference(workplace: Workplace) -> None:
    """The words that went and those that came are marked; markup in them stays words."""
    administrator = await workplace.sign_in(Role.ADMINISTRATOR)
    await _write(
        workplace.sessions,
        "answer_saved",
        "answer:7",
        before={"text": "Pay 5 MRP <script>", "state": "draft"},
        after={"text": "Pay 7 MRP <script>", "state": "draft"},
        why="New <b>law</b>",
    )
    page = (await administrator.get("/activity?subject=answer:7")).text
    assert "<del>5</del>" in page and "<ins>7</ins>" in page
    assert "New &lt;b&gt;law&lt;/b&gt;" in page
    assert "<script>" not in page.replace('<script src="/static/console.js" defer></script>', "")
    assert page.count("<dt>") == 1


async def test_the_log_is_filtered(workplace: Workplace) -> None:
    """By who, what, to what, and when."""
    administrator = await workplace.sign_in(Role.ADMINISTRATOR)
    for number in range(3):
        await _write(workplace.sessions, "closed", f"handoff:{number}", at=START + timedelta(days=number))
    await _write(workplace.sessions, "claimed", "handoff:1", staff_id=1, at=START + timedelta(days=3))
    await _write(workplace.sessions, "closed", "handoffs:1", staff_id=1, at=START + timedelta(days=4))

    async def count(query: str) -> int:
        return (await administrator.get(f"/activity?{query}")).text.count('<p class="line">')

    assert await count("action=closed") == 4
    assert await count("subject=handoff:1") == 2
    assert await count("subject=handoff") == 4
    assert await count("subject=%25") == 0
    assert await count("person=1&action=claimed") == 1
    assert await count("person=none") == 4
    assert await count("person=x") == 0
    assert await count("since=2026-11-23&until=2026-11-24") == 2
    assert await count("since=2027-01-01") == 0
    assert await count("until=2020-01-01") == 0
    assert await count("since=nonsense&older=nonsense&until=9999-12-31") == 7


async def test_a_long_log_is_paged_without_gaps(workplace: Workplace) -> None:
    """Lines that come in meanwhile move nothing; each is seen once, and the filter stays."""
    administrator = await workplace.sign_in(Role.ADMINISTRATOR)
    for number in range(120):
        await _write(workplace.sessions, "closed", f"handoff:{number}")
    seen: list[str] = []
    path = "/activity?action=closed"
    while path:
        page = (await administrator.get(path)).text
        seen += re.findall(r'href="/handoffs/(\d+)"', page)
        await _write(workplace.sessions, "closed", "handoff:999")
        older = re.search(r'<a rel="next" href="([^"]+)"', page)
        path = older.group(1).replace("&amp;", "&") if older else ""
    assert seen == [str(number) for number in reversed(range(120))]


async def test_an_unknown_action_is_shown_by_its_code(workplace: Workplace) -> None:
    """A log of a newer version can be read."""
    administrator = await workplace.sign_in(Role.ADMINISTRATOR)
    await _write(workplace.sessions, "did_something", "thing:1")
    assert "did something" in (await administrator.get("/activity")).text
    assert "did_something" not in ACTIONS


def test_only_changed_fields_are_differences() -> None:
    """Lists read as words; what had no value has no parts."""
    found = differences({"a": 1, "locales": ["ru"]}, {"a": 1, "locales": ["ru", "tg"], "new": "x"})
    assert [(each.name, each.before, each.after) for each in found] == [
        ("locales", (Part("ru", True),), (Part("ru, tg", True),)),
        ("new", (), (Part("x", True),)),
    ]
    assert differences(None, None) == []
