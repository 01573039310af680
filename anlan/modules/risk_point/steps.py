"""The steps of a risk point: the six mechanisms as its life (17.1): find, judge, prevent, warn, handle, answer."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.kernel.places.seat import place_given
from anlan.kernel.records.door import Doing
from anlan.kernel.records.persons import from_the_body_itself
from anlan.kernel.records.refusals import has_happened
from anlan.kernel.records.workflow import Ask, Step
from anlan.kernel.roles import P
from anlan.modules.risk_point import choices, watching
from anlan.modules.risk_point.controlling import CONTROLS, keep_control, write_control
from anlan.modules.risk_point.judging import (
    FACTORS,
    can_be_judged,
    check_days,
    keep_judgement,
    let_go,
    owe_what_follows,
)
from anlan.modules.risk_point.refusals import (
    complete,
    in_its_area,
    named_by_who_owes_it,
    one_of_the_leaders,
    only_high,
    watched_by_somebody,
)
from anlan.rules import risks

STANDING = ("judged", "controlled", "warned")
PLACE = gettext_lazy("Where it lies")


def write_point(doing: Doing) -> None:
    """Keep the point as it was found, judged and controlled in one act."""
    point, answers = doing.record, doing.answers
    point.code, point.name, point.kind = answers["code"], answers["name"], answers["kind"]
    point.place, point.hazard = answers.get("place") or "", answers.get("hazard") or ""
    point.accident, point.found_on = answers.get("accident") or "", doing.act.today
    longitude, latitude = place_given(
        unit=point.unit, longitude=answers.get("longitude"), latitude=answers.get("latitude")
    )
    point.lay_at(longitude=longitude, latitude=latitude)
    keep_judgement(doing)
    keep_control(doing)
    point.save(force_insert=True)
    owe_what_follows(doing)


def judge_anew(doing: Doing) -> None:
    """Another judgement: what the former one made others owe lapses, and what this one asks is owed."""
    doing.record = type(doing.record).objects.select_related("unit", "unit__area").get(pk=doing.record.pk)
    let_go(doing)
    keep_judgement(doing)
    keep_control(doing)
    doing.record.save()
    owe_what_follows(doing)


def write_check(doing: Doing) -> None:
    """Keep that somebody looked; a red or orange point is to be looked at again by its interval."""
    point, act, day = doing.record, doing.act, doing.answers["occurred_on"]
    point.next_check = risks.next_check(checked_on=day, days=check_days(act=act, colour=point.colour))
    type(point).objects.filter(pk=point.pk).update(
        checked_on=day, next_check=point.next_check, seen=doing.answers["seen"]
    )  # fmt: skip
    if point.colour in risks.HIGH:
        from_now_on(doing)


def from_now_on(doing: Doing) -> None:
    """Only the next look is owed anew."""
    before = len(doing.owed)
    owe_what_follows(doing)
    doing.owed[before:] = [one for one in doing.owed[before:] if one.on == "risk.to_check"]


def write_remark(doing: Doing) -> None:
    """Keep what was warned of, or how it was handled."""
    type(doing.record).objects.filter(pk=doing.record.pk).update(remark=doing.answers["remark"])


def write_handling(doing: Doing) -> None:
    """Keep how it was handled, and how it is controlled from now on."""
    write_remark(doing)
    write_control(doing)


def write_watcher(doing: Doing) -> None:
    """Keep which leader watches it."""
    type(doing.record).objects.filter(pk=doing.record.pk).update(watcher=int(doing.answers["watcher"]))


def write_watching(doing: Doing) -> None:
    """Keep when the public side looked at it."""
    type(doing.record).objects.filter(pk=doing.record.pk).update(
        watched_on=doing.answers["occurred_on"], remark=doing.answers["remark"]
    )


def write_removal(doing: Doing) -> None:
    """Nothing is owed any more for a point that is gone."""
    let_go(doing)
    type(doing.record).objects.filter(pk=doing.record.pk).update(remark=doing.answers["remark"])


DAY = Ask("occurred_on", gettext_lazy("Date"), "date", initial=lambda asked: asked.act.today)
STEPS = (
    Step(
        "register", gettext_lazy("Enter a risk point"), (), "judged", P.RISK_KEEP, "risk.registered", clause="17.3",
        asks=(
            Ask("code", gettext_lazy("Code"), "text", max_length=40, why=gettext_lazy("Unique within the unit")),
            Ask("name", gettext_lazy("Name of the risk point"), "text", max_length=120),
            Ask("kind", gettext_lazy("Kind of object"), "choice", choices=choices.kinds_for),
            Ask("place", gettext_lazy("Place"), "text", required=False, max_length=100),
            Ask("hazard", gettext_lazy("What may happen"), "text", required=False),
            Ask("accident", gettext_lazy("Category of accident"), "choice", required=False,
                choices=choices.accidents_for, why=gettext_lazy("GB 6441-2025")),
            *FACTORS, *CONTROLS,
            Ask("longitude", gettext_lazy("Longitude"), "decimal", required=False, places=6, part=PLACE,
                why=gettext_lazy("CGCS2000, such as 116.622603; for the map")),
            Ask("latitude", gettext_lazy("Latitude"), "decimal", required=False, places=6, part=PLACE),
        ),
        refuse=(from_the_body_itself, can_be_judged, in_its_area), apply=write_point,
        counts_for=lambda point: [point.unit_id],
    ),
    Step(
        "handle", gettext_lazy("Say how it was handled"), ("warned",), "controlled", P.RISK_KEEP, "risk.handled",
        clause="17.1", asks=(Ask("remark", pgettext_lazy("risk", "What was done"), "text"), *CONTROLS),
        refuse=(from_the_body_itself, complete), apply=write_handling,
        counts_for=lambda point: [point.unit_id],
    ),
    Step(
        "control", gettext_lazy("Say how it is controlled"), ("judged", "controlled"), "controlled", P.RISK_KEEP,
        "risk.controlled", clause="18.4", asks=CONTROLS, refuse=(from_the_body_itself, complete), apply=write_control,
        counts_for=lambda point: [point.unit_id],
    ),
    Step(
        "check", gettext_lazy("Note a look at it"), STANDING, "", P.RISK_KEEP, "risk.checked", clause="17.6",
        asks=(DAY, Ask("seen", pgettext_lazy("risk", "What was seen"), "text"),
              Ask("photos", gettext_lazy("Photos"), "photos", required=False)),
        refuse=(from_the_body_itself, has_happened), apply=write_check, counts_for=lambda point: [point.unit_id],
    ),
    Step(
        "name_watcher", gettext_lazy("Name the leader who watches it"), STANDING, "", P.RISK_WATCH,
        "risk.watcher_named", clause="17.5",
        asks=(Ask("watcher", gettext_lazy("Leader of the public side"), "choice", offered=watching.watchers_offered,
                  why=gettext_lazy("Clause 17.5: red and orange points are watched; the level follows the colour")),),
        refuse=(only_high, one_of_the_leaders, named_by_who_owes_it), apply=write_watcher,
        counts_for=lambda point: [body.pk for colour in risks.HIGH
                                  if (body := watching.watching_body(unit=point.unit, colour=colour))],
        fits=lambda point: point.colour in risks.HIGH,
    ),
    Step(
        "watch", gettext_lazy("Note that it was watched"), STANDING, "", P.RISK_WATCH, "risk.watched", clause="17.5",
        asks=(DAY, Ask("remark", pgettext_lazy("risk", "What was seen"), "text")),
        refuse=(has_happened, only_high, watched_by_somebody), apply=write_watching,
        fits=lambda point: point.colour in risks.HIGH and point.watcher_id is not None,
    ),
    Step(
        "judge", gettext_lazy("Judge it anew"), STANDING, "", P.RISK_KEEP, "risk.judged", clause="17.4",
        asks=FACTORS, refuse=(from_the_body_itself, can_be_judged), apply=judge_anew,
        counts_for=lambda point: [point.unit_id],
    ),
    Step(
        "warn", gettext_lazy("Warn of it"), ("judged", "controlled"), "warned", P.RISK_KEEP, "risk.warned",
        clause="17.1", asks=(Ask("remark", gettext_lazy("What is wrong"), "text"),),
        refuse=(from_the_body_itself,), apply=write_remark,
    ),
    Step(
        "remove", gettext_lazy("Remove it: the risk is gone"), STANDING, "removed", P.RISK_KEEP, "risk.removed",
        clause="17.6", asks=(Ask("remark", gettext_lazy("Why it is gone"), "text"),),
        refuse=(from_the_body_itself,), apply=write_removal,
        counts_for=lambda point: [point.unit_id],
    ),
)  # fmt: skip
