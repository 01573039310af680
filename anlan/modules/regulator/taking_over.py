"""据职责分工批量确定监管责任主体 (5.1, 5.2): many regulators entered in one act, with one entry in the ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.db.models import Func, Max, QuerySet, Value

from anlan.kernel.ledger.append import Entry, Place, append
from anlan.kernel.ledger.event import Event
from anlan.kernel.people.area import Area
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act
from anlan.kernel.transactions import tell_the_planner
from anlan.modules.regulator.cases import BATCH, Regulator
from anlan.rules import regulators as rules

TAKEN = {"unit_id": "unit_id", "position": "unit__position", "line_id": "unit__line_id"}


class FreshUUID(Func):
    """A random UUID for each row, made by the database."""

    output_field = models.UUIDField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, tuple[str | int, ...]]:
        """SQLite keeps a UUID as 32 digits."""
        return "lower(hex(randomblob(16)))", ()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, tuple[str | int, ...]]:
        """PostgreSQL has a type and a function for it."""
        return "gen_random_uuid()", ()


@dataclass(frozen=True)
class Named:
    """One department that the division of duties names for a matter of these enterprises.

    ``allocation`` is the number of the entry that names it; ``facts`` are what is known of the ``enterprises``, as a
    query, so that no row passes through Python on its way.
    """

    matter: str
    receiver: Unit
    authority: str
    document: str
    allocation: int
    facts: QuerySet[Any]
    enterprises: Sequence[int]


def take_over(*, area: Area, named: Sequence[Named], act: Act, post: Post) -> Event:
    """Enter what the division of duties names as of today, and say in one event what was covered.

    Call it while no other writer is under way; each enterprise still lacks a regulator of the matter then.
    """
    batch = (Regulator.objects.aggregate(last=Max("batch"))["last"] or 0) + 1
    event = append(
        entry=Entry(
            kind="regulator.taken_over",
            clause=cited.id if (cited := act.pack.clause_for(reference="5.1")) else "",
            occurred_on=act.today,
            officer=act.actor.officer.pk,
            post=post.pk,
            place=Place(position=area.lo),
            record_type=BATCH,
            record_id=batch,
            answers={
                "area": area.code,
                "entries": sum(len(one.enterprises) for one in named),
                "by": [_covered(one) for one in named],
            },
        ),
        now=act.now,
    )
    entered = sum(_insert(one, batch=batch, act=act) for one in named)
    tell_the_planner(rows=entered, models=[Regulator])
    return event


def _insert(one: Named, *, batch: int, act: Act) -> int:
    """Enter the department for each of the enterprises in one statement; how many there were."""
    constants = {
        "state": "in_force", "created_at": act.now, "receiver_id": one.receiver.pk,
        "receiver_position": one.receiver.position, "role": rules.REGULATOR, "matter": one.matter,
        "authority": one.authority, "document": one.document, "telephone": "", "since": act.today, "reason": "",
        "batch": batch,
    }  # fmt: skip
    fields: dict[str, Any] = {str(field.column): field for field in Regulator._meta.concrete_fields}
    values = {f"new_{name}": Value(value, output_field=_plain(fields[name])) for name, value in constants.items()}
    names = (*TAKEN.values(), "new_submission", *values)
    rows = one.facts.annotate(new_submission=FreshUUID(), **values).values_list(*names).order_by()
    sql, params = rows.query.sql_with_params()
    columns = ", ".join((*TAKEN, "submission", *constants))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {Regulator._meta.db_table} ({columns}) {sql}", list(params))
        return int(cursor.rowcount)


def _plain(field: Any) -> Any:
    """The type in which a column is kept: of a reference, that of the key."""
    return field.target_field if field.is_relation else field


def _covered(one: Named) -> dict[str, object]:
    """What the ledger keeps of one group: how many enterprises, and a digest by which their list can be proved."""
    ids = ",".join(map(str, sorted(one.enterprises)))
    return {
        "matter": one.matter,
        "receiver": one.receiver.pk,
        "allocation": one.allocation,
        "enterprises": len(one.enterprises),
        "digest": hashlib.sha256(ids.encode()).hexdigest(),
    }
