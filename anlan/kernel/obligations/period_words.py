"""Periods in words: the month, quarter or half-year of something owed, in the reader's language or in both."""

from __future__ import annotations

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from anlan.policy.periods import Period


def period_name(*, period: Period) -> str:
    """A period in words: November 2026, the fourth quarter of 2026."""
    year, month = period.start.year, period.start.month
    if period.kind == "month":
        return date_format(period.start, "YEAR_MONTH_FORMAT")
    if period.kind == "quarter":
        return _("Quarter %(number)d of %(year)d") % {"number": (month - 1) // 3 + 1, "year": year}
    if period.kind == "half_year":
        return (_("First half of %(year)d") if month == 1 else _("Second half of %(year)d")) % {"year": year}
    if period.kind == "five_years":
        return _("Years %(first)d to %(last)d") % {"first": year, "last": period.end.year}
    return _("Year %(year)d") % {"year": year}


def in_both_languages(*, period: Period) -> tuple[str, str]:
    """A period in Chinese and in English: for what is stored and read by readers of either."""
    with translation.override("zh-hans"):
        chinese = period_name(period=period)
    with translation.override("en"):
        return chinese, period_name(period=period)
