"""`python -m benchmarks.matching [--quick] [--json] [--ablation]`: ours and the peers, same lines."""

import argparse
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from benchmarks.matching.columns import Column, our_column, peer_column
from benchmarks.matching.held_out import read_held_out
from benchmarks.matching.measuring import danger_rows, route_rows, setting_rows
from benchmarks.matching.peers import PATIENCE, PEERS, QUICK, QUICK_EVERY, QUICK_PATIENCE
from benchmarks.matching.public_sets import SETS, SetAbsent, public_rows, usual_folder
from benchmarks.peer_environments import CACHE, PeerSkipped
from bot.danger import shipped_danger
from knowledge_base.content_files import read_content_files
from knowledge_base.index import phrasings_of
from knowledge_base.retrieval import Thresholds

THRESHOLDS: Final = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
BOTH: Final = "words and meaning"
WORDS: Final = "words"


def main() -> None:
    """Print ours beside the peers, the public sets, and what each confidence would cost."""
    # Before numpy is asked for anything: one thread, as on a small server.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matching", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"every sixth line, only {QUICK[0]} as a peer")
    parser.add_argument("--json", action="store_true", help="one object instead of the tables")
    parser.add_argument(
        "--ablation", action="store_true", help="train without one part at a time, nothing else"
    )
    parser.add_argument("--peers", nargs="*", default=None, metavar="NAME", help=", ".join(PEERS))
    parser.add_argument("--public", type=Path, default=usual_folder(), help="where the public sets are")
    parser.add_argument("--environments", type=Path, default=CACHE / "benchmarks-matching")
    options = parser.parse_args()
    if options.ablation:
        from benchmarks.matching.ablation import print_ablation

        print_ablation()
        return
    lines = list(read_held_out())[:: 6 if options.quick else 1]
    columns = {BOTH: our_column(lines, words_only=False), WORDS: our_column(lines, words_only=True)}
    skipped: dict[str, str] = {}
    phrasings = phrasings_of(read_content_files().content)
    wanted = options.peers if options.peers is not None else (QUICK if options.quick else tuple(PEERS))
    for name in wanted:
        try:
            columns[name] = peer_column(
                name, phrasings, lines, folder=options.environments,
                patience=QUICK_PATIENCE if options.quick else PATIENCE,
                every=QUICK_EVERY if options.quick else 0,
            )  # fmt: skip
        except PeerSkipped as reason:
            skipped[name] = str(reason)
    public: dict[str, dict[str, float]] = {}
    for name in () if options.quick else SETS:
        try:
            public[name] = public_rows(name, options.public)
        except SetAbsent as absent:
            skipped[name] = str(absent)
    other = danger_rows(shipped_danger(), lines) | route_rows(lines)
    if options.json:
        print(json.dumps(as_object(columns, public, other, skipped)))
        return
    _print(len(lines), columns, other)
    for name, rows in public.items():
        print(f"\n{name}: " + ", ".join(f"{key} {value}" for key, value in rows.items()))
    for name, why in skipped.items():
        print(f"{name}: skipped, {why}")


def as_object(
    columns: Mapping[str, Column],
    public: Mapping[str, Mapping[str, float]],
    other: Mapping[str, float],
    skipped: Mapping[str, str],
) -> dict[str, object]:
    """Return one key for each row of the issue's table, and the peers below `peers`."""
    both, words = columns[BOTH].rows, columns[WORDS].rows
    found: dict[str, object] = {**both, **{f"{key} (words)": value for key, value in words.items()}, **other}
    for end, rows in (("", both), ("_words", words)):
        found[f"ms_median{end}"] = rows["ms a message, median"]
        found[f"ms_p95{end}"] = rows["ms a message, p95"]
        found[f"memory_mb{end}"] = rows["megabytes, peak"]
    for end, way in (("", BOTH), ("_words", WORDS)):
        ((_, answered, wrong, strangers),) = setting_rows(columns[way].readings, (Thresholds().sure,))
        found |= {f"answered_at_sure{end}": answered, f"wrong_at_sure{end}": wrong}
        found[f"out_of_scope_answered{end}"] = strangers
    by_language = [
        value for key, value in both.items() if key.startswith("top-1 ") and key[6:8] in _LANGUAGES
    ]
    found["top1_mean"] = round(sum(by_language) / max(len(by_language), 1), 3)
    found["top1_worst"] = min(by_language, default=0.0)
    for name, its in public.items():
        found[f"{name}_top1"] = its["top-1"]
        found[f"{name}_coverage_95"] = its["coverage at 95 % precision"]
        if "not ours, caught at 95 % kept" in its:
            found[f"{name}_oos_caught"] = its["not ours, caught at 95 % kept"]
    found["public"] = {name: dict(rows) for name, rows in public.items()}
    found["peers"] = {name: column.rows for name, column in columns.items() if name not in (BOTH, WORDS)}
    found["skipped"] = dict(skipped)
    return found


_LANGUAGES: Final = ("en", "kk", "ky", "ru", "tg", "uz")


def _print(total: int, columns: Mapping[str, Column], other: Mapping[str, float]) -> None:
    print(f"{f'{total} lines':32}" + "".join(f"{name:>18}" for name in columns))
    keys = dict.fromkeys(key for column in columns.values() for key in column.rows)
    for key in keys:
        print(f"{key:32}" + "".join(f"{column.rows.get(key, '-'):>18}" for column in columns.values()))
    print("\n".join(f"{key:32}{each:>8}" for key, each in other.items()))
    for name in (BOTH, WORDS):
        print(f"\n{name}: confidence, answered, of these wrong, not ours but answered")
        for row in setting_rows(columns[name].readings, THRESHOLDS):
            print("".join(f"{value:>10}" for value in row))


if __name__ == "__main__":
    main()
