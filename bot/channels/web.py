"""The web chat as a channel: a reply is delivered by being there, the page fetches it."""

from bot.channels import Delivery, Pace


class WebChannel:
    """Marks replies as ready to be fetched."""

    name = "web"
    pace = Pace(per_second=1000)

    async def send(self, delivery: Delivery) -> str | None:
        """Do nothing: the page reads the outbox itself."""
        return None

    async def close(self) -> None:
        """Hold nothing, give back nothing."""
