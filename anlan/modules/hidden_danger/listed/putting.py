"""A major danger is put on the list, from its own page (19.8)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anlan.kernel.obligations.owed import Owed
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.workflow import Ask, Asked, Refusal, Step, Words
from anlan.kernel.roles import P
from anlan.modules.hidden_danger import bodies, refusals
from anlan.modules.hidden_danger.listed.listing import Listing
from anlan.modules.hidden_danger.listed.owing import owe_follow_up, owe_progress
from anlan.modules.hidden_danger.treatment import first_day
from anlan.rules import dangers, listings


def authorities_offered(asked: Asked) -> Sequence[tuple[str, Words]]:
    """The bodies in whose name this officer lists: those of the city or county where the officer may list."""
    return [(str(one.pk), name_of(one)) for one in authorities(asked.act.actor, unit=asked.unit)]


def authorities(actor: Any, *, unit: Unit) -> list[Unit]:
    """The officer's own bodies, and the leading bodies at whose desk the officer works, above the unit."""
    holdings = [one for one in actor.holdings if P.DANGER_LIST in one.permissions]
    own = {one.post.unit for one in holdings}
    desks = {one.area_id for one in own if one.kind == "safety_committee_office"}
    above = [area.pk for area in unit.area.ancestors() if listings.level_of(area_level=area.level)]
    leading = Unit.objects.filter(
        area__in=desks & set(above), kind__in=("government", "safety_committee"), closed_on=None
    )
    supporting = set(bodies.supporting().filter(unit__in=own).values_list("unit", flat=True))
    listing = [one for one in own if one.area_id in above and one.kind in listings.LISTING_BODIES]
    listing = [one for one in listing if one.pk not in supporting]
    known = {one.pk: one for one in [*listing, *leading.select_related("area")]}
    return sorted(known.values(), key=lambda one: (one.kind != "government", one.pk))


def only_major(doing: Doing) -> Refusal | None:
    """Listed supervision is for major dangers."""
    if doing.record.grade != dangers.MAJOR:
        return Refusal("", gettext("Only a major danger is put under listed supervision; grade it first."))
    return None


def not_listed_yet(doing: Doing) -> Refusal | None:
    """A danger stands on one list at a time."""
    standing = Listing.objects.filter(danger=doing.record.pk, state__in=Listing.UNDER_WAY).first()
    if standing is not None:
        return Refusal("", gettext("It is listed already, under %(number)s.") % {"number": standing.number or standing})
    return None


def own_authority(doing: Doing) -> Refusal | None:
    """A body lists in its own name only."""
    wanted = doing.answers["authority"]
    if wanted not in {str(one.pk) for one in authorities(doing.act.actor, unit=doing.record.unit)}:
        return Refusal("authority", gettext("Choose one of the bodies offered: those for which you may list."))
    return None


def put_on_the_list(doing: Doing) -> None:
    """Open the listing; progress, and what follows if it is late, are owed from now on."""
    danger, answers, act = doing.record, doing.answers, doing.act
    authority = Unit.objects.select_related("area").get(pk=int(answers["authority"]))
    listing = Listing(
        danger=danger, unit=danger.unit, position=danger.position, line_id=danger.line_id, state="listed",
        created_at=act.now, level=listings.level_of(area_level=authority.area.level), number=answers["number"],
        listed_on=act.today, due_day=answers["due_day"], requirements=answers["requirements"],
        interim=answers["interim"], acceptance=answers.get("acceptance") or "",
        report_days=answers["report_days"] or refusals.number(act=act, key="listing.report_days"),
    )  # fmt: skip
    listing.send_to(receiver=authority)
    listing.save(force_insert=True)
    doing.owed.append(Owed("listing.to_publish", authority, danger.what[:200], None, listing.record_type(), listing.pk))
    owe_progress(doing.owed, listing=listing, act=act)
    owe_follow_up(doing.owed, listing=listing, since=listing.due_day, act=act)


def report_days_first(asked: Asked) -> int:
    """How often progress is reported, a product default."""
    return refusals.number(act=asked.act, key="listing.report_days")


PUT = Step(
    "list", _("Put under listed supervision"), ("planning", "rectifying"), "", P.DANGER_LIST, "danger.listed",
    clause="19.8",
    asks=(
        Ask("authority", _("Listed by"), "choice", offered=authorities_offered,
            why=_("City or county level follows from the body")),
        Ask("number", _("Number of the notice"), "text", required=False, max_length=60,
            why=_("Empty until the notice is issued here; then it takes the body's own number")),
        Ask("requirements", _("What is required"), "longtext", max_length=2000),
        Ask("interim", _("Control until then"), "longtext", max_length=2000,
            why=_("How people are kept safe until it is removed")),
        Ask("due_day", _("Time limit"), "date", initial=first_day("danger.major_days"),
            why=_("No longer than a year; a product default")),
        Ask("report_days", _("Days between two reports on progress"), "number", required=False,
            initial=report_days_first),
        Ask("acceptance", _("How it is accepted"), "text", required=False),
    ),
    refuse=(only_major, not_listed_yet, own_authority, refusals.limit_lies_ahead), apply=put_on_the_list,
    fits=lambda danger: danger.grade == dangers.MAJOR,
)  # fmt: skip
STEPS = (PUT,)
