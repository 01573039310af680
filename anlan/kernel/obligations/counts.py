"""What became of what was owed, as numbers that add up."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Counts:
    """Owed, met on time, met late, void; what is left is open, and part of that is late.

    Counts that were taken as of a day say more: ``due`` is what was owed by days that have passed, ``kept`` what of it
    was met on time, ``not_due`` what is open and has its due day still to come.
    """

    opened: int = 0
    on_time: int = 0
    late: int = 0
    void: int = 0
    overdue: int = 0
    due: int = 0
    kept: int = 0
    not_due: int = 0

    @property
    def owed(self) -> int:
        """The denominator: waived and lapsed rows leave it."""
        return self.opened - self.void

    @property
    def open(self) -> int:
        """Not met yet, whether late or not."""
        return self.owed - self.on_time - self.late

    @property
    def rate(self) -> float | None:
        """Share met on time of what was due by then, in percent; None until something is due."""
        return 100 * self.kept / self.due if self.due else None

    @property
    def open_and_late(self) -> int:
        """Of counts taken as of a day: open although the due day has passed."""
        return self.open - self.not_due

    def as_of(self, *, passed: bool) -> Counts:
        """The same counts, of due days that have passed or not: only then something was due."""
        return replace(self, due=self.owed, kept=self.on_time) if passed else replace(self, not_due=self.open)

    def __add__(self, other: Counts) -> Counts:
        # Written out: a check of all figures adds hundreds of thousands, and ``astuple`` copies each of them deeply.
        return Counts(
            opened=self.opened + other.opened,
            on_time=self.on_time + other.on_time,
            late=self.late + other.late,
            void=self.void + other.void,
            overdue=self.overdue + other.overdue,
            due=self.due + other.due,
            kept=self.kept + other.kept,
            not_due=self.not_due + other.not_due,
        )
