"""Help points: the nearest first, for those whom they serve."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Final

from knowledge_base.content_types import Place
from knowledge_base.routes import Route

_EARTH_RADIUS: Final = 6371.0  #: km


@dataclass(frozen=True, slots=True)
class Near:
    """A help point and how far it is in kilometres, measured to its city where no more is known."""

    place: Place
    kilometres: float | None = None


def places_for(places: Sequence[Place], route: Route) -> list[Place]:
    """Return what is shown, in the person's country of stay, for their passport or for everybody."""
    return [
        place
        for place in places
        if place.is_shown
        and route.stay_in in (None, place.country)
        and (not place.serves or route.citizenship is None or route.citizenship in place.serves)
    ]


def nearest(places: Sequence[Place], latitude: float, longitude: float, *, limit: int) -> list[Near]:
    """Return the nearest help points, a consulate of one's own before others in the same city."""
    measured = [
        Near(place, distance(latitude, longitude, place.latitude, place.longitude)) for place in places
    ]
    return sorted(measured, key=lambda near: (round(near.kilometres or 0, -1), not near.place.serves))[:limit]


def distance(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Return the great-circle distance in kilometres (haversine formula)."""
    first, second = radians(latitude), radians(other_latitude)
    across = sin((second - first) / 2) ** 2
    along = cos(first) * cos(second) * sin(radians(other_longitude - longitude) / 2) ** 2
    return 2 * _EARTH_RADIUS * asin(sqrt(across + along))
