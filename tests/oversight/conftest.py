"""What the tests of mail share."""

from mailing import mailbox, port, waiting

__all__ = ["mailbox", "port", "waiting"]
