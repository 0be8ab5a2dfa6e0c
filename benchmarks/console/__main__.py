"""`python -m benchmarks.console [--quick] [--json] [--runs N] [--database URL]`."""

import argparse
import asyncio
import json
import sys
from dataclasses import asdict

import httpx

from benchmarks.console.filling import FULL, QUICK, Plan, fill, give_a_file, one_of_each
from benchmarks.console.timing import Timed, time_pages
from benchmarks.crash.__main__ import fresh_database
from bot.settings import Settings
from console.app import create_app
from console.models import Role
from console.sign_in import make_sign_in_link
from console.staff import add_staff
from knowledge_base.database import open_sessions, utc_now

HOST = "http://127.0.0.1:8001"
MEDIAN_GOAL = 100  #: milliseconds
QUERY_GOAL = 15


def main() -> int:
    """Fill a database, time the pages, print the table; the status is 1 where a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.console", description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--quick", action="store_true", help="a smaller database, five runs")
    parser.add_argument("--database", default="postgresql", help="postgresql, or an empty PostgreSQL's URL")
    parser.add_argument("--json", action="store_true", help="one object instead of the table")
    options = parser.parse_args()
    plan, runs = (QUICK, 5) if options.quick else (FULL, options.runs)
    with fresh_database(options.database) as url:
        timed = asyncio.run(measure(url, plan, runs=runs))
    missed = [each for each in timed if each.median >= MEDIAN_GOAL or each.queries > QUERY_GOAL]
    if options.json:
        print(json.dumps({"plan": asdict(plan), "pages": [asdict(each) for each in timed]}))
    else:
        print(f"{'page':<62}{'first':>9}{'median':>9}{'p95':>9}{'queries':>9}{'at first':>10}{'kB':>9}")
        for each in timed:
            mark = "  over" if each in missed else ""
            print(
                f"{each.page:<62}{each.first:>9}{each.median:>9}{each.p95:>9}{each.queries:>9}"
                f"{each.first_queries:>10}{each.kilobytes:>9}{mark}"
            )
    return 1 if missed else 0


async def measure(url: str, plan: Plan, *, runs: int) -> list[Timed]:
    """Fill the database and open the pages as an administrator, who sees all there is on each."""
    async with open_sessions(url) as sessions:
        await fill(sessions, plan, now=utc_now())
        async with sessions.begin() as session:
            staff = await add_staff(
                session, name="Aigul", role=Role.ADMINISTRATOR, locale="en", now=utc_now()
            )
            link = await make_sign_in_link(session, staff.id, now=utc_now())
        await give_a_file(sessions, staff.id, now=utc_now())
        async with sessions() as session:
            places = await one_of_each(session)
        app = create_app(Settings(secret_key="a secret"), sessions=sessions)
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app),
            base_url=HOST,
            headers={"Origin": HOST, "Sec-Fetch-Site": "same-origin"},
            timeout=600,
        ) as browser:
            await browser.post(f"/sign-in/{link}")
            return await time_pages(browser, places, runs=runs)


if __name__ == "__main__":
    sys.exit(main())
