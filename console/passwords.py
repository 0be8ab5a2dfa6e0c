"""Passwords: which are good enough, how they are kept (argon2id), and how one is checked."""

import asyncio
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

MIN_LENGTH: Final = 12
#: Characters; what is longer would only keep the processor busy.
MAX_LENGTH: Final = 256
_FEWEST_DIFFERENT: Final = 5
#: Letters of a name that are too few to be looked for in a password.
_SHORT_WORD: Final = 4
_T = TypeVar("_T")


class WeakPassword(StrEnum):
    """Why a password is not taken."""

    SHORT = "short"
    LONG = "long"
    COMMON = "common"
    OWN_NAME = "own_name"


def weakness(password: str, *, login: str, name: str) -> WeakPassword | None:
    """Return what is wrong with a new password, or None when it may be used."""
    password = _normal(password)
    if len(password) < MIN_LENGTH:
        return WeakPassword.SHORT
    if len(password) > MAX_LENGTH:
        return WeakPassword.LONG
    folded = password.casefold()
    if folded in _common() or len(set(folded)) < _FEWEST_DIFFERENT:
        return WeakPassword.COMMON
    own = [login, login.partition("@")[0], *name.split()]
    if any(len(word) >= _SHORT_WORD and _normal(word).casefold() in folded for word in own):
        return WeakPassword.OWN_NAME
    return None


async def hash_password(password: str) -> str:
    """Return what is kept of a password."""
    return await _in_turn(_hasher().hash, _normal(password)[:MAX_LENGTH])


async def is_password(password: str, kept: str | None) -> bool:
    """Compare a password with what is kept; where nothing is kept it takes as long and is wrong."""
    is_right = await _in_turn(_verify, kept or _nobodys(), _normal(password)[:MAX_LENGTH])
    return is_right and kept is not None


def _verify(kept: str, password: str) -> bool:
    try:
        return _hasher().verify(kept, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


async def _in_turn(work: Callable[..., _T], *arguments: str) -> _T:
    return await asyncio.get_running_loop().run_in_executor(_threads(), work, *arguments)


@cache
def _threads() -> ThreadPoolExecutor:
    # Each hash takes 64 MiB on purpose; many at once would be the memory of a small server.
    return ThreadPoolExecutor(max_workers=2, thread_name_prefix="passwords")


def _normal(password: str) -> str:
    # The same letters typed on a phone and on a laptop may come as different code points.
    return unicodedata.normalize("NFKC", password)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobodys() -> str:
    return _hasher().hash("nobody has this password")


@cache
def _common() -> frozenset[str]:
    path = Path(__file__).parent / "common_passwords.txt"
    return frozenset(path.read_text("utf-8").split())
