"""The mail server and Anlan's own address, as the environment names them, refused in plain words where wrong."""

from __future__ import annotations

from typing import Literal, cast
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

from anlan.kernel.messages.smtp import MailServer

PORTS = {"starttls": 587, "ssl": 465, "none": 25}
LOCAL = ("localhost", "127.0.0.1", "::1")
EXAMPLE = "smtp://USER:PASSWORD@mail.example.gov.cn:587?tls=starttls&from=anlan@example.gov.cn"


def mail_server(value: str) -> MailServer | None:
    """The server of ANLAN_MAIL; None where it is empty: then no e-mail is sent. Raises ImproperlyConfigured."""
    if not value:
        return None
    try:
        url = urlsplit(value)
        port = url.port
    except ValueError:
        raise _refused("its address or port cannot be read") from None
    if url.scheme != "smtp" or not url.hostname or url.path not in ("", "/") or url.fragment or port == 0:
        raise _refused("it must begin with smtp:// and a host")
    asked = parse_qsl(url.query, keep_blank_values=True)
    options = dict(asked)
    unknown = sorted(options.keys() - {"tls", "from"})
    if unknown or len(asked) != len(options):
        raise _refused(f"after the ? stand tls and from, each once (not {', '.join(unknown) or 'twice'})")
    tls = options.get("tls", "starttls")
    if tls not in PORTS:
        raise _refused("tls must be starttls, ssl or none")
    sender = options.get("from", "")
    if not is_address(sender):
        raise _refused("from must be the e-mail address that Anlan sends as")
    user, password = unquote(url.username or ""), unquote(url.password or "")
    if bool(user) != bool(password):
        raise _refused("user and password belong together")
    if password and tls == "none" and url.hostname not in LOCAL:
        raise _refused("a password is not sent over an open connection: use tls=starttls or tls=ssl")
    return MailServer(
        host=url.hostname,
        port=port or PORTS[tls],
        tls=cast(Literal["starttls", "ssl", "none"], tls),
        sender=sender,
        user=user,
        password=password,
    )


def own_address(value: str) -> str:
    """ANLAN_URL without a slash at its end; empty where it is not set. Raises ImproperlyConfigured."""
    if not value:
        return ""
    try:
        url = urlsplit(value)
        plain = url.path in ("", "/") and not (url.query or url.fragment or url.username) and value.isprintable()
        right = plain and url.scheme in ("http", "https") and url.hostname and url.port != 0
    except ValueError:
        right = False
    if not right:
        raise ImproperlyConfigured(
            f"ANLAN_URL is {value!r}; it must be the address at which browsers reach Anlan, without a path,"
            " such as https://anlan.example.gov.cn"
        )
    return value.rstrip("/")


def is_address(text: str) -> bool:
    """Whether this is one plain e-mail address; what a mail header would have to encode is none."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return text.isascii()


def _refused(reason: str) -> ImproperlyConfigured:
    # The value itself stays out of logs and terminals: it holds a password.
    return ImproperlyConfigured(f"ANLAN_MAIL: {reason}. Such as {EXAMPLE}")
