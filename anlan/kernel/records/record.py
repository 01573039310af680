"""What every record has: whose it is, where it belongs, and the token of the form that made it."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models

from anlan.kernel.people.sight import SightedManager
from anlan.kernel.people.unit import Line, Unit
from anlan.kernel.records.workflow import Workflow


class Case(models.Model):
    """A record that moves through the states of a workflow. All its changes go through ``kernel.records.door``.

    ``submission`` is the client's token of the form that began it: the same form sent twice begins one case.
    """

    workflow: ClassVar[Workflow]

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    position = models.BigIntegerField(db_index=True)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=24)
    submission = models.UUIDField(unique=True, default=uuid.uuid4)
    created_at = models.DateTimeField()

    objects = SightedManager()

    class Meta:
        abstract = True

    def identity(self) -> dict[str, Any]:
        """The columns by which another officer's record of the same thing is found, where the module has a rule."""
        return {"pk": None}

    @classmethod
    def record_type(cls) -> str:
        """The code by which ledger, obligations and files refer to this kind of record."""
        return cls._meta.model_name or ""
