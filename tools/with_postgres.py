"""Run a command with a private PostgreSQL server, made for it and thrown away after it.

    .venv/bin/python tools/with_postgres.py -- .venv/bin/python -m pytest

The command finds the server in DATABASE_URL. The server listens on a free port of 127.0.0.1, with a password
made for this run, and on a socket in its own temporary folder: in memory where that has room enough, which halves
what the server costs. It keeps nothing safe on disk (fsync is off): it is for tests and measurements only. Where no
PostgreSQL server is installed, a box says so and the command does not run; that counts as a failure only with
CI=true.
"""

import argparse
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

DATABASE = "anlan"
# How often, and with which pause in seconds, a starting server is asked whether it answers: a minute in all.
READY_TRIES, READY_PAUSE = 600, 0.1

# Where Linux keeps files in memory; containers often have 64 MB of it. The tests take one gigabyte, and logs another.
MEMORY, ROOM = Path("/dev/shm"), 4 << 30

# Durability costs time and protects nothing here.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
}

# What suits the command's databases, which are small and do not live long.
SETTINGS_FOR_SMALL = {
    "max_wal_size": "1GB",
    # Tests count what tables hold by themselves, and nothing lives long enough to be cleaned.
    "autovacuum": "off",
    # To compile a query costs more than to run it on small tables.
    "jit": "off",
}


def programs() -> Path | None:
    """The folder that holds PostgreSQL's server programs: of the PATH, else Debian's newest."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    folders += sorted(debian, key=lambda folder: int(folder.parent.name), reverse=True)
    return next((f for f in folders if (f / "postgres").is_file() and (f / "initdb").is_file()), None)


def server_account() -> pwd.struct_passwd | None:
    """Whom the server runs as: PostgreSQL refuses root, who lends it another account. None: one's own."""
    if os.geteuid() != 0:
        return None
    accounts = {account.pw_name: account for account in pwd.getpwall()}
    return accounts.get("postgres") or accounts["nobody"]


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def say_missing() -> None:
    """Say loudly that nothing was run."""
    lines = [
        "The PostgreSQL half was NOT run: no PostgreSQL server is installed.",
        "On Debian and Ubuntu: sudo apt install postgresql",
    ]
    width = max(map(len, lines))
    print(f"\n┏━{'━' * width}━┓", file=sys.stderr)
    for line in lines:
        print(f"┃ {line.ljust(width)} ┃", file=sys.stderr)
    print(f"┗━{'━' * width}━┛\n", file=sys.stderr)


def make_cluster(*, bin_folder: Path, folder: Path, password: str, account: pwd.struct_passwd | None) -> None:
    """Make an empty cluster in `folder`/data, owned by `account`."""
    (folder / "password").write_text(password)
    if account:
        for path in (folder, folder / "password"):
            os.chown(path, account.pw_uid, account.pw_gid)
    command = [str(bin_folder / "initdb"), "--pgdata", str(folder / "data"), "--username", DATABASE]
    command += ["--encoding=UTF8", "--locale=C", "--auth=scram-sha-256", "--no-sync"]
    command += ["--pwfile", str(folder / "password")]
    done = run_as(account, command, folder=folder)
    if done.returncode:
        sys.exit(f"The PostgreSQL cluster could not be made:\n{done.stdout}{done.stderr}")


def run_as(account: pwd.struct_passwd | None, command: list[str], *, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run one short command as `account`, with its output kept."""
    user, group, groups = identity(account)
    return subprocess.run(
        command, cwd=folder, user=user, group=group, extra_groups=groups, capture_output=True, text=True
    )


def identity(account: pwd.struct_passwd | None) -> tuple[int | None, int | None, list[int] | None]:
    """User, group and further groups to start a process with."""
    return (account.pw_uid, account.pw_gid, []) if account else (None, None, None)


def wait_until_ready(*, bin_folder: Path, port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the server answers; end with its log when it does not."""
    command = [str(bin_folder / "pg_isready"), "--quiet", "--host", "127.0.0.1", "--port", str(port)]
    for _ in range(READY_TRIES):
        if server.poll() is not None:
            break
        if subprocess.run(command).returncode == 0:
            return
        try:
            server.wait(timeout=READY_PAUSE)
        except subprocess.TimeoutExpired:
            continue
    sys.exit(f"The PostgreSQL server did not start:\n{log.read_text(errors='replace')}")


def roomy_memory() -> Path | None:
    """The folder whose files are kept in memory, if there is room for a server's; None: the usual temporary folder."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM else None


@contextmanager
def running_server(
    *, bin_folder: Path, parent: Path | None = None, settings: Mapping[str, str] | None = None
) -> Iterator[str]:
    """A running server; yields its DATABASE_URL, stops and removes it afterwards.

    Its files are in a new folder within ``parent``, or among the temporary ones; ``settings`` go before the usual.
    """
    account = server_account()
    password = secrets.token_hex(16)
    folder = Path(tempfile.mkdtemp(prefix="anlan-postgres-", dir=parent))
    server: subprocess.Popen[bytes] | None = None
    try:
        make_cluster(bin_folder=bin_folder, folder=folder, password=password, account=account)
        port = free_port()
        command = [str(bin_folder / "postgres"), "-D", str(folder / "data"), "-p", str(port)]
        command += ["-k", str(folder), "-h", "127.0.0.1"]
        for name, value in (SETTINGS | dict(settings or {})).items():
            command += ["-c", f"{name}={value}"]
        user, group, groups = identity(account)
        log = folder / "log"
        with log.open("wb") as output:
            # Its own session: Ctrl-C reaches the command first, and the server is stopped in order below.
            server = subprocess.Popen(
                command,
                cwd=folder,
                user=user,
                group=group,
                extra_groups=groups,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        wait_until_ready(bin_folder=bin_folder, port=port, server=server, log=log)
        server_url = f"postgres://{DATABASE}:{password}@127.0.0.1:{port}"
        createdb = [str(bin_folder / "createdb"), f"--maintenance-db={server_url}/postgres", DATABASE]
        subprocess.run(createdb, check=True)
        yield f"{server_url}/{DATABASE}"
    finally:
        if server is not None and server.poll() is None:
            # Immediate shutdown: there is nothing to keep.
            server.send_signal(signal.SIGQUIT)
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def leave(_signal: int, _frame: FrameType | None) -> None:
    """Turn a polite kill into an ordinary exit, so that the server is stopped."""
    sys.exit(143)


def main() -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(description="Run a command with a private PostgreSQL server.")
    parser.add_argument("command", nargs="+", help="the command, after --")
    command = parser.parse_args().command
    bin_folder = programs()
    if bin_folder is None:
        say_missing()
        return 1 if os.environ.get("CI") == "true" else 0
    signal.signal(signal.SIGTERM, leave)
    with running_server(bin_folder=bin_folder, parent=roomy_memory(), settings=SETTINGS_FOR_SMALL) as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main())
