"""许可证延期 (安全生产许可证条例 9): by when the renewal of a licence is applied for."""

from __future__ import annotations

import datetime as dt

# What a licence without a term is ordered by.
WITHOUT_END = dt.date.max


def renew_by(*, valid_until: dt.date | None, months: int) -> dt.date:
    """The last day to apply for a renewal: so many months before the term ends, or the last day of that month.

    A mistyped term may end so early that the calendar has no such day: then its first.
    """
    if valid_until is None:
        return WITHOUT_END
    year, month = divmod(valid_until.year * 12 + valid_until.month - 1 - months, 12)
    if year < dt.MINYEAR:
        return dt.date.min
    first = dt.date(year, month + 1, 1)
    end_of_month = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    return min(first + dt.timedelta(days=valid_until.day - 1), end_of_month)
