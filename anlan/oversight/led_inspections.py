"""带队检查次数 (4.7): how many inspections each leader's post led in a period; a count, never a ranking."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import Count

from anlan.kernel.declared import DECLARED


def inspections_led(*, posts: Sequence[int], since: dt.date, until: dt.date) -> dict[int, int]:
    """Inspections by the id of the post that led them, both days included; posts that led none are left out."""
    rows = DECLARED.pages["ledinspection"].model.objects.filter(
        leader__in=posts, held_on__gte=since, held_on__lte=until, state="recorded"
    )
    return dict(rows.order_by().values_list("leader").annotate(number=Count("id")))
