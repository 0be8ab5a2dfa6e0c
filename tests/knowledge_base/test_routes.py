"""Routes that are known in part, and the scopes that hold for them."""

from itertools import product

import pytest

from knowledge_base.routes import COUNTRIES, STAY_COUNTRIES, Route, Scope

ANY = Scope()
STAY = Scope(stay_in=frozenset({"KZ"}))
CITIZENS = Scope(citizenship=frozenset({"UZ", "TJ"}))
BOTH = Scope(frozenset({"UZ"}), frozenset({"KZ"}))
TRANSIT = Scope(frozenset({"UZ"}), frozenset({"RU"}), frozenset({"KZ"}))


def test_the_more_precise_scope_ranks_higher() -> None:
    """citizenship+stay_in+via > citizenship+stay_in > stay_in > citizenship > any."""
    ranked = sorted([ANY, STAY, TRANSIT, CITIZENS, BOTH], key=lambda scope: -scope.precision)
    assert ranked == [TRANSIT, BOTH, STAY, CITIZENS, ANY]


@pytest.mark.parametrize(
    ("scope", "route", "covers"),
    [
        (ANY, Route(), True),
        (STAY, Route(stay_in="KZ"), True),
        (STAY, Route(), False),
        (STAY, Route("UZ", "RU"), False),
        (BOTH, Route("UZ", "KZ"), True),
        (BOTH, Route(None, "KZ"), False),
        (TRANSIT, Route("UZ", "RU"), False),
        (TRANSIT, Route("UZ", "RU", "KZ"), True),
    ],
)
def test_a_scope_covers_only_what_is_certain(scope: Scope, route: Route, covers: bool) -> None:
    """An unknown part of the route fits an empty part of the scope and nothing else."""
    assert scope.covers(route) is covers


def test_two_scopes_meet_exactly_where_a_route_is_covered_by_both() -> None:
    """Tried over every route there is."""
    routes = [Route(*each) for each in product(COUNTRIES, COUNTRIES, (None, *COUNTRIES))]
    scopes = [ANY, STAY, CITIZENS, BOTH, TRANSIT, Scope(stay_in=frozenset({"RU", "KG"}))]
    for one, other in product(scopes, scopes):
        share = any(one.covers(route) and other.covers(route) for route in routes)
        assert one.meets(other) is share


@pytest.mark.parametrize(
    ("known", "newer", "route"),
    [
        (Route(), Route("UZ"), Route("UZ")),
        (Route("UZ"), Route(stay_in="KZ"), Route("UZ", "KZ")),
        (Route("UZ", "KZ"), Route(), Route("UZ", "KZ")),
        (Route("UZ", "RU", "KZ"), Route(stay_in="KG"), Route("UZ", "KG")),
        (Route("UZ", "RU", "KZ"), Route("TJ"), Route("TJ", "RU", "KZ")),
        (Route("UZ", "RU", "KZ"), Route(stay_in="RU"), Route("UZ", "RU", "KZ")),
    ],
)
def test_what_is_said_later_adds_or_replaces(known: Route, newer: Route, route: Route) -> None:
    """A new end makes an old transit country meaningless."""
    assert known.updated(newer) == route


def test_completions_are_all_routes_it_can_still_be() -> None:
    """Nobody is a migrant at home, so a country to itself is not among them."""
    every = set(Route().completions())
    assert every == {Route(a, b) for a, b in product(COUNTRIES, COUNTRIES) if a != b}
    assert {route.stay_in for route in Route("UZ").completions()} == set(COUNTRIES) - {"UZ"}
    assert list(Route("UZ", "KZ", "TM").completions()) == [Route("UZ", "KZ", "TM")]
    assert list(Route("KZ", "KZ").completions()) == [Route("KZ", "KZ")]


def test_a_transit_country_is_never_asked_for() -> None:
    """Both ends make a route complete."""
    assert Route("UZ", "KZ").is_complete
    assert not Route("UZ", None, "KZ").is_complete
    assert set(STAY_COUNTRIES) <= set(COUNTRIES)
