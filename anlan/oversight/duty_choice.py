"""职责筛选: one duty, or all duties of enterprises or of public bodies, by which figures and lists are narrowed.

Thousands of enterprises owe beside a few hundred bodies: whoever oversees both looks at each for itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.kernel.obligations.conditions import facts_for
from anlan.kernel.obligations.duty import Duty
from anlan.oversight.wording import said
from anlan.policy import Pack

ENTERPRISES, BODIES = "of-enterprises", "of-bodies"
GROUPS: dict[str, Promise | str] = {
    BODIES: _("All duties of public bodies"),
    ENTERPRISES: _("All duties of enterprises"),
}


@dataclass(frozen=True)
class DutyChoice:
    """What was chosen: its key in the address, and the duties (by their ids) that it stands for."""

    key: str
    ids: tuple[int, ...]


def duty_chosen(*, key: str, pack: Pack) -> DutyChoice | None:
    """The duty or group of that key; None where none is named. Raises Http404 for one that does not exist."""
    if not key:
        return None
    if key in GROUPS:
        wanted = {
            duty.id
            for duty in pack.duties.values()
            if ("enterprise" in facts_for(duty=duty).KINDS) == (key == ENTERPRISES)
        }
        return DutyChoice(key, tuple(Duty.objects.filter(key__in=wanted).values_list("pk", flat=True)))
    duty = Duty.objects.filter(key=key).first()
    if duty is None:
        raise Http404("duty")
    return DutyChoice(key, (duty.pk,))


def duty_choices(*, pack: Pack) -> list[tuple[str, str]]:
    """What can be chosen, the groups first."""
    return [*((key, str(words)) for key, words in GROUPS.items()),
            *((duty.id, said(duty.title)) for duty in pack.duties.values())]  # fmt: skip
