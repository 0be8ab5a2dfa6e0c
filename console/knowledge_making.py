"""From a chat to the knowledge base: the question becomes a phrasing, the reply a draft.

What names a person is taken out first and shown beside what is left; an editor or reviewer decides the rest.
"""

from datetime import date
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import clean_text
from bot.models import Handoff
from bot.texts import later
from console.access import Operator, PageRefused, desk_of
from console.activity import record, was_done
from console.chat_view import NOT_THERE, HandoffId
from console.knowledge_view import MAX_DRAFT, Chosen, Typed, knowledge_page
from console.nonces import form_id
from console.pages import see_other, texts_of
from console.text_words import problem_words
from knowledge_base.anonymous import without_personal_data
from knowledge_base.content_types import SOURCE_LOCALE
from knowledge_base.editing import Stale, save_draft, submit
from knowledge_base.facts import FactBook
from knowledge_base.locales import LOCALES
from knowledge_base.models import AnswerRow
from knowledge_base.revisions import history_of, read_histories
from knowledge_base.suggestions import MAX_CHARACTERS, suggest
from knowledge_base.text_checks import SourceText, TextProblem, check_text, text_hash

router = APIRouter()

_EMPTY: Final = later("The text is empty. Nothing was kept.")
_UNSURE: Final = later("Read the text and tick that nothing in it names a person. Nothing was kept.")
_PERSONAL: Final = later(
    "There was still something in the text that may name a person. It was taken out: look again, and send."
)
_NO_QUESTION: Final = later("Choose the question.")
_NO_ANSWER: Final = later("Choose for whom the answer is.")
_UNSOUND: Final = later(
    "As it stands nobody could publish this. Change it and send it again, or keep it as a draft: an editor "
    "puts it right."
)
_STALE: Final = later(
    "Somebody has written this text meanwhile. Nothing was kept: look at their text, and send again to keep "
    "yours as the newer draft."
)
Field = Annotated[str, Form()]


@router.get("/handoffs/{handoff_id}/knowledge")
async def make_knowledge(
    request: Request,
    handoff_id: HandoffId,
    _visitor: Operator,
    question: Annotated[str, Query(max_length=64)] = "",
    locale: Annotated[str, Query(max_length=8)] = "",
    line: Annotated[int, Query(ge=0, le=1000)] = 0,
    done: str = "",
) -> Response:
    """Show what of this chat can be kept, and for which question."""
    return await knowledge_page(request, handoff_id, Chosen(question, locale, line), done=done)


@router.post("/handoffs/{handoff_id}/knowledge/phrasing")
async def keep_phrasing(
    request: Request,
    handoff_id: HandoffId,
    visitor: Operator,
    question: Field = "",
    text: Field = "",
    locale: Field = "",
    kind: Field = "",
    is_clean: Field = "",
    nonce: Field = "",
) -> Response:
    """Suggest the question as a phrasing or, as "not ours", as an example of what we do not answer."""
    desk, form = desk_of(request), form_id(visitor, nonce)
    text = " ".join(clean_text(text).split())[:MAX_CHARACTERS]
    knowledge = await desk.knowledge.snapshot()
    asked = None if kind == "not_ours" else question
    problem = _problem(text, is_clean)
    if asked is not None and asked not in knowledge.questions:
        problem = problem or _NO_QUESTION
    stripped = without_personal_data(text)
    if problem is None and stripped != text:
        problem, text = _PERSONAL, stripped
    locale = locale if locale in LOCALES else "ru"
    if problem is not None:
        typed = Typed("phrasing", text, problem, locale=locale)
        return await knowledge_page(request, handoff_id, Chosen(question), typed=typed)
    async with desk.sessions.begin() as session:
        await _lock(session, handoff_id)
        kept = None
        if not await was_done(session, form):
            kept = await suggest(session, text, locale, asked, by=visitor.staff.name, now=desk.clock())
            await record(
                session,
                staff_id=visitor.staff.id,
                at=desk.clock(),
                action="suggested",
                subject=f"handoff:{handoff_id}",
                form_id=form,
                question=asked or "not_ours",
                suggestion=kept.id if kept else None,
            )
    return see_other(_here(handoff_id, question, "phrasing" if kept else "known"))


