"""职责清单事项 (4.1, 4.5, 4.6): what a post has to do in a year beside what it owes anyway."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.obligations.owed import Owed
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.record import Case
from anlan.kernel.records.refusals import has_happened
from anlan.kernel.records.workflow import Ask, Asked, Refusal, State, Step, Words, Workflow
from anlan.kernel.roles import P

# The occasion that a duty of the pack names, by kind of post: who answers for it decides the clause.
OCCASIONS = {
    Post.Kind.HEAD: "duty_list.head",
    Post.Kind.IN_CHARGE: "duty_list.in_charge",
    Post.Kind.MEMBER: "duty_list.member",
}


def leading_posts(unit: Unit) -> Sequence[tuple[str, Words]]:
    """The posts of the unit's leadership."""
    posts = Post.objects.filter(unit=unit, closed_on=None, kind__in=list(OCCASIONS)).order_by("id")
    return [(str(post.pk), name_of(post)) for post in posts]


def this_year(asked: Asked) -> int:
    """The year in which the form is shown."""
    return int(asked.act.today.year)


def belongs_to_its_year(doing: Doing) -> Refusal | None:
    """What a list of a year names is due in that year, and a list is kept for this year or the next."""
    year, due_day, today = doing.answers["year"], doing.answers["due_day"], doing.act.today
    if year not in (today.year, today.year + 1):
        text = gettext("A duty list is kept for this year or the next.")
        return Refusal("year", text)
    if due_day.year != year:
        return Refusal("due_day", gettext("This day is not in %(year)s.") % {"year": year})
    if due_day < today:
        return Refusal("due_day", gettext("This day is over; today is %(today)s.") % {"today": today})
    return None


def write_item(doing: Doing) -> None:
    """Keep the item, and let the post's unit owe it."""
    item, answers = doing.record, doing.answers
    item.post = Post.objects.get(pk=int(answers["post"]))
    for name in ("year", "sector", "what", "due_day"):
        setattr(item, name, answers[name])
    item.save(force_insert=True)
    occasion = OCCASIONS[Post.Kind(item.post.kind)]
    doing.owed.append(Owed(occasion, item.unit, item.what, item.due_day, DutyItem.record_type(), item.pk))


class DutyItem(Case):
    """One item of a leader's duty list. ``sector`` is what the post has in charge (分管领域)."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("Year"))
    sector = models.CharField(_("In charge of"), max_length=100, blank=True)
    what = models.CharField(_("What"), max_length=200)
    due_day = models.DateField(_("By when"))
    result = models.TextField(_("Result"), blank=True)

    workflow = Workflow(
        states=(
            State("listed", pgettext_lazy("duty item state", "Listed")),
            State("done", pgettext_lazy("duty item state", "Done")),
            State("withdrawn", pgettext_lazy("duty item state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "list", _("Add to the duty list of a post"), (), "listed", P.DUTY_LIST_KEEP, "duty_item.listed",
                clause="4.6",
                asks=(
                    Ask("post", _("Post"), "choice", choices=leading_posts),
                    Ask("year", _("Year"), "number", initial=this_year),
                    Ask("sector", _("In charge of"), "text", required=False, max_length=100,
                        why=_("Clauses 4.5 and 4.6: the sector for which the post is directly responsible")),
                    Ask("what", _("What"), "text", why=_("Such as: lead an inspection of chemical warehouses")),
                    Ask("due_day", _("By when"), "date", why=_("Owed from today on, by this day")),
                ),
                refuse=(belongs_to_its_year,), apply=write_item, accountable=lambda item: item.post_id,
            ),
            Step(
                "report", _("Report as done"), ("listed",), "done", P.DUTY_LIST_KEEP, "duty_item.done", clause="4.6",
                asks=(
                    Ask("occurred_on", _("Done on"), "date"),
                    Ask("result", _("Result"), "longtext", max_length=2000),
                ),
                refuse=(has_happened,),
                apply=lambda doing: DutyItem.objects.filter(pk=doing.record.pk).update(result=doing.answers["result"]),
                counts_for=lambda item: [item.unit_id], accountable=lambda item: item.post_id,
            ),
            Step(
                "return", _("Take back as not done"), ("done",), "listed", P.DUTY_LIST_KEEP, "duty_item.returned",
                clause="4.6",
                asks=(Ask("reason", _("Reason"), "text", why=_("It is owed again, by the same day")),),
                accountable=lambda item: item.post_id, withdraws="duty_item.done",
            ),
            Step(
                "withdraw", _("Withdraw"), ("listed",), "withdrawn", P.DUTY_LIST_KEEP, "duty_item.withdrawn",
                clause="4.6", asks=(Ask("reason", _("Reason"), "text"),), withdraws="duty_item.listed",
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "what", "due_day"], condition=~Q(state="withdrawn"), name="duty_item_listed_once"
            )
        ]
        indexes = [models.Index(fields=["due_day", "id"], name="duty_item_by_day")]

    def __str__(self) -> str:
        return self.what

    def identity(self) -> dict[str, Any]:
        """The same post, words and day is the same item."""
        same = {"post": self.post_id, "what": self.what, "due_day": self.due_day}
        return {**same, "state__in": ("listed", "done")}
