"""`migrantbot serve`: everything in one process, for a try and for a small organisation."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from typing import Annotated, Any

import typer
import uvicorn

from bot.settings import Settings, read_settings
from knowledge_base.database import Sessions, open_sessions, utc_now


def serve(
    database: Annotated[str | None, typer.Option(help="Instead of DATABASE_URL.")] = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Web chat, webhooks, public pages.")] = 8000,
    console_port: Annotated[int, typer.Option(help="Console, for staff.")] = 8001,
) -> None:
    """Serve web chat, webhooks, console and worker; with a Telegram token and no public URL, poll."""
    from bot.logs import configure_logs
    from bot.running import run_until_stopped
    from cli.migrations import upgrade_database

    settings = read_settings(database_url=database)
    configure_logs(settings.log_level)
    with _open_port(host, port) as public, _open_port(host, console_port) as staff:
        upgrade_database(settings.database_url)
        run_until_stopped(_serve(settings, host, public, staff))


def _open_port(host: str, port: int) -> socket.socket:
    """Take the port before anything else is done; a taken one is one clear line."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        typer.echo(f"migrantbot: port {port} cannot be opened; choose another one", err=True)
        raise typer.Exit(1) from None
    return listener


async def _serve(
    settings: Settings, host: str, public_port: socket.socket, console_port: socket.socket
) -> None:
    from bot.channels.opening import open_channels
    from bot.equipment import make_equipment, works_on_words_alone
    from bot.escalation import watch_of
    from bot.wakeup import Wakeup
    from bot.worker import Worker
    from console.app import create_app as create_console
    from knowledge_base.index import open_index
    from webhooks.app import create_app as create_webhooks

    async with open_sessions(settings.database_url) as sessions:
        token = await _prepare(sessions)
        wakeup = Wakeup()
        channels = open_channels(settings)
        index = await open_index(sessions, show_drafts=settings.show_drafts)
        worker = Worker(
            sessions,
            channels=channels,
            index=index,
            equipment=make_equipment(settings),
            wakeup=wakeup,
            watch=watch_of(settings),
        )
        public = create_webhooks(settings, sessions=sessions, wakeup=wakeup)
        console = create_console(settings, sessions=sessions, wakeup=wakeup, index=index)
        async with (
            asyncio.TaskGroup() as group,
            _listening(public, public_port),
            _listening(console, console_port),
        ):
            group.create_task(worker.run())
            if "telegram" in channels and not settings.public_url:
                group.create_task(_poll(channels["telegram"], sessions, wakeup))
            if works_on_words_alone():
                typer.echo("matching by words alone: the extra `semantic` has no wheel for this machine")
            typer.echo(f"web chat  http://{host}:{public_port.getsockname()[1]}/")
            typer.echo(f"console  http://{host}:{console_port.getsockname()[1]}/sign-in/{token}")
            try:
                await asyncio.Event().wait()
            finally:
                for channel in channels.values():
                    await channel.close()


async def _prepare(sessions: Sessions) -> str:
    """Load the starting content and return a one-time sign-in token for the first administrator."""
    from console.sign_in import FIRST_LINK_LIFETIME, ensure_first_administrator, make_sign_in_link
    from knowledge_base.loading import load_content

    now = utc_now()
    async with sessions.begin() as session:
        await load_content(session, now=now)
        staff = await ensure_first_administrator(session, now=now)
        return await make_sign_in_link(session, staff.id, now=now, lifetime=FIRST_LINK_LIFETIME)


@contextlib.asynccontextmanager
async def _listening(app: Any, listener: socket.socket) -> AsyncIterator[None]:
    """Serve an application on an opened port for as long as the block runs."""
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            access_log=False,
            log_config=None,  # the lines go through `bot.logs`, which lets no personal words pass
            log_level="warning",
            timeout_keep_alive=30,
        )
    )
    # The signals are ours: one of them stops both servers and the worker together.
    server.capture_signals = contextlib.nullcontext  # type: ignore[assignment, method-assign]
    task = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        if task.done():
            await task
            raise RuntimeError("the server ended before it began")
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        server.force_exit = True  # a browser that waits for news must not hold up the stop
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _poll(channel: Any, sessions: Sessions, wakeup: Any) -> None:
    from bot.channels.telegram_polling import poll_forever

    await poll_forever(channel, sessions=sessions, wakeup=wakeup)
