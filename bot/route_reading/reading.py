"""Puts the mentions of countries together to the parts of a route that a text tells."""

from collections.abc import Iterable, Sequence
from typing import Final

from bot.route_reading import signs
from bot.route_reading.letters import cyrillic
from bot.route_reading.mentions import Mention, Part, find_mentions
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
    folded = words(text)[:MAX_WORDS]
    mentions = find_mentions(folded)
    if not mentions:
        return Route()
    said = [cyrillic(word) for word in folded]
    told = _passport(mentions)
    home = told or known.citizenship or _home(mentions, said)
    stay_in = _stay(mentions, said, home)
    citizenship = told
    if told is None and known.citizenship is None and home is not None:
        citizenship = home
    if told is None and known.citizenship is None and home is None and stay_in is not None:
        citizenship = _left_behind(mentions, said, stay_in)
    if citizenship is None and stay_in is None:
        citizenship, stay_in = _unmarked(mentions, said, known)
    via = _first(mentions, Part.VIA)
    return Route(citizenship, stay_in, via if via not in (stay_in, citizenship) else None)


def _passport(mentions: Sequence[Mention]) -> str | None:
    """Return the passport that a person says to have; a people is believed where no passport is named."""
    own = [one for one in mentions if not one.is_others]
    return _first(own, Part.PASSPORT) or _first(own, Part.PEOPLE)


def _home(mentions: Sequence[Mention], said: Sequence[str]) -> str | None:
    """Return the country that a person says to come from, or whose embassy is asked for."""
    comes_from = [one for one in mentions if one.part is Part.FROM and not one.is_others]
    is_leaving = _says(said, signs.LEAVING + signs.WRITING + signs.RETURNING)
    for one in comes_from:
        if one.is_self and not is_leaving:
            return one.country
    goes_to = _last(mentions, Part.TO)
    for one in comes_from:
        if one.country in _ORIGINS and one.country != goes_to:
            return one.country
    if goes_to in _ORIGINS and _says(said, signs.RETURNING + signs.SENDING):
        return goes_to
    embassy = _first(mentions, Part.EMBASSY)
    if embassy is not None:
        return embassy
    elsewhere = next((one.country for one in mentions if one.part in (Part.TO, Part.IN)), None)
    if elsewhere is None or is_leaving or goes_to in _ORIGINS:
        return None
    return next((one.country for one in comes_from if one.country != elsewhere), None)


def _stay(mentions: Sequence[Mention], said: Sequence[str], home: str | None) -> str | None:
    """Return the country that a person goes to, or else is in."""
    to = [one for one in mentions if one.part is Part.TO]
    here = [one for one in mentions if one.part is Part.IN]
    left = _lasts(one for one in mentions if one.part is Part.FROM and one.country != home)
    away = _lasts(one for one in to if one.country != home)
    if away in _ORIGINS and left not in (None, *_ORIGINS) and home is None:
        return left  # on the way home
    if away and not (away in _ORIGINS and here and _says(said, signs.SENDING)):
        return away
    named = _lasts(one for one in mentions if one.part is Part.NONE and one.country != home)
    abroad = [one for one in here if one.country != home and not (one.is_others and one.country in _ORIGINS)]
    if left is not None and home in _ORIGINS and not to and _says(said, signs.LEAVING) and not abroad:
        return left
    if abroad:
        now = _lasts(one for one in abroad if not _was(one, said))
        return now or named or abroad[-1].country
    at_home = [one for one in here if one.country == home and not one.is_others]
    if at_home and left in _ORIGINS:
        return home
    if left is not None:
        if to and _says(said, signs.RETURNING):
            return home
        if home is not None or _says(said, signs.LEAVING + signs.WRITING) or left not in _ORIGINS:
            return left
    if named is not None and home is not None:
        return named
    return home if at_home and not _says(said, signs.RETURNING) else None


_OF_A_PERSON: Final = frozenset({Part.PASSPORT, Part.PEOPLE, Part.FROM})


def _left_behind(mentions: Sequence[Mention], said: Sequence[str], stay_in: str) -> str | None:
    """Return the home that is named beside the country of stay without a word that says so."""
    others = [one for one in mentions if one.country != stay_in and one.country in _ORIGINS]
    others = [one for one in others if not (one.is_others and one.part in _OF_A_PERSON)]
    if others:
        return others[0].country
    goes_back = stay_in in _ORIGINS and _says(said, signs.RETURNING)
    return stay_in if goes_back and any(one.part is Part.TO for one in mentions) else None


def _unmarked(
    mentions: Sequence[Mention], said: Sequence[str], known: Route
) -> tuple[str | None, str | None]:
    """Say what countries without any marker mean: where one is, or the passport that was asked for."""
    named = list(dict.fromkeys(one.country for one in mentions if one.part is Part.NONE))
    if len(named) == 2 and known.citizenship is None:
        origin = next((one for one in named if one in _ORIGINS), named[0])
        return origin, next(one for one in named if one != origin)
    if len(named) != 1:
        return None, None
    country = named[0]
    if known.citizenship is not None:
        return None, country if country != known.citizenship else None
    if known.stay_in is not None and country != known.stay_in and len(said) <= 2:
        return country, None
    if len(said) > 1 and country not in _ORIGINS:
        return None, country
    return None, None


def _was(mention: Mention, said: Sequence[str]) -> bool:
    """True when a word of the past stands right by a place."""
    near = (*said[max(0, mention.start - 3) : mention.start], *said[mention.end : mention.end + 2])
    return _says(near, signs.BEFORE_NOW)


def _first(mentions: Sequence[Mention], part: Part) -> str | None:
    return next((one.country for one in mentions if one.part is part), None)


def _last(mentions: Sequence[Mention], part: Part) -> str | None:
    return _lasts(one for one in mentions if one.part is part)


def _lasts(mentions: Iterable[Mention]) -> str | None:
    return next((one.country for one in reversed(list(mentions))), None)


def _says(said: Sequence[str], beginnings: tuple[str, ...]) -> bool:
    return any(signs.begins(word, beginnings) for word in said)
