"""What an import of risk points asks the database, and how it writes (17.3, 18.4): five thousand rows at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from anlan.kernel.obligations.owed import Owed
from anlan.kernel.people.area import Area
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.places.checking import outlines_of, what_is_wrong_within
from anlan.kernel.roles import P
from anlan.kernel.sheets.asking import among, units_named
from anlan.kernel.sheets.bulk import fresh_uuids, insert_many, reserve_ids, update_many
from anlan.kernel.sheets.declaring import Compared, Fault, Judged, Loading, Numbered
from anlan.kernel.sheets.owing import owe_imported
from anlan.kernel.sheets.spelling import compact, same, tidy
from anlan.modules.risk_point.point import RiskPoint
from anlan.modules.risk_point.wanted import COMPARED, SAID, Posts, Wanting, wanting
from anlan.modules.risk_point.watching import Watching, watching_in
from anlan.rules import risks

Key = tuple[int, str]
# A new point: its unit, and what the file says of it.
New = tuple[Unit, Mapping[str, Any]]
# Under this name a pass keeps who watches what.
WATCHING = "risk.watching"
# The columns in their order, taken at once.
columns_of = itemgetter(*COMPARED)


def units_among(*, rows: Sequence[Numbered] | Sequence[Judged], loading: Loading) -> dict[str, Unit]:
    """The units that these rows name, by code: a credit code is that of an enterprise's unit."""
    return units_named(codes={row[1]["unit"] for row in rows}, loading=loading)


def points_among(*, units: Iterable[Unit]) -> dict[Key, RiskPoint]:
    """The points that stand at these units. A code typed with spaces is the same code where no other is just that."""
    ids = {unit.pk for unit in units}
    here = RiskPoint.objects.filter(among(column="unit_id", values=ids)) if ids else RiskPoint.objects.none()
    standing = list(here.exclude(state="removed").order_by("-id"))
    found = {(one.unit_id, compact(text=one.code)): one for one in standing}
    return found | {(one.unit_id, one.code): one for one in standing}


def posts_among(*, units: Mapping[str, Unit], points: Iterable[RiskPoint]) -> Posts:
    """The posts of these units by their names in both languages, the oldest first; closed ones only of these points."""
    found: dict[Key, list[Post]] = {}
    here = Q(closed_on=None) | Q(pk__in={one.responsible_id for one in points} - {None})
    ids = [unit.pk for unit in units.values()]
    for post in Post.objects.filter(here, among(column="unit_id", values=ids)).order_by("id"):
        for name in {tidy(text=post.name_zh), tidy(text=post.name_en)}:
            found.setdefault((post.unit_id, name), []).append(post)
    return found


def check(*, rows: Sequence[Numbered], loading: Loading) -> Iterator[Fault]:
    """What the registers and the reader's territory have against a row."""
    sight = loading.act.actor.sight(permission=P.RISK_IMPORT)
    units = units_among(rows=rows, loading=loading)
    outlines = outlines_of(areas={unit.area for unit in units.values()}, pack=loading.act.pack)
    seen = {
        code for code, one in units.items() if sight.covers(position=one.position, unit=one.pk, line=one.line_id)
    }  # fmt: skip
    for number, values in rows:
        unit = units.get(values["unit"])
        if unit is None or unit.code not in seen:
            # A unit outside the territory looks like one that does not exist.
            yield Fault(number, "unit", _("No unit of your territory is registered under this code."), values["unit"])
            continue
        if unit.closed_on is not None:
            text = _("This unit was closed on %(day)s.") % {"day": unit.closed_on}
            yield Fault(number, "unit", text, values["unit"])
        longitude, latitude = values["longitude"], values["latitude"]
        fault = what_is_wrong_within(found=outlines[unit.area_id], longitude=longitude, latitude=latitude)
        if fault:
            yield Fault(number, "longitude", fault, f"{longitude}, {latitude}")


