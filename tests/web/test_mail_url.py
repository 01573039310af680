"""ANLAN_MAIL and ANLAN_URL: what they may be, and what is refused before anything starts."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from anlan.kernel.messages.smtp import MailServer
from anlan.web import environment
from anlan.web.mail_url import mail_server, own_address

FROM = "from=anlan@example.gov.cn"
SECRET = "geheim"


@pytest.mark.parametrize(
    ("value", "server"),
    [
        (
            f"smtp://u%40x:p%3Aw@mail.example.gov.cn?{FROM}",
            MailServer("mail.example.gov.cn", 587, "starttls", "anlan@example.gov.cn", "u@x", "p:w"),
        ),
        (f"smtp://mail:2465?tls=ssl&{FROM}", MailServer("mail", 2465, "ssl", "anlan@example.gov.cn")),
        (f"smtp://[::1]/?tls=none&{FROM}", MailServer("::1", 25, "none", "anlan@example.gov.cn")),
        (
            f"smtp://u:p@localhost?tls=none&{FROM}",
            MailServer("localhost", 25, "none", "anlan@example.gov.cn", "u", "p"),
        ),
    ],
)
def test_a_mail_server_is_read(value: str, server: MailServer) -> None:
    assert mail_server(value) == server


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("mail.example.gov.cn", "must begin with smtp://"),
        (f"https://u:{SECRET}@mail?{FROM}", "must begin with smtp://"),
        (f"smtp://?{FROM}", "and a host"),
        (f"smtp://u:{SECRET}@mail:port?{FROM}", "port cannot be read"),
        (f"smtp://mail:99999?{FROM}", "port cannot be read"),
        (f"smtp://mail:0?{FROM}", "and a host"),
        (f"smtp://mail/inbox?{FROM}", "and a host"),
        (f"smtp://u:{SECRET}@mail?tls=yes&{FROM}", "tls must be starttls, ssl or none"),
        ("smtp://mail", "from must be the e-mail address"),
        ("smtp://mail?from=nobody", "from must be the e-mail address"),
        ("smtp://mail?from=安澜@example.gov.cn", "from must be the e-mail address"),
        ("smtp://mail?from=a@example.gov.cn%0d%0aBcc:b@example.gov.cn", "from must be the e-mail address"),
        (f"smtp://mail?{FROM}&starttls=1", "each once \\(not starttls\\)"),
        (f"smtp://mail?{FROM}&{FROM}", "each once"),
        (f"smtp://u@mail?{FROM}", "user and password belong together"),
        (f"smtp://u:{SECRET}@mail?tls=none&{FROM}", "not sent over an open connection"),
    ],
)
def test_a_wrong_mail_server_is_refused_without_showing_its_password(value: str, reason: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=reason) as refused:
        mail_server(value)
    assert SECRET not in str(refused.value)


def test_the_password_is_not_shown() -> None:
    server = mail_server(f"smtp://u:{SECRET}@mail?{FROM}")
    assert SECRET not in repr(server)


@pytest.mark.parametrize(
    "value", ["https://anlan.example.gov.cn", "https://anlan.example.gov.cn/", "http://10.0.0.5:8000"]
)
def test_the_own_address_is_read(value: str) -> None:
    assert own_address(value) == value.rstrip("/")


@pytest.mark.parametrize(
    "value",
    [
        "anlan.example.gov.cn",
        "ftp://anlan",
        "https://anlan/app",
        "https://anlan/?x=1",
        "https://u@anlan",
        "https://a:b",
    ],
)
def test_a_wrong_own_address_is_refused(value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="ANLAN_URL"):
        own_address(value)


def test_without_either_no_mail_is_sent(tmp_path: Path) -> None:
    found = environment.read(environ={}, folder=tmp_path)
    assert (found.mail, found.url) == (None, "")
