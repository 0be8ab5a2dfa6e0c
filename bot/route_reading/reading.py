"""Puts the mentions of countries together to the parts of a route that a text tells."""

from collections.abc import Sequence
from typing import Final

from bot.route_reading.mentions import Mention, Part, find_mentions
from bot.route_reading.signs import LEAVING, RETURNING
from knowledge_base.folding import words
from knowledge_base.routes import Route

#: Words that are read; a route is told in a line, not at the end of a page.
MAX_WORDS: Final = 300

# People mostly leave these for work; "from" one of the others may as well be the way home.
_ORIGINS: Final = frozenset({"UZ", "TJ", "KG", "TM"})


def read_route(text: str, locale: str | None, *, known: Route) -> Route:
    """Return the parts of the route that the text tells; a part that it leaves open is None.

    `known` decides what a country without any marker means. The text is read alike in every `locale`, since
    people mix languages where they name places; it is taken for readers that will want it.
    """
    said = words(text)[:MAX_WORDS]
    mentions = find_mentions(said)
    if not mentions:
        return Route()
    citizenship = _first(mentions, Part.PASSPORT)
    via = _first(mentions, Part.VIA)
    stay_in = _last(mentions, Part.TO) or _last(mentions, Part.IN)
    home = next((mention for mention in mentions if mention.part is Part.FROM), None)
    belongs_to = citizenship or known.citizenship

    if home is not None and home.country != belongs_to:
        if stay_in is None and (belongs_to is not None or _says(said, LEAVING)):
            stay_in = home.country
        elif belongs_to is None and _says(said, RETURNING) and stay_in is not None:
            citizenship = stay_in
        elif belongs_to is None and (stay_in or via or home.is_self or home.country in _ORIGINS):
            citizenship = home.country if home.country != stay_in else None
    if home is None and belongs_to is None and stay_in in _ORIGINS and _says(said, RETURNING):
        citizenship = stay_in
    if stay_in is None and citizenship is None and home is None:
        citizenship, stay_in = _unmarked(mentions, said, known)
    elif stay_in is None and citizenship is not None:
        stay_in = next(
            (one.country for one in mentions if one.part is Part.NONE and one.country != citizenship), None
        )
    return Route(citizenship, stay_in, via if via not in (stay_in, citizenship) else None)


def _unmarked(
    mentions: Sequence[Mention], said: Sequence[str], known: Route
) -> tuple[str | None, str | None]:
    """Say what a country without any marker means: where one is, or the passport that was asked for."""
    named = {mention.country for mention in mentions if mention.part is Part.NONE}
    if len(named) != 1:
        return None, None
    country = named.pop()
    if known.citizenship is not None:
        return None, country if country != known.citizenship else None
    if known.stay_in is not None and country != known.stay_in and len(said) <= 2:
        return country, None
    return None, None


def _first(mentions: Sequence[Mention], part: Part) -> str | None:
    return next((mention.country for mention in mentions if mention.part is part), None)


def _last(mentions: Sequence[Mention], part: Part) -> str | None:
    return _first(mentions[::-1], part)


def _says(said: Sequence[str], beginnings: tuple[str, ...]) -> bool:
    return any(word.startswith(beginnings) for word in said)
