"""履职事项: clause, unit, what, opened, due, met by which event. *Late* is computed, never stored.

The accountable post is not stored either: the duty version names its kind, the unit has one open post of that kind, and
appointments say who held it on any day (decision record 0005).
"""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.duty import Duty, DutyVersion
from anlan.kernel.people.sight import SightedManager
from anlan.kernel.people.unit import Line, Unit


class Obligation(models.Model):
    """One thing that one unit owes once.

    ``due_at`` is the instant from which it is late; ``due_day`` is the last local day on which it is on time, and
    ``precision`` says which of the two to show. ``due_estimated``: the calendar year was not published, so lateness
    waits. ``attend_at`` is the next moment at which the sweep looks at the row, ``rung`` how many such moments passed.
    ``original_due_at`` and the columns that say whose it is are frozen by trigger.

    ``runs_on`` is the local day from which a term is counted, where an occasion or a fact began it. An extension
    (延期), or the time that a rejection gives, moves ``due_at`` and ``due_day``, by ``moved_days`` in all. ``review``
    says how far a superior's look at it came; ``not_performed`` is the entry by which a named officer of the superior
    confirmed that it was not performed.

    References carry no database constraint: rows are opened by INSERT … SELECT from the very tables they refer to,
    those tables never lose a row, and four checks per row would double the cost of opening a year.
    """

    class State(models.IntegerChoices):
        OPEN = 0, pgettext_lazy("obligation state", "Open")
        MET = 1, pgettext_lazy("obligation state", "Met")
        WAIVED = 2, pgettext_lazy("obligation state", "Waived")
        LAPSED = 3, pgettext_lazy("obligation state", "Lapsed")

    class Review(models.IntegerChoices):
        NONE = 0, pgettext_lazy("obligation review", "Not reviewed")
        WAITING = 1, pgettext_lazy("obligation review", "Waiting for review")
        ACCEPTED = 2, pgettext_lazy("obligation review", "Accepted")
        RETURNED = 3, pgettext_lazy("obligation review", "Returned")

    class Precision(models.IntegerChoices):
        DAY = 0, pgettext_lazy("due precision", "Day")
        MINUTE = 1, pgettext_lazy("due precision", "Minute")

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    version = models.ForeignKey(
        DutyVersion, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    position = models.BigIntegerField()
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    period = models.DateField(null=True)
    source_id = models.BigIntegerField(null=True)
    slot = models.IntegerField(default=0, db_default=0)
    what = models.CharField(max_length=200, blank=True, default="", db_default="")
    record_type = models.CharField(max_length=48, blank=True, default="", db_default="")
    record_id = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    due_day = models.DateField()
    precision = models.SmallIntegerField(choices=Precision, default=Precision.DAY, db_default=0)
    due_estimated = models.BooleanField(default=False, db_default=False)
    original_due_at = models.DateTimeField()
    fact_id = models.BigIntegerField(null=True)
    attend_at = models.DateTimeField(null=True)
    rung = models.SmallIntegerField(default=0, db_default=0)
    state = models.SmallIntegerField(choices=State, default=State.OPEN, db_default=0)
    met_by = models.ForeignKey(
        Event, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    met_on = models.DateField(null=True)
    on_time = models.BooleanField(null=True)
    runs_on = models.DateField(null=True)
    moved_days = models.SmallIntegerField(default=0, db_default=0)
    extensions = models.SmallIntegerField(default=0, db_default=0)
    review = models.SmallIntegerField(choices=Review, default=Review.NONE, db_default=0)
    not_performed = models.ForeignKey(
        Event, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )

    objects = SightedManager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "due_at"], name="owed_by_unit"),
            models.Index(fields=["position", "due_day"], name="owed_by_place"),
            models.Index(fields=["attend_at"], condition=Q(state=0, attend_at__isnull=False), name="owed_to_attend"),
            models.Index(fields=["due_at"], condition=Q(state=0), name="owed_open_by_due"),
            models.Index(fields=["position"], condition=Q(review=1), name="owed_to_review"),
            models.Index(
                fields=["record_type", "record_id"], condition=Q(state=0, record_id__isnull=False), name="owed_about_it"
            ),
            models.Index(fields=["position"], condition=Q(not_performed__isnull=False), name="owed_and_not_performed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "duty", "unit"], condition=Q(period__isnull=False), name="owed_once_a_period"
            ),
            models.UniqueConstraint(
                fields=["source_id", "slot"], condition=Q(source_id__isnull=False), name="owed_once_a_source"
            ),
            models.UniqueConstraint(
                fields=["duty", "unit"],
                condition=Q(period__isnull=True, source_id__isnull=True, state=0),
                name="owed_once_standing",
            ),
            models.CheckConstraint(
                condition=Q(period__isnull=False) | Q(source_id__isnull=False) | Q(fact_id__isnull=False),
                name="owed_has_a_cause",
            ),
            models.CheckConstraint(
                condition=Q(state=1, met_by__isnull=False, met_on__isnull=False, on_time__isnull=False)
                | (~Q(state=1) & Q(met_by=None, met_on=None, on_time=None)),
                name="met_has_event_and_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty_id}/{self.unit_id}/{self.period or self.source_id}"

    def is_late(self, *, now: dt.datetime) -> bool:
        """Open after its due instant. An estimated due date never makes late: the calendar has to arrive first."""
        return self.state == self.State.OPEN and not self.due_estimated and now >= self.due_at

    def standing(self, *, now: dt.datetime) -> str:
        """In one word: met_on_time, met_late, waived, lapsed, late or open."""
        if self.state == self.State.MET:
            return "met_on_time" if self.on_time else "met_late"
        if self.state == self.State.OPEN:
            return "late" if self.is_late(now=now) else "open"
        return self.State(self.state).name.lower()


class Notice(models.Model):
    """提醒: one notice per obligation, rung and due day, so that nothing is said twice; of a day that moved it is anew.

    What the sweep says has the number of its rung; what an officer says has a negative one and the ledger's entry.
    ``to`` is whom an escalation names, as the duty said when it was written: ``superior`` or ``committee_office``.
    """

    class Kind(models.TextChoices):
        REMINDER = "reminder", pgettext_lazy("notice kind", "Reminder")
        LATE = "late", pgettext_lazy("notice kind", "Late")
        ESCALATION = "escalation", pgettext_lazy("notice kind", "Late, told to the superior")
        LETTER = "letter", pgettext_lazy("notice kind", "Late, a letter is to be sent")
        URGED = "urged", pgettext_lazy("notice kind", "Urged")
        SUBMITTED = "submitted", pgettext_lazy("notice kind", "Submitted for review")
        ACCEPTED = "accepted", pgettext_lazy("notice kind", "Accepted")
        RETURNED = "returned", pgettext_lazy("notice kind", "Returned")
        EXTENDED = "extended", pgettext_lazy("notice kind", "Extended")
        WAIVED = "waived", pgettext_lazy("notice kind", "Waived")
        NOT_PERFORMED = "not_performed", pgettext_lazy("notice kind", "Confirmed as not performed")
        WITHDRAWN = "withdrawn", pgettext_lazy("notice kind", "Confirmation taken back")
        TAKEN_OVER = "taken_over", pgettext_lazy("notice kind", "Taken over from another unit")

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="notices", db_index=False)
    rung = models.SmallIntegerField()
    due_day = models.DateField()
    kind = models.CharField(max_length=16, choices=Kind)
    to = models.CharField(max_length=16, blank=True, default="", db_default="")
    event_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["obligation", "rung", "due_day"], name="noticed_once_a_rung")]

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.kind}"
