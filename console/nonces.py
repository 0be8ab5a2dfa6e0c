"""The word in a form that makes it act once: a second click and a reloaded page change nothing more."""

import re
import secrets
from typing import Final

from bot.texts import later
from console.access import PageRefused, Visitor

_NONCE: Final = re.compile(r"^[0-9a-f]{32}$")


def new_nonce() -> str:
    """Return a word for a form that is about to be shown."""
    return secrets.token_hex(16)


def form_id(visitor: Visitor, nonce: str) -> str:
    """Return what the activity log keeps of a form; raise PageRefused for a form without its word."""
    if not _NONCE.match(nonce):
        raise PageRefused(400, later("The form is incomplete. Go back, reload the page and try again."))
    return f"{visitor.staff.id}:{nonce}"
