"""The detector's weights in memory and in their file.

The weights of a gram, one a class, are lanes of one long integer: adding the integers of all grams of a text
adds every class at once, which is fast in plain Python and needs no numeric library.
"""

import json
import lzma
import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot.language.grams import grams_of

FILE: Final = Path(__file__).with_name("weights.xz")
#: Moves when the grams or the form of the file change, so that an old file is not read.
FORMAT: Final = 1

_LANE: Final = 4  #: bytes; wide enough for the sum of any text that `reading` lets through
#: The sums of so many words are remembered an alphabet.
_FREQUENT: Final = 6_000
_HALF: Final = 1 << (8 * _LANE - 1)
_STORED_ZERO: Final = 128  #: weights are stored as bytes from 1 to 255
# Weights have hardly any order to find, so the coder is told to look at single bytes only.
_FILTERS: Final = ({"id": lzma.FILTER_LZMA2, "preset": 9, "lc": 0, "lp": 0, "pb": 0},)


@dataclass(frozen=True, slots=True)
class Table:
    """What the grams of one alphabet say for each of its classes."""

    classes: tuple[str, ...]
    lanes: dict[str, int]  #: gram -> its weights, one a lane
    bias: int  #: the weights that every text has, and half a lane's range, so that no lane turns negative
    scale: float  #: what one step of a stored weight is worth
    sharpness: tuple[float, ...]  #: factor of the scores by number of words, so that confidence is honest
    frequent: dict[str, int] = field(default_factory=dict)  #: sums of words that are read often

    def scores(self, words: Sequence[str]) -> list[float]:
        """Return the score of each class for the words of a text."""
        total, known = self.bias, self.frequent.get
        for word in words:
            weights = known(word)
            total += self._read(word) if weights is None else weights
        width = len(self.classes)
        *lanes, count = struct.unpack(f"<{width + 1}I", total.to_bytes(_LANE * (width + 1), "little"))
        factor = self.scale * self.sharpness[min(len(words), len(self.sharpness)) - 1] / math.sqrt(count)
        return [factor * (lane - _HALF) for lane in lanes]

    def _read(self, word: str) -> int:
        # Plain functions of the interpreter all the way: this line is nearly all of the time.
        weights = sum(filter(None, map(self.lanes.get, grams_of(word))))
        # Only a word that training saw often is remembered: never a name, a number or a slip.
        if f" {word} " in self.lanes and len(self.frequent) < _FREQUENT:
            self.frequent[word] = weights
        return weights


@dataclass(frozen=True, slots=True)
class StoredTable:
    """A table as its file holds it: for every gram one byte a class."""

    classes: tuple[str, ...]
    grams: Sequence[str]
    weights: bytes  #: class after class; the first of each class is the bias
    scale: float
    sharpness: tuple[float, ...]

    def opened(self) -> Table:
        """Return the table ready to be used."""
        count, width = len(self.grams) + 1, len(self.classes)
        size = (width + 1) * _LANE
        rows = bytearray(count * size)
        for place in range(width):
            # One step of the slice is one gram: the bytes of a class land in that class's lane.
            rows[place * _LANE :: size] = self.weights[place * count : (place + 1) * count]
        rows[width * _LANE :: size] = b"\1" * count  # the last lane counts the grams
        zero = _in_every_lane(_STORED_ZERO, width)
        numbers = (int.from_bytes(rows[at : at + size], "little") - zero for at in range(0, len(rows), size))
        bias = next(numbers) + _in_every_lane(_HALF, width)
        return Table(
            self.classes, dict(zip(self.grams, numbers, strict=True)), bias, self.scale, self.sharpness
        )


def write_tables(tables: dict[str, StoredTable], file: Path = FILE) -> None:
    """Write the tables of the alphabets; the same tables make the same bytes."""
    head = {
        script: {
            "classes": table.classes, "grams": len(table.grams), "scale": table.scale,
            "sharpness": table.sharpness,
        }
        for script, table in tables.items()
    }  # fmt: skip
    parts = [json.dumps({"format": FORMAT, "tables": head}).encode()]
    for table in tables.values():
        parts += [_front_coded(table.grams), table.weights]
    packed = [lzma.compress(part, lzma.FORMAT_XZ, filters=_FILTERS) for part in parts]
    file.write_bytes(b"".join(struct.pack("<I", len(part)) + part for part in packed))


def read_tables(file: Path = FILE) -> dict[str, Table]:
    """Read the tables by alphabet; raises ValueError for a file of another version."""
    stored, parts = file.read_bytes(), []
    while stored:
        (length,) = struct.unpack_from("<I", stored)
        parts.append(lzma.decompress(stored[4 : 4 + length]))
        stored = stored[4 + length :]
    head = json.loads(parts[0])
    if head["format"] != FORMAT:
        raise ValueError("weights of another version: train them anew")
    tables = {}
    for number, (script, each) in enumerate(head["tables"].items()):
        grams = _front_decoded(parts[2 * number + 1])
        tables[script] = StoredTable(
            tuple(each["classes"]), grams, parts[2 * number + 2], each["scale"], tuple(each["sharpness"])
        ).opened()
    return tables


def _in_every_lane(number: int, width: int) -> int:
    return sum(number << (8 * _LANE * place) for place in range(width))


def _front_coded(grams: Sequence[str]) -> bytes:
    """Return sorted grams, each as how much of the one before it keeps, and the rest."""
    lines, before = [], ""
    for gram in grams:
        kept = 0
        while kept < min(len(gram), len(before)) and gram[kept] == before[kept]:
            kept += 1
        lines.append(f"{kept}{gram[kept:]}")
        before = gram
    return "\n".join(lines).encode()


def _front_decoded(coded: bytes) -> list[str]:
    grams, before = [], ""
    for line in coded.decode().split("\n"):
        before = before[: int(line[0])] + line[1:]
        grams.append(before)
    return grams
