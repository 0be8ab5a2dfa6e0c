"""The first page says what waits for a person of this role, and nothing that is not theirs."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from bot.models import Handoff, HandoffState, OutboxMessage
from bot.turns import HandoffReason
from console.activity import record
from console.figures import read_figures, shown, shown_total
from console.models import Role
from knowledge_base.database import Sessions
from knowledge_base.models import ScheduledChange, Suggestion
from tests.console.knowledge import ending, fill, load
from tests.console.test_console_coverage import ask
from tests.console.workplace import Clock, Workplace
from tests.knowledge_base.small_content import change


def number_of(html: str, label: str) -> int:
    """Return the number of a tile."""
    found = re.search(rf"<b>(\d+)</b> <span>{re.escape(label)}</span>", html)
    assert found is not None, label
    return int(found.group(1))


async def test_operators_see_who_waits_and_for_how_long(workplace: Workplace) -> None:
    """Urgent ones apart, whatever their age."""
    await workplace.person_waits("old")
    workplace.clock.forward(hours=30)
    await workplace.person_waits("of today")
    workplace.clock.forward(hours=2)
    await workplace.person_waits("new")
    await workplace.person_waits("danger", reason=HandoffReason.DANGER)
    html = (await (await workplace.sign_in()).get("/")).text
    labels = (
        "Urgent chats", "Waiting for more than a day", "Waiting for 1 to 24 hours",
        "Waiting for less than an hour",
    )  # fmt: skip
    assert [number_of(html, label) for label in labels] == [1, 1, 1, 1]
    assert "Facts" not in html


async def test_failed_deliveries_are_counted_by_channel_and_code(workplace: Workplace) -> None:
    """Whose they are is nobody's business here; what is older than a week is over."""
    now = workplace.clock.now
    async with workplace.sessions.begin() as session:
        for number, at in enumerate((now, now - timedelta(days=6), now - timedelta(days=8))):
            session.add(
                OutboxMessage(
                    channel="whatsapp", address=f"+770155512{number}", text="t", buttons=[], author="bot",
                    queued_at=at, state="failed", attempts=1, not_before=at, error="63016",
                    possible_duplicates=0,
                )
            )  # fmt: skip
    html = (await (await workplace.sign_in()).get("/")).text
    assert number_of(html, "Messages not delivered in 7 days") == 2
    assert "63016" in html and "770155512" not in html


async def test_editors_see_what_the_knowledge_needs(workplace: Workplace, tmp_path: Path) -> None:
    """Facts that end with the answers on them, suggestions, planned publications."""
    await fill(workplace, tmp_path, ending("kz.soon", date(2026, 12, 10)))
    now = workplace.clock.now
    async with workplace.sessions.begin() as session:
        session.add(
            Suggestion(locale="ru", text="x", state="waiting", suggested_by="Aigul", suggested_at=now)
        )
        for at in (now - timedelta(hours=1), now + timedelta(days=1), now + timedelta(days=30)):
            session.add(ScheduledChange(answer_id=1, locale="ru", action="publish", at=at, by="Aigul"))
    html = (await (await workplace.sign_in(Role.EDITOR)).get("/")).text
    assert number_of(html, "Facts that end within 30 days") == 1
    assert number_of(html, "Suggestions of operators") == 1
    assert number_of(html, "Planned publications in 7 days") == 2
    assert "1 should have happened already" in html
    assert number_of(html, "Translations missing") == 0
    assert "Urgent chats" not in html and "Figures" not in html


async def test_a_fact_that_has_ended_is_seen_by_the_routes_it_leaves_without_an_answer(
    workplace: Workplace, tmp_path: Path
) -> None:
    """The bot withholds the answer, so somebody has to see it the same day."""
    await fill(workplace, tmp_path)
    expired = (tmp_path / "facts" / "kz.yaml", "valid_until: null", "valid_until: 2026-11-01")
    change(*expired)
    await load(workplace, tmp_path)
    html = (await (await workplace.sign_in(Role.EDITOR)).get("/")).text
    assert number_of(html, "Routes without their answer: its facts have ended") == 6


