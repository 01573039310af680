"""Setting up: migrations, triggers, the policy pack, and the demonstration where it is wanted."""

from __future__ import annotations

import datetime as dt

from django.core.management import call_command
from django.utils import timezone

from anlan.kernel import searching
from anlan.kernel.declared import DECLARED
from anlan.kernel.installed import installed_pack
from anlan.kernel.ledger import guards
from anlan.kernel.obligations.due import local_day
from anlan.kernel.obligations.loading import load_duties
from anlan.kernel.obligations.reckoning import reckon
from anlan.kernel.obligations.sweep import sweep, watched
from anlan.kernel.people.founding import found_areas, found_lines
from anlan.modules.public_unit.founding import found_units
from anlan.policy import Pack
from anlan.web import demonstration
from anlan.web.demonstration import Account


def migrate() -> None:
    """Bring the database to this version and put the triggers back that a rebuilt table loses."""
    call_command("migrate", interactive=False, verbosity=0)
    guards.install()
    lay_search_indexes()


def lay_search_indexes() -> None:
    """The index of each list that is searched by part of a name."""
    for pages in DECLARED.pages.values():
        if pages.search:
            searching.install(model=pages.model, column=pages.search)


def load_pack_into_database(*, pack: Pack, now: dt.datetime, watched_from: dt.date) -> None:
    """Areas, lines, public units and duties of the pack; what is there already stays as it is.

    The facts of units begin with the year, so that a quarter or half-year that is under way is owed too.
    """
    found_lines(pack=pack)
    areas = found_areas(pack=pack)
    found_units(pack=pack, areas=areas, since=watched_from.replace(month=1, day=1))
    load_duties(pack=pack, now=now, watched_from=watched_from)
    reckon(duties=watched(pack=pack), now=now, pack=pack)


def prepare(*, demo: bool) -> list[Account]:
    """Make the database ready to serve. Returns the demonstration's accounts when it was asked for."""
    migrate()
    now, pack = timezone.now(), installed_pack()
    today = local_day(moment=now, pack=pack)
    if demo:
        demonstration.refuse_real_data()
    watched_from = demonstration.watched_from(today=today) if demo else today.replace(day=1)
    load_pack_into_database(pack=pack, now=now, watched_from=watched_from)
    accounts = demonstration.load(pack=pack, now=now) if demo else []
    sweep(now=now, pack=pack)
    return accounts
