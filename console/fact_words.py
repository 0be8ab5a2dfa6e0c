"""What is said of facts on their pages: why one needs a look, what is wrong in a form, what a link said."""

from datetime import date
from typing import Final

from bot.texts import Texts, later
from knowledge_base.content_types import Fact
from knowledge_base.fact_attention import Attention
from knowledge_base.fact_editing import FactRefusal
from knowledge_base.fact_reading import Mistake
from knowledge_base.facts import FactBook, UnknownPlaceholder
from knowledge_base.formats import country_name, format_short_date
from knowledge_base.link_checking import LinkStatus
from knowledge_base.locales import LOCALES

ATTENTION: Final = {
    Attention.EXPIRING: later("Ends within 30 days"),
    Attention.OVERDUE: later("Has to be checked again"),
    Attention.LOW: later("Low confidence"),
    Attention.CONTESTED: later("Contested"),
    Attention.PLANNED: later("Planned for later"),
    Attention.ENDED: later("Ended"),
}
CONFIDENCE: Final = {"high": later("high"), "medium": later("medium"), "low": later("low")}
KINDS: Final = {
    "law": later("law"),
    "official": later("official page"),
    "ngo": later("NGO"),
    "law-firm": later("law firm"),
    "news": later("news"),
}
MISTAKES: Final = {
    Mistake.EMPTY: later("This must not be empty."),
    Mistake.TOO_LONG: later("This is too long."),
    Mistake.NOT_A_NUMBER: later("This must be a number, for example 85 000 or 1,5."),
    Mistake.NOT_WHOLE: later("This must be a whole number."),
    Mistake.NOT_A_DATE: later("This must be a day, for example 01.07.2026."),
    Mistake.NOT_A_PHONE: later("This must be a phone number, for example +7 727 258 45 98 or 102."),
    Mistake.NOT_AN_ADDRESS: later("This must be a web address that begins with https:// or http://."),
    Mistake.NOT_A_CHOICE: later("Choose one of these."),
    Mistake.NEEDS_A_SOURCE: later("Without a source the confidence can only be low."),
    Mistake.ENDS_TOO_EARLY: later("The last day lies before the first."),
}
REFUSALS: Final = {
    FactRefusal.GONE: later("This fact is not there any longer."),
    FactRefusal.SAME: later("Nothing is different, so nothing was written."),
    FactRefusal.OVERLAPS: later("Another value is already entered for some of these days."),
    FactRefusal.STARTS_TOO_EARLY: later("A law change must begin after the fact itself began."),
    FactRefusal.ALREADY_ENDED: later("The fact has ended before that day. Correct its last day first."),
    FactRefusal.NOTHING_BEFORE: later("There is nothing to go back to: this is the first version."),
    FactRefusal.IN_FORCE: later("It is in force already, so it cannot be cancelled."),
}
LINKS: Final = {
    LinkStatus.MOVED: later("moved"),
    LinkStatus.TIMEOUT: later("did not answer in time"),
    LinkStatus.NO_SUCH_HOST: later("no such site"),
    LinkStatus.NO_CONNECTION: later("no connection"),
    LinkStatus.BAD_CERTIFICATE: later("its certificate is not valid"),
    LinkStatus.NOT_PUBLIC: later("not an address of the open internet, so it was not asked"),
    LinkStatus.TOO_MANY_REDIRECTS: later("sends from page to page without end"),
    LinkStatus.NOT_A_WEB_ADDRESS: later("not a web address"),
}
UNITS: Final = {
    "calendar_days": later("calendar days"),
    "working_days": later("working days"),
    "days": later("days"),
    "weeks": later("weeks"),
    "months": later("months"),
    "years": later("years"),
    "hours": later("hours"),
    "hours_per_week": later("hours a week"),
    "percent": later("percent"),
    "persons": later("persons"),
    "children": later("children"),
    "times": later("times"),
    "documents": later("documents"),
    "places": later("places"),
    "MCI": later("monthly indices (MCI)"),
    "phone": later("phone number"),
    "date": later("day"),
    "text": later("text"),
    "number": later("number"),
}


_FIELDS: Final = {
    "value": later("value"),
    "statement": later("what it says"),
    "source_title": later("title of the source"),
    "source_publisher": later("publisher"),
    "source_url": later("address of the source"),
    "source_dated": later("date of the source"),
    "source_kind": later("kind of source"),
    "confidence": later("confidence"),
    "conflict": later("what speaks against it"),
    "valid_from": later("first day"),
    "valid_until": later("last day"),
    "check_every": later("days between checks"),
}


def field_words(texts: Texts, name: str) -> str:
    """Return what a field of a fact is called; a part goes by its own name."""
    return texts.say(_FIELDS[name]) if name in _FIELDS else name.removeprefix("part.")


def reading_locale(texts: Texts) -> str:
    """Return in which of the seven locales somebody reads who has the pages in this language."""
    return texts.locale if texts.locale in LOCALES else "uz-Latn"


def value_words(book: FactBook, fact: Fact, locale: str, on: date, part: str | None = None) -> str:
    """Return a fact's value as readers of a language see it; empty where it has none."""
    name = fact.id if part is None else f"{fact.id}:{part}"
    try:
        return book.render(f"{{{name}}}", locale, day_of(fact, on))
    except (UnknownPlaceholder, ValueError):
        return ""


def values_words(book: FactBook, fact: Fact, locale: str, on: date) -> str:
    """Return the value and those of the parts, as one line."""
    shown = [value_words(book, fact, locale, on, part) for part in (None, *fact.parts)]
    return " · ".join(filter(None, shown))


def day_of(fact: Fact, on: date) -> date:
    """Return the day to show a fact on: this one, or the nearest on which it is in force."""
    if fact.valid_from is not None and on < fact.valid_from:
        return fact.valid_from
    return min(on, fact.valid_until) if fact.valid_until is not None else on


def validity_words(texts: Texts, fact: Fact) -> str:
    """Return from when until when a fact holds, or nothing where it always does."""
    first = format_short_date(fact.valid_from, reading_locale(texts)) if fact.valid_from else None
    last = format_short_date(fact.valid_until, reading_locale(texts)) if fact.valid_until else None
    if first and last:
        return texts.say("{first} to {last}", first=first, last=last)
    if first:
        return texts.say("since {first}", first=first)
    return texts.say("until {last}", last=last) if last else ""


def countries_words(texts: Texts, fact: Fact) -> str:
    """Return where a fact holds and for whom."""
    stay = ", ".join(country_name(each, reading_locale(texts)) for each in sorted(fact.scope.stay_in))
    who = ", ".join(sorted(fact.scope.citizenship))
    return (
        texts.say("{countries} (for {citizenships})", countries=stay or "…", citizenships=who)
        if who
        else stay
    )


def unit_words(texts: Texts, unit: str | None) -> str:
    """Return what a value is counted in; currencies go by their code."""
    return texts.say(UNITS[unit]) if unit in UNITS else unit or ""


def link_words(texts: Texts, status: str) -> str:
    """Return what a link said."""
    if status.isdigit():
        return "OK" if int(status) < 400 else texts.say("the site answers {status}", status=status)
    sentence = LINKS.get(LinkStatus(status)) if status in set(LinkStatus) else None
    return texts.say(sentence) if sentence else status
