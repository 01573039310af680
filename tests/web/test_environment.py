"""What an installation may be configured to, and what is refused before anything starts."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from anlan.web import cli, environment

SECRET = "k3J9-vQ2m_Zt7Lx0Pw5Rb8Ny1Hc4Df6Gs-Ua_Ei2Oo7Tz9Yq3Wl5Mn8"
PRODUCTION = {"ANLAN_PRODUCTION": "1", "ANLAN_SECRET_KEY": SECRET, "ANLAN_HOSTS": "anlan.example.gov.cn"}


def read(folder: Path, **environ: str) -> environment.Environment:
    """The installation that these variables describe."""
    return environment.read(environ=environ, folder=folder)


def test_without_any_variable_everything_has_a_place(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert found.data == tmp_path / "var"
    assert found.database_url == f"sqlite:///{tmp_path}/var/anlan.sqlite3"
    assert found.pack == "chaozhou"
    assert not found.debug
    assert not found.production
    assert found.hosts == ("localhost", "127.0.0.1", "[::1]")


def test_the_secret_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    first = read(tmp_path).secret_key
    assert len(first) >= 50
    assert read(tmp_path).secret_key == first
    assert stat.S_IMODE((tmp_path / "var" / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret.key"]


def test_the_data_folder_is_its_owners_only(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        assert stat.S_IMODE(read(tmp_path).data.stat().st_mode) == 0o700
    finally:
        os.umask(before)


def test_what_a_command_writes_is_its_owners_only(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        cli.main(["--help"])
        (tmp_path / "written").touch()
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "written").stat().st_mode) == 0o600


def test_processes_that_start_at_once_share_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: read(tmp_path).secret_key, range(32)))) == 1


def test_production_is_accepted_when_complete(tmp_path: Path) -> None:
    found = read(tmp_path, **PRODUCTION)
    assert found.production
    assert found.hosts == ("anlan.example.gov.cn",)
    assert not (tmp_path / "var" / "secret.key").exists()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"ANLAN_DEBUG": "1"}, "ANLAN_DEBUG=1 shows program text"),
        ({"ANLAN_SECRET_KEY": ""}, "at least 50 random characters"),
        ({"ANLAN_SECRET_KEY": SECRET[:49]}, "at least 50 random characters"),
        ({"ANLAN_SECRET_KEY": "a" * 60}, "at least 50 random characters"),
        ({"ANLAN_SECRET_KEY": f"django-insecure-{SECRET}"}, "not an example's"),
        ({"ANLAN_SECRET_KEY": f"ChangeMe{SECRET}"}, "not an example's"),
        ({"ANLAN_HOSTS": ""}, "ANLAN_HOSTS must name the hosts"),
        ({"ANLAN_HOSTS": "*"}, r"\* is refused"),
        ({"ANLAN_PRODUCTION": "yes"}, "ANLAN_PRODUCTION is 'yes'; it must be 1"),
    ],
)
def test_unsafe_production_is_refused_in_plain_words(tmp_path: Path, change: dict[str, str], reason: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=reason):
        read(tmp_path, **{**PRODUCTION, **change})


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ImproperlyConfigured, match="ANLAN_DATA"):
        read(tmp_path, ANLAN_DATA="file/var")


def settings_of(tmp_path: Path, expression: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Evaluate an expression over the settings of a fresh process."""
    code = f"from anlan.web import settings as s; print({expression})"
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("ANLAN_", "DATABASE_"))}
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**kept, "ANLAN_DATA": str(tmp_path), **environ},
        capture_output=True,
        text=True,
    )


def test_production_sends_cookies_over_https_only(tmp_path: Path) -> None:
    shown = "s.DEBUG, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS, s.ALLOWED_HOSTS"
    done = settings_of(tmp_path, shown, **PRODUCTION)
    assert done.stdout.strip() == "False True True 31536000 ['anlan.example.gov.cn']"


def test_the_settings_refuse_unsafe_production(tmp_path: Path) -> None:
    done = settings_of(tmp_path, "s.DEBUG", ANLAN_PRODUCTION="1")
    assert done.returncode != 0
    assert "ANLAN_HOSTS" in done.stderr


def test_sqlite_loses_nothing_acknowledged_and_lets_writers_queue(tmp_path: Path) -> None:
    done = settings_of(tmp_path, "s.DATABASES['default']['OPTIONS']")
    assert "synchronous=FULL" in done.stdout
    assert "journal_mode=WAL" in done.stdout
    assert "'transaction_mode': 'IMMEDIATE'" in done.stdout


def test_postgresql_comes_through_its_url(tmp_path: Path) -> None:
    shown = "s.DATABASES['default']['ENGINE'], s.DATABASES['default']['CONN_MAX_AGE'], s.ATOMIC_REQUESTS"
    done = settings_of(tmp_path, shown, DATABASE_URL="postgres://u@localhost/anlan")
    assert done.stdout.strip() == "django.db.backends.postgresql 600 False"
