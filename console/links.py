"""Are the sources still there: the last look at each link, and a button that looks at twenty more."""

from collections.abc import Iterable
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request, Response
from sqlalchemy import select
from starlette.background import BackgroundTask

from console.access import Desk, Writer, desk_of
from console.activity import record, was_done
from console.fact_words import link_words
from console.nonces import form_id, new_nonce
from console.pages import page, see_other, texts_of
from knowledge_base.content_types import Fact
from knowledge_base.link_checking import (
    MAX_LINKS,
    LinkStatus,
    check_links,
    is_broken,
    keep_results,
    links_to_check,
)
from knowledge_base.models import LinkCheck

router = APIRouter()

PAGE: Final = 50
_ORDER: Final = {"broken": 0, "moved": 1, "refused": 2, "fine": 3, "new": 4}


@router.get("/facts/links")
async def links(
    request: Request,
    _visitor: Writer,
    page_number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
    show: str = "",
    started: Annotated[int, Query(ge=0, le=MAX_LINKS)] = 0,
) -> Response:
    """Show what each source's address said when it was last looked at, the broken ones first."""
    desk, texts = desk_of(request), texts_of(request)
    users = _users((await desk.knowledge.snapshot()).content.facts.values())
    async with desk.sessions() as session:
        checks = {row.url: row for row in await session.scalars(select(LinkCheck)) if row.url in users}
    groups = {url: _group(checks.get(url)) for url in users}
    show = show if show in _ORDER else ""
    found = sorted((url for url in users if show in ("", groups[url])), key=lambda url: _ORDER[groups[url]])
    return page(
        request,
        "links.html",
        rows=[
            {
                "url": url,
                "facts": users[url][:5],
                "more": len(users[url]) - 5,
                "group": groups[url],
                "check": (check := checks.get(url)),
                "words": link_words(texts, check.status) if check else "",
            }
            for url in found[(page_number - 1) * PAGE : page_number * PAGE]
        ],
        counts={group: sum(each == group for each in groups.values()) for group in _ORDER},
        total=len(users),
        show=show,
        address=urlencode({"show": show} if show else {}),
        number=page_number,
        has_more=len(found) > page_number * PAGE,
        started=started,
        at_once=MAX_LINKS,
        nonce=new_nonce(),
    )


@router.post("/facts/links")
async def look(request: Request, visitor: Writer, nonce: Annotated[str, Form()] = "") -> Response:
    """Look at the links that were never looked at or are longest ago, after this page has been answered."""
    desk, form = desk_of(request), form_id(visitor, nonce)
    users = _users((await desk.knowledge.snapshot()).content.facts.values())
    async with desk.sessions.begin() as session:
        if await was_done(session, form):
            return see_other("/facts/links")
        urls = await links_to_check(session, users)
        await record(
            session,
            staff_id=visitor.staff.id,
            at=desk.clock(),
            action="links_checked",
            subject="facts",
            form_id=form,
            count=len(urls),
        )
    response = see_other(f"/facts/links?started={len(urls)}")
    response.background = BackgroundTask(_look_at, desk, urls)
    return response


async def _look_at(desk: Desk, urls: list[str]) -> None:
    results = await check_links(urls)
    async with desk.sessions.begin() as session:
        await keep_results(session, results, now=desk.clock())


def _users(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    """Return the facts that name each address, in the order of the facts."""
    users: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.source is not None and fact.source.url:
            users.setdefault(fact.source.url, []).append(fact)
    return users


def _group(check: LinkCheck | None) -> str:
    if check is None:
        return "new"
    if check.status == LinkStatus.MOVED:
        return "moved"
    if is_broken(check.status):
        return "broken"
    return "fine" if check.status.isdigit() and int(check.status) < 400 else "refused"
