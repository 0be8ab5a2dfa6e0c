"""The page of one answer in one language: write it beside the Russian text, see it as readers will."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Path, Request, Response

from bot.messages import clean_text
from bot.texts import later
from console.access import Reader, Visitor, Writer, desk_of
from console.activity import was_done
from console.answer_view import comments_on, looked_at, note, open_text, require_kept
from console.nonces import form_id, new_nonce
from console.pages import page, see_other, texts_of
from console.previews import find_facts
from console.text_words import CONFIRMERS, REFUSALS, STALE, STATES, problem_words, scope_words
from knowledge_base.differences import compare_texts
from knowledge_base.editing import Refusal, Stale, save_draft, submit
from knowledge_base.locales import LOCALES
from knowledge_base.models import AnswerRevision
from knowledge_base.revisions import AUTOMATIC, FILES
from knowledge_base.scheduling import planned

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form of a text."""

    text: str
    began_from: int | None
    is_minor: bool = False
    why: str = ""
    fact_words: str = ""


AnswerId = Annotated[int, Path(ge=1, le=2**31 - 1)]
Number = Annotated[str, Form()]
_TOO_LONG: Final = 20_000  #: characters that are not even looked at
_EMPTY: Final = later("The text is empty. Write it, or leave the page.")


@router.get("/answers/{answer_id}/{locale}")
async def text(request: Request, answer_id: AnswerId, locale: str, visitor: Reader) -> Response:
    """Show a text with everything one needs to write or judge it."""
    return await text_page(request, answer_id, locale, visitor)


@router.post("/answers/{answer_id}/{locale}")
async def write(
    request: Request,
    answer_id: AnswerId,
    locale: str,
    visitor: Writer,
    text: Annotated[str, Form()] = "",
    began_from: Number = "",
    act: Annotated[str, Form()] = "preview",
    is_minor: Annotated[str, Form()] = "",
    why: Annotated[str, Form()] = "",
    fact_words: Annotated[str, Form()] = "",
    nonce: Annotated[str, Form()] = "",
) -> Response:
    """Check and show what was typed, keep it as a draft, or keep it and send it to review."""
    desk, form = desk_of(request), form_id(visitor, nonce)
    words = clean_text(text.replace("\r\n", "\n"))[:_TOO_LONG]
    typed = Typed(words, number_of(began_from), bool(is_minor), why.strip()[:500], fact_words.strip()[:100])
    if act not in ("save", "submit"):
        return await text_page(request, answer_id, locale, visitor, typed)
    if not words:
        return await text_page(request, answer_id, locale, visitor, typed, notice=_EMPTY, status=409)
    async with desk.sessions.begin() as session:
        view = await open_text(session, answer_id, locale, visitor)
        require_kept(view)
        if await was_done(session, form):
            return see_other(view.path)
        before = view.history.newest
        saved: AnswerRevision | Stale | Refusal = await save_draft(
            session,
            answer_id,
            locale,
            words,
            began_from=typed.began_from,
            author=visitor.staff.name,
            now=desk.clock(),
            is_minor=typed.is_minor,
            why=typed.why or None,
        )
        if act == "submit" and isinstance(saved, AnswerRevision):
            saved = await submit(
                session,
                answer_id,
                locale,
                began_from=saved.number,
                author=visitor.staff.name,
                now=desk.clock(),
            )
        if isinstance(saved, AnswerRevision):
            await note(
                session, view, visitor, f"text_{_done(act)}", saved, before, desk.clock(), form, typed.why
            )
    if isinstance(saved, Stale):
        return await text_page(request, answer_id, locale, visitor, typed, notice=STALE, status=409)
    if isinstance(saved, Refusal):
        return await text_page(request, answer_id, locale, visitor, typed, notice=REFUSALS[saved], status=409)
    return see_other(f"/answers/{answer_id}/{locale}?done={_done(act)}")


async def text_page(
    request: Request,
    answer_id: int,
    locale: str,
    visitor: Visitor,
    typed: Typed | None = None,
    *,
    notice: str = "",
    status: int = 200,
) -> Response:
    """Return the page of a text, with what was typed where it was not kept.

    Where a colleague saved another text since, both stand there with the difference, and what was typed now
    begins from the newer one: saving again is a decision, not an accident.
    """
    desk, texts, now = desk_of(request), texts_of(request), desk_of(request).clock()
    knowledge = await desk.knowledge.snapshot()
    async with desk.sessions() as session:
        view = await open_text(session, answer_id, locale, visitor)
        comments = await comments_on(session, answer_id, locale)
        changes = await planned(session, answer_id, locale)
    history = view.history
    newest, public = history.newest, history.public
    typed = typed or Typed(newest.text if newest else "", newest.number if newest else None)
    is_late = history.text_has_moved(typed.began_from)
    is_saved = newest is not None and typed.text == newest.text
    seen = await looked_at(request, view, typed.text, knowledge=knowledge, now=now, is_saved=is_saved)
    return page(
        request,
        "answer.html",
        status=status,
        view=view,
        title=view.title(texts.locale),
        scope=scope_words(texts, view.scope),
        tabs=[(each, view.histories[each].newest if each in view.histories else None) for each in LOCALES],
        states=STATES,
        typed=typed,
        is_saved=is_saved,
        began_from=newest.number if newest else "",
        found=find_facts(typed.fact_words, locale, view.scope, facts=knowledge.facts, now=now),
        newest=newest,
        public=public,
        pending=history.pending,
        public_difference=_against(history.compared_with, newest),
        is_late=is_late,
        late_difference=compare_texts(newest.text, typed.text) if is_late and newest else [],
        others_recent=_others_recent(newest, visitor, now),
        say_problem=lambda problem: problem_words(texts, problem),
        confirm_with=texts.say(CONFIRMERS.get(view.answer.confirm_with, view.answer.confirm_with)),
        comments=comments,
        changes=changes,
        wrote_it=visitor.staff.name in history.writers,
        notice=notice or (STALE if is_late else ""),
        done=request.query_params.get("done", "") if not notice else "",
        nonce=new_nonce(),
        **seen,
    )


def _against(before: AnswerRevision | None, newest: AnswerRevision | None) -> list[Any]:
    """Return what the newest text would change of what readers see now."""
    if before is None or newest is None or before.text == newest.text:
        return []
    return compare_texts(before.text, newest.text)


def _others_recent(newest: AnswerRevision | None, visitor: Visitor, now: datetime) -> str:
    """Return who else saved this text within the last quarter of an hour: two may be at it at once."""
    if newest is None or newest.author in (visitor.staff.name, FILES, AUTOMATIC):
        return ""
    return newest.author if (now - newest.created_at).total_seconds() < 15 * 60 else ""


def number_of(given: str) -> int | None:
    """Return the number in a field of a form; None for anything else."""
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None


def _done(act: str) -> str:
    return "submitted" if act == "submit" else "saved"
