"""导入记录: one row for each Excel file that somebody handed in to fill a register, with what came of it. No article.

The rows of the file are not kept here: they are read again from the stored file when they are loaded
(docs/decisions/0019-excel-in.md).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from anlan.kernel.people.acting import Actor
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Post
from anlan.kernel.people.sight import SightedManager, SightedQuerySet
from anlan.kernel.people.unit import Line, Unit
from anlan.kernel.roles import P


class SheetImport(models.Model):
    """One import. ``mode`` says what happens with rows that the register holds already with other values.

    ``whole``: all or nothing; otherwise the good rows. ``as_of`` is the day for which the file speaks, ``language`` is
    that of whoever uploaded it, in which its faults are told. ``unit``, ``position`` and ``line`` are those of the
    acting post. ``outcome`` is a digest of what the preview says of every row: a load that finds another one changes
    nothing. ``lease`` is the token of the process that works on it until ``lease_until``; ``attempts`` counts those
    that began. ``inspected`` is what the stored bytes were found to be when they were handed in; without it they are
    looked through again. ``form`` is the title of the form of another system by which it was read; empty: the own one.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", pgettext_lazy("import state", "Waiting to be checked")
        CHECKING = "checking", pgettext_lazy("import state", "Being checked")
        CHECKED = "checked", pgettext_lazy("import state", "Checked, nothing imported yet")
        LOADING = "loading", pgettext_lazy("import state", "Being imported")
        LOADED = "loaded", pgettext_lazy("import state", "Imported")
        REFUSED = "refused", pgettext_lazy("import state", "Refused")
        CANCELLED = "cancelled", pgettext_lazy("import state", "Cancelled")
        FAILED = "failed", pgettext_lazy("import state", "Failed")

    class Mode(models.TextChoices):
        STOP = "stop", pgettext_lazy("import mode", "Report them as faults")
        SKIP = "skip", pgettext_lazy("import mode", "Leave them as they are")
        UPDATE = "update", pgettext_lazy("import mode", "Update them")

    sheet = models.CharField(max_length=48)
    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    name = models.CharField(max_length=150)
    mode = models.CharField(max_length=8, choices=Mode)
    whole = models.BooleanField(default=True)
    as_of = models.DateField()
    language = models.CharField(max_length=8)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    position = models.BigIntegerField()
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    cleared = models.BooleanField()
    state = models.CharField(max_length=10, choices=State, default=State.UPLOADED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    faults_found = models.PositiveIntegerField(default=0)
    unknown = models.JSONField(default=list)
    outcome = models.CharField(max_length=64, blank=True)
    outdated = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    event_seq = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    lease = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    submission = models.UUIDField(unique=True)
    inspected = models.JSONField(null=True)
    form = models.CharField(max_length=100, blank=True, default="", db_default="")

    RECORD_TYPE = "import"
    WORKED_ON = (State.UPLOADED, State.CHECKING, State.LOADING)

    objects = SightedManager()

    class Meta:
        app_label = "kernel"
        indexes = [
            models.Index(
                fields=["id"],
                name="imports_to_work_on",
                condition=Q(state__in=["uploaded", "checking", "loading"]),
            ),
            models.Index(fields=["officer", "sheet", "id"], name="imports_of_an_officer"),
        ]
        constraints = [models.CheckConstraint(condition=Q(cleared=True), name="import_is_cleared")]

    def __str__(self) -> str:
        return self.name

    @property
    def under_way(self) -> bool:
        """Whether a process works on it, or should soon."""
        return self.state in self.WORKED_ON

    @property
    def good(self) -> int:
        """How many rows an import would write."""
        return self.new + (self.changed if self.mode == self.Mode.UPDATE else 0)


class SheetFault(models.Model):
    """One fault of the preview. ``column`` is the column's name, empty where the whole row is at fault."""

    sheet_import = models.ForeignKey(SheetImport, on_delete=models.CASCADE, related_name="faults")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=48, blank=True)
    value = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500)

    class Meta:
        app_label = "kernel"
        ordering = ["row", "id"]

    def __str__(self) -> str:
        return f"{self.row}: {self.reason}"


def visible_imports(*, actor: Actor) -> SightedQuerySet:
    """The imports that this reader may see: the own ones, and those of the territory whose ledger the reader reads."""
    rows = SheetImport.objects.get_queryset()
    over = actor.sight(permission=P.LEDGER_READ)
    # Joined with "or", the empty condition of a sight of everything would vanish.
    return rows if over.everything else rows.filter(Q(officer=actor.officer) | over.q(columns=rows.columns))
