"""取数: what several papers gather in the same way. Every number comes from the function that its page uses.

What is said here goes onto papers and is Chinese; the builders run with Chinese switched on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.http import Http404

from anlan.kernel.obligations.counts import Counts
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.papers.issuing import chinese_day
from anlan.kernel.people.post import Post
from anlan.kernel.records.door import Act
from anlan.oversight.wording import title_of

# Bodies that remind, supervise and report (article 9); who orders and punishes is another matter.
SUPERVISING = frozenset({"safety_committee", "safety_committee_office", "town_safety_office"})
# Bodies and departments of any level: each may certify what concerns its own posts, and those below it.
PUBLIC = SUPERVISING | {"party_committee", "government", "department", "village_committee"}
# No id has more digits; a longer number in an address is none of ours.
LONGEST_ID = 18


def counted(counts: Counts, **more: Any) -> dict[str, Any]:
    """The counts as templates name them, with the rate as the pages round it."""
    return {
        **more,
        "owed": counts.owed,
        "on_time": counts.on_time,
        "late": counts.late,
        "open": counts.open,
        "overdue": counts.overdue,
        "not_due": counts.not_due,
        "rate": "—" if counts.rate is None else f"{counts.rate:.1f}%",
    }


def late_rows(rows: Iterable[Obligation], *, act: Act) -> Iterator[dict[str, Any]]:
    """What is late, as a list in a paper; needs duty, version and unit at hand."""
    for row in rows:
        yield {
            "unit": row.unit.name_zh,
            "title": title_of(row=row, pack=act.pack),
            "clause": row.duty.clause,
            "due": row.due_day.isoformat(),
            "days": (act.today - row.due_day).days,
            "standing": late_words(row),
        }


def late_words(row: Obligation) -> str:
    """How something late stands: nothing was received, it was returned, or a superior confirmed it (9.3)."""
    if row.not_performed_id is not None:
        return "已认定未履行"
    return "已退回，待补充" if row.review == Obligation.Review.RETURNED else "未收到材料"


def post_in_full(post: Post) -> str:
    """Unit and post as one name: 饶平县人民政府 and 政府主要负责人 are 饶平县人民政府主要负责人."""
    unit, name = post.unit.name_zh, post.name_zh
    shared = next((n for n in range(min(len(unit), len(name)), 1, -1) if unit.endswith(name[:n])), 0)
    return unit + name[shared:]


def most_rows(*, act: Act) -> int:
    """How many rows a list in a paper has at most (a marked product default)."""
    return int(act.pack.parameters.value(key="paper.rows_most", on=act.today).value)


def day_words(day: dt.date) -> str:
    """A day as papers write it."""
    return chinese_day(day=day)


def chinese_period(*, since: dt.date, until: dt.date) -> str:
    """A time in a title: 2026年, or from day to day."""
    whole = (since.month, since.day, until.month, until.day) == (1, 1, 12, 31) and since.year == until.year
    return f"{since.year}年" if whole else f"{day_words(since)}至{day_words(until)}"


def number_asked(about: Mapping[str, str], name: str) -> int:
    """The row's number in the address, or 404."""
    value = about.get(name, "")
    if not (value.isascii() and value.isdecimal()) or len(value) > LONGEST_ID:
        raise Http404(name)
    return int(value)
