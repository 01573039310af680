"""告知对象: who is told a notice, as one statement over all notices of a chunk.

Reminders and what a superior decided go to the owing unit: to whoever holds the accountable post (article 4), where
nobody does to the other posts of the unit, and to those who record for the bodies of that place (代录). A unit in which
nobody holds a post and for which nobody records is told to the committee office that oversees it. Escalations go to a
committee office, and so does the letter (函) that a vertically managed body is to be sent.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection

from anlan.kernel.messages.message import Mention, Unheard
from anlan.kernel.obligations.duty import DutyVersion
from anlan.kernel.obligations.inserting import as_stored
from anlan.kernel.obligations.obligation import Notice, Obligation
from anlan.kernel.obligations.overseeing import OF_THE_SAME_LEVEL, OFFICE
from anlan.kernel.people.area import Area
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Appointment, Grant, Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.roles import ROLES, P

# What only matters while the obligation is still open: whoever has met it meanwhile is not reminded or urged, and a
# review that was done is not asked for. Nor is a reminder worth telling once it is late.
WHILE_OPEN = (
    Notice.Kind.REMINDER, Notice.Kind.LATE, Notice.Kind.ESCALATION, Notice.Kind.LETTER, Notice.Kind.URGED,
    Notice.Kind.SUBMITTED, Notice.Kind.TAKEN_OVER,
)  # fmt: skip
# The bodies of a place whose meetings and reports an officer of that place records.
RECORDED_FOR = (
    "party_committee",
    "government",
    "safety_committee",
    "safety_committee_office",
    "town_safety_office",
)
# Temporary tables: the notices of a chunk that matter, and who is told them.
CANDIDATE, TOLD = "anlan_candidate", "anlan_told"


@dataclass(frozen=True)
class Chunk:
    """Notices ``first`` to ``last`` of a round: the new ones, or those that nobody could be told so far."""

    first: int
    last: int
    unheard: bool

    @property
    def source(self) -> str:
        """The notices as a FROM clause, named n."""
        notices = Notice._meta.db_table
        if self.unheard:
            return f"{Unheard._meta.db_table} h JOIN {notices} n ON n.id = h.notice_id"
        return f"{notices} n"


def stage(*, chunk: Chunk, on: dt.date, now: dt.datetime) -> bool:
    """Fill the temporary tables ``CANDIDATE`` and ``TOLD`` (notice, kind, officer, reason); False for an empty chunk.

    ``on`` is the day whose appointments and grants count. The caller is inside a transaction and drops the tables with
    ``unstage``.
    """
    groups = _groups(chunk=chunk)
    if not groups:
        return False
    values = ", ".join(["(%s, %s, %s, %s, %s)"] * len(groups))
    cells: list[Any] = [cell for group in groups for cell in group]
    day = connection.ops.adapt_datefield_value(on)
    roles = [role for role, one in ROLES.items() if P.MEETING_RECORD in one.permissions]
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE {CANDIDATE} AS WITH grouped(version_id, kind, named, accountable, audience) "
            f"AS (VALUES {values}) {_candidates(source=chunk.source)}",
            [*cells, chunk.first, chunk.last, as_stored(moment=now), *WHILE_OPEN],
        )
        if connection.vendor == "postgresql":
            # It would take a table it knows nothing of for a small one, and compare each row with each.
            cursor.execute(f"ANALYZE {CANDIDATE}")
        cursor.execute(
            f"CREATE TEMPORARY TABLE {TOLD} AS WITH {_people(roles=len(roles))}, {_desks()}, {_told()} "
            f"SELECT notice_id, kind, officer_id, MIN(reason) AS reason FROM told GROUP BY notice_id, kind, officer_id",
            [day, day, *roles, day, day],
        )
    return True


def unstage() -> None:
    """Drop the temporary tables."""
    with connection.cursor() as cursor:
        for table in (TOLD, CANDIDATE):
            cursor.execute(f"DROP TABLE {table}")


def audience_of(*, kind: str, to: str) -> str:
    """Who is told: the owing ``unit``, the committee office of the ``same`` area, or the one ``above``.

    An escalation goes to whom its rung named when it was written (``to``). A submission is a notice
    of the review that the overseeing office owes, so it goes to that unit. A letter is sent by the office of the body's
    own level: a vertically managed body has no superior here.
    """
    if kind == Notice.Kind.LETTER:
        return "same"
    if kind == Notice.Kind.ESCALATION:
        return "same" if to == "committee_office" else "above"
    return "unit"


def _groups(*, chunk: Chunk) -> list[tuple[int, str, str, str, str]]:
    """What the notices of the chunk have in common: a duty's version and the kind of notice decide who is told."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT DISTINCT o.version_id, n.kind, n."to" FROM {chunk.source} '
            f"JOIN {Obligation._meta.db_table} o ON o.id = n.obligation_id WHERE n.id BETWEEN %s AND %s",
            [chunk.first, chunk.last],
        )
        found = cursor.fetchall()
    policies = {one.pk: one.policy for one in DutyVersion.objects.filter(pk__in={row[0] for row in found})}
    return [
        (version, kind, to, policies[version].accountable, audience_of(kind=kind, to=to)) for version, kind, to in found
    ]


