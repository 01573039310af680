"""How long the first start takes, from an empty data folder to the first healthy answer."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from bench.results import Line
from tools.with_postgres import free_port

# What `make run` promises, in seconds.
TARGET = 30
GIVE_UP, PAUSE = 120, 0.05


def first_start(*, database: str, environ: dict[str, str], scratch: Path) -> Line:
    """Start `anlan serve --demo` on an empty database and stop it again."""
    folder, port = scratch / f"start-{database}", free_port()
    folder.mkdir()
    log = folder / "log"
    began = time.perf_counter()
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "anlan", "serve", "--demo", "--port", str(port)],
            env={**environ, "ANLAN_DATA": str(folder / "data")},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
        try:
            taken = _until_healthy(server=server, port=port, began=began)
        finally:
            server.terminate()
            server.wait(timeout=30)
    topic = "First start"
    if taken is None:
        last = log.read_text(errors="replace").strip().splitlines()[-1:] or ["no output"]
        return Line(topic, database, f"did not become healthy: {last[0][:120]}", None, TARGET, "s")
    return Line(topic, database, f"{taken:.1f} s", round(taken, 1), TARGET, "s")


def _until_healthy(*, server: subprocess.Popen[bytes], port: int, began: float) -> float | None:
    while time.perf_counter() - began < GIVE_UP and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return time.perf_counter() - began
        except urllib.error.HTTPError:
            return None
        except OSError:
            time.sleep(PAUSE)
    return None


def clean_environ(*, scratch: Path, database_url: str | None) -> dict[str, str]:
    """This process's environment without its installation: the measured one is in the scratch folder."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("ANLAN_")}
    environ.pop("DATABASE_URL", None)
    environ |= {"DJANGO_SETTINGS_MODULE": "anlan.web.settings", "ANLAN_DATA": str(scratch)}
    return environ | ({"DATABASE_URL": database_url} if database_url else {})