async def test_analysts_see_counts_and_nobody(workplace: Workplace, tmp_path: Path) -> None:
    """Small numbers are hidden; no text, no address, no link to a chat."""
    await fill(workplace, tmp_path)
    await ask(workplace, "work.allowed", 60)
    await ask(workplace, "stay.limit", 3, outcome="unanswered")
    await workplace.person_waits("Menga yordam kerak")
    html = (await (await workplace.sign_in(Role.ANALYST)).get("/")).text
    assert '<th scope="row">The bot answered</th><td class="number">60</td><td class="number">60</td>' in html
    assert '<th scope="row">The bot had no answer</th><td class="number">&lt;5</td>' in html
    assert "Work 6" in html
    assert "a secret of theirs" not in html and "yordam" not in html and "/handoffs" not in html
    assert "Urgent chats" not in html


def test_small_counts_are_hidden_and_sums_do_not_betray_them() -> None:
    """With an exact sum the one hidden count could be worked out."""
    assert [shown(count) for count in (0, 1, 4, 5, 60)] == ["0", "<5", "<5", "5", "60"]
    assert [shown_total(count) for count in (0, 3, 7, 63)] == ["0", "<5", "7", "60"]


async def test_the_time_to_the_first_reply_is_a_median(workplace: Workplace) -> None:
    """From the opening of the chat to the first reply of a person; of fewer than five nothing is said."""
    staff_id = await workplace.hire(Role.OPERATOR)
    for number in range(5):
        handoff_id = await workplace.person_waits()
        async with workplace.sessions.begin() as session:
            handoff = await session.get_one(Handoff, handoff_id)
            for minutes in (10 * (number + 1), 100):
                workplace.clock.now = handoff.opened_at + timedelta(minutes=minutes)
                await record(
                    session, staff_id=staff_id, at=workplace.clock.now, action="replied",
                    subject=f"handoff:{handoff_id}",
                )  # fmt: skip
            handoff.state, handoff.outcome = HandoffState.CLOSED, "answered"
            handoff.closed_at = workplace.clock.now
        async with workplace.sessions() as session:
            figures = await read_figures(session, now=workplace.clock.now)
        if number < 4:
            assert figures.month.time_to_first_reply is None
    assert figures.month.time_to_first_reply == timedelta(minutes=30)
    assert figures.week.closed == {"answered": 5}


async def test_figures_can_be_counted_on_either_engine(sessions: Sessions) -> None:
    """The queries are for both."""
    async with sessions() as session:
        figures = await read_figures(session, now=Clock().now)
    assert not figures.asked and figures.month.share.__name__ == "share"


@pytest.mark.parametrize("role", list(Role))
async def test_the_first_page_is_for_everybody(workplace: Workplace, tmp_path: Path, role: Role) -> None:
    """Each role has something there, also where nothing is kept yet."""
    assert (await (await workplace.sign_in(role)).get("/")).status_code == 200


@pytest.mark.parametrize("path", ["/", "/coverage?stay_in=all", "/facts", "/facts/kz.fee", "/facts/links"])
async def test_no_page_runs_more_than_fifteen_queries(
    workplace: Workplace, tmp_path: Path, path: str
) -> None:
    """Whatever there is, and also on the first look, when nothing is in memory."""
    await fill(workplace, tmp_path)
    browser = await workplace.sign_in(Role.ADMINISTRATOR)
    await browser.get("/facts")
    async with workplace.sessions() as session:
        engine = session.get_bind()
    seen: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *parts: seen.append(parts[2]))
    assert (await browser.get(path)).status_code == 200
    seen = [statement for statement in seen if not statement.startswith("BEGIN")]
    assert 0 < len(seen) <= 15
