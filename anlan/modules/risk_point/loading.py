"""What an import of risk points asks the database, and how it writes (17.3, 18.4): five thousand rows at a time."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from anlan.kernel.obligations.owed import Owed
from anlan.kernel.people.area import Area
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.places.checking import outlines_of, what_is_wrong_within
from anlan.kernel.places.placed import cell_of
from anlan.kernel.roles import P
from anlan.kernel.sheets.asking import among, units_named
from anlan.kernel.sheets.bulk import insert_many, reserve_ids, update_many
from anlan.kernel.sheets.declaring import Compared, Fault, Judged, Loading, Numbered
from anlan.kernel.sheets.owing import owe_imported
from anlan.kernel.sheets.spelling import compact, same, tidy
from anlan.modules.risk_point.judging import bands, check_days
from anlan.modules.risk_point.point import RiskPoint
from anlan.modules.risk_point.watching import Watching, watching_in
from anlan.rules import risks

TEXTS = ("place", "hazard", "accident", "level", "control_unit", *risks.MEASURES, "upward_number")
WHO: dict[str, Any] = {"responsible_id": None, "responsible_words": ""}
COMPARED = (
    "name", "kind", *TEXTS, *WHO, "longitude", "latitude", "cell", "method", "value", "explanation",
    "colour", "controlled", "next_check",
)  # fmt: skip
# The day of the next look follows from the others.
SAID = tuple(name for name in COMPARED if name != "next_check")
FACTORS = ("likelihood", "exposure", "consequence")
Key = tuple[int, str]
# Under these names a pass keeps what it knows already.
GIVEN, WATCHING = "risk.given", "risk.watching"


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


def posts_among(*, units: Mapping[str, Unit], points: Iterable[RiskPoint]) -> dict[tuple[int, str], list[Post]]:
    """The posts of these units by their names in both languages, the oldest first; closed ones only of these points."""
    found: dict[tuple[int, str], list[Post]] = {}
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
        degrees = {name: values.get(name) for name in ("longitude", "latitude")}
        fault = what_is_wrong_within(found=outlines[unit.area_id], **degrees)
        if fault:
            yield Fault(number, "longitude", fault, f"{degrees['longitude']}, {degrees['latitude']}")


def _wanted(
    *, values: Mapping[str, Any], unit: Unit, held: RiskPoint | None, posts: Mapping[Any, Sequence[Post]],
    loading: Loading, given: Given,
) -> dict[str, Any]:  # fmt: skip
    """The columns as they are to be: what the file does not have stays as it stands."""
    wanted: dict[str, Any] = {"name": values["name"], "kind": values["kind"]}
    for name in TEXTS:
        wanted[name] = (values.get(name) or "") if name in loading.columns else getattr(held, name, "")
    said = values.get("responsible") or ""
    if "responsible" in loading.columns:
        named = posts.get((unit.pk, said), [])
        before = getattr(held, "responsible_id", None)
        # A closed post is named anew for nobody; who was named while it was open stays.
        fits = [one.pk for one in named if one.pk == before] or [one.pk for one in named if one.closed_on is None]
        wanted["responsible_id"] = next(iter(fits), None)
        wanted["responsible_words"] = "" if wanted["responsible_id"] else said
    else:
        wanted |= {name: getattr(held, name, default) for name, default in WHO.items()}
    placed = "longitude" in loading.columns
    for name in ("longitude", "latitude"):
        wanted[name] = values.get(name) if placed else getattr(held, name, None)
    known = wanted["longitude"] is not None
    wanted["cell"] = cell_of(longitude=wanted["longitude"], latitude=wanted["latitude"]) if known else None
    wanted |= _judged(values=values, held=held, given=given)
    wanted["controlled"] = risks.is_controlled(
        level=wanted["level"], unit=wanted["control_unit"],
        responsible=wanted["responsible_id"] or wanted["responsible_words"],
        measures=[wanted[name] for name in risks.MEASURES],
    )  # fmt: skip
    since = getattr(held, "checked_on", None) or loading.as_of
    wanted["next_check"] = risks.next_check(checked_on=since, days=given.days[wanted["colour"]])
    return wanted


@dataclass(frozen=True)
class Given:
    """What holds on the day of the import: bands of LEC, days between looks by colour; and what was judged so far."""

    bands: Mapping[str, int]
    days: Mapping[str, int]
    judged: dict[tuple[Any, ...], dict[str, Any]] = field(default_factory=dict)

    def by_lec(self, *, factors: tuple[Any, ...]) -> dict[str, Any]:
        """Likelihood, exposure and consequence judged: a scale has few steps, most rows repeat a judgement."""
        # 3 and 3.0 are equal, but an explanation shows the one that was given.
        key = tuple(map(str, factors))
        if key not in self.judged:
            scales = {name: [one] for name, one in zip(FACTORS, factors, strict=True)}
            found = risks.judge_lec(factors=dict(zip(FACTORS, factors, strict=True)), scales=scales, bands=self.bands)
            self.judged[key] = {
                "method": "lec", "value": found.value, "explanation": found.explanation, "colour": found.colour,
            }  # fmt: skip
        return self.judged[key]


def _judged(*, values: Mapping[str, Any], held: RiskPoint | None, given: Given) -> dict[str, Any]:
    """LEC where its factors are given, otherwise the colour as it stands in the file."""
    factors = values.get("likelihood"), values.get("exposure"), values.get("consequence")
    if None not in factors:
        return given.by_lec(factors=factors)
    if held is not None and held.colour == values["colour"]:
        return {name: getattr(held, name) for name in ("method", "value", "explanation", "colour")}
    return {"method": "direct", "value": None, "explanation": "清单导入", "colour": values["colour"]}


def _given(loading: Loading) -> Given:
    if GIVEN not in loading.kept:
        act = loading.act
        days = {colour: check_days(act=act, colour=colour) for colour in risks.COLOURS}
        loading.kept[GIVEN] = Given(bands(act=act, method="lec"), days)
    given: Given = loading.kept[GIVEN]
    return given


def compare(*, rows: Sequence[Numbered], loading: Loading) -> list[Compared]:
    """Whether a row is a new point, says something else than the register, or the same."""
    units = units_among(rows=rows, loading=loading)
    points, given = points_among(units=units.values()), _given(loading)
    # Only what stands in the register is compared in full.
    posts = posts_among(units=units, points=points.values()) if points else {}
    found: list[Compared] = []
    for _number, values in rows:
        unit = units[values["unit"]]
        held = points.get((unit.pk, values["code"]))
        if held is None:
            found.append(("new", ""))
            continue
        wanted = _wanted(values=values, unit=unit, held=held, posts=posts, loading=loading, given=given)
        differing = [
            (name, getattr(held, name))
            for name in COMPARED
            if name != "next_check" and not same(held=getattr(held, name), read=wanted[name])
        ]
        found.append(("changed", repr(differing)) if differing else ("same", ""))
    return found


def load(*, rows: Sequence[Judged], loading: Loading) -> None:
    """Write new points and what has changed of known ones; what new ones make others owe is opened with them."""
    units = units_among(rows=rows, loading=loading)
    points = points_among(units=[units[row[1]["unit"]] for row in rows if row[2] == "changed"])
    posts, given = posts_among(units=units, points=points.values()), _given(loading)
    new, changed = [], []
    for _number, values, _verdict in rows:
        unit = units[values["unit"]]
        held = points.get((unit.pk, values["code"]))
        wanted = _wanted(values=values, unit=unit, held=held, posts=posts, loading=loading, given=given)
        if held is None:
            new.append((unit, values["code"], wanted))
        else:
            state = held.state if held.state == "warned" else _state(wanted)
            changed.append((held.pk, state, *(wanted[name] for name in COMPARED)))
    ids = reserve_ids(model=RiskPoint, count=len(new))
    insert_many(
        model=RiskPoint,
        columns=(
            "id", "unit_id", "position", "line_id", "state", "submission", "created_at", "code", "found_on",
            "judged_on", "is_installation", *COMPARED,
        ),
        rows=(
            (
                pk, unit.pk, unit.position, unit.line_id, _state(wanted), uuid.uuid4(), loading.act.now, code,
                loading.as_of, loading.as_of, False, *(wanted[name] for name in COMPARED),
            )
            for pk, (unit, code, wanted) in zip(ids, new, strict=True)
        ),
    )  # fmt: skip
    update_many(model=RiskPoint, key=("id",), columns=("state", *COMPARED), rows=changed)
    _open(ids=ids, new=new, loading=loading)


def _state(wanted: Mapping[str, Any]) -> str:
    return "controlled" if wanted["controlled"] else "judged"


def _open(*, ids: Sequence[int], new: Sequence[Any], loading: Loading) -> None:
    """What the new points make their units and the public side owe, set-based."""
    if WATCHING not in loading.kept:
        loading.kept[WATCHING] = watching_in(areas=list(Area.objects.all()))
    watching: Watching = loading.kept[WATCHING]
    owed: list[Owed] = []
    for pk, (unit, code, wanted) in zip(ids, new, strict=True):
        what, reference = f"{code} {wanted['name']}"[:200], (RiskPoint.record_type(), pk)
        if not wanted["controlled"]:
            owed.append(Owed("risk.to_control", unit, what, None, *reference))
        if wanted["colour"] in risks.HIGH:
            owed.append(Owed("risk.to_check", unit, what, wanted["next_check"], *reference))
            if (body := watching.body(area=unit.area_id, colour=wanted["colour"])) is not None:
                owed.append(Owed("risk.to_watch", body, what, None, *reference))
    owe_imported(owed=owed, loading=loading)
