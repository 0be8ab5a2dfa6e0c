"""Which question a text asks, with what confidence: the words and the Protocol of every matcher."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

MAX_CANDIDATES: Final = 5


@dataclass(frozen=True, slots=True)
class Phrasing:
    """How somebody asked a question; without a question it is an example of what we do not answer."""

    text: str
    locale: str
    question_id: str | None


@dataclass(frozen=True, slots=True)
class Match:
    """A question and how sure we are, 0 to 1, that the text asks it."""

    question_id: str
    confidence: float


class Matcher(Protocol):
    """Anything that ranks questions for a text."""

    def match(self, text: str, locale: str) -> Sequence[Match]:
        """Return up to five questions, best first; empty when the text says nothing to it."""
        ...


def fit(phrasings: Iterable[Phrasing]) -> Matcher:
    """Return a matcher that knows these phrasings; the same phrasings always make the same matcher.

    For the shipped phrasings, or nearly those, it starts from the shipped matcher instead of training.
    """
    # They need the words of this module.
    from knowledge_base.matcher.choosing import brought_up_to_date, nearest
    from knowledge_base.matcher.meaning import embedder
    from knowledge_base.matcher.shipped import shipped_matcher
    from knowledge_base.matcher.training import train

    known = tuple(phrasings)
    base = nearest((shipped_matcher(),), known)
    return brought_up_to_date(base, known) if base is not None else train(known, embedder=embedder())