def _candidates(*, source: str) -> str:
    kinds = ", ".join(["%s"] * len(WHILE_OPEN))
    too_late = f"n.kind = '{Notice.Kind.REMINDER.value}' AND o.due_at <= %s"
    return f"""
        SELECT n.id AS notice_id, n.kind AS kind, o.unit_id AS unit_id, u.position AS position, u.kind AS unit_kind,
               u.area_id AS area_id, g.accountable AS accountable, g.audience AS audience
        FROM {source}
        JOIN {Obligation._meta.db_table} o ON o.id = n.obligation_id
        JOIN {Unit._meta.db_table} u ON u.id = o.unit_id
        JOIN grouped g ON g.version_id = o.version_id AND g.kind = n.kind AND g.named = n."to"
        WHERE n.id BETWEEN %s AND %s AND NOT ({too_late})
          AND (o.state = {Obligation.State.OPEN.value} OR n.kind NOT IN ({kinds}))"""


def _people(*, roles: int) -> str:
    """Who holds which kind of post of a unit that day, and who records for the bodies of a place."""
    return f"""holder AS MATERIALIZED (
        SELECT DISTINCT p.unit_id AS unit_id, p.kind AS kind, a.officer_id AS officer_id, p.id AS post_id
        FROM {Post._meta.db_table} p JOIN {Appointment._meta.db_table} a ON a.post_id = p.id
        JOIN {Officer._meta.db_table} f ON f.id = a.officer_id
        WHERE p.closed_on IS NULL AND f.is_active AND a.since <= %s AND (a.until IS NULL OR a.until >= %s)),
    staffed AS MATERIALIZED (SELECT DISTINCT unit_id, kind FROM holder),
    manned AS MATERIALIZED (SELECT DISTINCT unit_id FROM holder),
    recorder AS MATERIALIZED (
        SELECT DISTINCT u.position AS position, h.officer_id AS officer_id
        FROM {Grant._meta.db_table} g JOIN holder h ON h.post_id = g.post_id
        JOIN {Unit._meta.db_table} u ON u.id = h.unit_id
        WHERE g.role IN ({", ".join(["%s"] * roles)}) AND NOT g.own_unit
          AND g.since <= %s AND (g.until IS NULL OR g.until >= %s)),
    recorded AS MATERIALIZED (SELECT DISTINCT position FROM recorder)"""


def _desks() -> str:
    """For each area the nearest committee office that somebody works in: of its own level or above, and strictly above.

    Areas lie inside one another, so of those that contain an area the nearest begins last.
    """
    areas = Area._meta.db_table
    return f"""office AS MATERIALIZED (
        SELECT DISTINCT a.lo AS lo, a.hi AS hi, h.officer_id AS officer_id
        FROM holder h JOIN {Unit._meta.db_table} u ON u.id = h.unit_id JOIN {areas} a ON a.id = u.area_id
        WHERE u.kind = '{OFFICE}' AND u.closed_on IS NULL),
    near AS MATERIALIZED (
        SELECT x.id AS area_id, MAX(s.lo) AS lo FROM {areas} x
        JOIN (SELECT DISTINCT lo, hi FROM office) s ON s.lo <= x.lo AND x.lo < s.hi GROUP BY x.id),
    desk AS MATERIALIZED (
        SELECT x.id AS area_id, same.lo AS same_lo, COALESCE(above.lo, same.lo) AS above_lo FROM {areas} x
        LEFT JOIN near same ON same.area_id = x.id LEFT JOIN near above ON above.area_id = x.parent_id)"""


def _told() -> str:
    reason = Mention.Reason
    kinds, local = (", ".join(f"'{kind}'" for kind in names) for names in (RECORDED_FOR, sorted(OF_THE_SAME_LEVEL)))
    return f"""told AS (
        SELECT c.notice_id AS notice_id, c.kind AS kind, h.officer_id AS officer_id, {reason.HOLDER.value} AS reason
        FROM {CANDIDATE} c JOIN holder h ON h.unit_id = c.unit_id AND h.kind = c.accountable WHERE c.audience = 'unit'
        UNION ALL
        SELECT c.notice_id, c.kind, h.officer_id, {reason.UNIT.value}
        FROM {CANDIDATE} c LEFT JOIN staffed s ON s.unit_id = c.unit_id AND s.kind = c.accountable
        JOIN holder h ON h.unit_id = c.unit_id WHERE c.audience = 'unit' AND s.unit_id IS NULL
        UNION ALL
        SELECT c.notice_id, c.kind, r.officer_id, {reason.RECORDER.value}
        FROM {CANDIDATE} c JOIN recorder r ON r.position = c.position
        WHERE c.audience = 'unit' AND c.unit_kind IN ({kinds})
        UNION ALL
        SELECT c.notice_id, c.kind, f.officer_id, {reason.VACANT.value}
        FROM {CANDIDATE} c LEFT JOIN manned m ON m.unit_id = c.unit_id
        LEFT JOIN recorded r ON r.position = c.position AND c.unit_kind IN ({kinds})
        JOIN desk d ON d.area_id = c.area_id
        JOIN office f ON f.lo = CASE WHEN c.unit_kind IN ({local}) THEN d.same_lo ELSE d.above_lo END
        WHERE c.audience = 'unit' AND m.unit_id IS NULL AND r.position IS NULL
        UNION ALL
        SELECT c.notice_id, c.kind, f.officer_id, {reason.OVERSEER.value}
        FROM {CANDIDATE} c JOIN desk d ON d.area_id = c.area_id
        JOIN office f ON f.lo = CASE c.audience WHEN 'above' THEN d.above_lo ELSE d.same_lo END
        WHERE c.audience <> 'unit')"""
