"""``anlan check-figures``: recomputes every figure from the obligations themselves and reports what differs."""

from __future__ import annotations

from argparse import Namespace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.obligations.counts import Counts
from anlan.kernel.obligations.duty import Duty
from anlan.kernel.obligations.figures import differences
from anlan.kernel.people.area import Area
from anlan.kernel.people.naming import name_of
from anlan.web.command import Command
from anlan.web.snapshot import reading


def run(arguments: Namespace) -> int:
    """Print each difference; 1 when there is any."""
    with reading():
        found = differences()
        places = {(position, duty) for (position, _line, duty, _day), _kept, _truth in found}
        areas = {area.lo: area for area in Area.objects.filter(lo__in={position for position, _duty in places})}
        duties = Duty.objects.in_bulk({duty for _position, duty in places})
    for (position, _line, duty, day), kept, truth in found:
        place = name_of(areas[position]) if position in areas else str(position)
        key = duties[duty].key if duty in duties else str(duty)
        values = {"place": place, "duty": key, "day": day, "kept": counts(kept), "truth": counts(truth)}
        print(_("%(place)s, %(duty)s, due %(day)s: figures say %(kept)s; the obligations say %(truth)s") % values)
    if found:
        print(_("Figures that differ: %(count)d") % {"count": len(found)})
        return 1
    print(_("All figures agree with the obligations."))
    return 0


def counts(value: Counts) -> str:
    """The counts of one key, in words."""
    return _("%(opened)d opened, %(on_time)d on time, %(late)d late, %(void)d void") % {
        "opened": value.opened,
        "on_time": value.on_time,
        "late": value.late,
        "void": value.void,
    }


COMMAND = Command(
    run=run,
    summary=gettext_lazy("Check that the figures add up"),
    about=gettext_lazy(
        "Counts everything anew from the obligations and names each figure that differs; changes nothing. "
        "The exit code is 1 when something differs."
    ),
)
