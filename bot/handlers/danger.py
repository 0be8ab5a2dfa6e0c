"""Danger first: emergency numbers and one safe next step, before any other reading of the message."""

from dataclasses import replace
from typing import Final

from bot.buttons import person_and_menu
from bot.danger import Level, Verdict
from bot.handlers import Tools
from bot.handlers.question import answer_beside
from bot.hotlines import emergency_lines
from bot.messages import IncomingMessage, Kind, Reply
from bot.texts import later
from bot.turns import ChatState, Handoff, HandoffReason, Outcome, Turn

NEXT_STEPS: Final = {
    "suicide": later(
        "You are not alone, and what you feel now can pass. "
        "Please call now, or tell somebody who is near you."
    ),
    "injury": later("Call an ambulance first. Somebody's life matters more than papers."),
    "child": later("Call now. A child in danger comes before any papers."),
    "violence": later("If you can, go to a place where there are other people and call from there."),
    "trafficking": later(
        "Nobody may lock you in, force you to work or keep your passport. Call when it is safe and say the "
        "address or what you see around you. If somebody checks your phone, delete this chat."
    ),
    "army": later("Do not sign anything. Ask first for an interpreter, a lawyer and your consulate."),
    "detention": later(
        "Ask for an interpreter and a lawyer. Do not sign what you cannot read. Ask to call your consulate."
    ),
}

#: Whoever is held, hurt at work or pressed to sign has a right to know about, too; in the other dangers
#: nothing should stand beside the next step.
_RIGHTS_TOO: Final = frozenset({"army", "detention", "injury"})


def handle_danger(message: IncomingMessage, chat: ChatState, tools: Tools) -> Turn | None:
    """Answer a cry for help at once and open an urgent handoff; None when the text tells of no danger."""
    verdict = _verdict(message, tools)
    if verdict.level < Level.FOUND or verdict.kind is None:
        return None
    kind = verdict.kind
    texts = tools.texts
    text = "\n\n".join(
        [
            _numbers(chat, tools),
            texts.say(NEXT_STEPS[kind]),
            texts.say("I have told a person of the organisation; they will write to you here."),
        ]
    )
    asks_too = kind in _RIGHTS_TOO and not chat.with_person
    rights = answer_beside(message, chat, tools) if asks_too else None
    first = Reply(text, person_and_menu(texts))
    return Turn(
        Outcome.DANGER,
        chat,
        replies=(first,) if rights is None else (first, rights),
        handoff=Handoff(HandoffReason.DANGER),
    )


def with_numbers(turn: Turn, message: IncomingMessage, tools: Tools) -> Turn:
    """Put the emergency numbers before an answer to a message that may be a cry for help."""
    says_numbers = turn.outcome not in (Outcome.ANSWER, Outcome.CHOOSE, Outcome.ASK_ROUTE)
    if says_numbers or _verdict(message, tools).level is not Level.POSSIBLE:
        return turn
    return replace(turn, replies=(Reply(_numbers(turn.chat, tools)), *turn.replies))


def _verdict(message: IncomingMessage, tools: Tools) -> Verdict:
    # A pressed button carries its own label as text, and that is our sentence, not the person's.
    if message.kind is Kind.BUTTON or not message.text:
        return Verdict(Level.NONE)
    if tools.commands.read(message.text, tools.texts.locale) is not None:
        return Verdict(Level.NONE)  # the whole message is "menu", "it helped", "call a person"
    return tools.danger.read(message.text, tools.texts.locale)


def _numbers(chat: ChatState, tools: Tools) -> str:
    return (
        tools.texts.say("If you are in danger now, call:") + "\n" + emergency_lines(chat.route.stay_in, tools)
    )
