"""What the register has of the rows of an imported ledger, and how each row is to stand in it (18.8)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from anlan.kernel.people.unit import Unit
from anlan.kernel.sheets.asking import among, units_named
from anlan.kernel.sheets.declaring import Judged, Loading, Numbered
from anlan.kernel.sheets.spelling import same, tidy
from anlan.modules.hidden_danger.danger import HiddenDanger
from anlan.modules.hidden_danger.grading import text_of
from anlan.modules.hidden_danger.reading import IMPORT, Reading, first_of_each, standing_at
from anlan.rules import dangers

TEXTS = ("place", "result", "upward_number")
DAYS = ("due_day", "rectified_on", "ended_on")
COMPARED = (
    *TEXTS, *DAYS, "source", "measure", "grade", "criterion", "criterion_text", "grade_reason", "supervisor_id",
    "found_on", "what",
)  # fmt: skip
# Under this name a pass keeps what it knows of the batch that is being judged.
KNOWN = "danger.known"
NUMBER_OF_A_CRITERION = re.compile(r"[A-Z]{2,}\d+-\d+")


@dataclass
class Known:
    """What the database has of some rows: units by code, and the dangers that stand at them."""

    units: dict[str, Unit]
    by_number: dict[tuple[int, str], HiddenDanger] = field(default_factory=dict)
    by_words: dict[Reading, HiddenDanger] = field(default_factory=dict)
    with_place: bool = True

    def held(self, *, values: Mapping[str, Any]) -> HiddenDanger | None:
        """The danger that a row means: by its number where it has one, otherwise by unit, day, words and place."""
        unit = self.units[values["unit"]].pk
        wanted = values.get("upward_number")
        if wanted and (unit, wanted) in self.by_number:
            return self.by_number[unit, wanted]
        found = self.by_words.get(self.reading(values=values))
        return None if found is not None and wanted and found.upward_number else found

    def reading(self, *, values: Mapping[str, Any]) -> Reading:
        """How a row reads; its unit is known."""
        place = (values.get("place") or "",) if self.with_place else ()
        return (self.units[values["unit"]].pk, values["found_on"], values["what"], *place)


def known_of(
    *, rows: Sequence[Numbered] | Sequence[Judged], sought: Sequence[Numbered] | Sequence[Judged], loading: Loading
) -> Known:
    """The units that ``rows`` name, and the dangers that the rows ``sought`` may mean, asked once for all of them."""
    codes = {code for row in rows for code in (row[1]["unit"], row[1].get("supervisor")) if code}
    known = Known(units_named(codes=codes, loading=loading))
    known.with_place = "place" in loading.columns
    units = {known.units[row[1]["unit"]].pk for row in sought if row[1]["unit"] in known.units}
    if not units:
        return known
    here = HiddenDanger.objects.filter(among(column="unit_id", values=units))
    days = [row[1]["found_on"] for row in sought]
    # A range of days for each unit is one look into the index; the words keep what is read small.
    words = {row[1]["what"] for row in sought}
    found = {
        one.pk: one for one in here.filter(among(column="what", values=words), found_on__range=(min(days), max(days)))
    }
    standing = [(one.pk, one.state, one.unit_id, one.found_on, one.what, one.place) for one in found.values()]
    firsts = first_of_each(standing=standing, with_place=known.with_place)
    if not known.with_place:
        # Of several that only their place tells apart a row with a number means one that has none yet.
        bare = [one for one in standing if not found[one[0]].upward_number]
        firsts |= first_of_each(standing=bare, with_place=False)
    known.by_words = {reading: found[pk] for reading, pk in firsts.items()}
    numbers = {number for row in sought if (number := row[1].get("upward_number"))}
    for one in here.filter(among(column="upward_number", values=numbers)).order_by("-id") if numbers else ():
        known.by_number[one.unit_id, one.upward_number] = one
    readings = {known.reading(values=row[1]) for row in sought if row[1]["unit"] in known.units}
    known.by_words |= _typed_otherwise(readings=readings - known.by_words.keys(), with_place=known.with_place)
    return known


def _typed_otherwise(*, readings: Collection[Reading], with_place: bool) -> dict[Reading, HiddenDanger]:
    """The dangers that people typed with other spaces or widths than a cell keeps; what files brought has none."""
    if not readings:
        return {}
    standing = standing_at(places={(one[0], one[1]) for one in readings}, typed=True)
    firsts = first_of_each(standing=standing, with_place=with_place)
    meant = {reading: firsts[reading] for reading in readings if reading in firsts}
    found = HiddenDanger.objects.in_bulk(meant.values()) if meant else {}
    return {reading: found[pk] for reading, pk in meant.items()}


def known_while_judged(*, rows: Sequence[Numbered], loading: Loading) -> Known:
    """The same for rows that are judged: they are checked, then those without a fault are compared."""
    numbers = {row[0] for row in rows}
    if KNOWN not in loading.kept or not numbers <= loading.kept[KNOWN][0]:
        loading.kept[KNOWN] = numbers, known_of(rows=rows, sought=rows, loading=loading)
    known: Known = loading.kept[KNOWN][1]
    return known


def is_history(*, danger: HiddenDanger) -> bool:
    """Whether only files have written it: what people carry on is changed by its steps."""
    return danger.origin_type == IMPORT and danger.state == "closed"


def criterion_of(*, values: Mapping[str, Any], loading: Loading) -> Any:
    """The criterion of that number as it read when the danger was found; where it is newer, as it reads."""
    library = loading.act.pack.criteria
    return library.item(id=values["criterion"], on=values["found_on"]) or library.item(id=values["criterion"])


def wanted_of(
    *, values: Mapping[str, Any], held: HiddenDanger | None, known: Known, loading: Loading
) -> dict[str, Any]:
    """The columns as they are to be: what the file does not have stays as it stands."""
    given = loading.columns
    wanted: dict[str, Any] = {"found_on": values["found_on"], "what": values["what"]}
    for name in TEXTS:
        wanted[name] = (values.get(name) or "") if name in given else getattr(held, name, "")
    for name in DAYS:
        wanted[name] = values.get(name) if name in given else getattr(held, name, None)
    usual = {"source": "ledger", "measure": dangers.NONE_NEEDED, "grade": ""}
    for name, default in usual.items():
        wanted[name] = (values.get(name) if name in given else getattr(held, name, None)) or default
    # What was put right or ended counts as general where nobody said that it was major.
    if not wanted["grade"] and (wanted["rectified_on"] or wanted["ended_on"]):
        wanted["grade"] = dangers.GENERAL
    wanted |= {name: getattr(held, name, "") for name in ("criterion", "criterion_text", "grade_reason")}
    if "criterion" in given and not (held and keeps_basis(values=values, held=held)):
        wanted |= _basis(values=values, loading=loading)
    code = values.get("supervisor")
    wanted["supervisor_id"] = known.units[code].pk if code else getattr(held, "supervisor_id", None)
    return wanted


def differing(*, held: HiddenDanger, wanted: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The columns in which the register holds something else than the file, with what it holds."""
    return [
        (name, getattr(held, name)) for name in COMPARED if not same(held=getattr(held, name), read=wanted[name])
    ]  # fmt: skip


def basis_of(*, danger: HiddenDanger) -> str:
    """What the column of the criterion says of a danger: the number, or without one the reason."""
    return tidy(text=danger.criterion or danger.grade_reason)


def keeps_basis(*, values: Mapping[str, Any], held: HiddenDanger) -> bool:
    """Whether the file names the basis that the register has: then the text as it read on that day stays too."""
    return (values.get("criterion") or "") == basis_of(danger=held)


def _basis(*, values: Mapping[str, Any], loading: Loading) -> dict[str, str]:
    said = values.get("criterion") or ""
    found = criterion_of(values=values, loading=loading) if NUMBER_OF_A_CRITERION.fullmatch(said) else None
    if found is None:
        return {"criterion": "", "criterion_text": "", "grade_reason": said}
    return {"criterion": found.id, "criterion_text": text_of(criterion=found), "grade_reason": ""}


def state_of(*, wanted: Mapping[str, Any]) -> str:
    """The state in which a file brings a danger."""
    if wanted["ended_on"] is not None:
        return "closed"
    if wanted["rectified_on"] is not None:
        return "rectified"
    if not wanted["grade"]:
        return "found"
    return "rectifying" if wanted["due_day"] is not None else "planning"
