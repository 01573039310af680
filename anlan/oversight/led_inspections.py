"""带队检查次数 (4.7): how many inspections each leader's post led in a period; a count, never a ranking."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from anlan.kernel.declared import DECLARED
from anlan.kernel.people.post import Post
from anlan.oversight.wording import short_period
from anlan.policy.periods import period_of, periods_between

REGISTER = "ledinspection"


def inspections_led(*, posts: Sequence[int], since: dt.date, until: dt.date) -> dict[int, int]:
    """Inspections by the id of the post that led them, both days included; posts that led none are left out."""
    rows = _recorded(since=since, until=until).filter(leader__in=posts)
    return dict(rows.values_list("leader").annotate(number=Count("id")))


def _recorded(*, since: dt.date, until: dt.date) -> Any:
    rows = DECLARED.pages[REGISTER].model.objects.order_by()
    return rows.filter(held_on__gte=since, held_on__lte=until, state="recorded")


def led_this_year(*, post: Post, today: dt.date) -> list[tuple[str, int, str]]:
    """The quarters of this year in words, each with the number that a leader's post led and the list of exactly these.

    Empty for a post that is no leader's (article 4).
    """
    if not post.leadership:
        return []
    year = period_of(every="year", day=today)
    days = list(_recorded(since=year.start, until=year.end).filter(leader=post.pk).values_list("held_on", flat=True))
    found = []
    for quarter in periods_between(every="quarter", start=year.start, end=today):
        number = sum(1 for day in days if quarter.contains(day=day))
        query = {"leader": post.pk, "state": "recorded", "since": quarter.start, "until": quarter.end}
        found.append(
            (short_period(period=quarter), number, f"{reverse('records', args=[REGISTER])}?{urlencode(query)}")
        )
    return found
