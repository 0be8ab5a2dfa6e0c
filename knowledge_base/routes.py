"""Routes and scopes: which passport, which country of stay, through which country.

A `Route` is what we know of one person and may be partly unknown. A `Scope` says for which routes an
answer or a fact holds; an empty part means any.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

COUNTRIES: Final = ("UZ", "TJ", "KG", "KZ", "TM", "RU")
#: Countries of stay that a person can choose; the order is that of the buttons.
STAY_COUNTRIES: Final = ("KZ", "RU", "KG", "UZ", "TJ")
EAEU: Final = frozenset({"KZ", "RU", "KG"})


@dataclass(frozen=True, slots=True)
class Route:
    """Citizenship -> country of stay, perhaps through a third country; ISO 3166 alpha-2 or None."""

    citizenship: str | None = None
    stay_in: str | None = None
    via: str | None = None

    @property
    def is_complete(self) -> bool:
        """Both ends are known; a transit country is an extra and never asked for."""
        return self.citizenship is not None and self.stay_in is not None

    def updated(self, newer: "Route") -> "Route":
        """Return this route with every part that the newer one knows.

        A new end makes an old transit country meaningless, so it is dropped with it.
        """
        via = newer.via
        if via is None and newer.stay_in in (None, self.stay_in):
            via = self.via
        return Route(newer.citizenship or self.citizenship, newer.stay_in or self.stay_in, via)

    def completions(self) -> Iterator["Route"]:
        """Yield every route this one can still turn out to be."""
        citizenships = [self.citizenship] if self.citizenship else list(COUNTRIES)
        stays = [self.stay_in] if self.stay_in else list(COUNTRIES)
        for citizenship, stay_in in product(citizenships, stays):
            if citizenship != stay_in or self.is_complete:
                yield replace(self, citizenship=citizenship, stay_in=stay_in)


@dataclass(frozen=True, slots=True)
class Scope:
    """For which routes something holds. An empty part means any."""

    citizenship: frozenset[str] = frozenset()
    stay_in: frozenset[str] = frozenset()
    via: frozenset[str] = frozenset()

    def covers(self, route: Route) -> bool:
        """True when it holds for this route for certain; an unknown part only fits an empty one."""
        return (
            (not self.citizenship or route.citizenship in self.citizenship)
            and (not self.stay_in or route.stay_in in self.stay_in)
            and (not self.via or route.via in self.via)
        )

    @property
    def precision(self) -> int:
        """How specific it is: citizenship+stay_in+via > citizenship+stay_in > stay_in > citizenship > any."""
        return 4 * bool(self.via) + 2 * bool(self.stay_in) + bool(self.citizenship)

    def meets(self, other: "Scope") -> bool:
        """True when some route is covered by both."""
        return all(
            not mine or not theirs or mine & theirs
            for mine, theirs in (
                (self.citizenship, other.citizenship),
                (self.stay_in, other.stay_in),
                (self.via, other.via),
            )
        )
