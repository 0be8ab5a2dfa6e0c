"""Runs in a peer's environment, without anything of ours: phrasings and texts in, rankings and costs out.

The peer's code makes `train(texts, labels)` that returns `rank(text) -> [(label, score), ...]`, best first.
"""

import json
import sys
import time
from typing import Any


def _peak() -> float:
    # Not getrusage: a child inherits the peak of the process that started it.
    with open("/proc/self/status") as status:  # noqa: PTH123 (any Python may run this)
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024


def _main() -> None:
    asked = json.load(sys.stdin)
    made: dict[str, Any] = {}
    exec(asked["code"], made)  # the code is a constant of peers.py
    started = time.perf_counter()
    rank = made["train"](asked["train_texts"], asked["train_labels"])
    seconds = time.perf_counter() - started
    for text in asked["texts"][:20]:
        rank(text)
    ranked, scores, milliseconds = [], [], []
    for text in asked["texts"]:
        started = time.perf_counter()
        found = rank(text)
        milliseconds.append((time.perf_counter() - started) * 1000)
        ranked.append([label for label, _ in found[:5]])
        scores.append(float(found[0][1]) if found else -1e9)
    print(
        json.dumps(
            {
                "ranked": ranked,
                "scores": scores,
                "milliseconds": milliseconds,
                "seconds": seconds,
                "megabytes": _peak(),
            }
        )
    )


if __name__ == "__main__":
    _main()
