"""A word as the grams that the weights know: itself, and runs of two to four letters, ends included."""

from typing import Final

from bot.language.reading import MAX_WORD

SIZES: Final = (2, 3, 4)

#: For every length of a padded word, where its grams lie. Made once, so that reading a word makes no slices.
_PLACES: Final = tuple(
    tuple(slice(at, at + size) for size in SIZES for at in range(length - size + 1))
    + ((slice(0, length),) if length > max(SIZES) else ())
    for length in range(MAX_WORD + 3)
)


def grams_of(word: str) -> "map[str]":
    """Return the grams of a word; its two ends are marked by a space."""
    padded = f" {word} "
    return map(padded.__getitem__, _PLACES[len(padded)])
