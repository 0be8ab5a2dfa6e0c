"""What states, rules and refusals of texts are called on the pages."""

from collections.abc import Sequence
from typing import Final

from bot.texts import Texts, later
from knowledge_base.content_types import DRAFT, IN_REVIEW, OUTDATED, PUBLISHED, WITHDRAWN
from knowledge_base.editing import Refusal
from knowledge_base.formats import country_name
from knowledge_base.locales import NATIVE_NAMES
from knowledge_base.question_editing import AnswerRefusal, TitleRefusal
from knowledge_base.routes import Scope
from knowledge_base.text_checks import Rule, TextProblem

STATES: Final = {
    DRAFT: later("Draft"),
    IN_REVIEW: later("In review"),
    PUBLISHED: later("Published"),
    OUTDATED: later("Outdated"),
    WITHDRAWN: later("Withdrawn"),
}
TOPICS: Final = {
    "registration": later("Registration and stay"),
    "child": later("Children"),
    "work": later("Work"),
    "safety": later("Safety"),
    "life": later("Daily life"),
    "departure": later("Leaving and returning"),
    "help": later("Help and phone numbers"),
}
CONFIRMERS: Final = {
    "migration_service": later("Migration service"),
    "labour_inspection": later("Labour inspection"),
    "registry_office": later("Civil registry office"),
    "school": later("School"),
    "clinic": later("Clinic"),
    "consulate": later("Consulate"),
    "hotline_111": later("Hotline for families"),
    "lawyer": later("Free lawyer"),
}
RULES: Final = {
    Rule.EMPTY: later("The text is empty."),
    Rule.BARE_NUMBER: later("Line {line}: a number stands here that is no fact. Put in the fact instead."),
    Rule.NO_FACT: later("The answer rests on no fact, so nobody can see where it comes from."),
    Rule.NEVER_IN_FORCE: later("The facts of this answer never hold on the same day."),
    Rule.NOT_RENDERED: later("This cannot be filled in: {about}"),
    Rule.TOO_LONG: later("{about} characters; at most 900 fit one WhatsApp message."),
    Rule.OTHER_PLACEHOLDERS: later("The facts are not those of the Russian text: {about}"),
    Rule.OTHER_STEPS: later("The numbered steps are not those of the Russian text."),
    Rule.SOURCE_MOVED: later("The Russian text has changed since. Compare, then save this text again."),
    Rule.AVOIDED_WORD: later("Better write “{instead}” than “{about}”."),
    Rule.OTHER_LANGUAGE: later("This reads like {about}."),
}
REFUSALS: Final = {
    Refusal.OWN_TEXT: later("You wrote this text yourself. Somebody else has to approve it."),
    Refusal.NOT_A_DRAFT: later("There is no draft to send to review."),
    Refusal.NOT_IN_REVIEW: later("This text is not in review any longer."),
    Refusal.NOTHING_TO_PUBLISH: later("There is nothing new to publish."),
    Refusal.NOT_SHOWN: later("Nothing of it is shown, so there is nothing to withdraw."),
    Refusal.TOO_LATE: later("It is too late for that, or the time lies in the past."),
}
ANSWER_REFUSALS: Final = {
    AnswerRefusal.NO_FACT: later("Name at least one fact that the answer rests on."),
    AnswerRefusal.UNKNOWN_FACT: later(
        "One of these facts does not exist. Copy its name from the facts page."
    ),
    AnswerRefusal.NO_CONFIRMER: later("Choose who can confirm what is not sure."),
    AnswerRefusal.UNKNOWN_COUNTRY: later("One of these countries is not ours."),
    AnswerRefusal.TIE: later("There is an answer for some of these people already. Choose other routes."),
    AnswerRefusal.NOT_IN_FORCE: later("These facts never hold on the same day."),
}
TITLE_REFUSALS: Final = {
    TitleRefusal.EMPTY: later("A title cannot be empty."),
    TitleRefusal.TOO_LONG: later("A title has at most 60 characters, so that it fits a button."),
    TitleRefusal.STALE: later("A colleague changed these titles meanwhile. Nothing was saved; look again."),
}
STALE: Final = later("A colleague changed this text meanwhile. Nothing was overwritten; look again.")


def problem_words(texts: Texts, problem: TextProblem) -> str:
    """Return what is wrong with a text as an editor reads it."""
    about = problem.about
    if problem.rule is Rule.OTHER_LANGUAGE:
        about = NATIVE_NAMES.get(about, about)
    return texts.say(RULES[problem.rule], line=str(problem.line), about=about, instead=problem.instead)


def scope_words(texts: Texts, scope: Scope) -> str:
    """Return for whom an answer is: "Uzbekistan, Tajikistan → Kazakhstan"."""
    if scope == Scope():
        return texts.say("Everybody")
    who = _countries(texts, sorted(scope.citizenship)) or texts.say("any passport")
    where = _countries(texts, sorted(scope.stay_in)) or texts.say("any country")
    words = f"{who} → {where}"
    if scope.via:
        words = texts.say(
            "{route} through {country}", route=words, country=_countries(texts, sorted(scope.via))
        )
    return words


def _countries(texts: Texts, codes: Sequence[str]) -> str:
    return ", ".join(country_name(code, texts.locale) for code in codes)
