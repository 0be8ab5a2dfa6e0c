"""Running `migrantbot` as somebody would, in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Ran:
    """What a run printed and how it ended."""

    status: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        """The lines it wrote, as JSON objects."""
        return [json.loads(line) for line in self.out.splitlines()]


def migrantbot(
    *arguments: str, folder: Path, given: str | bytes = b"", environment: dict[str, str] | None = None
) -> Ran:
    """Run the command in a folder, with no settings but these."""
    done = subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        cwd=folder, input=given.encode() if isinstance(given, str) else given, capture_output=True,
        env=clean_environment(environment), timeout=60, check=False,
    )  # fmt: skip
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def clean_environment(more: dict[str, str] | None = None) -> dict[str, str]:
    """Return an environment in which the code is found and nothing is set."""
    return {
        "PYTHONPATH": str(ROOT),
        "PATH": "/usr/bin:/bin",
        "PYTHONUTF8": "1",
        "TERM": "dumb",
        **(more or {}),
    }


def lines(objects: Sequence[object]) -> str:
    """Return objects as the lines that a command reads."""
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in objects)
