"""An enterprise checks itself by its check-list (18.8): found, put right and reported by itself, item by item."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.people.post import Post
from anlan.kernel.records.door import Doing
from anlan.kernel.records.findings import Finding
from anlan.kernel.records.record import Case
from anlan.kernel.records.refusals import has_happened, not_longer_ago
from anlan.kernel.records.signing import SIGNATURE
from anlan.kernel.records.workflow import Ask, State, Step, Workflow
from anlan.kernel.roles import P
from anlan.modules.self_check.rows import (
    answers_for,
    lines_for,
    list_used,
    name_of_list,
    own_post,
    posts_for,
    says_what_is_needed,
    told,
)
from anlan.rules import check_lists as rules

DANGER = "self_check.danger"


def write_check(doing: Doing) -> None:
    """Keep what was said by which version of the list, and hand over what was found as hidden dangers."""
    check, answers = doing.record, doing.answers
    check.held_on, check.checked_by_id = answers["occurred_on"], int(answers["checked_by"])
    check.place, check.note = answers.get("place") or "", answers.get("note") or ""
    chosen = list_used(doing)
    items = [item.id for item in chosen.items] if chosen else []
    if chosen is not None:
        check.checklist, check.version = chosen.checklist.key, chosen.checklist.version
    check.lines = rules.said_of(items=items, rows=answers.get("items") or ())
    check.items = len(items)
    for name, number in rules.counts(lines=check.lines).items():
        setattr(check, name, number)
    check.more = [{"what": row["what"], "place": row.get("place") or ""} for row in answers.get("more") or ()]
    check.found = check.not_ok + len(check.more)
    check.save(force_insert=True)
    hand_over(doing)


def hand_over(doing: Doing) -> None:
    """Every item that is not in order, and whatever else was found, becomes a hidden danger of the enterprise."""
    check = doing.record
    days = int(doing.act.pack.parameters.value(key="danger.general_days", on=doing.act.today).value)
    due = check.held_on + dt.timedelta(days=days)
    at_once = gettext("Put right at once during the self-check")
    for line in check.lines:
        if line["answer"] in rules.FOUND:
            put_right = (line["done"] or at_once) if line["answer"] == rules.FIXED else ""
            place = line["place"] or check.place
            doing.findings.append(Finding(DANGER, check.unit, line["found"], due, place=place, put_right=put_right))
    for one in check.more:
        doing.findings.append(Finding(DANGER, check.unit, one["what"], due, place=one["place"] or check.place))


def write_reason(doing: Doing) -> None:
    """Keep why a record was withdrawn beside what it said."""
    SelfCheck.objects.filter(pk=doing.record.pk).update(withdrawn_because=doing.answers["reason"])


class SelfCheck(Case):
    """One check of one enterprise by itself. ``lines`` are the items of which something was said singly.

    ``checklist`` and ``version`` name the list it went by; ``singly`` is how many items were not merely among the
    others; ``more`` is what was found beside the list.
    """

    held_on = models.DateField(_("Date"))
    checked_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(_("Part of the enterprise"), max_length=100, blank=True)
    checklist = models.CharField(_("Check-list"), max_length=40, blank=True)
    version = models.CharField(_("Version"), max_length=40, blank=True)
    items = models.PositiveSmallIntegerField(pgettext_lazy("check-list", "Items"), default=0)
    singly = models.PositiveSmallIntegerField(_("Answered one by one"), default=0)
    found = models.PositiveSmallIntegerField(_("Hidden dangers found"), default=0)
    not_ok = models.PositiveSmallIntegerField(_("Items not in order"), default=0)
    put_right = models.PositiveSmallIntegerField(_("Of these put right at once"), default=0)
    not_applicable = models.PositiveSmallIntegerField(_("Not concerning the enterprise"), default=0)
    lines = models.JSONField(default=list)
    more = models.JSONField(default=list)
    note = models.TextField(_("Note"), blank=True)
    withdrawn_because = models.CharField(_("Withdrawn because"), max_length=200, blank=True)

    workflow = Workflow(
        states=(
            State("recorded", pgettext_lazy("self-check state", "Recorded"), settled=True),
            State("withdrawn", pgettext_lazy("self-check state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "check", _("Record a self-check by the check-list"), (), "recorded", P.SELF_CHECK, "self_check.done",
                clause="18.8",
                asks=(
                    Ask("occurred_on", _("Date"), "date", initial=lambda asked: asked.act.today,
                        why=_("Decides for which period it counts")),
                    Ask("checked_by", _("Checked by (post)"), "choice", choices=posts_for, initial=own_post),
                    Ask("place", _("Part of the enterprise"), "text", required=False, max_length=100,
                        why=_("Empty: the whole enterprise; such as: kiln workshop")),
                    Ask("items", _("Items of the check-list"), "rows", required=False, initial=lines_for, rows=(
                        Ask("item", pgettext_lazy("check-list", "Item"), "key", max_length=20,
                            why=_("Its number in the check-list")),
                        Ask("answer", pgettext_lazy("check-list", "Answer"), "choice", required=False,
                            choices=answers_for),
                        Ask("found", _("What was found"), "text", required=False,
                            shown_for=("answer", *rules.FOUND)),
                        Ask("place", _("Place"), "text", required=False, max_length=100,
                            shown_for=("answer", *rules.FOUND)),
                        Ask("done", pgettext_lazy("check-list", "What was done"), "text", required=False,
                            shown_for=("answer", rules.FIXED)),
                    ), why=_("What is not in order becomes a hidden danger; leave the others and say so below"),
                        nothing=_("No check-list fits this enterprise. Enter below what was found.")),
                    Ask("others_in_order", _("All the others were looked at: in order, or not concerning us"),
                        "check", required=False),
                    Ask("more", _("Also found, beside the list"), "rows", required=False, rows=(
                        Ask("what", _("What was found"), "text"),
                        Ask("place", _("Place"), "text", required=False, max_length=100),
                    )),
                    Ask("note", _("Note"), "longtext", required=False, max_length=2000),
                    Ask("photos", _("Photos"), "photos", required=False, why=_("Never required")),
                    SIGNATURE,
                ),
                refuse=(has_happened, not_longer_ago(key="enterprise.record_back_days"), says_what_is_needed),
                apply=write_check, field=True, counts_for=lambda check: [check.unit_id],
                accountable=lambda check: check.checked_by_id,
            ),
            Step(
                "withdraw", _("Withdraw"), ("recorded",), "withdrawn", P.SELF_CHECK, "self_check.withdrawn",
                clause="18.8",
                asks=(Ask("reason", _("Reason"), "text",
                          why=_("What it found and nobody has graded yet falls with it; graded dangers stay")),),
                apply=write_reason, withdraws="self_check.done",
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "held_on", "place"],
                condition=~Q(state="withdrawn"),
                name="self_check_recorded_once",
            )
        ]
        indexes = [models.Index(fields=["held_on", "id"], name="self_check_by_day")]

    def __str__(self) -> str:
        return f"{self.held_on} {self.place}".strip()

    def identity(self) -> dict[str, Any]:
        """The same part of the same enterprise on the same day is the same check."""
        return {"unit": self.unit_id, "held_on": self.held_on, "place": self.place, "state": "recorded"}

    @property
    def list_used(self) -> str:
        """The check-list with its version."""
        return name_of_list(key=self.checklist, version=self.version)

    @property
    def told(self) -> str:
        """What was said of single items, and what was found beside the list."""
        listed = told(key=self.checklist, version=self.version, on=self.held_on, lines=self.lines)
        beside = [f"▲ {one['what']}" + (f" — {one['place']}" if one["place"] else "") for one in self.more]
        return "\n".join(filter(None, [listed, *beside]))
