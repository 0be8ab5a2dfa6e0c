"""Dates as people write them, in every language of the bot."""

from bot.date_reading.reading import read_date

__all__ = ["read_date"]
