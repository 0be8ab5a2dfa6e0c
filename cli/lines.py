"""`migrantbot detect` and `migrantbot ask`: the same code as the bot's, over lines of JSON."""

from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer

from bot.turns import Turn
from cli.jsonl import LineError, run_lines, text_of
from knowledge_base.locales import LOCALES
from knowledge_base.routes import COUNTRIES, Route

Jsonl = Annotated[bool, typer.Option("--jsonl", help="Read and write one JSON object a line.")]
Database = Annotated[
    str | None, typer.Option(help="Use the content of this database instead of the shipped.")
]


def detect(jsonl: Jsonl = True) -> None:
    """Say which language each line is written in: {"id","text","known"?} -> {"id","locale","confidence"}."""
    from bot.language.detector import shipped_detector
    from bot.language.settle import settle_locale
    from bot.messages import clean_text

    detector = shipped_detector()

    def answer(entry: dict[str, Any]) -> dict[str, Any]:
        detection = detector.detect(clean_text(text_of(entry)))
        known = entry.get("known")
        if known is None:
            return {"locale": detection.locale, "confidence": round(detection.confidence, 4)}
        if known not in LOCALES:
            raise LineError(f"'known' must be one of: {' '.join(LOCALES)}")
        settled = settle_locale(detection, known=known, is_chosen=False, hint=None)
        is_same = settled.locale == detection.locale
        confidence = detection.confidence if is_same else detection.scores.get(settled.locale, 0.5)
        return {"locale": settled.locale, "confidence": round(confidence, 4)}

    raise typer.Exit(run_lines(answer))


def ask(jsonl: Jsonl = True, database: Database = None) -> None:
    """Answer each line as the bot would; lines with the same "chat" are one conversation, in order."""
    from bot.conversation import Conversation
    from bot.equipment import make_equipment
    from bot.settings import read_settings
    from cli.knowledge import open_knowledge

    settings = read_settings()
    equipment = make_equipment(settings)
    knowledge = open_knowledge(database, show_drafts=settings.show_drafts)
    chats: dict[str, Conversation] = {}

    def answer(entry: dict[str, Any]) -> dict[str, Any]:
        text, route, now = text_of(entry), route_of(entry), moment_of(entry.get("now"))
        conversation = Conversation(equipment, knowledge)
        if entry.get("chat") is not None:
            conversation = chats.setdefault(str(entry["chat"]), conversation)
        turn = conversation.say(text, now=now, route=route)
        return _as_object(turn, text, conversation)

    raise typer.Exit(run_lines(answer))


def _as_object(turn: Turn, text: str, conversation: Any) -> dict[str, Any]:
    matches = turn.matches or tuple(conversation.knowledge.matcher.match(text, turn.locale))
    route = turn.chat.route
    return {
        "locale": turn.locale,
        "outcome": turn.outcome.value,
        "questions": [
            {"id": match.question_id, "confidence": round(match.confidence, 4)} for match in matches[:5]
        ],
        "route": {"citizenship": route.citizenship, "stay_in": route.stay_in, "via": route.via},
        "replies": [
            {"text": reply.text, "buttons": [button.label for button in reply.buttons]}
            for reply in turn.replies
        ],
    }


def route_of(entry: dict[str, Any]) -> Route:
    """Return the route of a line; raise LineError for a country that is none of ours."""
    parts = {part: entry.get(part) for part in ("citizenship", "stay_in", "via")}
    for part, country in parts.items():
        if country is not None and country not in COUNTRIES:
            raise LineError(f"{part!r} must be one of: {' '.join(COUNTRIES)}")
    return Route(**parts)


def moment_of(text: object) -> datetime:
    """Return the moment of a line, now where it says none; raise LineError for anything unreadable."""
    if text is None:
        return datetime.now(UTC)
    if not isinstance(text, str):
        raise LineError("'now' must be an ISO 8601 date or time")
    try:
        if len(text) == len("2026-07-01"):
            day = date.fromisoformat(text)
            return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise LineError("'now' must be an ISO 8601 date or time") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
