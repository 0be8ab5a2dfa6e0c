"""`migrantbot telegram …`."""

import asyncio

import typer

from bot.settings import Settings, read_settings

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _about() -> None:
    """Keep `set-webhook` a subcommand although it is the only one."""


@app.command("set-webhook")
def set_webhook() -> None:
    """Have Telegram deliver updates to PUBLIC_URL, each with TELEGRAM_WEBHOOK_SECRET in its header."""
    settings = read_settings()
    settings.require("telegram_bot_token", "public_url", "telegram_webhook_secret")
    asyncio.run(_set_webhook(settings))
    typer.echo(f"Telegram delivers to {_address(settings)}")


async def _set_webhook(settings: Settings) -> None:
    from bot.channels import ChannelBusy, ChatGone, MessageRefused
    from bot.channels.telegram import TelegramChannel

    channel = TelegramChannel(settings.telegram_bot_token, api_url=settings.telegram_api_url or None)
    try:
        await channel.set_webhook(_address(settings), settings.telegram_webhook_secret)
    except (ChannelBusy, ChatGone, MessageRefused) as error:
        typer.echo(f"Telegram did not take it: {error}. Nothing was changed.", err=True)
        raise typer.Exit(1) from None
    finally:
        await channel.close()


def _address(settings: Settings) -> str:
    return settings.public_url.rstrip("/") + "/webhooks/telegram"