@router.post("/handoffs/{handoff_id}/knowledge/draft")
async def keep_draft(
    request: Request,
    handoff_id: HandoffId,
    visitor: Operator,
    question: Field = "",
    answer: Field = "",
    text: Field = "",
    locale: Field = "",
    is_clean: Field = "",
    act: Field = "",
    nonce: Field = "",
) -> Response:
    """Keep the reply as the newest draft of an answer and, with `submit`, put it before the reviewers."""
    desk, form = desk_of(request), form_id(visitor, nonce)
    text = clean_text(text.replace("\r\n", "\n"))[:MAX_DRAFT]
    answer_id, _, number = answer.partition(":")
    chosen = _number(answer_id)
    locale = locale if locale in LOCALES else "ru"
    problem = _problem(text, is_clean) or (None if chosen else _NO_ANSWER)
    if problem is not None:
        typed = Typed("draft", text, problem, locale=locale, answer=answer)
        return await knowledge_page(request, handoff_id, Chosen(question, locale), typed=typed)
    knowledge = await desk.knowledge.snapshot()
    saved, action = None, "text_submitted" if act == "submit" else "text_saved"
    async with desk.sessions.begin() as session:
        await _lock(session, handoff_id)
        row = await session.get(AnswerRow, chosen)
        if row is None or row.question_id != question:
            raise PageRefused(404, later("This answer is not here any more."))
        stops = (
            await _stops(session, row, locale, text, knowledge.facts, desk.clock().date())
            if act == "submit"
            else []
        )
        if not stops and not await was_done(session, form):
            saved = await save_draft(
                session,
                row.id,
                locale,
                text,
                began_from=_number(number) or None,
                author=visitor.staff.name,
                now=desk.clock(),
            )
            if not isinstance(saved, Stale):
                if act == "submit":
                    await submit(
                        session,
                        row.id,
                        locale,
                        began_from=saved.number,
                        author=visitor.staff.name,
                        now=desk.clock(),
                    )
                await record(
                    session,
                    staff_id=visitor.staff.id,
                    at=desk.clock(),
                    action=action,
                    subject=f"answer:{row.id}",
                    form_id=form,
                    after={"state": saved.state, "text": saved.text},
                    locale=locale,
                    number=saved.number,
                    handoff=handoff_id,
                )
    if stops:
        sentences = tuple(problem_words(texts_of(request), each) for each in stops)
        typed = Typed("draft", text, _UNSOUND, locale=locale, answer=answer, why=sentences)
        return await knowledge_page(request, handoff_id, Chosen(question, locale), typed=typed)
    if isinstance(saved, Stale):
        typed = Typed("draft", text, _STALE, locale=locale, answer=answer)
        return await knowledge_page(request, handoff_id, Chosen(question, locale), typed=typed)
    return see_other(_here(handoff_id, question, "review" if act == "submit" else "draft"))


def _problem(text: str, is_clean: str) -> str | None:
    if not text:
        return _EMPTY
    return None if is_clean else _UNSURE


async def _stops(
    session: AsyncSession, row: AnswerRow, locale: str, text: str, facts: FactBook, on: date
) -> list[TextProblem]:
    """Return what would stop the publication, so that whoever writes hears it and not only the reviewer."""
    shown = history_of(await read_histories(session, row.id), SOURCE_LOCALE).shown
    source = None
    if shown is not None and locale != SOURCE_LOCALE:
        source = SourceText(shown.text, text_hash(shown.text))
    return check_text(text, locale, row.fact_ids, facts=facts, on=on, source=source)


async def _lock(session: AsyncSession, handoff_id: int) -> None:
    """Make two clicks wait for each other."""
    found = await session.scalar(select(Handoff.id).where(Handoff.id == handoff_id).with_for_update())
    if found is None:
        raise PageRefused(404, NOT_THERE)


def _here(handoff_id: int, question: str, done: str) -> str:
    return f"/handoffs/{handoff_id}/knowledge?" + urlencode({"question": question[:64], "done": done})


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
