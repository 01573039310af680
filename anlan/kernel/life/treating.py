"""A step on an obligation while it is being taken: what its rules and its effect are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.records.door import Act
from anlan.kernel.records.workflow import Step
from anlan.policy.duties import Duty as PolicyDuty


@dataclass
class Treating:
    """One step being taken on an obligation; ``noted`` are answers that the step works out itself."""

    step: Step
    row: Obligation
    duty: PolicyDuty
    answers: Mapping[str, Any]
    act: Act
    noted: dict[str, Any] = field(default_factory=dict)

    @property
    def waiting(self) -> bool:
        """Whether it is submitted and waits for its review."""
        return self.row.review == Obligation.Review.WAITING
