"""The matcher that comes with the project, trained on the shipped phrasings.

`python -m knowledge_base.matcher.shipped` trains it anew; needed after a change of the phrasings, and a test
says so. It takes some minutes, nearly all of them for embeddings.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from knowledge_base.matcher.linear import LinearMatcher
from knowledge_base.matcher.meaning import embedder
from knowledge_base.matcher.storing import from_bytes, smaller, to_bytes
from knowledge_base.matcher.training import train
from knowledge_base.matching import Phrasing

FILE: Final = Path(__file__).with_name("shipped.npz")
#: More grams add little: docs/benchmarks.md.
GRAMS: Final = 80_000


@lru_cache(maxsize=1)
def shipped_matcher() -> LinearMatcher | None:
    """Return the shipped matcher; None where its file is missing or of another version."""
    try:
        return from_bytes(FILE.read_bytes()).with_embedder(embedder())
    except (OSError, ValueError, KeyError):
        return None


def make(phrasings: Sequence[Phrasing], file: Path = FILE) -> None:
    """Train a matcher of the phrasings and write it to the file."""
    file.write_bytes(to_bytes(smaller(train(phrasings, embedder=embedder()), GRAMS)))


def _main() -> None:
    from knowledge_base.content_files import read_content_files
    from knowledge_base.index import phrasings_of

    make(phrasings_of(read_content_files().content))


if __name__ == "__main__":
    _main()
