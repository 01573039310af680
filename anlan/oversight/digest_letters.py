"""每日消息邮件: a digest as an e-mail. In Chinese: which language its reader prefers, only the browser knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.kernel.messages.message import Mail
from anlan.kernel.messages.outbox import Letter
from anlan.kernel.obligations.due import local_day
from anlan.kernel.people.acting import actor_for
from anlan.kernel.people.sight import Sight
from anlan.oversight.digests import Group, groups_of, lines_of
from anlan.policy import Pack

# A product default: more lines belong on the page.
LINES = 20
LANGUAGE = "zh-hans"


@dataclass(frozen=True)
class Writer:
    """Writes the letters of one sending. ``address`` is where browsers reach Anlan, empty where nobody said."""

    now: dt.datetime
    pack: Pack
    sender: str
    address: str

    def letter(self, mail: Mail) -> Letter | None:
        """The letter of a digest; None where its officer no longer wants it, or may no longer see any of it."""
        officer = mail.message.officer
        if not officer.is_active or not officer.email or not officer.email_digest:
            return None
        sight = actor_for(officer=officer, on=local_day(moment=self.now, pack=self.pack)).sight()
        with translation.override(LANGUAGE):
            groups = groups_of(message=mail.message, sight=sight)
            if not groups:
                return None
            message = EmailMessage(policy=SMTP)
            message["Subject"] = _("Anlan: %(total)d notices on %(day)s") % {
                "total": sum(group.count for group in groups),
                "day": mail.message.day,
            }
            message["From"] = Address(display_name=_("Anlan"), addr_spec=self.sender)
            message["To"] = Address(addr_spec=officer.email)
            message["Date"] = format_datetime(mail.created_at)
            message["Message-ID"] = message_id(mail=mail, sender=self.sender)
            message["Auto-Submitted"] = "auto-generated"
            message.set_content("\n".join(self._text(mail=mail, groups=groups, sight=sight)))
        return Letter(recipient=officer.email, message=message)

    def _text(self, *, mail: Mail, groups: list[Group], sight: Sight) -> Iterator[str]:
        message, left = mail.message, LINES
        total = sum(group.count for group in groups)
        yield _("%(name)s:") % {"name": _one_line(message.officer.name)}
        yield ""
        yield ngettext(
            "%(total)d notice on duties of work safety concerns you.",
            "%(total)d notices on duties of work safety concern you.",
            total,
        ) % {"total": total}
        for group in groups:
            if not left:
                break
            yield ""
            yield _("[%(kind)s: %(count)d]") % {"kind": group.heading, "count": group.count}
            if group.note:
                yield group.note
            lines = lines_of(message=message, group=group, sight=sight, now=self.now, pack=self.pack, most=left)
            for _key, line in lines:
                left -= 1
                values = {"unit": line.unit, "title": line.title, "period": line.period, "day": line.due.day}
                text = _("- %(unit)s: %(title)s (%(period)s), due %(day)s")
                yield _one_line((text if line.period else _("- %(unit)s: %(title)s, due %(day)s")) % values)
                if line.text:
                    yield _one_line(_("  What was said: %(text)s") % {"text": line.text})
                if line.telephone:
                    yield _one_line(_("  Questions: telephone %(number)s") % {"number": line.telephone})
        if total > LINES:
            yield ""
            yield _("… and %(more)d more.") % {"more": total - LINES}
        yield ""
        if self.address:
            yield _("All of it: %(address)s") % {"address": f"{self.address}/messages/{message.pk}/"}
        yield _("Anlan sent this by itself: answers reach nobody. The page of messages has the switch that ends it.")


def message_id(*, mail: Mail, sender: str) -> str:
    """The same for each try of one digest, so that a mailbox recognises a repeat; it says nothing about the officer."""
    digest = salted_hmac("anlan.mail", str(mail.pk), algorithm="sha256").hexdigest()[:32]
    return f"<{digest}@{sender.rpartition('@')[2]}>"


def _one_line(text: str) -> str:
    return " ".join(text.split())
