"""Run both servers on their own: `python -m tests.servers --telegram-port P --twilio-port Q --log FILE`.

For tests that kill the worker: the log has a line of JSON for every call, flushed before it is answered.
"""

import argparse
import asyncio
import contextlib
import signal
from pathlib import Path
from typing import TextIO

from tests.servers.bot_api import bot_api_server
from tests.servers.twilio_api import twilio_server


async def serve(telegram_port: int, twilio_port: int, log: TextIO) -> None:
    """Serve until SIGTERM or SIGINT; prints both addresses once they answer."""
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with (
        bot_api_server(token=None, port=telegram_port, log=log) as telegram,
        twilio_server(auth_token=None, port=twilio_port, log=log) as twilio,
    ):
        print(f"telegram {telegram.url}", flush=True)
        print(f"twilio {twilio.url}", flush=True)
        await stopped.wait()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m tests.servers", description=__doc__)
    parser.add_argument("--telegram-port", type=int, default=0)
    parser.add_argument("--twilio-port", type=int, default=0)
    parser.add_argument("--log", type=Path, required=True)
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        log = stack.enter_context(options.log.open("a", encoding="utf-8"))
        asyncio.run(serve(options.telegram_port, options.twilio_port, log))


if __name__ == "__main__":
    main()
