"""Our matcher in a process of its own, so that time and memory are measured as the peers' are.

`{"words_only": bool, "texts": [[text, locale], ...]}` in; rankings, confidences, milliseconds and memory out.
"""

import json
import sys
from time import perf_counter

from knowledge_base.matcher.meaning import embedder
from knowledge_base.matcher.shipped import FILE
from knowledge_base.matcher.storing import from_bytes


def _main() -> None:
    asked = json.load(sys.stdin)
    matcher = from_bytes(FILE.read_bytes())
    if not asked["words_only"]:
        matcher = matcher.with_embedder(embedder())
    ranked, scores, milliseconds = [], [], []
    for text, locale in asked["texts"][:20]:
        matcher.match(text, locale)
    for text, locale in asked["texts"]:
        start = perf_counter()
        matches = matcher.match(text, locale)
        milliseconds.append((perf_counter() - start) * 1000)
        ranked.append([match.question_id for match in matches])
        scores.append(matches[0].confidence if matches else 0.0)
    print(
        json.dumps({"ranked": ranked, "scores": scores, "milliseconds": milliseconds, "megabytes": _peak()})
    )


def _peak() -> float:
    with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123 (a device, not a file)
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024


if __name__ == "__main__":
    _main()
