"""The deadline calculator in the chat: what happened, on which day, and which last days follow."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from bot.answer_texts import WHO_CONFIRMS
from bot.buttons import DEADLINE, MENU, ROUTE
from bot.date_reading import read_date
from bot.handlers import Tools
from bot.handlers.choose_route import ask_citizenship, ask_stay, route_line
from bot.local_time import local_day
from bot.messages import Button, IncomingMessage, Kind, Reply
from bot.texts import later
from bot.turns import ChatState, Outcome, ReminderRequest, Turn
from knowledge_base.deadlines import Deadline, Event, EventKind, deadlines, read_rules
from knowledge_base.formats import format_date, format_quantity
from knowledge_base.retrieval import Clear, decide

_EVENTS: Final = {
    EventKind.ENTRY: later("I entered the country"),
    EventKind.MOVE: later("I moved"),
    EventKind.BIRTH: later("A child was born"),
    EventKind.PERMIT_START: later("I got a permit"),
    EventKind.PERMIT_END: later("My permit ends"),
    EventKind.DISMISSAL: later("I lost my job"),
}
MAX_LINES: Final = 6
_CONFIRMS: Final = WHO_CONFIRMS["migration_service"]
_CANCEL: Final = "remind:cancel"


def handle_deadline(message: IncomingMessage, chat: ChatState, tools: Tools) -> Turn | None:
    """Take the steps of the calculator; None for what is not about it."""
    action = message.action or ""
    if action == DEADLINE:
        return start_deadline(chat, tools)
    if action.startswith("event:"):
        return _ask_date(action.removeprefix("event:"), chat, tools)
    if action.startswith("remind:"):
        return _remind(action, chat, tools)
    if chat.asked and chat.asked.startswith("event:") and message.kind is Kind.TEXT:
        return _read_answer(message.text, chat, tools)
    return None


def start_deadline(chat: ChatState, tools: Tools) -> Turn:
    """Ask for the route where it is not known, then for what happened."""
    chat = replace(chat, asked=DEADLINE, pending=None)
    if not chat.route.citizenship:
        return replace(ask_citizenship(chat, tools), outcome=Outcome.COMMAND)
    if not chat.route.stay_in:
        return replace(ask_stay(chat, tools), outcome=Outcome.COMMAND)
    texts = tools.texts
    text = route_line(chat.route, tools) + "\n\n" + texts.say("I count your last days. What happened?")
    buttons = tuple(Button(texts.say(label), f"event:{kind.value}") for kind, label in _EVENTS.items())
    return Turn(Outcome.COMMAND, replace(chat, asked=None), replies=(Reply(text, buttons),))


def _ask_date(kind: str, chat: ChatState, tools: Tools) -> Turn:
    if kind not in [each.value for each in _EVENTS]:  # an old button
        return start_deadline(chat, tools)
    text = tools.texts.say("On which day? Write it as you like, for example 03.10.2026 or: yesterday.")
    return Turn(Outcome.COMMAND, replace(chat, asked=f"event:{kind}"), replies=(Reply(text),))


def _read_answer(text: str, chat: ChatState, tools: Tools) -> Turn | None:
    """Compute from the date that was written; ask again kindly, unless it is a question of its own."""
    assert chat.asked is not None
    kind = EventKind(chat.asked.removeprefix("event:"))
    today = _today(chat, tools)
    day = read_date(text, tools.texts.locale, today=today, context=kind.value)
    if day is not None:
        return _tell(Event(kind, day), replace(chat, asked=None), tools)
    which = decide(tools.knowledge.matcher.match(text, tools.texts.locale), tools.thresholds)
    is_no_date = not any(character.isdigit() for character in text)
    if is_no_date and (isinstance(which, Clear) or tools.commands.read(text, tools.texts.locale)):
        return None
    again = tools.texts.say(
        "I cannot read a possible date in this. Write it for example like this: 03.10.2026"
    )
    return Turn(Outcome.COMMAND, chat, replies=(Reply(again, (Button(tools.texts.say("Menu"), MENU),)),))


def _tell(event: Event, chat: ChatState, tools: Tools) -> Turn:
    texts, today = tools.texts, _today(chat, tools)
    found = deadlines(
        chat.route, [event], today=today, facts=tools.knowledge.content.facts, rules=read_rules()
    )
    chosen = _one_a_question(found, today, tools)[:MAX_LINES]
    if not chosen:
        text = texts.say("I know no deadline for this in your case yet. Better ask a person.")
        ways_on = (Button(texts.say("Change country"), ROUTE), Button(texts.say("Menu"), MENU))
        return Turn(Outcome.COMMAND, chat, replies=(Reply(text, ways_on),))
    parts = [
        route_line(chat.route, tools) + "\n" + texts.say(_EVENTS[event.kind]) + ": "
        + format_date(event.on, texts.locale),
        "\n".join(_line(each, question_id, today, tools) for question_id, each in chosen),
        texts.say(
            "Offices count days in different ways: be a day early. This is help, not proof. "
            "Confirm with: {who}.",
            who=texts.say(_CONFIRMS),
        ),
        "\n".join(_sources(chosen, tools)),
    ]  # fmt: skip
    buttons = tuple(
        Button(
            texts.say("Remind me: {date}", date=f"{each.last_day:%d.%m.}"),
            f"remind:{each.last_day.isoformat()}:{question_id}",
        )
        for question_id, each in chosen
        if each.last_day > today
    )[:3]
    buttons = (*buttons, Button(texts.say("Menu"), MENU))
    return Turn(Outcome.COMMAND, chat, replies=(Reply("\n\n".join(parts), buttons),))


def _one_a_question(found: Sequence[Deadline], today: date, tools: Tools) -> list[tuple[str, Deadline]]:
    """Return the earliest deadline of each question, those that can still be met first.

    A term that has passed must not hide a later one of the same question: the host may be late while the
    person's own thirty days still run.
    """
    earliest: dict[tuple[bool, str], Deadline] = {}
    for each in found:
        topic = each.fact.topic
        if topic is not None and topic in tools.knowledge.questions:
            earliest.setdefault((each.last_day < today, topic), each)
    ordered = sorted(earliest.items(), key=lambda item: (item[0][0], item[1].last_day))
    return [(topic, each) for (_has_passed, topic), each in ordered]


def _line(deadline: Deadline, question_id: str, today: date, tools: Tools) -> str:
    texts = tools.texts
    title = tools.knowledge.title(question_id, texts.locale)
    day = format_date(deadline.last_day, texts.locale)
    left = deadline.days_left(today)
    if left < 0:
        line = texts.say("• {title}: the last day was {date}", title=title, date=day)
    else:
        days = format_quantity(left, "days", texts.locale)
        line = texts.say("• {title}: until {date} ({days} left)", title=title, date=day, days=days)
    return line + (" (?)" if deadline.uncertain else "")


def _sources(chosen: Sequence[tuple[str, Deadline]], tools: Tools) -> list[str]:
    publishers = dict.fromkeys(
        each.fact.source.publisher for _question, each in chosen if each.fact.source is not None
    )
    checked = min(each.fact.checked_on for _question, each in chosen)
    lines = [tools.texts.say("Source: {source}", source=", ".join(publishers))] if publishers else []
    if any(each.uncertain for _question, each in chosen):
        lines.append(tools.texts.say("(?) is contested or not confirmed."))
    return [*lines, tools.texts.say("Checked: {date}", date=format_date(checked, tools.texts.locale))]


def _today(chat: ChatState, tools: Tools) -> date:
    return local_day(tools.now, chat.route.stay_in)


def _remind(action: str, chat: ChatState, tools: Tools) -> Turn:
    texts = tools.texts
    if action == _CANCEL:
        text = texts.say("The reminders are cancelled.")
        return Turn(Outcome.COMMAND, chat, replies=(Reply(text),), cancel_reminders=True)
    day, _, question_id = action.removeprefix("remind:").partition(":")
    try:
        last_day = date.fromisoformat(day)
    except ValueError:
        return start_deadline(chat, tools)
    text = texts.say(
        "I will remind you here before {date}. On WhatsApp write to me once in a while: I may answer only "
        "within a day of your last message.",
        date=format_date(last_day, texts.locale),
    )
    buttons = (Button(texts.say("Cancel reminders"), _CANCEL), Button(texts.say("Menu"), MENU))
    return Turn(
        Outcome.COMMAND,
        chat,
        replies=(Reply(text, buttons),),
        reminder=ReminderRequest(question_id, last_day),
    )
