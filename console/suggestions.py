"""What operators and editors suggest as phrasings: try what it wins and loses, accept it or refuse it."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Query, Request, Response
from sqlalchemy import select

from bot.texts import later
from console.access import Visitor, Writer, desk_of
from console.activity import record, was_done
from console.answers import number_of
from console.nonces import form_id, new_nonce
from console.organisations import keeps
from console.pages import page, see_other, texts_of
from console.trials import LOSES, trial_of
from knowledge_base.evaluation import Comparison
from knowledge_base.models import Suggestion, SuggestionState
from knowledge_base.suggestions import decide

router = APIRouter()

PAGE: Final = 50
_NOTHING_CHOSEN: Final = later("Choose at least one suggestion.")


@router.get("/suggestions")
async def suggestions(
    request: Request,
    visitor: Writer,
    page_number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """Show what waits for a yes or no, oldest first."""
    return await _page(request, visitor, page_number)


@router.post("/suggestions")
async def decide_on_suggestions(
    request: Request,
    visitor: Writer,
    act: Annotated[str, Form()] = "try",
    accept_losses: Annotated[str, Form()] = "",
    nonce: Annotated[str, Form()] = "",
) -> Response:
    """Try the chosen ones, accept them or refuse them."""
    desk, form = desk_of(request), form_id(visitor, nonce)
    sent = (await request.form()).getlist("suggestion")[:PAGE]
    ids = [number for each in sent if (number := number_of(str(each))) is not None]
    async with desk.sessions() as session:
        found = await session.scalars(
            select(Suggestion).where(Suggestion.id.in_(ids), Suggestion.state == SuggestionState.WAITING)
        )
        chosen = [each for each in found if keeps(visitor.organisation, locale=each.locale, scope=None)]
        if not chosen and await was_done(session, form):
            return see_other("/suggestions")
    if not chosen:
        return await _page(request, visitor, 1, notice=_NOTHING_CHOSEN, status=409)
    marked = [each.id for each in chosen]
    trial = (
        await trial_of(request, chosen) if act == "try" or (act == "accept" and not accept_losses) else None
    )
    if act not in ("accept", "refuse"):
        return await _page(request, visitor, 1, trial=trial, chosen=marked)
    if trial is not None and trial.loses_accuracy:
        return await _page(request, visitor, 1, trial=trial, chosen=marked, notice=LOSES, status=409)
    async with desk.sessions.begin() as session:
        if not await was_done(session, form):
            count = await decide(
                session, marked, accept=act == "accept", by=visitor.staff.name, now=desk.clock()
            )
            await record(
                session,
                staff_id=visitor.staff.id,
                at=desk.clock(),
                action="suggestions_accepted" if act == "accept" else "suggestions_refused",
                subject=f"suggestion:{marked[0]}",
                form_id=form,
                count=count,
                ids=" ".join(map(str, marked)),
            )
    return see_other(f"/suggestions?done={act}")


async def _page(
    request: Request,
    visitor: Visitor,
    page_number: int,
    *,
    trial: Comparison | None = None,
    chosen: list[int] | None = None,
    notice: str = "",
    status: int = 200,
) -> Response:
    desk, texts = desk_of(request), texts_of(request)
    knowledge = await desk.knowledge.snapshot()
    first = [Suggestion.id.in_(chosen)] if chosen else []
    async with desk.sessions() as session:
        rows = list(
            await session.scalars(
                select(Suggestion)
                .where(Suggestion.state == SuggestionState.WAITING)
                .order_by(*(each.desc() for each in first), Suggestion.id)
                .limit(PAGE + 1)
                .offset((page_number - 1) * PAGE)
            )
        )
    return page(
        request,
        "suggestions.html",
        status=status,
        rows=[(each, keeps(visitor.organisation, locale=each.locale, scope=None)) for each in rows[:PAGE]],
        has_more=len(rows) > PAGE,
        number=page_number,
        question=lambda each: knowledge.title(each, texts.locale) if each in knowledge.questions else each,
        chosen=chosen or [],
        trial=trial,
        notice=notice,
        done=request.query_params.get("done", "") if not notice else "",
        nonce=new_nonce(),
    )
