"""What is refused of a risk point, in words for the reader (17.3, 17.5, 18.4)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anlan.kernel.people.naming import name_of
from anlan.kernel.people.post import Post
from anlan.kernel.places.checking import what_is_wrong
from anlan.kernel.records.door import Doing
from anlan.kernel.records.workflow import Refusal
from anlan.modules.risk_point import watching
from anlan.rules import risks


def complete(doing: Doing) -> Refusal | None:
    """Level, department, person and at least one measure: what is missing is named."""
    point, answers = doing.record, doing.answers
    held = {name: answers.get(name) or getattr(point, name) for name in ("level", "control_unit", *risks.MEASURES)}
    if not held["level"]:
        return Refusal("level", _("Name the control level."))
    if not held["control_unit"]:
        return Refusal("control_unit", _("Name the responsible department."))
    if not (answers.get("responsible") or point.responsible_id or point.responsible_words):
        return Refusal("responsible", _("Name the responsible person."))
    if not any(held[name] for name in risks.MEASURES):
        return Refusal("engineering", _("Name at least one measure of the five kinds."))
    return None


def in_its_area(doing: Doing) -> Refusal | None:
    """A place on the map lies where the unit is."""
    degrees = {name: doing.answers.get(name) for name in ("longitude", "latitude")}
    fault = what_is_wrong(unit=doing.record.unit, pack=doing.act.pack, **degrees)
    return Refusal("longitude", fault) if fault else None


def only_high(doing: Doing) -> Refusal | None:
    """Leaders watch red and orange points (17.5)."""
    if doing.record.colour not in risks.HIGH:
        return Refusal("", _("Only red and orange points are watched by a leader of the public side."))
    return None


def one_of_the_leaders(doing: Doing) -> Refusal | None:
    """A leader at a level that the colour asks for."""
    offered = {str(post.pk) for post in watching.watchers(unit=doing.record.unit, colour=doing.record.colour)}
    return None if doing.answers["watcher"] in offered else Refusal("watcher", _("Choose one of the leaders offered."))


def named_by_who_owes_it(doing: Doing) -> Refusal | None:
    """A leader is named by the body that owes it for the colour, or by one above; none names a leader above itself."""
    actor, point, wanted = doing.act.actor, doing.record, doing.answers["watcher"]
    owing = watching.watching_body(unit=point.unit, colour=point.colour)
    named = Post.objects.select_related("unit").filter(pk=wanted).first() if wanted.isdecimal() else None
    for body in [one for one in (owing, named.unit if named else None) if one is not None]:
        if not watching.may_name(actor=actor, body=body):
            return Refusal("watcher", _("%(body)s names whoever watches this point.") % {"body": name_of(body)})
    return None


def watched_by_somebody(doing: Doing) -> Refusal | None:
    """Somebody is named before it is watched."""
    if not Post.objects.filter(pk=doing.record.watcher_id).exists():
        return Refusal("", _("Name first which leader watches it."))
    return None
