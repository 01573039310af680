"""岗位、任职、授权: the posts that carry duties and rights, who holds them when, and how far each reaches (article 4).

Article 4 knows four kinds of leadership: the head of the party committee, the head of the government, the leader in
charge of work safety, and the other members. They follow from the post's kind and its unit's kind and are not stored.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from anlan.kernel.people.area import Area
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.unit import Line, Unit


class Post(models.Model):
    """A post of a unit. One unit has at most one open post of kind ``head``."""

    class Kind(models.TextChoices):
        HEAD = "head", pgettext_lazy("post kind", "Head (first responsible person)")
        IN_CHARGE = "in_charge", pgettext_lazy("post kind", "Leader in charge of work safety")
        MEMBER = "member", pgettext_lazy("post kind", "Other member of the leadership")
        STAFF = "staff", pgettext_lazy("post kind", "Staff")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    kind = models.CharField(max_length=10, choices=Kind)
    key = models.CharField(max_length=40)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "key"], name="post_key_once_per_unit"),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(kind="head", closed_on=None), name="one_open_head_per_unit"
            ),
        ]

    def __str__(self) -> str:
        return self.name_zh

    @property
    def leadership(self) -> str:
        """Which of article 4's four kinds this post is: party_head, government_head, in_charge, member, or empty."""
        heads = {"party_committee": "party_head", "government": "government_head"}
        if self.unit.kind not in heads:
            return ""
        if self.kind == self.Kind.HEAD:
            return heads[self.unit.kind]
        return self.kind if self.kind in (self.Kind.IN_CHARGE, self.Kind.MEMBER) else ""


class Appointment(models.Model):
    """An officer holds a post from a day to a day (both inclusive; ``until`` None: still holds it)."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="appointments")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="appointments")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="appointment_ends_after_it_begins"
            ),
            models.UniqueConstraint(fields=["post", "officer"], condition=Q(until=None), name="appointed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} @ {self.post_id}"


class Handover(models.Model):
    """交接: one officer handed a post over to another on a day, perhaps before a witness (clauses 4.1 and 8.6).

    What was handed over stands in the ledger's entry ``event_id``; the free words of the two stand only here.
    """

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="handovers")
    outgoing = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    incoming = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    witness = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    remarks = models.TextField(blank=True)
    obligations = models.PositiveIntegerField()
    cases = models.PositiveIntegerField()
    event_id = models.BigIntegerField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.post_id} {self.day}"


class Grant(models.Model):
    """A role given to a post over a territory AND a line.

    Territory is the post's own unit (``own_unit``), an area with all below it, or the whole city (both empty).
    ``line`` empty means every line.
    """

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=32)
    own_unit = models.BooleanField(default=False)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(Line, null=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(own_unit=False) | Q(area=None), name="grant_is_own_unit_or_area"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="grant_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} @ {self.post_id}"
