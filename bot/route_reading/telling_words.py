"""A text without the words that tell the route: they would outweigh the question asked beside them."""

import re
from collections.abc import Sequence
from typing import Final

from bot.route_reading import signs
from bot.route_reading.letters import cyrillic
from bot.route_reading.mentions import Part, find_mentions
from knowledge_base.folding import APOSTROPHES, words

#: A word as `folding.words` sees it, with the apostrophes and accents that it drops.
_WORD: Final = re.compile(rf"[{APOSTROPHES}]*\w[\w{APOSTROPHES}\u0300-\u036f]*")
_GAPS: Final = re.compile(r"\s+")
_BEFORE_A_SIGN: Final = re.compile(r"\s+(?=[,.;:!?])|[,;:](?=\s*[,.;:!?])")
#: Arriving is told along with the route, but is itself a question where little else is said.
_ENOUGH: Final = 3


def without_route(text: str) -> str:
    """Return the text without places, passports and the words around them; empty if it tells nothing else.

    In "Кыргызстандан Москвага келдим, айлык бербей жатат" the complaint remains.
    """
    spans = route_words(text)
    if not spans:
        return text
    kept, last = [], 0
    for start, end in spans:
        kept.append(text[last:start])
        last = end
    kept.append(text[last:])
    return _GAPS.sub(" ", _BEFORE_A_SIGN.sub("", " ".join(kept))).lstrip(" ,.;:!?-–—").rstrip(" ,;:-–—")


def route_words(text: str) -> list[tuple[int, int]]:
    """Return the words that tell the route, as (start, end) in the text, in order."""
    found = [(word.start(), word.end()) for word in _WORD.finditer(text)]
    folded = words(text)
    if len(folded) != len(found):
        # A sign that folds to two words, or to none: go word by word.
        pairs = [(span, word) for span in found for word in words(text[span[0] : span[1]])]
        found, folded = [span for span, _ in pairs], [word for _, word in pairs]
    telling = _telling([cyrillic(word) for word in folded], folded)
    return [span for place, span in enumerate(found) if place in telling]


def _telling(said: Sequence[str], folded: Sequence[str]) -> set[int]:
    telling: set[int] = set()
    for mention in find_mentions(folded):
        if mention.is_others and mention.part in (Part.PASSPORT, Part.PEOPLE):
            continue  # "my husband is Russian" may be what the question is about
        start, end = mention.start, mention.end
        while start and said[start - 1] in _BEFORE:
            start -= 1
        while end < len(said) and (said[end] in _AFTER or signs.direction_of_noun(said[end])):
            end += 1
        if mention.part in (Part.PASSPORT, Part.PEOPLE) or mention.is_self:
            start, end = _with_the_person(said, start, end)
        telling.update(range(start, end))
    arrivals = {
        place
        for place, word in enumerate(said)
        if signs.begins(word, _ARRIVING) and telling & {place - 1, place - 2, place + 1, place + 2}
    }
    left = len(said) - len(telling | arrivals)
    return telling | arrivals if telling and left >= _ENOUGH else telling


def _with_the_person(said: Sequence[str], start: int, end: int) -> tuple[int, int]:
    """Take "I am a citizen of ..." along with the country, but not a passport that was lost."""
    while start and (said[start - 1] in _PERSON or signs.begins(said[start - 1], signs.CITIZENS)):
        start -= 1
    while end < len(said) and (said[end] in _PERSON or signs.begins(said[end], signs.CITIZENS)):
        end += 1
    return start, end


_BEFORE: Final = signs.PREPOSITIONS | signs.SKIPPED
_AFTER: Final = signs.VIA_AFTER | signs.PASSING | signs.PLAIN_PLACE_NOUNS
_PERSON: Final = signs.words_of(
    "я мы мен ман мо men man biz биз am are im i являюсь хастам хастем hastam болам эмин"
)
_ARRIVING: Final = signs.beginnings_of(
    """
    приехал приехала приехали прибыл прилетел заехал keldim keldik kelgan_ kelganman келдим келдик
    келгенмин келгем келгенбиз omadam omadem омадам омадем came arrived
    """
)
