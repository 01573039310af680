"""What a row of an import is to become (17.3, 17.4, 18.4): its columns, judged by LEC or as the file says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from anlan.kernel.people.post import Post
from anlan.kernel.places.placed import cell_of
from anlan.kernel.sheets.declaring import Loading
from anlan.modules.risk_point.judging import bands, check_days
from anlan.modules.risk_point.point import RiskPoint
from anlan.rules import risks

TEXTS = ("place", "hazard", "accident", "level", "control_unit", *risks.MEASURES, "upward_number")
WHO: dict[str, Any] = {"responsible_id": None, "responsible_words": ""}
DEGREES = ("longitude", "latitude")
COMPARED = (
    "name", "kind", *TEXTS, *WHO, *DEGREES, "cell", "method", "value", "explanation", "colour", "controlled",
    "next_check",
)  # fmt: skip
# The day of the next look follows from the others.
SAID = tuple(name for name in COMPARED if name != "next_check")
FACTORS = ("likelihood", "exposure", "consequence")
# Posts by their unit and name.
Posts = Mapping[tuple[int, str], Sequence[Post]]
# Under this name a pass keeps what holds for all its rows.
GIVEN = "risk.given"


@dataclass(frozen=True)
class Given:
    """What holds on the day of the import: bands of LEC, days between looks by colour; and what was judged so far."""

    bands: Mapping[str, int]
    days: Mapping[str, int]
    judged: dict[str, dict[str, Any]] = field(default_factory=dict)

    def by_lec(self, *, factors: tuple[Any, ...]) -> dict[str, Any]:
        """Likelihood, exposure and consequence judged: a scale has few steps, most rows repeat a judgement."""
        # 3 and 3.0 are equal, but an explanation shows the one that was given.
        likelihood, exposure, consequence = factors
        key = f"{likelihood!s} {exposure!s} {consequence!s}"
        if key not in self.judged:
            scales = {name: [one] for name, one in zip(FACTORS, factors, strict=True)}
            found = risks.judge_lec(factors=dict(zip(FACTORS, factors, strict=True)), scales=scales, bands=self.bands)
            self.judged[key] = {
                "method": "lec", "value": found.value, "explanation": found.explanation, "colour": found.colour,
            }  # fmt: skip
        return self.judged[key]


@dataclass(frozen=True)
class Wanting:
    """What the rows of a batch become: ``written`` are the texts that the file has, ``kept`` those that it has not."""

    loading: Loading
    posts: Posts
    given: Given
    written: tuple[str, ...]
    kept: tuple[str, ...]

    def of(self, *, values: Mapping[str, Any], unit: int, held: RiskPoint | None) -> dict[str, Any]:
        """The columns as they are to be: what the file does not have stays as it stands."""
        wanted: dict[str, Any] = {name: values[name] or "" for name in self.written}
        wanted["name"], wanted["kind"] = values["name"], values["kind"]
        for name in self.kept:
            wanted[name] = getattr(held, name, "")
        self._say_who(wanted, values, unit, held)
        self._lay(wanted, values, held)
        wanted |= _judged(values=values, held=held, given=self.given)
        wanted["controlled"] = risks.is_controlled(
            level=wanted["level"], unit=wanted["control_unit"],
            responsible=wanted["responsible_id"] or wanted["responsible_words"],
            measures=[wanted[name] for name in risks.MEASURES],
        )  # fmt: skip
        since = getattr(held, "checked_on", None) or self.loading.as_of
        wanted["next_check"] = risks.next_check(checked_on=since, days=self.given.days[wanted["colour"]])
        return wanted

    def _say_who(self, wanted: dict[str, Any], values: Mapping[str, Any], unit: int, held: RiskPoint | None) -> None:
        """A post of the unit by its name, or the words as they are written."""
        if "responsible" not in self.loading.columns:
            wanted |= {name: getattr(held, name, default) for name, default in WHO.items()}
            return
        said = values.get("responsible") or ""
        named = self.posts.get((unit, said))
        if not named:
            wanted["responsible_id"], wanted["responsible_words"] = None, said
            return
        before = getattr(held, "responsible_id", None)
        # A closed post is named anew for nobody; who was named while it was open stays.
        fits = [one.pk for one in named if one.pk == before] or [one.pk for one in named if one.closed_on is None]
        wanted["responsible_id"] = next(iter(fits), None)
        wanted["responsible_words"] = "" if wanted["responsible_id"] else said

    def _lay(self, wanted: dict[str, Any], values: Mapping[str, Any], held: RiskPoint | None) -> None:
        """Where it lies on the map."""
        placed = "longitude" in self.loading.columns
        for name in DEGREES:
            wanted[name] = values.get(name) if placed else getattr(held, name, None)
        known = wanted["longitude"] is not None
        wanted["cell"] = cell_of(longitude=wanted["longitude"], latitude=wanted["latitude"]) if known else None


def wanting(*, loading: Loading, posts: Posts) -> Wanting:
    """What is asked once for all rows of a batch."""
    has = loading.columns.__contains__
    written = tuple(name for name in TEXTS if has(name))
    return Wanting(loading, posts, _given(loading), written, tuple(name for name in TEXTS if not has(name)))


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
