"""Where staff are told of urgent chats: a code from the console, sent to the bot, says so."""

import hashlib
import re
from datetime import datetime
from typing import Final

from sqlalchemy import column, select, table, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import IncomingMessage, Kind, Reply
from bot.models import StaffContact
from bot.texts import Texts, texts_for
from bot.turns import ChatState, Outcome, Turn
from knowledge_base.locales import LOCALES

#: The console's table by its name: this package does not know the console.
STAFF: Final = table("staff", column("id"), column("disabled_at"), column("locale"))
_COMMAND: Final = re.compile(r"^/start(?:@\w+)?\s+staff_([0-9a-f]{32})\s*$")


def staff_command(code: str) -> str:
    """Return what a person of the organisation sends to the bot."""
    return f"/start staff_{code}"


def code_hash(code: str) -> str:
    """Return what is kept of a code; it is random and long, so a plain hash is enough."""
    return hashlib.sha256(code.encode()).hexdigest()


def code_in(message: IncomingMessage) -> str | None:
    """Return the code that a message is, or None for every other message."""
    if message.kind is not Kind.TEXT or message.channel != "telegram":
        return None
    found = _COMMAND.match(message.text)
    return found.group(1) if found else None


async def connect_staff(
    session: AsyncSession, message: IncomingMessage, code: str, chat: ChatState, *, now: datetime
) -> Turn:
    """Keep where the message came from for whoever the code was made for, once. The caller commits."""
    staff_id = await session.scalar(
        update(StaffContact)
        .where(StaffContact.code_hash == code_hash(code), StaffContact.expires_at > now)
        .values(code_hash=None, expires_at=None, channel=message.channel, address=message.address)
        .returning(StaffContact.staff_id)
    )
    if staff_id is None:
        texts = texts_for(chat.locale or "ru")
        text = texts.say("This code is no longer valid. Make a new one in the console.")
    else:
        texts = staff_texts(await session.scalar(select(STAFF.c.locale).where(STAFF.c.id == staff_id)))
        text = texts.say("Connected. From now on you are told here of urgent chats while you are on call.")
    return Turn(Outcome.COMMAND, chat, replies=(Reply(text),), locale=texts.locale)


def staff_texts(locale: str | None) -> Texts:
    """Return the bot's sentences in the language of somebody's console, which knows one Uzbek only."""
    wanted = "uz-Latn" if locale == "uz" else locale
    return texts_for(wanted if wanted in LOCALES else "ru")
