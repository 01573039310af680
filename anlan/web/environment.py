"""What the environment says about this installation, read once, and refused in plain words when unsafe.

=====================  ==================================================================================
ANLAN_DATA             folder of database, files and key (default ``var`` in the working directory)
DATABASE_URL           database (default SQLite in ANLAN_DATA); production uses ``postgres://…``
PORT                   port of ``anlan serve`` (default 8000)
ANLAN_PACK             policy pack, a name or a folder (default ``chaozhou``)
ANLAN_CRITERIA_DIR     folder with further criteria of major hidden dangers, beside those that ship with Anlan
ANLAN_PRODUCTION=1     safe for use beyond this machine: needs ANLAN_SECRET_KEY and ANLAN_HOSTS
ANLAN_SECRET_KEY       at least 50 random characters; without it (not in production) one is made and kept
ANLAN_HOSTS            names under which browsers reach Anlan, separated by commas
ANLAN_BEHIND_PROXY=1   a proxy of ours stands in front and sets X-Forwarded-Proto and X-Forwarded-For
ANLAN_DEBUG=1          tracebacks in the browser and in the terminal; never in production
ANLAN_MAIL             mail server of the daily digests, such as
                       ``smtp://user:password@host:587?tls=starttls&from=anlan@example.gov.cn``; unset: no e-mail
ANLAN_URL              address that e-mails lead to, such as ``https://anlan.example.gov.cn``; unset: no links
ANLAN_DEMO=1           says on each page that the data is synthetic (``anlan serve --demo`` sets it)
=====================  ==================================================================================
"""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from anlan.kernel.messages.smtp import MailServer
from anlan.web.mail_url import mail_server, own_address

SHORTEST_SECRET = 50
# What people leave in place from examples and templates.
KNOWN_DEFAULTS = ("django-insecure-", "changeme", "change-me", "change_me", "your-secret", "example")
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True)
class Environment:
    """One installation's answers."""

    data: Path
    database_url: str
    pack: str
    criteria: Path | None
    production: bool
    debug: bool
    demo: bool
    behind_proxy: bool
    hosts: tuple[str, ...]
    secret_key: str
    mail: MailServer | None
    url: str


def read(*, environ: Mapping[str, str], folder: Path) -> Environment:
    """The installation that ``environ`` describes; relative paths count from ``folder``.

    Creates the data folder, for its owner only, and, outside production, its secret key. Raises
    ImproperlyConfigured with a plain sentence when a value is missing or unsafe.
    """
    production = _flag(environ, "ANLAN_PRODUCTION")
    debug = _flag(environ, "ANLAN_DEBUG")
    if production and debug:
        raise ImproperlyConfigured(
            "ANLAN_DEBUG=1 shows program text and data to every visitor; ANLAN_PRODUCTION=1 refuses it."
            " Unset one of the two."
        )
    data = _data_folder(folder / (environ.get("ANLAN_DATA") or "var"))
    return Environment(
        data=data,
        database_url=environ.get("DATABASE_URL") or f"sqlite:///{data / 'anlan.sqlite3'}",
        pack=environ.get("ANLAN_PACK") or "chaozhou",
        criteria=_criteria_folder(environ.get("ANLAN_CRITERIA_DIR", ""), folder=folder),
        production=production,
        debug=debug,
        demo=_flag(environ, "ANLAN_DEMO"),
        behind_proxy=_flag(environ, "ANLAN_BEHIND_PROXY"),
        hosts=_hosts(environ.get("ANLAN_HOSTS", ""), production=production),
        secret_key=_secret(environ.get("ANLAN_SECRET_KEY", ""), production=production, data=data),
        mail=mail_server(environ.get("ANLAN_MAIL", "")),
        url=own_address(environ.get("ANLAN_URL", "")),
    )


def _flag(environ: Mapping[str, str], name: str) -> bool:
    value = environ.get(name, "")
    if value not in ("", "0", "1"):
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be 1 (yes), or 0 or unset (no).")
    return value == "1"


def _data_folder(path: Path) -> Path:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"The data folder {path} cannot be made ({error.strerror}). Name another one with ANLAN_DATA."
        ) from error
    return path.resolve()


def _criteria_folder(value: str, *, folder: Path) -> Path | None:
    if not value:
        return None
    named = (folder / value).resolve()
    if not named.is_dir():
        raise ImproperlyConfigured(f"ANLAN_CRITERIA_DIR names {named}, which is no folder.")
    return named


def _hosts(value: str, *, production: bool) -> tuple[str, ...]:
    named = tuple(host.strip() for host in value.split(",") if host.strip())
    if not production:
        return LOCAL_HOSTS + named
    if not named or "*" in named:
        raise ImproperlyConfigured(
            "In production ANLAN_HOSTS must name the hosts under which browsers reach Anlan,"
            " for example ANLAN_HOSTS=anlan.example.gov.cn (several are separated by commas; * is refused)."
        )
    return named


def _secret(value: str, *, production: bool, data: Path) -> str:
    if not value and not production:
        return _kept_secret(data / "secret.key")
    weak = len(value) < SHORTEST_SECRET or len(set(value)) < 10
    if weak or any(known in value.lower() for known in KNOWN_DEFAULTS):
        raise ImproperlyConfigured(
            f"ANLAN_SECRET_KEY must be at least {SHORTEST_SECRET} random characters, not an example's."
            " Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    return value


def _kept_secret(path: Path) -> str:
    """The key in ``path``, made on first need and readable by its owner only."""
    if not path.exists():
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".secret-")  # mode 0600
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(SHORTEST_SECRET))
        try:
            # Linking never overwrites: of two processes that start at once, both go on with the same key.
            os.link(name, path)
        except FileExistsError:
            pass
        finally:
            os.unlink(name)
    return path.read_text().strip()
