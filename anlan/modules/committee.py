"""安委会组成 (9.2): the seats of a safety committee, each filled by a post and not by a person.

When the post changes hands the seat goes with it, and the committee's page asks that somebody confirms the roster.
Composition is checked on that page against the rule of the day.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.declared import EventKind, Module
from anlan.kernel.pages.declarations import CasePages, Column
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.record import Case
from anlan.kernel.records.refusals import has_happened
from anlan.kernel.records.workflow import Ask, Refusal, State, Step, Words, Workflow
from anlan.kernel.roles import P

ROLES: dict[str, Words] = {
    "director": pgettext_lazy("committee role", "Director"),
    "executive_deputy": pgettext_lazy("committee role", "Executive deputy director"),
    "deputy": pgettext_lazy("committee role", "Deputy director"),
    "member": pgettext_lazy("committee role", "Member"),
}
NOT_SEATED = ("enterprise", "village_committee", "safety_committee", "safety_committee_office")


def posts_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """The posts that may fill a seat: leadership posts of the bodies at the committee's own level."""
    posts = Post.objects.filter(unit__area=unit.area_id, unit__closed_on=None, closed_on=None)
    posts = posts.exclude(kind=Post.Kind.STAFF).exclude(unit__kind__in=NOT_SEATED).select_related("unit")
    return [(str(post.pk), f"{name_of(post.unit)} · {name_of(post)}") for post in posts.order_by("unit_id", "id")]


def roles_for(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """The roles of a seat."""
    return list(ROLES.items())


def not_before_the_seat(doing: Doing) -> Refusal | None:
    """A seat is not confirmed or left before it was taken."""
    since = doing.record.since
    if doing.answers["occurred_on"] < since:
        return Refusal("occurred_on", gettext("The seat was taken on %(day)s.") % {"day": since})
    return None


def as_many_directors_as_the_rule(doing: Doing) -> Refusal | None:
    """A committee has as many directors as the rule of that day allows; of two who enter one at once one wins."""
    if doing.answers["role"] != "director":
        return None
    committee = Unit.objects.select_for_update().get(pk=doing.record.unit_id)
    sitting = Seat.objects.filter(unit=committee, role="director", state="sitting").select_related("post__unit")
    most = int(doing.act.pack.parameters.value(key="committee.directors", on=doing.answers["occurred_on"]).value)
    if sitting.count() < most:
        return None
    posts = gettext(", ").join(f"{name_of(one.post.unit)} · {name_of(one.post)}" for one in sitting)
    return Refusal(
        "role", gettext("The committee has its director already: %(posts)s. End that seat first.") % {"posts": posts}
    )


def take_seat(doing: Doing) -> None:
    """Fill the seat; the day on which it is filled is also the last day on which it was confirmed."""
    seat, answers = doing.record, doing.answers
    seat.role, seat.post_id, seat.since = answers["role"], int(answers["post"]), answers["occurred_on"]
    seat.basis, seat.confirmed_on = answers["basis"], answers["occurred_on"]
    seat.save(force_insert=True)


class Seat(Case):
    """One seat of one committee. ``confirmed_on`` is the last day on which somebody confirmed who fills it."""

    role = models.CharField(_("Role"), max_length=20)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    since = models.DateField(_("Since"))
    until = models.DateField(_("Until"), null=True)
    confirmed_on = models.DateField(_("Confirmed on"))
    basis = models.CharField(_("Basis"), max_length=200, blank=True)

    workflow = Workflow(
        states=(
            State("sitting", pgettext_lazy("seat state", "Sitting"), settled=True),
            State("left", pgettext_lazy("seat state", "Left"), final=True),
        ),
        steps=(
            Step(
                "seat", _("Fill a seat of the committee"), (), "sitting", P.ROSTER_KEEP, "seat.taken", clause="9.2",
                asks=(
                    Ask("role", _("Role"), "choice", choices=roles_for),
                    Ask("post", _("Filled by (post)"), "choice", choices=posts_for,
                        why=_("The post, not the person: when the post changes hands the seat goes with it")),
                    Ask("occurred_on", _("Since"), "date"),
                    Ask("basis", _("Basis"), "text", required=False, why=_("Number of the document that names it")),
                ),
                refuse=(has_happened, as_many_directors_as_the_rule), apply=take_seat, variant=lambda seat: seat.role,
                counts_for=lambda seat: [seat.unit_id], accountable=lambda seat: seat.post_id,
            ),
            Step(
                "confirm", _("Confirm after a change of personnel"), ("sitting",), "sitting", P.ROSTER_KEEP,
                "seat.confirmed", clause="9.2",
                asks=(Ask("occurred_on", _("Confirmed on"), "date"),),
                refuse=(has_happened, not_before_the_seat),
                apply=lambda doing: Seat.objects.filter(pk=doing.record.pk).update(
                    confirmed_on=doing.answers["occurred_on"]
                ),
            ),
            Step(
                "leave", _("End the seat"), ("sitting",), "left", P.ROSTER_KEEP, "seat.left", clause="9.2",
                asks=(
                    Ask("occurred_on", _("Until"), "date"),
                    Ask("reason", _("Reason"), "text"),
                ),
                refuse=(has_happened, not_before_the_seat),
                apply=lambda doing: Seat.objects.filter(pk=doing.record.pk).update(
                    until=doing.answers["occurred_on"]
                ),
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "post"], condition=Q(state="sitting"), name="seat_taken_once"),
        ]
        indexes = [models.Index(fields=["since", "id"], name="seat_by_day")]

    def __str__(self) -> str:
        return f"{ROLES.get(self.role, self.role)} {self.since}"

    def identity(self) -> dict[str, Any]:
        """A post has one seat in a committee."""
        return {"unit": self.unit_id, "post": self.post_id, "state": "sitting"}

    @property
    def role_label(self) -> Words:
        """The role in words."""
        return ROLES.get(self.role, self.role)


SEATS = CasePages(
    name="seat",
    model=Seat,
    label=_("Seat of a safety committee"),
    plural=_("Seats of safety committees"),
    order=("-since", "-id"),
    columns=(
        Column("since", _("Since"), kind="date"),
        Column("unit", _("Committee"), kind="unit"),
        Column("role_label", _("Role")),
        Column("post", _("Filled by (post)"), kind="post"),
        Column("until", _("Until"), kind="date"),
        Column("state", _("State"), kind="state"),
    ),
    details=(Column("confirmed_on", _("Confirmed on"), kind="date"), Column("basis", _("Basis"))),
    holders=("safety_committee",),
    carries={"9.2": {}},
    empty=_("No seat has been filled here. Enter the roster from the document that names it."),
)
MODULE = Module(
    name="committee",
    pages=(SEATS,),
    events=(
        EventKind("seat.taken", _("Seat of a safety committee filled"), ROLES),
        EventKind("seat.confirmed", _("Seat of a safety committee confirmed")),
        EventKind("seat.left", _("Seat of a safety committee ended")),
    ),
)
