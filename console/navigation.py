"""Where each role can go, in the order of the bar at the top of every page."""

from dataclasses import dataclass
from typing import Final

from bot.texts import later
from console.access import CHATS, FIGURES, KNOWLEDGE, WRITING
from console.models import Role


@dataclass(frozen=True, slots=True)
class Place:
    """A page in the bar: its address, its name (marked with `later`), and for whom it is."""

    path: str
    name: str
    roles: frozenset[Role]


PLACES: Final = (
    Place("/", later("Today"), FIGURES),
    Place("/handoffs", later("Chats"), CHATS),
    Place("/coverage", later("Coverage"), WRITING | {Role.ANALYST}),
    Place("/questions", later("Questions"), KNOWLEDGE),
    Place("/facts", later("Facts"), WRITING),
    Place("/reviews", later("Reviews"), WRITING),
    Place("/suggestions", later("Suggestions"), WRITING),
    Place("/files", later("Files"), WRITING),
    Place("/people", later("People"), frozenset()),
    Place("/activity", later("Activity"), frozenset()),
)


def places_for(role: str) -> tuple[Place, ...]:
    """Return the pages a role may open."""
    return tuple(place for place in PLACES if role == Role.ADMINISTRATOR or role in place.roles)
