"""An answer as a person reads it: for whom, the text, what is uncertain, the source, the day of the check."""

from typing import Final

from bot.handlers import Tools
from bot.handlers.choose_route import route_line
from bot.texts import later
from knowledge_base.content_types import Source
from knowledge_base.formats import format_date, format_short_date
from knowledge_base.index import RenderedAnswer
from knowledge_base.locales import NATIVE_NAMES
from knowledge_base.routes import Route

WHO_CONFIRMS: Final = {
    "migration_service": later("the migration service (police)"),
    "labour_inspection": later("the labour inspection"),
    "registry_office": later("the civil registry office"),
    "school": later("the school or the education department"),
    "clinic": later("the nearest clinic"),
    "consulate": later("your consulate"),
    "hotline_111": later("the free hotline for families"),
    "lawyer": later("a free lawyer"),
}
MAX_SOURCES: Final = 2
_ROOM_FOR_SOURCES: Final = 760  #: characters of an answer that leave room for a second source


def compose_answer(answer: RenderedAnswer, route: Route, tools: Tools) -> str:
    """Return the whole message for an answer, paragraphs divided by blank lines, the source last."""
    texts = tools.texts
    parts = [route_line(route, tools)] if answer.depends_on_route else []
    if answer.locale != texts.locale:
        parts.append(
            texts.say(
                "Not written in your language yet, so here it is in: {language}",
                language=NATIVE_NAMES[answer.locale],
            )
        )
    parts.append(answer.text)
    if answer.is_uncertain:
        who = texts.say(WHO_CONFIRMS[answer.confirm_with])
        parts.append(
            texts.say("Not everything here is confirmed. Before you rely on it, ask: {who}.", who=who)
        )
    # A long answer names its main source only, so that it stays one WhatsApp message with its options.
    count = MAX_SOURCES if len(answer.text) <= _ROOM_FOR_SOURCES else 1
    closing = [_source_line(source, tools) for source in answer.sources[:count]]
    closing.append(texts.say("Checked: {date}", date=format_date(answer.checked_on, texts.locale)))
    if answer.is_draft:
        closing.append(texts.say("Draft: no person has checked this text yet."))
    parts.append("\n".join(closing))
    return "\n\n".join(parts)


def _source_line(source: Source, tools: Tools) -> str:
    """Return publisher, date and link; the title only where there is no link."""
    parts = [source.publisher if source.url else f"{source.publisher}, «{source.title}»"]
    if source.dated is not None:
        parts.append(format_short_date(source.dated, tools.texts.locale))
    line = tools.texts.say("Source: {source}", source=", ".join(parts))
    return f"{line} {source.url}" if source.url else line
