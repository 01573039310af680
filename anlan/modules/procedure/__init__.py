"""安全操作规程与制度 (18.2, 18.5, 18.6): what an enterprise has laid down in writing, in its present version.

Operating procedures name the posts and processes that they cover. The rules on graded risk control (18.2) and on hidden
dangers (18.6) hold for the whole enterprise; whether they are in force is noted among the facts that duties test.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.declared import EventKind, Module
from anlan.kernel.pages.declarations import CasePages, Choice, Column
from anlan.modules.procedure.documents import Procedure
from anlan.modules.procedure.kinds import KINDS, OPERATING

__all__ = ["MODULE", "Procedure"]
PROCEDURES = CasePages(
    name="procedure",
    model=Procedure,
    label=_("Operating procedure or rules"),
    plural=_("Safety operating procedures and rules"),
    order=("-in_force_since", "-id"),
    columns=(
        Column("kind", _("Kind of document"), kind="choice"),
        Column("title", pgettext_lazy("procedure", "Title")),
        Column("unit", _("Enterprise"), kind="unit"),
        Column("covers", _("Posts and processes covered")),
        Column("version", _("Version")),
        Column("in_force_since", _("In force since"), kind="date"),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("adopted_on", _("First in force on"), kind="date"),
        Column("ended_on", _("Repealed on"), kind="date"),
        Column("ended_because", _("Reason")),
    ),
    holders=("enterprise",),
    choices=(Choice("kind", _("Kind of document"), KINDS),),
    carries={
        "18.2": {"state": "in_force", "kind": "risk_rules"},
        "18.5": {"state": "in_force", "kind": OPERATING},
        "18.6": {"state": "in_force", "kind": "danger_rules"},
    },
    empty=_("No operating procedure or rules have been entered here. An enterprise enters its own."),
)
MODULE = Module(
    name="procedure",
    pages=(PROCEDURES,),
    events=(
        EventKind("procedure.adopted", _("Operating procedure or rules entered"), KINDS),
        EventKind("procedure.revised", _("New version of an operating procedure")),
        EventKind("procedure.repealed", _("Operating procedure repealed")),
        EventKind("procedure.withdrawn", _("Operating procedure withdrawn")),
    ),
)
