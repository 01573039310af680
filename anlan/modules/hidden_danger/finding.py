"""A danger is found, made safe at once, put right on the spot, or turns out to be another one (18.8, 18.11, 19.2)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.places.seat import place_given
from anlan.kernel.records.door import Doing, Overtaken, last_event
from anlan.kernel.records.refusals import has_happened, not_longer_ago
from anlan.kernel.records.workflow import Ask, Asked, Step, Words
from anlan.kernel.roles import P
from anlan.modules.hidden_danger import bodies, choices, persons, refusals
from anlan.modules.hidden_danger.alike import alike_of, earlier_of
from anlan.modules.hidden_danger.owing import keep, lapse_of, let_go, owe, take_over
from anlan.rules import dangers

PHOTOS = Ask("photos", _("Photos"), "photos", required=False, why=_("Never required; they stand in the timeline"),
             purpose="before")  # fmt: skip
AFTER = Ask("photos", _("Photos"), "photos", required=False, why=_("Shown beside those of the danger as it was found"),
            purpose="after")  # fmt: skip
PLACE = (
    Ask("longitude", _("Longitude"), "decimal", required=False, places=6, part=_("More, where it helps"),
        why=_("CGCS2000, such as 116.622603; for the map")),
    Ask("latitude", _("Latitude"), "decimal", required=False, places=6, part=_("More, where it helps")),
)  # fmt: skip


def write_finding(doing: Doing) -> None:
    """Keep what was found and what was done at once. What was put right on the spot is at its end already."""
    danger, answers = doing.record, doing.answers
    danger.what, danger.place, danger.found_on = answers["what"], answers["place"], answers["occurred_on"]
    danger.source, danger.measure = answers["source"], answers["measure"]
    danger.measure_note = answers.get("measure_note") or ""
    danger.found_by, danger.found_by_post = doing.post.unit, doing.post
    danger.supervise(by=bodies.supervisor_at_once(danger=danger, actor=doing.act.actor, post=doing.post))
    danger.during = answers.get("during") or None
    longitude, latitude = place_given(
        unit=danger.unit, longitude=answers.get("longitude"), latitude=answers.get("latitude")
    )
    danger.lay_at(longitude=longitude, latitude=latitude)
    danger.recurrence_of_id = earlier_of(danger=danger, pack=doing.act.pack, on=doing.act.today)
    if answers.get("put_right"):
        danger.state, danger.grade = dangers.ON_THE_SPOT, dangers.GENERAL
        danger.rectified_on, danger.result = danger.found_on, answers["put_right"]
        danger.ended_on = danger.found_on
    danger.save(force_insert=True)
    if danger.state == "found":
        owe(doing.owed, on="danger.grade.review", danger=danger, unit=danger.rechecker)
    if dangers.still_unsafe(measure=danger.measure) and danger.state == "found":
        owe(doing.owed, on="danger.unsafe", danger=danger)


def write_measure(doing: Doing) -> None:
    """Keep what was done so that nobody is in danger meanwhile."""
    keep(doing, measure=doing.answers["measure"], measure_note=doing.answers["measure_note"])
    doing.record.measure = doing.answers["measure"]


def write_fix_on_the_spot(doing: Doing) -> None:
    """Keep what was done; nothing more is owed for it."""
    day = doing.answers["occurred_on"]
    keep(doing, grade=dangers.GENERAL, rectified_on=day, ended_on=day, result=doing.answers["put_right"])


def write_merger(doing: Doing) -> None:
    """The danger goes on as another record, which keeps its history; what was owed for this one lapses.

    Who supervises it supervises the other one too, where nobody does. What still has to be made safe has to be so there
    (安全生产法, article 65).
    """
    danger, act = doing.record, doing.act
    into = type(danger).objects.select_for_update(of=("self",)).select_related("unit", "supervisor")
    other = into.get(pk=int(doing.answers["into"]))
    if other.state not in dangers.OPEN:
        raise Overtaken(danger, last_event(record=other))
    keep(doing, merged_into_id=other.pk, ended_on=act.today)
    unsafe = lapse_of(danger, on=("danger.unsafe",), act=act) or dangers.still_unsafe(measure=danger.measure)
    if danger.supervisor is not None and other.supervisor is None:
        take_over(other, body=danger.supervisor, act=act, owed=doing.owed)
    if unsafe and other.measure not in (dangers.STOPPED, dangers.WITHDRAWN, dangers.UNSAFE):
        lapse_of(other, on=("danger.unsafe",), act=act)
        type(danger).objects.filter(pk=other.pk).update(measure=dangers.UNSAFE)
        owe(doing.owed, on="danger.unsafe", danger=other)


def write_dismissal(doing: Doing) -> None:
    """Keep why it is no hidden danger, or was entered by mistake."""
    keep(doing, remark=doing.answers["reason"], ended_on=doing.act.today)
    let_go(doing, on=("danger.unsafe",))


def others_offered(asked: Asked) -> Sequence[tuple[str, Words]]:
    """The other dangers of the unit that are open, those that read alike first."""
    return alike_of(danger=asked.record)


REPORT = Step(
    "report", _("Enter a hidden danger"), (), "found", P.DANGER_FIND, "danger.found", clause="18.8",
    asks=(
        PHOTOS,
        Ask("what", _("What was found"), "text", max_length=300, why=_("One sentence: what, and what may come of it")),
        Ask("place", _("Place"), "text", max_length=100, why=_("So that somebody else finds it")),
        Ask("measure", _("Done at once"), "choice", choices=choices.measures_for,
            initial=lambda asked: dangers.NONE_NEEDED,
            why=_("If it cannot be made safe, people leave or work stops at once (article 65 of the law)")),
        Ask("put_right", _("Put right on the spot"), "text", required=False, max_length=300,
            why=_("What was done. Then this is all: the danger is entered and ended in one screen")),
        Ask("measure_note", _("What exactly was done at once"), "text", required=False,
            part=_("More, where it helps")),
        Ask("source", _("Source"), "choice", offered=choices.sources_offered, initial=choices.first_source,
            part=_("More, where it helps")),
        Ask("occurred_on", _("Found on"), "date", initial=lambda asked: asked.act.today,
            part=_("More, where it helps")),
        Ask("during", _("Found on the round"), "choice", required=False, offered=choices.rounds_offered,
            part=_("More, where it helps"), why=_("The page of the round shows what it found")),
        *PLACE,
    ),
    refuse=(has_happened, not_longer_ago(key="danger.found_back_days"), persons.known_source,
            refusals.round_of_the_reader, refusals.laid_in_its_area),
    apply=write_finding, counts_for=lambda danger: [danger.unit_id], field=True,
    variant=lambda danger: dangers.ON_THE_SPOT if danger.state == dangers.ON_THE_SPOT else "open",
)  # fmt: skip
STEPS = (
    Step(
        "make_safe", _("Record what made it safe"), dangers.OPEN, "", P.DANGER_FIND, "danger.made_safe",
        clause="18.8",
        asks=(
            Ask("measure", _("Done at once"), "choice", choices=choices.measures_that_help,
                why=_("Article 65 of the law: where safety cannot be assured, people leave or work stops")),
            Ask("measure_note", _("What exactly was done at once"), "text"),
            PHOTOS,
        ),
        apply=write_measure, variant=lambda danger: danger.measure, counts_for=lambda danger: [danger.unit_id],
        field=True,
    ),
    Step(
        "fix_on_the_spot", _("It was put right on the spot"), ("found",), dangers.ON_THE_SPOT, P.DANGER_FIND,
        "danger.fixed_on_the_spot", clause="18.8",
        asks=(
            Ask("put_right", pgettext_lazy("danger", "What was done"), "text", max_length=300),
            Ask("occurred_on", _("Date"), "date", initial=lambda asked: asked.act.today),
            AFTER,
        ),
        refuse=(has_happened, persons.left_to_the_supervisor), apply=write_fix_on_the_spot,
        counts_for=lambda danger: danger.both, field=True,
    ),
    Step(
        "merge", _("It is another one"), ("found",), "merged", P.DANGER_GRADE, "danger.merged", clause="18.8",
        asks=(
            Ask("into", _("The same as"), "choice", offered=others_offered,
                why=_("Those that read alike come first; its history stays with this record")),
        ),
        refuse=(refusals.another_danger_here, persons.left_to_the_supervisor), apply=write_merger,
        counts_for=lambda danger: danger.both,
    ),
    Step(
        "dismiss", _("It is no hidden danger"), ("found",), "dismissed", P.DANGER_GRADE, "danger.dismissed",
        clause="19.1", asks=(Ask("reason", pgettext_lazy("danger", "Reason"), "text"),),
        refuse=(persons.left_to_the_supervisor,), apply=write_dismissal, counts_for=lambda danger: danger.both,
    ),
)  # fmt: skip
