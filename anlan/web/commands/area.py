"""``anlan area``: who governs whom, and a user's word on it (clauses 3.1 and 10.7)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.installed import installed_pack
from anlan.kernel.obligations.due import local_day
from anlan.kernel.obligations.moving import CannotMove, move_area
from anlan.kernel.people.acting import NotPermitted, actor_for
from anlan.kernel.people.area import Area
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.officer import Officer
from anlan.policy.citations import cite
from anlan.web.command import CannotContinue, Command

cite(reference="3.1", kind="command", name="anlan area")
cite(reference="10.7", kind="command", name="anlan area")


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of ``anlan area``."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="list|move")
    listing = actions.add_parser("list", help=_("the areas directly below an area"))
    listing.add_argument("code", nargs="?", default="", help=_("the area's code (default: the whole city)"))
    moving = actions.add_parser("move", help=_("name which zone or county governs an area from now on"))
    moving.add_argument("code", help=_("the code of the area that moves, with all below it"))
    moving.add_argument("--under", required=True, metavar="CODE", help=_("the code of the area that governs it"))
    moving.add_argument("--as", dest="username", required=True, metavar="USERNAME", help=_("who decides this"))


def run(arguments: Namespace) -> int:
    """List or move."""
    return move(arguments) if arguments.action == "move" else show(code=arguments.code)


def show(*, code: str) -> int:
    """Print an area and those directly below it."""
    area = area_of(code=code) if code else Area.objects.filter(parent=None).order_by("lo").first()
    if area is None:
        raise CannotContinue(_("There are no areas yet. “anlan serve” or “anlan demo” creates the database."))
    children = list(area.children.annotate(below=Count("children")).order_by("lo"))
    print(" › ".join(name_of(one) for one in area.ancestors()))
    width = max((len(child.code) for child in children), default=0)
    for child in children:
        below = _("(%(count)d below)") % {"count": child.below} if child.below else ""
        print(f"  {child.code:<{width}}  {name_of(child)}  {child.get_level_display()}  {below}".rstrip())
    return 0


def move(arguments: Namespace) -> int:
    """Put an area under another, with its units and what they owe."""
    now, pack = timezone.now(), installed_pack()
    today = local_day(moment=now, pack=pack)
    officer = Officer.objects.filter(username=arguments.username).first()
    if officer is None:
        raise CannotContinue(_("There is no account “%(name)s”.") % {"name": arguments.username})
    area, under = area_of(code=arguments.code), area_of(code=arguments.under)
    try:
        event = move_area(area=area, under=under, by=actor_for(officer=officer, on=today), on=today, now=now)
    except NotPermitted as error:
        text = _("%(name)s holds no post that may name who governs %(area)s.")
        raise CannotContinue(text % {"name": officer.username, "area": name_of(area)}) from error
    except CannotMove as error:
        raise CannotContinue(str(error)) from error
    text = _("%(area)s is now governed by %(under)s (entry %(seq)d of the ledger).")
    print(text % {"area": name_of(area), "under": name_of(under), "seq": event.seq})
    return 0


def area_of(*, code: str) -> Area:
    """The area of that code. Raises CannotContinue."""
    area = Area.objects.filter(code=code).first()
    if area is None:
        raise CannotContinue(_("There is no area %(code)s. See: anlan area list") % {"code": code})
    return area


COMMAND = Command(
    run=run,
    summary=gettext_lazy("See who governs whom, or name which zone or county governs a town"),
    about=gettext_lazy(
        "The statistics say where a town lies, not who governs it. What is moved takes its units and open "
        "obligations along; what is closed stays where it was owed."
    ),
    add_arguments=add_arguments,
)
