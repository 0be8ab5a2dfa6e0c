"""`python -m benchmarks.language [--quick] [--json]`: ours and the peers on the same lines, in one table."""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.language.lines import Line, read_lines
from benchmarks.language.peers import PATIENCE, PEERS, QUICK, QUICK_PATIENCE, ask
from bot.language.reading import CYRILLIC, read_words
from bot.language.settle import settle_locale
from knowledge_base.locales import LOCALES, UNDETERMINED

OURS: Final = "ours"
#: Row of the issue's table -> its goal.
GOALS: Final = {
    "clean, macro-F1": 98.5, "noisy, macro-F1": 97.0, "noisy, worst variant": 95.0, "noisy, 1-2 words": 92.0,
    "Russian in Latin": 98.0, "Tajik in Latin": 88.0, "Kyrgyz in Latin": 88.0, "Kazakh in Latin": 88.0,
    "chat, accuracy": 97.0, "known, noisy": 98.5, "others rejected": 93.0, "mixed, grammar wins": 90.0,
    "microseconds": 40.0, "megabytes": 30.0,
}  # fmt: skip
_COSTS: Final = ("microseconds", "megabytes")
_CACHE: Final = Path.home() / ".cache" / "migrantbot" / "benchmarks-language"


def main() -> int:
    """Measure, print the table, and end with 0 whatever it shows."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.language", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"only {', '.join(QUICK)} as peers")
    parser.add_argument("--json", action="store_true", help="one object instead of the tables")
    parser.add_argument("--environments", type=Path, default=_CACHE, help="where the peers are installed")
    options = parser.parse_args()
    lines = read_lines()
    flat = [line for each in lines.values() for line in each]
    texts = [line.text for line in flat]
    columns = {OURS: _table(lines, *_ours(flat), is_ours=True)}
    skipped: dict[str, str] = {}
    for name in QUICK if options.quick else PEERS:
        patience = QUICK_PATIENCE if options.quick else PATIENCE
        answers = ask(name, texts, folder=options.environments, patience=patience)
        if answers.skipped:
            skipped[name] = answers.skipped
            continue
        found = [_locale(code, text) for code, text in zip(answers.codes, texts, strict=True)]
        costs = {"microseconds": answers.microseconds, "megabytes": answers.megabytes}
        columns[name] = _table(lines, found, costs, is_ours=False)
    if options.json:
        ours = columns.pop(OURS)
        print(json.dumps({**ours, "peers": columns, "skipped": skipped}))
        return 0
    _print(columns, {name: len(each) for name, each in lines.items()})
    for name, reason in skipped.items():
        print(f"{name}: skipped, {reason}")
    return 0


def _ours(lines: Sequence[Line]) -> tuple[list[str], dict[str, float]]:
    """Answer in a process of its own too, so that memory and time are measured as the peers' are."""
    code = "from bot.language.detector import shipped_detector\nmade = shipped_detector()\n"
    code += "detect = lambda t: made.detect(t).locale"
    worker = Path(__file__).with_name("peer_worker.py")
    done = subprocess.run(
        [sys.executable, "-c", f"import runpy; runpy.run_path({str(worker)!r}, run_name='__main__')"],
        input=json.dumps({"code": code, "texts": [line.text for line in lines]}),
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    found = json.loads(done.stdout.splitlines()[-1])
    return found["codes"], {name: found[name] for name in _COSTS}


def _table(
    lines: dict[str, list[Line]], found: Sequence[str], costs: dict[str, float], *, is_ours: bool
) -> dict[str, float]:
    """Return the rows of a detector from its locales for all lines, in order."""
    by_measure, at = {}, 0
    for name, each in lines.items():
        by_measure[name] = list(zip(each, found[at : at + len(each)], strict=True))
        at += len(each)
    row = {
        "clean, macro-F1": _macro_f1(by_measure["clean"]),
        "noisy, macro-F1": _macro_f1(by_measure["noisy"]),
        "noisy, worst variant": min(_recall(by_measure["noisy"], locale) for locale in LOCALES),
        "noisy, 1-2 words": _accuracy(by_measure["short"]),
        "Russian in Latin": _accuracy(by_measure["ru in Latin"]),
        "Tajik in Latin": _accuracy(by_measure["tg in Latin"]),
        "Kyrgyz in Latin": _accuracy(by_measure["ky in Latin"]),
        "Kazakh in Latin": _accuracy(by_measure["kk in Latin"]),
        "chat, accuracy": _accuracy(by_measure["chat"]),
        "others rejected": _accuracy(by_measure["other"]),
        "mixed, grammar wins": _accuracy(by_measure["mixed"]),
    }
    if is_ours:
        row["known, noisy"] = _accuracy([(line, _settled(line)) for line in lines["known"]])
    row |= {f"noisy, recall {locale}": _recall(by_measure["noisy"], locale) for locale in LOCALES}
    for name, least, most in (("3-5", 3, 5), ("6-14", 6, 14)):
        some = [pair for pair in by_measure["noisy"] if least <= len(pair[0].text.split()) <= most]
        row[f"noisy, {name} words"] = _accuracy(some)
    return {name: round(value, 1) for name, value in {**row, **costs}.items()}


def _settled(line: Line) -> str:
    from bot.language.detector import shipped_detector

    return settle_locale(shipped_detector().detect(line.text), known=line.known).locale


def _locale(code: str, text: str) -> str:
    """Return the locale a peer's code stands for; everything that is none of ours is `und`."""
    code = code.lower().replace("_", "-").removeprefix("__label__")
    three = {"uzb": "uz", "uzn": "uz", "tgk": "tg", "kir": "ky", "kaz": "kk", "rus": "ru", "eng": "en"}
    code = three.get(code[:3], code[:2]) if len(code) != 2 else code
    if code == "uz":
        return "uz-Cyrl" if read_words(text).script == CYRILLIC else "uz-Latn"
    return code if code in LOCALES else UNDETERMINED


def _accuracy(pairs: Sequence[tuple[Line, str]]) -> float:
    return 100 * sum(line.locale == found for line, found in pairs) / max(len(pairs), 1)


def _recall(pairs: Sequence[tuple[Line, str]], locale: str) -> float:
    return _accuracy([pair for pair in pairs if pair[0].locale == locale])


def _macro_f1(pairs: Sequence[tuple[Line, str]]) -> float:
    scores = []
    for locale in LOCALES:
        both = sum(line.locale == locale == found for line, found in pairs)
        either = sum((line.locale == locale) + (found == locale) for line, found in pairs)
        scores.append(200 * both / max(either, 1))
    return sum(scores) / len(scores)


def _print(columns: dict[str, dict[str, float]], sizes: dict[str, int]) -> None:
    print("lines: " + ", ".join(f"{name} {size}" for name, size in sizes.items()))
    print(f"{'':<24}{'goal':>8}" + "".join(f"{name:>17}" for name in columns))
    for row in columns[OURS]:
        goal = GOALS.get(row)
        sign = "<=" if row in _COSTS else ">="
        cells = "".join(f"{column.get(row, '-'):>17}" for column in columns.values())
        print(f"{row:<24}{f'{sign} {goal:g}' if goal else '':>8}{cells}")


if __name__ == "__main__":
    sys.exit(main())