def compare(*, rows: Sequence[Numbered], loading: Loading) -> list[Compared]:
    """Whether a row is a new point, says something else than the register, or the same."""
    units = units_among(rows=rows, loading=loading)
    points = points_among(units=units.values())
    if not points:
        return [("new", "")] * len(rows)
    batch = wanting(loading=loading, posts=posts_among(units=units, points=points.values()))
    found: list[Compared] = []
    for _number, values in rows:
        unit = units[values["unit"]].pk
        held = points.get((unit, values["code"]))
        # Only what stands in the register is compared in full.
        if held is None:
            found.append(("new", ""))
            continue
        wanted = batch.of(values=values, unit=unit, held=held)
        differing = [
            (name, getattr(held, name)) for name in SAID if not same(held=getattr(held, name), read=wanted[name])
        ]  # fmt: skip
        found.append(("changed", repr(differing)) if differing else ("same", ""))
    return found


def load(*, rows: Sequence[Judged], loading: Loading) -> None:
    """Write new points and what has changed of known ones; what new ones make others owe is opened with them."""
    units = units_among(rows=rows, loading=loading)
    points = points_among(units=[units[row[1]["unit"]] for row in rows if row[2] == "changed"])
    batch = wanting(loading=loading, posts=posts_among(units=units, points=points.values()))
    new: list[New] = []
    changed: list[tuple[Any, ...]] = []
    for _number, values, _verdict in rows:
        unit = units[values["unit"]]
        held = points.get((unit.pk, values["code"])) if points else None
        if held is None:
            new.append((unit, values))
        else:
            wanted = batch.of(values=values, unit=unit.pk, held=held)
            state = held.state if held.state == "warned" else _state(wanted)
            changed.append((held.pk, state, *columns_of(wanted)))
    owed = _enter(new=new, batch=batch, loading=loading)
    update_many(model=RiskPoint, key=("id",), columns=("state", *COMPARED), rows=changed)
    owe_imported(owed=owed, loading=loading)


def _enter(*, new: Sequence[New], batch: Wanting, loading: Loading) -> list[Owed]:
    """Write the new points, and say what they make their units and the public side owe.

    What a row becomes is reckoned while the database writes those before it, so nothing is asked of it meanwhile.
    """
    ids = reserve_ids(model=RiskPoint, count=len(new))
    tokens = fresh_uuids(count=len(new))
    watching, now, day = _watching(loading), loading.act.now, loading.as_of
    owed: list[Owed] = []

    def entered() -> Iterator[tuple[Any, ...]]:
        for pk, token, (unit, values) in zip(ids, tokens, new, strict=True):
            unit_id, code = unit.pk, values["code"]
            wanted = batch.of(values=values, unit=unit_id, held=None)
            if not wanted["controlled"] or wanted["colour"] in risks.HIGH:
                owed.extend(_owed(pk=pk, unit=unit, code=code, wanted=wanted, watching=watching))
            state = _state(wanted)
            yield (
                pk, unit_id, unit.position, unit.line_id, state, token, now, code, day, day, False,
                *columns_of(wanted),
            )  # fmt: skip

    columns = ("id", "unit_id", "position", "line_id", "state", "submission", "created_at", "code", "found_on")
    insert_many(model=RiskPoint, columns=(*columns, "judged_on", "is_installation", *COMPARED), rows=entered())
    return owed


def _state(wanted: Mapping[str, Any]) -> str:
    return "controlled" if wanted["controlled"] else "judged"


def _watching(loading: Loading) -> Watching:
    if WATCHING not in loading.kept:
        loading.kept[WATCHING] = watching_in(areas=list(Area.objects.all()))
    watching: Watching = loading.kept[WATCHING]
    return watching


def _owed(*, pk: int, unit: Unit, code: str, wanted: Mapping[str, Any], watching: Watching) -> Iterator[Owed]:
    what, reference = f"{code} {wanted['name']}"[:200], (RiskPoint.record_type(), pk)
    if not wanted["controlled"]:
        yield Owed("risk.to_control", unit, what, None, *reference)
    if wanted["colour"] in risks.HIGH:
        yield Owed("risk.to_check", unit, what, wanted["next_check"], *reference)
        if (body := watching.body(area=unit.area_id, colour=wanted["colour"])) is not None:
            yield Owed("risk.to_watch", body, what, None, *reference)
