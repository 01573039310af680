"""督办通知、函: a body reminds another in writing of what is late (9.3).

The office of a safety committee reminds whom its territory holds. A body that answers to its own superior (垂直管理) is
never ordered by a lower level: it gets a letter (函) that asks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Count, Q
from django.http import Http404
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.papers.paper import Content, Paper
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act, Refused
from anlan.kernel.records.workflow import Ask, Refusal
from anlan.oversight.papers.gathering import SUPERVISING, day_words, late_rows, most_rows, number_asked

ASKS = (
    Ask(
        "deadline",
        gettext_lazy("Answer by"),
        "date",
        why=gettext_lazy("Stands in the paper; what is owed keeps its own due date"),
    ),
    Ask(
        "requirements",
        gettext_lazy("Further requirements"),
        "longtext",
        required=False,
        max_length=2000,
        why=gettext_lazy("Stands in the paper below the list"),
    ),
)


def _unit_asked(about: Mapping[str, str], act: Act) -> Unit:
    rows = Unit.objects.visible_to(act.actor.sight()).select_related("area")
    if about["obligation"]:
        rows = rows.filter(pk__in=Obligation.objects.filter(pk=number_asked(about, "obligation")).values("unit"))
    else:
        rows = rows.filter(code=about["unit"])
    unit: Unit | None = rows.first()
    if unit is None:
        raise Http404("unit")
    return unit


def _in_readers_words(unit: Unit, words: Callable[[], str]) -> Promise | str:
    """A sentence that is put into words when it is shown: the paper is Chinese, its maker may read English."""
    return lazy(lambda: words() % {"unit": name_of(unit)}, str)()


def wrong_form(unit: Unit) -> Promise | str:
    """Why this form does not fit the unit: a vertically managed one is asked by letter, and nobody else."""
    if unit.vertical:
        return _in_readers_words(
            unit, lambda: _("%(unit)s is vertically managed. It gets a letter (函), not a notice.")
        )
    return _in_readers_words(
        unit, lambda: _("%(unit)s is not vertically managed. It gets a supervision notice, not a letter.")
    )


def _nothing_late(unit: Unit) -> Promise | str:
    return _in_readers_words(unit, lambda: _("Nothing of %(unit)s is late. There is nothing to remind it of."))


def _supervision(about: Mapping[str, str], act: Act, *, letter: bool) -> Content:
    unit = _unit_asked(about, act)
    if unit.vertical != letter:
        raise Refused([Refusal("", wrong_form(unit))])
    rows = Obligation.objects.visible_to(act.actor.sight()).filter(
        unit=unit.pk, state=Obligation.State.OPEN, due_at__lte=act.now, due_estimated=False
    )
    if about["obligation"]:
        rows = rows.filter(pk=number_asked(about, "obligation"))
    confirmed = Q(not_performed__isnull=False)
    counts = rows.aggregate(
        count=Count("pk"),
        confirmed=Count("pk", filter=confirmed),
        returned=Count("pk", filter=Q(review=Obligation.Review.RETURNED) & ~confirmed),
    )
    count = counts["count"]
    if not count:
        raise Refused([Refusal("", _nothing_late(unit))])
    most = most_rows(act=act)
    listed = rows.select_related("duty", "version", "unit").order_by("due_at", "id")[:most]
    fields: dict[str, Any] = {
        "as_of": day_words(act.today),
        "late": list(late_rows(listed, act=act)),
        "late_count": count,
        "late_more": max(count - most, 0),
        "confirmed_count": counts["confirmed"],
        "returned_count": counts["returned"],
        "nothing_count": count - counts["confirmed"] - counts["returned"],
    }
    named = {"obligation": about["obligation"]} if about["obligation"] else {"unit": unit.code}
    title = "关于商请办理逾期安全生产履职事项的函" if letter else "关于办理逾期安全生产履职事项的督办通知"
    return Content(title=title, recipient=unit.name_zh, about=named, fields=fields, addressee=unit)


def _notice(about: Mapping[str, str], act: Act) -> Content:
    return _supervision(about, act, letter=False)


def _letter(about: Mapping[str, str], act: Act) -> Content:
    return _supervision(about, act, letter=True)


SUPERVISION_NOTICE = Paper(
    name="supervision_notice",
    label=gettext_lazy("Supervision notice"),
    kind="督办通知",
    code="督",
    clause="9.3",
    template="supervision_notice",
    issuers=SUPERVISING,
    takes=("unit", "obligation"),
    build=_notice,
    asks=ASKS,
)
SUPERVISION_LETTER = Paper(
    name="supervision_letter",
    label=gettext_lazy("Letter to a vertically managed body"),
    kind="函",
    code="函",
    clause="9.3",
    template="supervision_letter",
    issuers=SUPERVISING,
    takes=("unit", "obligation"),
    build=_letter,
    asks=ASKS,
)
