"""The actions that buttons stand for, and the rows of buttons that several handlers offer.

An action is `verb` or `verb:argument`, at most 64 bytes, and never holds anything personal.
"""

from typing import Final

from bot.messages import Button
from bot.texts import Texts, later
from knowledge_base.formats import country_name
from knowledge_base.index import Snapshot
from knowledge_base.locales import LOCALES, NATIVE_NAMES
from knowledge_base.routes import COUNTRIES, STAY_COUNTRIES

MENU: Final = "menu"
LANGUAGE: Final = "language"
ROUTE: Final = "route"
DEADLINE: Final = "deadline"
PERSON: Final = "person"
NONE_OF_THESE: Final = "none"
FORGET: Final = "forget"
FORGET_YES: Final = "forget:yes"
HELPED: Final = "helped"
DID_NOT_HELP: Final = "unhelpful"

TOPIC_NAMES: Final = {
    "registration": later("Registration and stay"),
    "child": later("Children"),
    "work": later("Work"),
    "safety": later("Safety"),
    "life": later("Daily life"),
    "departure": later("Leaving and returning"),
    "help": later("Help and phone numbers"),
}


def question_buttons(question_ids: tuple[str, ...], knowledge: Snapshot, locale: str) -> tuple[Button, ...]:
    """Return a button a question, labelled with its title."""
    return tuple(Button(knowledge.title(each, locale), f"question:{each}") for each in question_ids)


def menu_buttons(texts: Texts, knowledge: Snapshot) -> tuple[Button, ...]:
    """Return the topics that have questions, then what can be changed."""
    topics = tuple(Button(texts.say(TOPIC_NAMES[topic]), f"topic:{topic}") for topic in knowledge.topics)
    return (
        *topics,
        Button(texts.say("Count my deadlines"), DEADLINE),
        Button(texts.say("Change country"), ROUTE),
        Button(texts.say("Language"), LANGUAGE),
        Button(texts.say("Ask a person"), PERSON),
    )


def citizenship_buttons(texts: Texts) -> tuple[Button, ...]:
    """Return a button a passport."""
    return tuple(Button(country_name(code, texts.locale), f"citizenship:{code}") for code in COUNTRIES)


def stay_buttons(texts: Texts, citizenship: str | None) -> tuple[Button, ...]:
    """Return a button a country of stay, without the person's own."""
    return tuple(
        Button(country_name(code, texts.locale), f"stay:{code}")
        for code in STAY_COUNTRIES
        if code != citizenship
    )


def language_buttons() -> tuple[Button, ...]:
    """Return a button a locale, each in its own language."""
    return tuple(Button(NATIVE_NAMES[locale], f"language:{locale}") for locale in LOCALES)


def person_and_menu(texts: Texts) -> tuple[Button, ...]:
    """Return the two ways on that are always open."""
    return (Button(texts.say("Ask a person"), PERSON), Button(texts.say("Menu"), MENU))
