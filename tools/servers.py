"""PostgreSQL and Redis for the tests: what already answers, or private ones for the run."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import psycopg
import redis

from tools.debian import postgres_binaries, redis_server
from tools.ports import free_port
from tools.stamps import REPOSITORY

# One name for each checkout: two of them may test on one server at once.
DATABASE = f"maru_{sha256(str(REPOSITORY).encode()).hexdigest()[:8]}"


@contextmanager
def postgres() -> Iterator[str | None]:
    """Give the URL of a PostgreSQL that may create databases; None when there is none.

    Raises RuntimeError when MARU_TEST_POSTGRES_URL names one that does not serve:
    another in its place would test something else than was asked for.
    """
    given = os.environ.get("MARU_TEST_POSTGRES_URL")
    if given and not may_create_databases(given):
        raise RuntimeError(
            "MARU_TEST_POSTGRES_URL does not answer, is older than 15 or may not create databases"
        )
    if given:
        yield given
    elif found := next(filter(may_create_databases, postgres_candidates()), None):
        yield found
    elif binaries := postgres_binaries():
        with private_postgres(binaries) as url:
            yield url
    else:
        yield None


def postgres_candidates() -> Iterator[str]:
    me = pwd.getpwuid(os.geteuid()).pw_name
    for host in ("/var/run/postgresql", "127.0.0.1"):
        for user in (me, "postgres"):
            yield f"postgres://{user}@{quote(host, safe='')}:5432/{DATABASE}"


def may_create_databases(url: str) -> bool:
    """Return whether ``url`` answers at once, is new enough and lets us create test databases."""
    try:
        with psycopg.connect(url, dbname="postgres", connect_timeout=2) as connection:
            row = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
            return bool(row and row[0]) and connection.info.server_version >= 150000
    except psycopg.Error:
        return False


@contextmanager
def private_postgres(binaries: Path) -> Iterator[str]:
    port = free_port()
    with private_folder() as (folder, user):
        data = folder / "data"
        # C.UTF-8 and not C: pg_trgm drops Hangul under C. It is the same on every machine.
        make = f"{binaries}/initdb -U maru -A trust -N -E UTF8 --locale=C.UTF-8 -D".split()
        subprocess.run([*make, data], user=user, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        # fsync off: the data ends with the run; what survives a crash is another test.
        command = [f"{binaries}/postgres", "-D", str(data), "-k", str(folder), "-p", str(port)]
        command += ["-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]
        command += ["-c", "full_page_writes=off", "-c", "max_connections=200"]
        url = f"postgres://maru@127.0.0.1:{port}/{DATABASE}"
        # SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for every client.
        with running(command, folder, user, lambda: may_create_databases(url), signal.SIGINT):
            yield url


@contextmanager
def redis_for_tests() -> Iterator[str | None]:
    """Give the URL of a Redis whose content may be lost; None when there is none."""
    if given := os.environ.get("MARU_TEST_REDIS_URL"):
        yield given
    elif program := redis_server():
        port = free_port()
        url = f"redis://127.0.0.1:{port}/0"
        with private_folder() as (folder, user):
            command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
            with running(command, folder, user, lambda: redis_answers(url), signal.SIGTERM):
                yield url
    else:
        # Never an ordinary local Redis on 6379: it has no databases to create
        # aside, and its keys belong to somebody.
        yield None


def redis_answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=1) as connection:
            return bool(connection.ping())
    except redis.RedisError:
        return False


@contextmanager
def private_folder() -> Iterator[tuple[Path, int | None]]:
    """Give an empty folder and the user to run as: PostgreSQL refuses to run as root."""
    folder = Path(tempfile.mkdtemp(prefix="maru-test-"))
    try:
        user = None
        if os.geteuid() == 0:
            user = pwd.getpwnam("nobody").pw_uid
            os.chown(folder, user, -1)
        yield folder, user
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(
    command: list[str],
    folder: Path,
    user: int | None,
    answers: Callable[[], bool],
    stop: signal.Signals,
) -> Iterator[None]:
    """Run a server until the block ends; raises RuntimeError when it does not answer in 30 s."""
    log = folder / "log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            command, cwd=folder, user=user, stdout=out, stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl+C reaches the tests first, then us, then the server
        )  # fmt: skip
    try:
        deadline = time.monotonic() + 120
        while not answers():
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{command[0]} did not start:\n{log.read_text()[-2000:]}")
            time.sleep(0.1)
        yield
    finally:
        if server.poll() is None:
            server.send_signal(stop)
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
