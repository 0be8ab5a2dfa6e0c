"""The emergency numbers as lines of text: where somebody is in danger, and wherever the bot has no answer."""

from typing import Final

from bot.handlers import Tools
from bot.texts import later
from knowledge_base.formats import country_name

SERVICES: Final = {
    "emergency": later("All emergencies: {number}"),
    "police": later("Police: {number}"),
    "ambulance": later("Ambulance: {number}"),
    "family": later("Women, children, family (free, day and night): {number}"),
    "violence": later("Violence against women and children: {number}"),
    "children": later("Helpline for children: {number}"),
}


def emergency_lines(stay_in: str | None, tools: Tools) -> str:
    """Return a line a number for the country of stay; for every country we know where it is unknown."""
    emergency = tools.knowledge.emergency
    countries = [stay_in] if stay_in is not None and stay_in in emergency else list(emergency)
    lines = []
    for country in countries:
        if len(countries) > 1:
            lines.append(f"{country_name(country, tools.texts.locale)}:")
        for contact in emergency[country]:
            number = tools.knowledge.render(contact.number, tools.texts.locale, tools.now.date())
            if number is not None:
                line = "• " + tools.texts.say(SERVICES[contact.service], number=number)
                is_certain = tools.knowledge.is_certain(contact.number, tools.now.date())
                lines.append(line if is_certain else f"{line}. {tools.texts.say('Not confirmed.')}")
    return "\n".join(lines)


def until_somebody_answers(stay_in: str | None, tools: Tools) -> str:
    """Return the sentence that goes with every message the bot could not answer itself."""
    return tools.texts.say("If it cannot wait, call:") + "\n" + emergency_lines(stay_in, tools)
