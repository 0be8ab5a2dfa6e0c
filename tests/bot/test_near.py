"""Help points: the nearest, for those whom they serve."""

import pytest

from bot.conversation import Conversation
from bot.dispatcher import Equipment, dispatch
from bot.messages import Kind
from bot.turns import ChatState
from knowledge_base.content_types import Content
from knowledge_base.index import Snapshot
from knowledge_base.places import distance, nearest, places_for
from knowledge_base.routes import Route
from tests.builders import NOW, a_message

ALMATY = (43.238, 76.945)


def test_a_consulate_is_named_to_its_own_citizens(content: Content) -> None:
    """A Tajik citizen is not sent to the Uzbek consulate."""
    for place in places_for(content.places, Route("TJ", "KZ")):
        assert place.country == "KZ" and (not place.serves or "TJ" in place.serves)


def test_a_plan_is_not_shown(content: Content) -> None:
    """A consulate that was only planned is kept for the record and given to nobody."""
    assert any(not place.is_shown for place in content.places)
    assert all(place.is_shown for place in places_for(content.places, Route()))


@pytest.mark.parametrize(
    ("locale", "city"), [("ru", "Алматы"), ("en", "Almaty"), ("uz-Latn", "Olmaota"), ("tg", "Алмаато")]
)
def test_a_location_gets_the_nearest_first(
    locale: str, city: str, equipment: Equipment, knowledge: Snapshot
) -> None:
    """Somebody in Almaty reads places in Almaty, and the name as their language has it."""
    message = a_message("", kind=Kind.LOCATION, latitude=ALMATY[0], longitude=ALMATY[1])
    chat = ChatState(locale=locale, route=Route("UZ", "KZ"))
    turn = dispatch(message, chat, equipment=equipment, knowledge=knowledge, now=NOW)
    assert city in turn.replies[0].text


def test_a_city_is_chosen_where_no_location_is_sent(equipment: Equipment, knowledge: Snapshot) -> None:
    """/near offers cities in the reader's language; pressing one gives its places."""
    chat = Conversation(equipment, knowledge, ChatState(locale="ru", route=Route("UZ", "RU")))
    cities = chat.say("/near", now=NOW).replies[0].buttons
    assert cities[0].label == "Москва"
    turn = chat.press(cities[0].action, now=NOW)
    assert cities[0].label in turn.replies[0].text


def test_every_place_has_a_source_or_is_low(content: Content) -> None:
    """Nothing of unknown origin is told as certain."""
    assert len(content.places) > 100
    for place in content.places:
        assert place.source is not None or place.confidence == "low"


def test_distance_is_that_of_the_globe() -> None:
    """Almaty to Astana is about 970 kilometres as the crow flies."""
    assert distance(*ALMATY, 51.1694, 71.4491) == pytest.approx(970, abs=15)
    assert nearest([], *ALMATY, limit=3) == []
