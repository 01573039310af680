"""``anlan token``: bearer tokens with which an officer's programs use the API."""

from __future__ import annotations

import datetime as dt
import secrets
from argparse import ArgumentParser, Namespace

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.installed import installed_pack
from anlan.kernel.ledger.append import Entry, append
from anlan.kernel.obligations.due import local_day
from anlan.kernel.people.officer import ApiToken, Officer
from anlan.kernel.transactions import writing
from anlan.web.api.authentication import digest_of
from anlan.web.command import CannotContinue, Command

# Product defaults: days that a token counts, and at most counts.
DAYS, MOST_DAYS = 30, 366
# So that programs which look for secrets in texts recognise one.
PREFIX = "anlan_"


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of ``anlan token``."""
    parser.add_argument("username", help=_("whose token: it may do what this officer's posts may do"))
    parser.add_argument("--label", default="", help=_("what the token is for, to find it again"))
    parser.add_argument("--days", type=int, default=DAYS, help=_("how many days it counts (default %(default)s)"))
    parser.add_argument("--list", action="store_true", help=_("list the officer's tokens"))
    parser.add_argument("--revoke", metavar="LABEL", help=_("end the officer's token of that label at once"))


def run(arguments: Namespace) -> int:
    """Create, list or revoke."""
    officer = Officer.objects.filter(username=arguments.username).first()
    if officer is None:
        raise CannotContinue(_("There is no account “%(name)s”.") % {"name": arguments.username})
    now = timezone.now()
    if arguments.list:
        return show(officer=officer, now=now)
    if arguments.revoke is not None:
        return revoke(officer=officer, label=arguments.revoke, now=now)
    return create(officer=officer, label=arguments.label.strip(), days=arguments.days, now=now)


def create(*, officer: Officer, label: str, days: int, now: dt.datetime) -> int:
    """Make a token, print it once, and keep only its digest."""
    if not officer.is_active:
        raise CannotContinue(_("The account “%(name)s” is closed.") % {"name": officer.username})
    if not label or len(label) > 80:
        raise CannotContinue(_("Say what the token is for: --label “…” (at most 80 characters)."))
    if not 1 <= days <= MOST_DAYS:
        raise CannotContinue(_("--days must be from 1 to %(most)d.") % {"most": MOST_DAYS})
    if officer.tokens.filter(label=label).exists():
        text = _("“%(label)s” is taken. Choose another label, or end the old one: anlan token %(name)s --revoke …")
        raise CannotContinue(text % {"label": label, "name": officer.username})
    token = PREFIX + secrets.token_urlsafe(32)
    expires = now + dt.timedelta(days=days)
    with writing():
        row = ApiToken.objects.create(
            officer=officer, digest=digest_of(token), label=label, created_at=now, expires_at=expires
        )
        _record(kind="token.created", officer=officer, answers={"token": row.pk, "expires_at": expires}, now=now)
    print(token)
    text = _("It counts until %(end)s and is shown only now. Send it as: Authorization: Bearer …")
    print(text % {"end": _written(expires)})
    return 0


def revoke(*, officer: Officer, label: str, now: dt.datetime) -> int:
    """End a token at once."""
    row = officer.tokens.filter(label=label).first()
    if row is None:
        raise CannotContinue(_("%(name)s has no token “%(label)s”.") % {"name": officer.username, "label": label})
    with writing():
        _record(kind="token.revoked", officer=officer, answers={"token": row.pk}, now=now)
        row.delete()
    print(_("“%(label)s” counts no longer.") % {"label": label})
    return 0


def show(*, officer: Officer, now: dt.datetime) -> int:
    """Print labels and last days; the tokens themselves are nowhere."""
    for row in officer.tokens.order_by("created_at", "pk"):
        text = _("until %(end)s") if row.expires_at > now else _("counts no longer since %(end)s")
        print(f"{row.label}  {text % {'end': _written(row.expires_at)}}")
    return 0


def _record(*, kind: str, officer: Officer, answers: dict[str, object], now: dt.datetime) -> None:
    """Whoever holds a token acts as its officer, so the ledger says from when to when there was one."""
    entry = Entry(
        kind=kind,
        occurred_on=local_day(moment=now, pack=installed_pack()),
        record_type="officer",
        record_id=officer.pk,
        answers=answers,
    )
    append(entry=entry, now=now)


def _written(moment: dt.datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


COMMAND = Command(
    run=run,
    summary=gettext_lazy("Make, list or end the tokens with which programs use the API"),
    about=gettext_lazy(
        "A token gives a program what its officer's posts give today. Only its SHA-256 is stored: a lost one "
        "cannot be shown again, only ended."
    ),
    add_arguments=add_arguments,
)
