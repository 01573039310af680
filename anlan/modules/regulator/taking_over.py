"""据职责分工批量确定监管责任主体 (5.1, 5.2): many regulators entered in one act, with one entry in the ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max

from anlan.kernel.ledger.append import Entry, Place, append
from anlan.kernel.ledger.event import Event
from anlan.kernel.people.area import Area
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act
from anlan.kernel.transactions import tell_the_planner
from anlan.modules.regulator.cases import BATCH, Regulator
from anlan.rules import regulators as rules

# So many rows go to the database in one statement.
ROWS = 500


@dataclass(frozen=True)
class Named:
    """One department that the division of duties names for a matter of these enterprises.

    ``allocation`` is the number of the entry that names it; an enterprise is its id, position and line.
    """

    matter: str
    receiver: Unit
    authority: str
    document: str
    allocation: int
    enterprises: Sequence[tuple[int, int, int]]


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
    rows = [
        Regulator(
            unit_id=unit, position=position, line_id=line, state="in_force", created_at=act.now,
            receiver=one.receiver, receiver_position=one.receiver.position, role=rules.REGULATOR, matter=one.matter,
            authority=one.authority, document=one.document, since=act.today, batch=batch,
        )
        for one in named
        for unit, position, line in one.enterprises
    ]  # fmt: skip
    Regulator.objects.bulk_create(rows, batch_size=ROWS)
    tell_the_planner(rows=len(rows), models=[Regulator])
    return event


def _covered(one: Named) -> dict[str, object]:
    """What the ledger keeps of one group: how many enterprises, and a digest by which their list can be proved."""
    ids = ",".join(str(unit) for unit in sorted(unit for unit, _position, _line in one.enterprises))
    return {
        "matter": one.matter,
        "receiver": one.receiver.pk,
        "allocation": one.allocation,
        "enterprises": len(one.enterprises),
        "digest": hashlib.sha256(ids.encode()).hexdigest(),
    }
