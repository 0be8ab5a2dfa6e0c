"""`python -m benchmarks.matching [--quick] [--json]`: the shipped matcher on the held-out lines."""

import argparse
import json

from benchmarks.matching.held_out import read_held_out
from benchmarks.matching.measuring import danger_rows, matching_rows, read_all, route_rows, setting_rows
from bot.danger import load_danger_lexicon
from knowledge_base.content_files import read_content_files
from knowledge_base.index import phrasings_of
from knowledge_base.matcher.linear import LinearMatcher
from knowledge_base.matcher.meaning import embedder
from knowledge_base.matching import fit

THRESHOLDS = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)


def main() -> None:
    """Print a table of both ways to run, then what each confidence would cost."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matching", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="every sixth line")
    parser.add_argument("--json", action="store_true", help="one object instead of the tables")
    options = parser.parse_args()
    lines = list(read_held_out())[:: 6 if options.quick else 1]
    matcher = fit(phrasings_of(read_content_files().content))
    assert isinstance(matcher, LinearMatcher)
    ways = {"words": matcher.with_embedder(None)}
    if embedder() is not None:
        ways = {"words and meaning": matcher, **ways}
    readings = {name: read_all(way, lines) for name, way in ways.items()}
    rows = {name: matching_rows(each) for name, each in readings.items()}
    other = danger_rows(load_danger_lexicon(), lines) | route_rows(lines)
    best = next(iter(rows))
    if options.json:
        print(
            json.dumps(
                {**rows[best], **{f"{key} (words)": each for key, each in rows["words"].items()}, **other}
            )
        )
        return
    print(f"{len(lines)} lines" + "".join(f"{name:>20}" for name in rows))
    for key in rows[best]:
        print(f"{key:28}" + "".join(f"{each[key]:>20}" for each in rows.values()))
    print("\n".join(f"{key:32}{each:>8}" for key, each in other.items()))
    for name, each in readings.items():
        print(f"\n{name}: confidence, answered, of these wrong, not ours but answered")
        for row in setting_rows(each, THRESHOLDS):
            print("".join(f"{value:>10}" for value in row))


if __name__ == "__main__":
    main()
