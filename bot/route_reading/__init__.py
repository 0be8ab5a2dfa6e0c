"""What a text says of a person's route: passport, country of stay, country on the way."""

from bot.route_reading.reading import read_route

__all__ = ["read_route"]
