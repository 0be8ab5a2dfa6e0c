"""Passport and country: read from the text, asked for by buttons only where the answer depends on it."""

from dataclasses import replace

from bot.buttons import DEADLINE, ROUTE, citizenship_buttons, menu_buttons, stay_buttons
from bot.handlers import Tools
from bot.messages import IncomingMessage, Reply
from bot.turns import ChatState, Outcome, Pending, Turn
from knowledge_base.formats import citizens_of, country_in, country_name
from knowledge_base.routes import COUNTRIES, Route


def handle_route_button(message: IncomingMessage, chat: ChatState, tools: Tools) -> Turn | None:
    """Take a chosen passport or country and go on with the question that waited for it."""
    if message.action == ROUTE:
        return replace(
            ask_citizenship(replace(chat, route=Route(), pending=None), tools), outcome=Outcome.COMMAND
        )
    part, _, country = (message.action or "").partition(":")
    if part not in ("citizenship", "stay") or country not in COUNTRIES:
        return None
    newer = Route(citizenship=country) if part == "citizenship" else Route(stay_in=country)
    chat = replace(chat, route=chat.route.updated(newer))
    if part == "citizenship" and chat.route.stay_in == country:
        # Somebody who changes the passport to that of the country of stay has to name the country again.
        chat = replace(chat, route=Route(citizenship=country))
    return go_on(chat, tools)


def go_on(chat: ChatState, tools: Tools) -> Turn:
    """Ask for the part that is missing, answer the question that waited, or confirm the route."""
    if chat.pending is not None:
        from bot.handlers.question import answer_question  # the two handlers call each other

        return answer_question(chat.pending.question_id, chat, tools)
    if not chat.route.citizenship:
        return ask_citizenship(chat, tools)
    if not chat.route.stay_in:
        return ask_stay(chat, tools)
    if chat.asked == DEADLINE:
        from bot.handlers.deadline import start_deadline  # it asks for the route by this module

        return start_deadline(chat, tools)
    text = route_line(chat.route, tools) + "\n\n" + tools.texts.say("Noted. What would you like to know?")
    return Turn(Outcome.COMMAND, chat, replies=(Reply(text, menu_buttons(tools.texts, tools.knowledge)),))


def ask_missing(question_id: str, chat: ChatState, tools: Tools) -> Turn:
    """Ask for the first missing part of the route, and remember which question waits for it."""
    chat = replace(chat, pending=Pending(question_id))
    return ask_stay(chat, tools) if chat.route.citizenship else ask_citizenship(chat, tools)


def ask_citizenship(chat: ChatState, tools: Tools) -> Turn:
    """Ask which passport the person holds."""
    texts = tools.texts
    if chat.route.stay_in:
        text = texts.say("The answer depends on your passport. Which passport do you have?")
    else:
        text = texts.say(
            "The answer depends on your passport and on the country you are in. "
            "First: which passport do you have?"
        )
    return Turn(Outcome.ASK_ROUTE, chat, replies=(Reply(text, citizenship_buttons(texts)),))


def ask_stay(chat: ChatState, tools: Tools) -> Turn:
    """Ask which country the person is in."""
    texts = tools.texts
    text = texts.say("Which country are you in, or are you going to?")
    return Turn(Outcome.ASK_ROUTE, chat, replies=(Reply(text, stay_buttons(texts, chat.route.citizenship)),))


def route_line(route: Route, tools: Tools) -> str:
    """Return for whom an answer is, so that a wrongly read route is seen at once."""
    locale = tools.texts.locale
    who = citizens_of(route.citizenship, locale) if route.citizenship else tools.texts.say("everybody")
    where = country_in(route.stay_in, locale) if route.stay_in else ""
    line = tools.texts.say("For: {who} {where}", who=who, where=where).strip()
    if route.via:
        line += " (" + tools.texts.say("through: {country}", country=country_name(route.via, locale)) + ")"
    return line
