"""The command `anlan`, as a person who writes no programs meets it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError
from django.utils import translation

from anlan.web import cli
from anlan.web.command import CannotContinue, Command
from anlan.web.commands import COMMANDS, serve
from anlan.web.setup import Account


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A terminal set to English, without the programmers' switch."""
    for name in ("LC_ALL", "LC_MESSAGES", "ANLAN_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    with translation.override("en"):
        yield


@pytest.mark.parametrize("arguments", [[], ["--help"], ["help"], ["-h"]])
def test_the_overview_lists_every_command(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == 0
    shown = capsys.readouterr().out
    assert all(f"\n  {name} " in shown for name in COMMANDS)


@pytest.mark.parametrize("name", [name for name, command in COMMANDS.items() if not command.hands_on])
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([name, "--help"])
    assert ended.value.code == 0
    assert str(COMMANDS[name].summary) in capsys.readouterr().out


def test_help_follows_the_terminals_language(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    cli.main(["--help"])
    assert "启动安澜" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["serv"], "There is no command “serv”. Did you mean “anlan serve”?"),
        (["xyz"], "There is no command “xyz”. “anlan --help” lists all commands."),
        (["serve", "--prot", "1"], "unrecognized arguments: --prot 1. See: anlan serve --help"),
        (["serve", "--port", "0"], "The port must be a number from 1 to 65535, not “0”."),
        (["serve", "--workers", "0"], "--workers must be at least 1."),
    ],
)
def test_a_slip_is_one_plain_line(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == 2
    assert capsys.readouterr().err == said + "\n"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (CannotContinue("No."), "No.\n"),
        (
            OperationalError("disk I/O error\nmore"),
            "The database refused or does not answer: disk I/O error\n",
        ),
        (PermissionError(13, "Permission denied"), "This did not work: [Errno 13] Permission denied\n"),
        (ZeroDivisionError("x"), "This is a mistake of ours: ZeroDivisionError x (with ANLAN_DEBUG=1"),
    ],
)
def test_no_error_shows_a_traceback(
    error: Exception, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_arguments: object) -> int:
        raise error

    monkeypatch.setitem(COMMANDS, "broken", Command(run=fail, summary=""))
    assert cli.main(["broken"]) == 2
    shown = capsys.readouterr().err
    assert shown.startswith(said)
    assert shown.count("\n") == 1
    monkeypatch.setenv("ANLAN_DEBUG", "1")
    with pytest.raises(type(error)):
        cli.main(["broken"])


def test_a_taken_port_is_named_before_anything_is_prepared(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serve, "prepare", lambda **_: pytest.fail("prepared"))
    with socket.create_server(("127.0.0.1", 0), reuse_port=True) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        assert cli.main(["serve"]) == 2
    assert f"Port {port} is taken" in capsys.readouterr().err


def test_the_welcome_names_address_and_accounts() -> None:
    accounts = [Account("city", "secret", "Desk officer"), Account("auditor", "secret", "Inspector")]
    shown = serve.welcome(host="0.0.0.0", port=8123, accounts=accounts)
    assert "http://127.0.0.1:8123/" in shown
    assert "  city     secret  Desk officer" in shown
    assert "synthetic" in shown
    assert "synthetic" not in serve.welcome(host="127.0.0.1", port=8000, accounts=[])


def test_a_broken_setting_is_one_plain_line_too(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "anlan", "serve"],
        env={**os.environ, "ANLAN_DATA": str(tmp_path), "ANLAN_PRODUCTION": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "ANLAN_HOSTS" in done.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One installation: the first server prepares its data, which is most of a start, and the next finds them."""
    return tmp_path_factory.mktemp("installation")


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_the_server_answers_and_ends_cleanly_with_its_sweep(folder: Path, ending: signal.Signals) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environ = {**os.environ, "ANLAN_DATA": str(folder), "PORT": str(port), "LANG": "en"}
    environ.pop("DATABASE_URL", None)
    server = subprocess.Popen(
        [sys.executable, "-m", "anlan", "serve"],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert server.stdout is not None
        ready = next(line for line in server.stdout if "ready" in line)
        assert f"http://127.0.0.1:{port}/" in ready
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=60) as answer:
            assert answer.status == 200
        os.killpg(server.pid, ending) if ending is signal.SIGINT else server.send_signal(ending)
        # Returns when nobody of the family holds the pipes any more: the sweep and the workers ended too.
        out, err = server.communicate(timeout=30)
        assert server.returncode == 0
        assert "Anlan has stopped." in out
        assert "Traceback" not in err
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
            server.communicate()
