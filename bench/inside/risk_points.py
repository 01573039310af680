"""Risk points: an import of a city's lists beside its parts, with what the points make others owe."""

from __future__ import annotations

import random

from django.utils import timezone

from anlan.kernel.obligations.figures import FigureDelta
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.acting import actor_for
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.unit import Unit
from anlan.kernel.places.checking import outline_of
from anlan.kernel.records.door import Act
from anlan.modules.enterprise import Enterprise
from anlan.modules.risk_point import RiskPoint
from anlan.web.demonstration_places import somewhere_in
from bench.inside import enterprises
from bench.inside.importing import Workbook, import_lines, load_rows
from bench.inside.scale import City
from bench.results import Line
from bench.synthetic_risks import Seated, risk_points

COLUMNS = (
    "unit", "code", "name", "kind", "place", "hazard", "accident", "likelihood", "exposure", "consequence", "colour",
    "level", "control_unit", "responsible", "engineering", "management", "training", "protection", "emergency",
    "longitude", "latitude",
)  # fmt: skip
PER_ENTERPRISE = 25


def measure(*, city: City, rows: int, database: str) -> list[Line]:
    """Fill the register of enterprises and import ``rows`` risk points of them."""
    actor = actor_for(officer=Officer.objects.get(username="city"), on=city.period.start)
    act = Act(actor, timezone.now(), city.pack)
    enterprises.fill(rows=max(1, rows // PER_ENTERPRISE), act=act)
    made = list(risk_points(units=_seated(act=act), count=rows))
    book = Workbook(
        sheet="riskpoint", columns=COLUMNS, rows=lambda: made, count=rows,
        load=lambda: load_rows(sheet="riskpoint", rows=made, act=act, columns=COLUMNS),
        written=(RiskPoint, Obligation, FigureDelta),
        topic=f"Import of {rows:,} risk points × {len(COLUMNS)} columns",
    )  # fmt: skip
    return import_lines(book=book, act=act, database=database)


def _seated(*, act: Act) -> list[Seated]:
    """The enterprises in the order of their registration, each somewhere within the outline of its county."""
    draw = random.Random(20171026)
    seated: list[Seated] = []
    for unit in Unit.objects.filter(pk__in=Enterprise.objects.values("unit")).select_related("area").order_by("id"):
        found = outline_of(area=unit.area, pack=act.pack)
        if found is not None:
            x, y = somewhere_in(outline=found[1], draw=draw)
            # To six places, as the sheet takes them.
            seated.append((unit.code, found[1], (round(x, 6), round(y, 6))))
    return seated
