"""邮件服务器: one conversation with the mail server, which never lasts for ever and is encrypted as was asked."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from threading import Timer
from typing import Literal

# Product defaults: seconds that the server may let us wait for one answer, and that one conversation may last in all.
ANSWER_SECONDS = 10
LONGEST_SECONDS = 150
READY, CLOSING = 220, 421


@dataclass(frozen=True)
class MailServer:
    """Where e-mail is handed over. ``tls``: from the beginning (ssl), on the same port (starttls), or not (none)."""

    host: str
    port: int
    tls: Literal["starttls", "ssl", "none"]
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)


class MailServerDown(Exception):
    """The server cannot be used now; ``fault`` says why in one word. No message is to blame."""

    def __init__(self, *, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


class Refused(Exception):
    """The server does not take this one message; ``forever`` when trying again is of no use."""

    def __init__(self, *, code: int) -> None:
        super().__init__(str(code))
        self.fault = f"refused {code}"
        self.forever = code >= 500


@contextmanager
def conversation(*, server: MailServer) -> Iterator[smtplib.SMTP]:
    """A logged-in connection. Raises MailServerDown; it ends after ``LONGEST_SECONDS`` whatever the server does."""
    # The name we greet with: ours would have to be asked of a name server first.
    name = server.sender.rpartition("@")[2]
    context = ssl.create_default_context()
    # Each single answer has its own limit; this one also ends a server that answers one letter at a time.
    smtp = (
        smtplib.SMTP_SSL(local_hostname=name, timeout=ANSWER_SECONDS, context=context)
        if server.tls == "ssl"
        else smtplib.SMTP(local_hostname=name, timeout=ANSWER_SECONDS)
    )
    limit = Timer(LONGEST_SECONDS, _cut, [smtp])
    limit.daemon = True
    limit.start()
    try:
        with _faults():
            _connect(smtp=smtp, server=server, context=context)
        yield smtp
        with suppress(OSError, smtplib.SMTPException):
            smtp.quit()
    finally:
        limit.cancel()
        smtp.close()


def hand_over(*, smtp: smtplib.SMTP, message: EmailMessage, sender: str, recipient: str) -> None:
    """Hand over one message; returns once the server took responsibility. Raises Refused or MailServerDown."""
    with _faults():
        smtp.send_message(message, from_addr=sender, to_addrs=[recipient])


def _connect(*, smtp: smtplib.SMTP, server: MailServer, context: ssl.SSLContext) -> None:
    # smtplib compares the certificate with this name, which its own connecting alone would set.
    smtp._host = server.host  # type: ignore[attr-defined]
    code, reason = smtp.connect(server.host, server.port)
    if code != READY:
        raise smtplib.SMTPConnectError(code, reason)
    if server.tls == "starttls":
        smtp.starttls(context=context)
    if server.user:
        smtp.login(server.user, server.password)


def _cut(smtp: smtplib.SMTP) -> None:
    if smtp.sock is not None:
        with suppress(OSError):
            smtp.sock.shutdown(socket.SHUT_RDWR)


@contextmanager
def _faults() -> Iterator[None]:
    """What smtplib raises, as one of our two kinds."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        raise _refused(code=min(code for code, _reason in error.recipients.values())) from error
    except smtplib.SMTPDataError as error:
        raise _refused(code=error.smtp_code) from error
    except smtplib.SMTPAuthenticationError as error:
        raise MailServerDown(fault="login refused") from error
    except smtplib.SMTPSenderRefused as error:
        raise MailServerDown(fault="sender refused") from error
    except smtplib.SMTPNotSupportedError as error:
        raise MailServerDown(fault="not supported") from error
    except ssl.SSLCertVerificationError as error:
        raise MailServerDown(fault="certificate") from error
    except (smtplib.SMTPServerDisconnected, TimeoutError) as error:
        raise MailServerDown(fault="no answer") from error
    except (smtplib.SMTPException, ssl.SSLError) as error:
        raise MailServerDown(fault="no mail server") from error
    except OSError as error:
        raise MailServerDown(fault="unreachable") from error


def _refused(*, code: int) -> Exception:
    return MailServerDown(fault="closing") if code == CLOSING else Refused(code=code)
