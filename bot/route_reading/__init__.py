"""What a text says of a person's route: passport, country of stay, country on the way."""

from bot.route_reading.reading import read_route
from bot.route_reading.telling_words import route_words, without_route

__all__ = ["read_route", "route_words", "without_route"]
