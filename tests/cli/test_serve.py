"""`migrantbot serve`: one process, two addresses, and a clean end."""

import json
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.running import clean_environment, migrantbot

#: No start takes this long on any machine; a hanging one must not hang the run.
PATIENCE = 30


class Served:
    """A running `migrantbot serve` and what it printed."""

    def __init__(self, process: subprocess.Popen[str], started: float) -> None:
        """Wait until both addresses were printed."""
        self.process = process
        assert process.stdout is not None
        self.printed = [process.stdout.readline(), process.stdout.readline()]
        self.seconds = time.monotonic() - started
        self.addresses = dict(re.findall(r"(web chat|console)  (http://\S+)", "".join(self.printed)))

    def get(self, path: str) -> tuple[int, str]:
        """Fetch a path of the web chat's address."""
        with urllib.request.urlopen(
            self.addresses["web chat"].rstrip("/") + path, timeout=PATIENCE
        ) as answer:
            return answer.status, answer.read().decode()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def ask_in_web_chat(served: Served, text: str) -> str:
    """Say something in a new web chat and return the first reply; the request for news waits for it."""
    address = served.addresses["web chat"].rstrip("/") + "/chat/messages"
    headers = {"Authorization": "Bearer " + "t" * 40, "Content-Type": "application/json"}
    said = json.dumps({"id": "message-1", "text": text}).encode()
    with urllib.request.urlopen(urllib.request.Request(address, said, headers), timeout=PATIENCE) as answer:
        assert answer.status == 202
    news = urllib.request.Request(address + "?after=0", headers=headers)
    with urllib.request.urlopen(news, timeout=PATIENCE) as answer:
        return str(json.load(answer)["lines"][0]["text"])


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """Serve from a folder with an SQLite file in it, on ports of its own."""
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", "serve", "--database", "sqlite:///bot.db",
         "--port", str(free_port()), "--console-port", str(free_port())],
        cwd=folder, env=clean_environment(), text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        yield Served(process, started)
    finally:
        process.kill()
        process.communicate(timeout=PATIENCE)


def test_it_serves_answers_and_ends_cleanly(tmp_path: Path) -> None:
    """From nothing: schema, content, both addresses, an answer; SIGTERM ends it; a second start goes on."""
    with serving(tmp_path) as served:
        assert set(served.addresses) == {"web chat", "console"}
        assert "/sign-in/" in served.addresses["console"]
        assert served.get("/health")[0] == 200
        answered = ask_in_web_chat(served, "Ташкенттен Алматыға келдім, қайда тіркелемін?")
        assert "30" in answered and "inform.kz" in answered
        served.process.send_signal(signal.SIGTERM)
        _out, errors = served.process.communicate(timeout=PATIENCE)
        assert served.process.returncode == 0
        assert "Traceback" not in errors and "тіркелемін" not in errors
    with serving(tmp_path) as again:
        assert again.get("/health")[0] == 200
        assert again.addresses["console"].rpartition("/")[2] != served.addresses["console"].rpartition("/")[2]
        again.process.send_signal(signal.SIGINT)
        again.process.communicate(timeout=PATIENCE)
        assert again.process.returncode == 0


@pytest.mark.parametrize("option", ["--port", "--console-port"])
def test_a_taken_port_is_one_clear_line(tmp_path: Path, option: str) -> None:
    """And exit status 1: most often the bot runs already."""
    ports = {"--port": str(free_port()), "--console-port": str(free_port())}
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        ports[option] = str(listener.getsockname()[1])
        arguments = [part for pair in ports.items() for part in pair]
        ran = migrantbot("serve", "--database", "sqlite:///bot.db", *arguments, folder=tmp_path)
    assert ran.status == 1
    complaint = f"migrantbot: port {ports[option]} cannot be opened; choose another one"
    assert [line for line in ran.err.splitlines() if line.startswith("migrantbot:")] == [complaint]
    assert "Traceback" not in ran.err and "web chat" not in ran.out


def test_a_setting_that_cannot_be_used_is_one_clear_line(tmp_path: Path) -> None:
    """Before anything is written."""
    ran = migrantbot("serve", folder=tmp_path, environment={"RETENTION_DAYS": "soon"})
    assert (ran.status, ran.err) == (2, "migrantbot: RETENTION_DAYS cannot be read: 'soon'\n")
    assert list(tmp_path.iterdir()) == []
