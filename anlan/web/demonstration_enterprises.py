"""The demonstration's enterprises: synthetic ones that say so, over the city's real industries.

Their credit codes name the division 000000, which no registry has, so that none can be taken for a real one.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from anlan.kernel.ledger.append import Entry, Place, append
from anlan.kernel.people.acting import actor_for
from anlan.kernel.people.area import Area
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act
from anlan.kernel.sheets.declaring import UPDATE, Loading
from anlan.kernel.transactions import sweeping
from anlan.modules.enterprise import Enterprise, EnterpriseFacts
from anlan.modules.enterprise.founding import found_enterprise, found_posts
from anlan.modules.enterprise.loading import load
from anlan.modules.enterprise.particulars import ASKED, FIELDS
from anlan.modules.enterprise.writing import derived, size_limits
from anlan.policy import Pack
from anlan.web.synthetic_enterprises import enterprises

TOWN = "445122100"
SOURCE = "演示数据（虚构）"
COUNT = 3000
BATCH = 5000
CAST: tuple[tuple[str, str, str, str, dict[str, Any]], ...] = (
    (
        "DEMO-ENTERPRISE-1", "91000000DEM0000019", "演示陶瓷有限公司(虚构)", "Demonstration Ceramics Co. (synthetic)",
        {"industry": "3074", "ownership": "private", "employees": 168, "hazard_policy": "special_equipment",
         "above_scale": True, "labour_intensive": True, "safety_body": True, "full_time_staff": 2, "union": True,
         "workers_body": "congress", "safety_committee": True, "committee_chair": "legal_representative"},
    ),
    (
        "DEMO-ENTERPRISE-2", "91000000DEM000002C", "演示包装有限公司(虚构)", "Demonstration Packaging Co. (synthetic)",
        {"industry": "2239", "ownership": "private", "employees": 42, "part_time_staff": 1},
    ),
)  # fmt: skip


def found_cast_enterprises(*, on: dt.date, pack: Pack) -> None:
    """The two enterprises of the cast, in the town of the cast, with their posts and their entries in the register."""
    area = Area.objects.get(code=TOWN)
    for code, credit_code, zh, en, known in CAST:
        unit = found_enterprise(code=code, name=zh, area=area, opened_on=on, synthetic=True)
        unit.name_en = unit.short_en = en
        unit.save(update_fields=["name_en", "short_en"])
        found_posts(unit=unit, party=False, on=on)
        values = {name: known.get(name, FIELDS[name].get_default()) for name in ASKED}
        values |= derived(values=values, limits=size_limits(pack=pack, on=on))
        Enterprise.objects.create(
            unit=unit, position=unit.position, line_id=unit.line_id, state="operating", credit_code=credit_code,
            name=zh, known_since=on, submission=uuid.uuid5(uuid.NAMESPACE_OID, code),
            created_at=dt.datetime.combine(on, dt.time(), dt.UTC), **values,
        )  # fmt: skip
        EnterpriseFacts.objects.create(unit=unit, kind=unit.kind, valid_from=on, source=SOURCE, **values)


def seats() -> dict[str, list[str]]:
    """The towns and their villages by the name of the town: where synthetic enterprises are seated."""
    towns = Area.objects.filter(level="town").order_by("lo").values_list("name_zh", "code", "lo", "hi")
    villages = list(Area.objects.filter(level="village").values_list("code", "lo"))
    return {
        name: [code, *(village for village, position in villages if lo <= position < hi)]
        for name, code, lo, hi in towns
    }


def import_enterprises(*, count: int, on: dt.date, now: dt.datetime, pack: Pack) -> None:
    """Enter synthetic enterprises as an import of the city's office would, as of that day, with one ledger entry."""
    act = Act(actor_for(officer=Officer.objects.get(username="city"), on=on), now, pack)
    rows = list(enterprises(count=count, seats=seats(), today=on))
    columns = frozenset({"credit_code", "name", "area", *ASKED})
    post = act.actor.posts[0]
    with sweeping():
        place = Place(unit=post.unit_id, position=post.unit.position, line=post.unit.line_id)
        event = append(
            entry=Entry(
                kind="enterprise.imported", occurred_on=on, officer=act.actor.officer.pk, post=post.pk, place=place,
                answers={"rows": count, "synthetic": True},
            ),
            now=now,
        )  # fmt: skip
        loading = Loading(act, post.pk, UPDATE, on, SOURCE, "", columns, event)
        for first in range(0, count, BATCH):
            batch = enumerate(rows[first : first + BATCH], start=first)
            load(rows=[(number, row, "new") for number, row in batch], loading=loading)
        Unit.objects.filter(kind="enterprise").update(synthetic=True)
