"""Which trained matcher to start from: a stored one, the shipped one, or a new training."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from knowledge_base.matcher.known import phrasing_hash, phrasing_hashes
from knowledge_base.matcher.linear import LinearMatcher
from knowledge_base.matcher.updating import with_more
from knowledge_base.matching import Phrasing

#: A base that differs from the phrasings by more than this share of them is not worth mending.
_SHARE_THAT_MAY_DIFFER: Final = 0.2


def nearest(bases: Sequence[LinearMatcher | None], phrasings: Sequence[Phrasing]) -> LinearMatcher | None:
    """Return the base that differs least from the phrasings, or None where each differs by too much."""
    wanted = phrasing_hashes(phrasings)
    near = [
        (different, at, base)
        for at, base in enumerate(bases)
        if base is not None
        and (different := len(np.setxor1d(wanted, base.trained_on, assume_unique=True)))
        <= _SHARE_THAT_MAY_DIFFER * len(wanted)
    ]
    return min(near, key=lambda each: each[:2])[2] if near else None


def brought_up_to_date(base: LinearMatcher, phrasings: Sequence[Phrasing]) -> LinearMatcher:
    """Return the base with the phrasings it lacks learned on top of it.

    A phrasing that was taken away is forgotten by the next full training only.
    """
    known = set(base.trained_on.tolist())
    return with_more(base, [each for each in phrasings if phrasing_hash(each) not in known])
