"""``anlan account``: a real officer with a password, appointed to a post (article 4); where the daily digest goes."""

from __future__ import annotations

import datetime as dt
import getpass
import re
import secrets
import sys
from argparse import ArgumentParser, Namespace

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.installed import installed_pack
from anlan.kernel.ledger.append import Entry, Place, append
from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.due import local_day
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Appointment, Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.transactions import writing
from anlan.web.command import CannotContinue, Command
from anlan.web.mail_url import is_address

USERNAME = re.compile(r"[A-Za-z0-9._@+-]{1,64}")


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of ``anlan account``."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="create|email")
    creating = actions.add_parser("create", help=_("make an account and appoint its officer to a post"))
    creating.add_argument("username", help=_("the name to log in with: letters, digits and . _ @ + -"))
    creating.add_argument(
        "--post",
        required=True,
        metavar="UNIT/POST",
        help=_("code of the unit and key of the post, such as 445100/safety-committee-office/desk_officer"),
    )
    creating.add_argument("--name", required=True, help=_("the officer's name, as papers show it"))
    creating.add_argument("--generate", action="store_true", help=_("make a password instead of asking for one"))
    creating.add_argument("--email", default="", metavar="ADDRESS", help=_("where the daily digest is sent"))
    mailing = actions.add_parser("email", help=_("say where an officer's daily digest is sent"))
    mailing.add_argument("username", help=_("the name to log in with"))
    where = mailing.add_mutually_exclusive_group(required=True)
    where.add_argument("--email", default="", metavar="ADDRESS", help=_("where the daily digest is sent"))
    where.add_argument("--none", action="store_true", help=_("send this officer no e-mail and forget the address"))


def run(arguments: Namespace) -> int:
    """Do what was asked for."""
    if arguments.action == "email":
        return set_email(arguments)
    return create(arguments)


def set_email(arguments: Namespace) -> int:
    """Change or remove the address of an account. The ledger says that it was done, not which address it is."""
    officer = Officer.objects.filter(username=arguments.username).first()
    if officer is None:
        raise CannotContinue(_("There is no account “%(name)s”.") % {"name": arguments.username})
    officer.email = "" if arguments.none else checked_email(arguments.email)
    now = timezone.now()
    with writing():
        officer.save(update_fields=["email"])
        entry = Entry(
            kind="officer.email",
            occurred_on=local_day(moment=now, pack=installed_pack()),
            record_type="officer",
            record_id=officer.pk,
            answers={"officer": officer.pk, "address": bool(officer.email)},
        )
        append(entry=entry, now=now)
    if officer.email:
        text = _("The daily digest of %(name)s goes to %(email)s.")
    else:
        text = _("%(name)s is sent no e-mail.")
    print(text % {"name": officer.username, "email": officer.email})
    return 0


def checked_email(text: str) -> str:
    """The address, without blanks around it. Raises CannotContinue when it is none."""
    address = text.strip()
    if not is_address(address):
        raise CannotContinue(_("“%(email)s” is not an e-mail address.") % {"email": text})
    return address


def create(arguments: Namespace) -> int:
    """Check everything first, ask for the password last."""
    refuse_demonstration()
    post = post_of(place=arguments.post)
    if not USERNAME.fullmatch(arguments.username):
        raise CannotContinue(_("A user name has letters, digits and . _ @ + -, at most 64 of them."))
    if Officer.objects.filter(username=arguments.username).exists():
        raise CannotContinue(_("There is an account “%(name)s” already.") % {"name": arguments.username})
    if not arguments.name.strip() or len(arguments.name) > 64:
        raise CannotContinue(_("The officer's name must not be empty, nor longer than 64 characters."))
    email = checked_email(arguments.email) if arguments.email else ""
    officer = Officer(username=arguments.username, name=arguments.name.strip(), email=email)
    asked = sys.stdin.isatty() and not arguments.generate
    password = asked_password(officer=officer) if asked else secrets.token_urlsafe(12)
    event = appoint(officer=officer, password=password, post=post, now=timezone.now())
    text = _("%(name)s holds %(post)s of %(unit)s from today on (entry %(seq)d of the ledger).")
    values = {"name": officer.name, "post": name_of(post), "unit": name_of(post.unit), "seq": event.seq}
    print(text % values)
    if not asked:
        print(_("The password, shown only now: %(password)s") % {"password": password})
    return 0


def refuse_demonstration() -> None:
    """Nobody works for real among synthetic data. Raises CannotContinue."""
    if Officer.objects.filter(synthetic=True).exists():
        text = _("This database holds the demonstration. Real accounts need one of their own: set ANLAN_DATA.")
        raise CannotContinue(text)


def post_of(*, place: str) -> Post:
    """The open post at UNIT/POST. Raises CannotContinue, naming the unit's posts where the unit exists."""
    code, _slash, key = place.rpartition("/")
    unit = Unit.objects.filter(code=code, closed_on=None).first()
    if unit is None:
        text = _("There is no unit %(code)s. (On a new machine “anlan serve” creates the database first.)")
        raise CannotContinue(text % {"code": code or place})
    posts = {post.key: post for post in unit.posts.filter(closed_on=None).select_related("unit")}
    if key not in posts:
        values = {"unit": name_of(unit), "key": key, "known": ", ".join(posts)}
        raise CannotContinue(_("%(unit)s has no post “%(key)s”, only: %(known)s") % values)
    return posts[key]


def asked_password(*, officer: Officer) -> str:
    """Ask twice, without showing it. Raises CannotContinue for a weak one."""
    password = getpass.getpass(_("Password: "))
    try:
        validate_password(password, officer)
    except ValidationError as error:
        raise CannotContinue(" ".join(error.messages)) from error
    if getpass.getpass(_("The same again: ")) != password:
        raise CannotContinue(_("The two are not the same. Nothing was recorded."))
    return password


def appoint(*, officer: Officer, password: str, post: Post, now: dt.datetime) -> Event:
    """Make the account, appoint, and say so in the ledger, which names ids only: names are personal data."""
    today = local_day(moment=now, pack=installed_pack())
    officer.set_password(password)
    with writing():
        officer.save(force_insert=True)
        Appointment.objects.create(post=post, officer=officer, since=today)
        unit = post.unit
        entry = Entry(
            kind="officer.appointed",
            occurred_on=today,
            place=Place(unit=unit.pk, position=unit.position, line=unit.line_id),
            record_type="officer",
            record_id=officer.pk,
            answers={"officer": officer.pk, "post": post.pk},
        )
        return append(entry=entry, now=now)


COMMAND = Command(
    run=run,
    summary=gettext_lazy("Make an account for a real officer and appoint to a post; say where digests are sent"),
    about=gettext_lazy(
        "What the officer may see and do follows from the post. Units and their posts stand on each area's page; "
        "the codes of areas: anlan area list."
    ),
    add_arguments=add_arguments,
)
