"""Who may import whom, and that importing does nothing: the layers of the architecture."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("knowledge_base", "bot", "webhooks", "console", "cli")
#: Each package, and what of ours it may import besides itself.
MAY_IMPORT = {
    "knowledge_base": set[str](),
    "bot": {"knowledge_base"},
    "webhooks": {"bot", "knowledge_base"},
    "console": {"bot", "knowledge_base"},
    "cli": {"webhooks", "console", "bot", "knowledge_base"},
}
#: Libraries that stay where messages and people enter.
KEPT_IN = {
    "fastapi": ("webhooks/", "console/"),
    "starlette": ("webhooks/", "console/"),
    "telegram": ("webhooks/", "bot/channels/"),
    "twilio": ("webhooks/", "bot/channels/"),
    "typer": ("cli/",),
    "uvicorn": ("cli/",),
    "alembic": ("cli/",),
    "dotenv": ("bot/settings.py",),
}
FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
#: What is pure: no database, no network, no clock.
PURE = (
    "bot/dispatcher.py",
    "bot/turns.py",
    "bot/messages.py",
    "bot/danger/detector.py",
    "bot/danger/lexicon.py",
    "bot/danger/model.py",
    "bot/handlers/",
)
IMPURE = {"sqlalchemy", "httpx", "asyncio", "telegram", "twilio", "time", "random"}


def name_of(path: Path) -> str:
    """Return the path as the tables above write it."""
    return path.relative_to(ROOT).as_posix()


def imports_of(path: Path) -> Iterator[str]:
    """Yield every module that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}: a relative import"
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_arrow_points_up(path: Path) -> None:
    """cli -> webhooks, console -> bot -> knowledge_base; the two HTTP packages do not know each other."""
    package = path.relative_to(ROOT).parts[0]
    imported = {name.partition(".")[0] for name in imports_of(path)}
    assert imported & {*PACKAGES, "tests", "benchmarks", "scripts"} <= MAY_IMPORT[package] | {package}


@pytest.mark.parametrize("library", sorted(KEPT_IN))
def test_a_library_stays_at_its_door(library: str) -> None:
    """Telegram's and Twilio's words end where a message becomes ours."""
    users = {
        name_of(path) for path in FILES if any(name.partition(".")[0] == library for name in imports_of(path))
    }
    assert {name for name in users if not name.startswith(KEPT_IN[library])} == set()


def test_of_telegrams_library_only_the_message_types_and_the_bot_are_used() -> None:
    """Its Application would be a dispatcher that WhatsApp cannot share."""
    for path in FILES:
        assert not any(name.startswith("telegram.ext") for name in imports_of(path)), name_of(path)


@pytest.mark.parametrize("path", [path for path in FILES if name_of(path).startswith(PURE)], ids=name_of)
def test_the_conversation_is_pure(path: Path) -> None:
    """A turn depends on its arguments only, so the worker may make it twice."""
    assert {name.partition(".")[0] for name in imports_of(path)} & IMPURE == set()
    calls = {
        node.attr for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute)
    }
    assert calls & {"utcnow", "today", "environ"} == set()


def test_models_import_nothing_of_ours_but_the_database() -> None:
    """A table must not need the code that uses it."""
    for path in FILES:
        if path.name == "models.py":
            ours = {name for name in imports_of(path) if name.partition(".")[0] in PACKAGES}
            assert {name for name in ours if not name.startswith("knowledge_base.database")} == set()


@pytest.mark.parametrize("path", [path for path in FILES if name_of(path) != "bot/settings.py"], ids=name_of)
def test_only_the_settings_read_the_environment(path: Path) -> None:
    """Everything else is told; two readers would disagree one day."""
    names = {
        node.attr if isinstance(node, ast.Attribute) else node.id
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute | ast.Name)
    }
    assert names & {"environ", "getenv", "putenv"} == set()


def test_importing_every_module_changes_nothing_outside(tmp_path: Path) -> None:
    """No variable, no file, no output, no thread."""
    modules = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in FILES]
    modules = [name.removesuffix(".__init__") for name in modules if not name.endswith("__main__")]
    program = (
        "import importlib, os, sys, threading\n"
        "before = dict(os.environ)\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        "assert dict(os.environ) == before\n"
        "assert threading.active_count() == 1, threading.enumerate()\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


def test_alembics_folder_does_not_hide_the_library() -> None:
    """An `__init__.py` there would make `import alembic` ours."""
    assert not (ROOT / "alembic" / "__init__.py").exists()


def test_test_files_have_names_of_their_own() -> None:
    """A failure is found by the name of its file alone."""
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(name for name in names if names.count(name) > 1) == []
