"""Stand-ins for the two things that tests do not use for real: a channel and a matcher."""

from dataclasses import dataclass, field

from bot.channels import Delivery, Pace


@dataclass
class FakeChannel:
    """Remembers what was sent; fails as told, one outcome a send."""

    name: str = "test"
    pace: Pace = field(default_factory=lambda: Pace(per_second=1000))
    sent: list[Delivery] = field(default_factory=list)
    fails_with: list[Exception | None] = field(default_factory=list)

    async def send(self, delivery: Delivery) -> str | None:
        """Send, or raise what stands next in `fails_with`."""
        failure = self.fails_with.pop(0) if self.fails_with else None
        if failure is not None:
            raise failure
        self.sent.append(delivery)
        return f"sent-{len(self.sent)}"

    async def close(self) -> None:
        """Hold nothing."""
