"""回溯检验 (17.7): how well today's rule of warnings would have told at the beginnings of past quarters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy

from anlan.kernel.people.area import Area
from anlan.kernel.records.door import Act
from anlan.kernel.records.workflow import Words
from anlan.modules.warning.reading import Numbers, Place, enterprises_on, followed_after, scores_on
from anlan.policy.periods import period_of, previous_period
from anlan.rules import warnings
from anlan.rules.warnings import BackTest, Score

QUARTERS = 4
# Which enterprises of a tested day are shown: what each number of the back-test leads to.
SHOWN: Mapping[str, Words] = {
    "warned": gettext_lazy("Would have been warned of"),
    "right": gettext_lazy("Would have been warned of, and something followed"),
    "followed": gettext_lazy("Something followed"),
    "missed": gettext_lazy("Something followed, not warned of"),
    "enterprises": gettext_lazy("All enterprises that operated"),
}


@dataclass(frozen=True)
class Past:
    """One tested day: the comparison, the scores of that day, and what followed at whom."""

    test: BackTest
    scores: Mapping[int, Score]
    after: Mapping[int, Mapping[str, int]]

    def chosen(self, *, show: str) -> frozenset[int]:
        """The enterprises to which a number leads."""
        found: frozenset[int] = getattr(self.test, show)
        return found


@dataclass(frozen=True)
class Row:
    """One tested day as the page shows it: rates in per cent, and where each number leads."""

    test: BackTest
    links: Mapping[str, str]

    @property
    def precision(self) -> float | None:
        """Of those warned of, the share at which something followed."""
        return _per_cent(self.test.precision)

    @property
    def recall(self) -> float | None:
        """Of those at which something followed, the share that was warned of."""
        return _per_cent(self.test.recall)

    @property
    def base_rate(self) -> float | None:
        """Of all enterprises, the share at which something followed."""
        return _per_cent(self.test.base_rate)


def past_quarters(*, today: dt.date, horizon: dt.timedelta) -> list[dt.date]:
    """The beginnings of the last four quarters after which all days that count have passed, the latest first."""
    quarter = period_of(every="quarter", day=today)
    days: list[dt.date] = []
    while len(days) < QUARTERS:
        if quarter.start + horizon < today:
            days.append(quarter.start)
        quarter = previous_period(period=quarter)
    return days


def tested(*, place: Place, day: dt.date, numbers: Numbers, act: Act) -> Past:
    """What the rule of today would have told on that day, and what followed; four questions to the database."""
    until = day + numbers.horizon
    among = enterprises_on(place=place, day=day)
    scores = scores_on(place=place, day=day, numbers=numbers, pack=act.pack, among=among)
    after = followed_after(place=place, day=day, until=until)
    test = warnings.back_test(day=day, until=until, enterprises=among, scores=scores, followed=after)
    return Past(test, scores, after)


def rows_of(*, area: Area, numbers: Numbers, act: Act) -> list[Row]:
    """The back-test of an area, one row for each tested day."""
    page, place, rows = reverse("warnings_of", args=[area.code]), Place(area.lo, area.hi), []
    for day in past_quarters(today=act.today, horizon=numbers.horizon):
        test = tested(place=place, day=day, numbers=numbers, act=act).test
        links = {show: f"{page}?{urlencode({'day': day.isoformat(), 'show': show})}" for show in SHOWN}
        rows.append(Row(test, links))
    return rows


def _per_cent(share: float | None) -> float | None:
    return None if share is None else 100 * share
