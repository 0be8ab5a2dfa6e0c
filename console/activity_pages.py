"""The administrator's page of the activity log: who did what, to what, and what it was before."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.texts import Texts
from console.access import Administrator, desk_of
from console.activity_differences import differences
from console.activity_words import ACTIONS, action_name, field_name, subject_name
from console.models import Activity, Staff
from console.pages import page, texts_of

router = APIRouter()

PER_PAGE: Final = 50
#: People offered in the filter; an installation with more of them asks by the person's page.
_MOST_PEOPLE: Final = 500

Number = Annotated[str, Query(max_length=10)]
Day = Annotated[str, Query(max_length=10)]


@router.get("/activity")
async def activity(
    request: Request,
    _visitor: Administrator,
    person: Number = "",
    action: Annotated[str, Query(max_length=32)] = "",
    subject: Annotated[str, Query(max_length=64)] = "",
    since: Day = "",
    until: Day = "",
    older: Number = "",
) -> Response:
    """Show what was done, newest first; `older` is the number of the line above."""
    desk, texts = desk_of(request), texts_of(request)
    days = _day(since), _day(until)
    wanted = _matching(person, action, subject.strip(), _number(older))
    async with desk.sessions() as session:
        wanted = await _within(session, wanted, *days)
        rows = [(line, name) for line, name in await session.execute(wanted.limit(PER_PAGE + 1))]
        found = await session.execute(select(Staff.id, Staff.name).order_by(Staff.name).limit(_MOST_PEOPLE))
        staff = [(staff_id, name) for staff_id, name in found]
    filters = {"person": person, "action": action, "subject": subject, "since": since, "until": until}
    kept = {name: value for name, value in filters.items() if value}
    shown, names = rows[:PER_PAGE], {f"staff:{staff_id}": name for staff_id, name in staff}
    return page(
        request,
        "activity.html",
        lines=[
            (
                line,
                name,
                action_name(texts, line.action),
                _subject(texts, line, names),
                [(field_name(texts, each.name), each) for each in differences(line.before, line.after)],
                [
                    (field_name(texts, each), value)
                    for each, value in line.details.items()
                    if value is not None
                ],
            )
            for line, name in shown
        ],
        staff=staff,
        actions=sorted(
            ((code, action_name(texts, code)) for code in ACTIONS), key=lambda each: each[1].casefold()
        ),
        filters=filters,
        is_filtered=bool(kept),
        is_newest=not older,
        newest="/activity?" + urlencode(kept),
        older="/activity?" + urlencode({**kept, "older": shown[-1][0].id}) if len(rows) > PER_PAGE else "",
    )


def _subject(texts: Texts, line: Activity, names: Mapping[str, str]) -> tuple[str, str]:
    """Return name and page of the subject; nothing where somebody did it to their own account."""
    if line.subject == f"staff:{line.staff_id}":
        return "", ""
    name, address = subject_name(texts, line.subject)
    return names.get(line.subject, name), address


def _matching(person: str, action: str, subject: str, older: int | None) -> Select[Activity, str | None]:
    wanted = (
        select(Activity, Staff.name)
        .outerjoin(Staff, Staff.id == Activity.staff_id)
        .order_by(Activity.id.desc())
    )
    if older is not None:
        wanted = wanted.where(Activity.id < older)
    if person == "none":
        wanted = wanted.where(Activity.staff_id.is_(None))
    elif person:
        wanted = wanted.where(Activity.staff_id == (_number(person) or 0))
    if action:
        wanted = wanted.where(Activity.action == action)
    if subject:
        kind_only = ":" not in subject
        wanted = wanted.where(
            Activity.subject.startswith(f"{subject}:", autoescape=True)
            if kind_only
            else Activity.subject == subject
        )
    return wanted


async def _within(
    session: AsyncSession,
    wanted: Select[Activity, str | None],
    since: date | None,
    until: date | None,
) -> Select[Activity, str | None]:
    """Narrow to days by the number of their first line: the log grows in time, and numbers have an index."""
    for day, is_start in ((since, True), (until, False)):
        if day is None:
            continue
        moment = datetime.combine(day, time(), UTC) + (timedelta() if is_start else timedelta(days=1))
        first = await session.scalar(
            select(Activity.id).where(Activity.at >= moment).order_by(Activity.at, Activity.id).limit(1)
        )
        if is_start:
            wanted = wanted.where(Activity.id >= first if first else Activity.id < 0)
        elif first:
            wanted = wanted.where(Activity.id < first)
    return wanted


def _number(text: str) -> int | None:
    return min(int(text), 2**31 - 1) if text.isdecimal() and text.isascii() else None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return min(day, date.max - timedelta(days=1))
