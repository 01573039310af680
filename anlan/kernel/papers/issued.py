"""发文登记: the register of issued papers, and the counters that give each its number.

A number is unique per body, year and kind of paper. It is given in the transaction that issues the paper, so none is
skipped; a paper that is declared void (作废) keeps its number and says why.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Post
from anlan.kernel.people.sight import SightedManager
from anlan.kernel.people.unit import Line, Unit


class PaperNumber(models.Model):
    """The last number that a body gave to a kind of paper in a year."""

    body = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    paper = models.CharField(max_length=32)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "year", "paper"], name="paper_counter_once")]

    def __str__(self) -> str:
        return f"{self.body_id} {self.year} {self.paper}: {self.last}"


class IssuedPaper(models.Model):
    """One issued paper. ``position`` and ``line`` are those of the issuing body on that day.

    ``about`` is what the paper is about as a query (``area=445122&period=2026-11``); ``digest`` the SHA-256 of the file
    as it was issued. ``addressee`` sees the paper too, where it is a unit that Anlan knows. ``retention_years`` and
    ``archive_number`` serve the archive. ``submission`` is the token of the form: sent twice, it issues one paper.
    """

    class State(models.TextChoices):
        ISSUED = "issued", pgettext_lazy("paper state", "Issued")
        VOID = "void", pgettext_lazy("paper state", "Void")

    paper = models.CharField(max_length=32)
    body = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    position = models.BigIntegerField()
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    number = models.CharField(max_length=120)
    title = models.CharField(max_length=300)
    recipient = models.CharField(max_length=300, blank=True)
    addressee = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    addressee_position = models.BigIntegerField(null=True)
    about = models.CharField(max_length=300)
    archive_number = models.CharField(max_length=40, blank=True)
    retention_years = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State, default=State.ISSUED)
    void_reason = models.CharField(max_length=200, blank=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    issued_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    submission = models.UUIDField(unique=True)

    RECORD_TYPE = "paper"

    objects = SightedManager(unit="body_id")
    received = SightedManager(position="addressee_position", unit="addressee_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body", "year", "paper", "sequence"], name="paper_number_once"),
            models.CheckConstraint(
                condition=Q(addressee=None, addressee_position=None)
                | Q(addressee__isnull=False, addressee_position__isnull=False),
                name="paper_addressee_has_a_place",
            ),
        ]
        indexes = [
            models.Index(fields=["paper", "about"], name="paper_by_what_it_is_about"),
            models.Index(fields=["position", "id"], name="paper_by_place"),
            models.Index(
                fields=["addressee_position", "id"], condition=Q(addressee__isnull=False), name="paper_by_addressee"
            ),
        ]

    def __str__(self) -> str:
        return self.number
