"""What every record has: whose it is, where it belongs, and the token of the form that made it."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any, ClassVar

from django.db import models

from anlan.kernel.people.acting import Actor
from anlan.kernel.people.post import Post
from anlan.kernel.people.sight import Columns, Sight, SightedManager
from anlan.kernel.people.unit import Line, Unit
from anlan.kernel.records.workflow import Step, Workflow


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

    def place_for(self, *, step: Step) -> dict[str, int | None]:
        """Position, unit and line over which somebody needs the permission of that step."""
        return {"position": self.position, "unit": self.unit_id, "line": self.line_id}

    def post_for(self, *, step: Step, actor: Actor) -> Post | None:
        """The post under which that officer takes the step; None where none of the officer's posts may."""
        return actor.post_for(step.permission, **self.place_for(step=step))

    def unit_for(self, *, step: Step) -> Unit:
        """The unit that takes that step: what its form offers is offered to it."""
        return self.unit

    def is_in(self, *, sight: Sight) -> bool:
        """Whether the record lies in that sight, at one of its places."""
        return any(
            sight.covers(
                position=getattr(self, place.position), unit=getattr(self, place.unit or ""), line=self.line_id
            )
            for place in type(self).objects.columns.places
        )

    def references(self) -> tuple[tuple[str, int], ...]:
        """Under which kinds and numbers the ledger names it; more than one where a register was merged into another."""
        return ((self.record_type(), self.pk),)

    def fingerprint(self) -> str:
        """What its columns hold, in short: a form knows by it whether the record is still as it showed it."""
        held = [(field.attname, getattr(self, field.attname)) for field in self._meta.concrete_fields]
        return hashlib.sha256(repr(held).encode()).hexdigest()[:16]

    @classmethod
    def record_type(cls) -> str:
        """The code by which ledger, obligations and files refer to this kind of record."""
        return cls._meta.model_name or ""


class TwoSidedCase(Case):
    """A case between two units: ``unit`` asks or reports, ``receiver`` is asked or told. Both see it.

    Steps marked ``by_receiver`` are taken by whoever holds their permission over the receiver, the others by whoever
    holds it over the unit.
    """

    receiver = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    receiver_position = models.BigIntegerField(db_index=True)

    objects: ClassVar[SightedManager] = SightedManager(also=Columns(position="receiver_position", unit="receiver_id"))

    class Meta:
        abstract = True

    def place_for(self, *, step: Step) -> dict[str, int | None]:
        """The place of the receiver for the receiver's own steps."""
        if step.by_receiver:
            return {"position": self.receiver_position, "unit": self.receiver_id, "line": self.line_id}
        return super().place_for(step=step)

    def unit_for(self, *, step: Step) -> Unit:
        """The receiver for the receiver's own steps."""
        return self.receiver if step.by_receiver else self.unit

    def send_to(self, *, receiver: Unit) -> None:
        """Name the receiver, where it lies now."""
        self.receiver, self.receiver_position = receiver, receiver.position
