"""The pages of chats that ask the same, and the reply to all of them."""

from collections import Counter
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request, Response

from bot.texts import Texts, later
from console.access import Operator, Visitor, desk_of
from console.conversations import silence_of
from console.group_replies import Sent, reply_to_group
from console.grouping import Group, Member, NotReached, members_of, not_reached, waiting_groups
from console.handling import MAX_REPLY, Refusal
from console.nonces import form_id, new_nonce
from console.pages import page, see_other, texts_of
from console.queue import titles_of
from console.words import span
from knowledge_base.locales import LOCALES

router = APIRouter()

WHY_NOT: Final = {
    NotReached.OTHER_LANGUAGE: later("another language"),
    NotReached.TAKEN: later("a colleague has this chat"),
    NotReached.GONE: later("blocked the bot or deleted the chat"),
    NotReached.WINDOW_CLOSED: later("the 24 hours of WhatsApp are over"),
}
_MAX_ID: Final = 2**31 - 1
_SHOWN_MISSED: Final = 50

Question = Annotated[str, Query(max_length=64)]
Like = Annotated[int, Query(ge=0, le=_MAX_ID)]


@router.get("/handoffs/groups")
async def groups(
    request: Request,
    _visitor: Operator,
    page_number: Annotated[int, Query(alias="page", ge=1, le=1000)] = 1,
    sent: Annotated[int, Query(ge=0, le=100_000)] = 0,
    missed: Annotated[str, Query(max_length=2000)] = "",
) -> Response:
    """Show which questions wait, however they are put, with how many people ask each."""
    desk, texts = desk_of(request), texts_of(request)
    async with desk.sessions() as session:
        found, has_more = await waiting_groups(session, page=page_number)
        titles = await titles_of(
            session, [each.question_id for each in found if each.question_id], texts.locale
        )
    now = desk.clock()
    return page(
        request,
        "groups.html",
        groups=[
            (each, titles.get(each.question_id or "", ""), _address(each), span(texts, now - each.opened_at))
            for each in found
        ],
        number=page_number,
        has_more=has_more,
        sent=sent,
        missed=[int(each) for each in missed.split(".") if each.isascii() and each.isdigit()][:_SHOWN_MISSED],
    )


@router.get("/handoffs/group")
async def group(
    request: Request,
    visitor: Operator,
    question: Question = "",
    like: Like = 0,
    locale: Annotated[str, Query(max_length=8)] = "",
) -> Response:
    """Show who asks one question, and who of them a reply in a language would reach."""
    return await _group_page(request, visitor, question=question, like=like, locale=locale)


@router.post("/handoffs/group")
async def answer(
    request: Request,
    visitor: Operator,
    question: Annotated[str, Form()] = "",
    like: Annotated[str, Form()] = "",
    locale: Annotated[str, Form()] = "",
    ids: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    then: Annotated[str, Form()] = "close",
    nonce: Annotated[str, Form()] = "",
) -> Response:
    """Send one reply to each of the people who were shown as reached, once however often it is sent."""
    desk, form = desk_of(request), form_id(visitor, nonce)
    async with desk.sessions.begin() as session:
        sent = await reply_to_group(
            session,
            [_number(each) for each in ids.split(",") if _number(each)],
            locale,
            text,
            visitor.staff,
            then_close=then == "close",
            form_id=form,
            now=desk.clock(),
            silence=silence_of(desk),
        )
    if isinstance(sent, Sent):
        desk.wakeup.call()
        return see_other("/handoffs/groups?" + _result(sent))
    return await _group_page(
        request, visitor, question=question[:64], like=_number(like), locale=locale, refusal=sent, draft=text
    )


async def _group_page(
    request: Request,
    visitor: Visitor,
    *,
    question: str,
    like: int,
    locale: str,
    refusal: Refusal | None = None,
    draft: str = "",
) -> Response:
    desk, texts = desk_of(request), texts_of(request)
    now = desk.clock()
    async with desk.sessions() as session:
        found = await members_of(session, question_id=question, like=like)
        titles = await titles_of(session, [question] if question else [], texts.locale)
    spoken = Counter(row.locale for _, row, _ in found if row.locale)
    if locale not in LOCALES:
        locale = max(spoken, key=lambda each: spoken[each]) if spoken else "ru"
    members = [
        Member(row, not_reached(handoff, chat, locale, visitor.staff, now=now))
        for handoff, row, chat in found
    ]
    return page(
        request,
        "group.html",
        status=200 if refusal is None else 409,
        title=titles.get(question) or texts.say("Similar questions"),
        members=[(each, _why_not(texts, each), span(texts, now - each.row.opened_at)) for each in members],
        reached=[each.row.id for each in members if each.not_reached is None],
        spoken=sorted(spoken.items(), key=lambda item: -item[1]),
        chosen=locale,
        question=question,
        like=like,
        refusal=refusal,
        draft=draft,
        max_reply=MAX_REPLY,
        nonce=new_nonce(),
    )


def _why_not(texts: Texts, member: Member) -> str:
    return texts.say(WHY_NOT[member.not_reached]) if member.not_reached else ""


def _address(each: Group) -> str:
    wishes: dict[str, Any] = {"question": each.question_id} if each.question_id else {"like": each.like}
    return "/handoffs/group?" + urlencode(wishes)


def _result(sent: Sent) -> str:
    missed = ".".join(str(each) for each in sent.missed[:_SHOWN_MISSED])
    return urlencode({"sent": len(sent.reached), "missed": missed})


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
