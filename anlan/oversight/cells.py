"""One cell of a table of figures: what became of what was owed in one place and period, as shape, word and number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.kernel.obligations.counts import Counts

SHAPES = {"none": "–", "met_on_time": "✓", "met_late": "✓", "open": "○", "late": "▲"}


@dataclass(frozen=True)
class Cell:
    """Counts with the words for them and where they lead; ``shown`` is the word of one row, or met/owed of several."""

    counts: Counts
    standing: str
    label: str
    shown: str
    words: str
    url: str
    urge_url: str

    @property
    def shape(self) -> str:
        """The sign that stands for the standing; never a colour alone."""
        return SHAPES[self.standing]


def standing_of(*, counts: Counts) -> str:
    """The worst of what is counted: late, open, met late, met on time, or none where nothing is owed."""
    if not counts.owed:
        return "none"
    if counts.overdue:
        return "late"
    if counts.open:
        return "open"
    return "met_late" if counts.late else "met_on_time"


def word_of(*, standing: str) -> str:
    """A standing in one short word."""
    return {
        "none": pgettext("cell", "nothing owed"),
        "met_on_time": pgettext("cell", "on time"),
        "met_late": pgettext("cell", "met late"),
        "open": pgettext("cell", "open"),
        "late": pgettext("cell", "late"),
    }[standing]


def sentence_of(*, counts: Counts) -> str:
    """The same in full, for a screen reader and for whoever points at the cell."""
    if not counts.owed:
        return word_of(standing="none")
    text = _("%(owed)d owed, %(on_time)d met on time, %(late)d met late, %(open)d open, of these %(overdue)d late")
    return text % {
        "owed": counts.owed,
        "on_time": counts.on_time,
        "late": counts.late,
        "open": counts.open,
        "overdue": counts.overdue,
    }


def cell_of(
    *,
    counts: Counts,
    filters: Mapping[str, str],
    late: Sequence[int] = (),
    urging: bool = False,
    today: dt.date,
    label: str,
) -> Cell:
    """The cell of these counts. ``filters`` are the list's that show its rows, ``late`` the ids of the late ones.

    Who may urge is led to the one late row, or to the list of them.
    """
    standing = standing_of(counts=counts)
    address = reverse("obligations")
    urge = ""
    if urging and counts.overdue:
        last = min(filters["until"], (today - dt.timedelta(days=1)).isoformat())
        query = urlencode({**filters, "until": last, "standing": "open"})
        urge = reverse("obligation", args=[late[0]]) if len(late) == counts.overdue == 1 else f"{address}?{query}"
    several = f"{counts.on_time + counts.late}/{counts.owed}"
    return Cell(
        counts=counts,
        standing=standing,
        label=label,
        shown=several if counts.owed > 1 else word_of(standing=standing),
        words=sentence_of(counts=counts),
        url=f"{address}?{urlencode({**filters, 'standing': 'owed'})}" if counts.owed else "",
        urge_url=urge,
    )
