"""A peer of any benchmark: an environment of its own, made on demand and kept, and one process in it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

CACHE: Final = Path.home() / ".cache" / "migrantbot"
#: One thread for everybody: what a small server has to spare.
_ONE_THREAD: Final = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "TF_NUM_INTRAOP_THREADS"), "1"
)


class PeerSkipped(Exception):
    """A peer that cannot be installed or does not answer here; its text is the reason."""


@dataclass(frozen=True, slots=True)
class Peer:
    """What to install, and the code that the worker of the benchmark runs."""

    packages: tuple[str, ...]
    code: str
    python: str = sys.executable  #: another version where the peer needs it


def ask(
    peer: Peer, question: dict[str, Any], *, worker: Path, folder: Path, patience: float
) -> dict[str, Any]:
    """Return what the worker prints for the question; raises PeerSkipped with the reason.

    `patience` is in seconds, for installing and answering together.
    """
    ends = time.monotonic() + patience
    try:
        python = _environment(folder, peer, patience)
        left = max(1.0, ends - time.monotonic())
        return run_worker((str(python), str(worker)), {"code": peer.code, **question}, left)
    except FileNotFoundError as error:
        raise PeerSkipped(f"{error.filename} is not installed here") from error
    except subprocess.TimeoutExpired as error:
        raise PeerSkipped(f"took longer than {patience:.0f} seconds") from error
    except subprocess.CalledProcessError as error:
        lines = str(error.stderr or "").strip().splitlines() or ["no reason given"]
        raise PeerSkipped(lines[-1][:160]) from error


def run_worker(
    command: Sequence[str], question: dict[str, Any], patience: float | None = None
) -> dict[str, Any]:
    """Give a process the question as JSON and read the last line that it prints."""
    done = subprocess.run(
        list(command),
        input=json.dumps(question),
        capture_output=True,
        text=True,
        check=True,
        timeout=patience,
        cwd=Path(__file__).parents[1],
        env=os.environ | _ONE_THREAD,
    )
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _environment(folder: Path, peer: Peer, patience: float) -> Path:
    python = folder / "bin" / "python"
    if not (folder / "installed").exists():
        for command in (
            [peer.python, "-m", "venv", "--clear", str(folder)],
            [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *peer.packages],
        ):
            subprocess.run(command, capture_output=True, text=True, check=True, timeout=patience)
        (folder / "installed").touch()
    return python
