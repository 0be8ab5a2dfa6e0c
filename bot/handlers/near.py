"""The nearest help point: by a location the person sends, or by a city."""

from collections import Counter
from dataclasses import replace
from typing import Final

from bot.buttons import MENU
from bot.handlers import Tools
from bot.handlers.question import answer_question
from bot.messages import Button, IncomingMessage, Kind, Reply
from bot.texts import later
from bot.turns import ChatState, Outcome, Turn
from knowledge_base.formats import format_number, format_phone
from knowledge_base.places import Near, nearest, places_for

MAX_PLACES: Final = 4
_MAX_CITIES: Final = 8
#: Farther away a place is of no use on foot or by bus, and the city list is better.
_FAR: Final = 400.0

KINDS: Final = {
    "embassy": later("Embassy"),
    "consulate": later("Consulate"),
    "migration_service": later("Migration service"),
    "migration_centre": later("Migration centre"),
    "migration_agency": later("Migration agency of the home country"),
    "labour_inspection": later("Labour inspection"),
    "ngo": later("Help organisation"),
    "shelter": later("Crisis centre"),
    "child_centre": later("Children's centre"),
    "service_centre": later("Public service centre"),
    "ombudsman": later("Ombudsman"),
    "detention_centre": later("Detention centre"),
}


def handle_near(message: IncomingMessage, chat: ChatState, tools: Tools) -> Turn | None:
    """Answer a location or a chosen city with the nearest help points; None for anything else."""
    if message.kind is Kind.LOCATION and message.latitude is not None and message.longitude is not None:
        return _nearest(message.latitude, message.longitude, chat, tools)
    if message.action and message.action.startswith("city:"):
        return _in_city(message.action.removeprefix("city:"), chat, tools)
    return None


def ask_where(chat: ChatState, tools: Tools) -> Turn:
    """Ask for a location or a city; where we know no help points, give the phone numbers."""
    places = places_for(tools.knowledge.content.places, chat.route)
    if not places:
        return replace(answer_question("help.hotlines", chat, tools), outcome=Outcome.COMMAND)
    labels = {place.city: place.city_in(tools.texts.locale) for place in places}
    cities = Counter(place.city for place in places).most_common(_MAX_CITIES)
    text = tools.texts.say("Where are you? Send me your location, or choose a city:")
    buttons = tuple(Button(labels[city], f"city:{city}"[:64]) for city, _count in cities)
    return Turn(Outcome.COMMAND, chat, replies=(Reply(text, buttons),))


def _nearest(latitude: float, longitude: float, chat: ChatState, tools: Tools) -> Turn:
    places = places_for(tools.knowledge.content.places, chat.route)
    found = nearest(places, latitude, longitude, limit=MAX_PLACES)
    if not found or (found[0].kilometres or 0) > _FAR:
        return ask_where(chat, tools)
    return _tell(found, chat, tools)


def _in_city(city: str, chat: ChatState, tools: Tools) -> Turn:
    places = [each for each in places_for(tools.knowledge.content.places, chat.route) if each.city == city]
    if not places:
        return ask_where(chat, tools)
    return _tell([Near(place) for place in places[:MAX_PLACES]], chat, tools)


def _tell(found: list[Near], chat: ChatState, tools: Tools) -> Turn:
    texts = tools.texts
    text = "\n\n".join(
        [
            *(_entry(near, tools) for near in found),
            texts.say("Call before you go: addresses and hours change."),
        ]
    )
    return Turn(Outcome.COMMAND, chat, replies=(Reply(text, (Button(texts.say("Menu"), MENU),)),))


def _entry(near: Near, tools: Tools) -> str:
    texts, place = tools.texts, near.place
    kind = texts.say(KINDS[place.kind]) if place.kind in KINDS else place.kind
    lines = [f"{kind}: {place.name}", ", ".join(filter(None, (place.city_in(texts.locale), place.address)))]
    if near.kilometres is not None:
        kilometres = format_number(round(near.kilometres), texts.locale)
        lines.append(texts.say("About {kilometres} km away", kilometres=kilometres))
    lines += [format_phone(phone, texts.locale) for phone in place.phones]
    if place.confidence == "low":
        lines.append(texts.say("Not confirmed."))
    return "\n".join(lines)
