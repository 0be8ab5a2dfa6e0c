"""Runs inside a peer's environment, which has nothing of ours: texts in, codes, time and memory out."""

import json
import sys
import time
from typing import Any


def _resident() -> float:
    with open("/proc/self/status") as status:  # noqa: PTH123 (any Python may run this)
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


def _main() -> None:
    asked = json.load(sys.stdin)
    before = _resident()
    made: dict[str, Any] = {}
    exec(asked["code"], made)  # the code is a constant of peers.py
    detect = made["detect"]
    codes, times = [], []
    for text in asked["texts"][:50]:
        try:
            detect(text)
        except Exception:
            continue
    for text in asked["texts"]:
        started = time.perf_counter()
        try:
            code = detect(text)
        except Exception:
            code = "un"
        times.append(time.perf_counter() - started)
        codes.append(str(code))
    median = sorted(times)[len(times) // 2] * 1e6
    print(json.dumps({"codes": codes, "microseconds": median, "megabytes": _resident() - before}))


if __name__ == "__main__":
    _main()
