"""What the app takes along: the forms for the units that an officer may act for, and the records that wait for one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, cast

from anlan.kernel.declared import DECLARED
from anlan.kernel.pages.cells import cell_of, relations, url_of
from anlan.kernel.pages.declarations import CasePages
from anlan.kernel.pages.forms import StepForm
from anlan.kernel.pages.lists import page_of
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.pages.steps import offered_units
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.sight import SightedQuerySet
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act, allowed_steps
from anlan.kernel.records.persons import from_the_body_itself, own_bodies
from anlan.kernel.records.record import Case
from anlan.kernel.records.workflow import Step
from anlan.web.field.forms import form_json

# Product defaults: what a phone takes along. A town's units fit; whoever sees a county looks for others with network.
MOST_UNITS, MOST_RECORDS = 5000, 200
# So many units get the form as it is for each of them; of all others the form of their kind is enough.
MOST_EXACT = 20


def begins_in_the_field(*, pages: CasePages) -> Step | None:
    """The step that begins a case of this kind, if the app offers it."""
    step = pages.model.workflow.beginning
    return step if step is not None and step.field else None


def units_for(request: OfficerRequest, *, pages: CasePages, step: Step) -> Any:
    """The units for which this officer may begin such a case, as the page would offer them."""
    units = Unit.objects.visible_to(request.actor.sight(permission=step.permission))
    units = units.filter(kind__in=pages.holders, closed_on=None).filter(offered_units(request, pages=pages, step=step))
    return units.select_related("area").order_by("position", "id")


def form_for(*, step: Step, unit: Unit, act: Act, record: Case | None = None) -> list[dict[str, Any]]:
    """The form of one step for one unit."""
    return form_json(form=StepForm(asks=step.asks, unit=unit, act=act, record=record))


def in_common(*, one: list[dict[str, Any]], other: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
    """What two units are asked alike; None where something that is required differs.

    What differs and need not be answered is left out. The lines of a check-list are those of one unit alone, even if
    another happens to have the same.
    """
    if [ask["name"] for ask in one] != [ask["name"] for ask in other] or any(ask.get("fixed") for ask in one):
        return None
    if any(ask != its and ask["required"] for ask, its in zip(one, other, strict=True)):
        return None
    return [ask for ask, its in zip(one, other, strict=True) if ask == its]


def unit_json(*, unit: Unit) -> dict[str, Any]:
    """A unit as the app lists and finds it."""
    return {"id": unit.pk, "code": unit.code, "name": name_of(unit), "kind": unit.kind}


class Offer:
    """Everything that one officer takes along, each unit and each form once."""

    def __init__(self, request: OfficerRequest) -> None:
        self.request, self.act = request, act_of(request)
        self.units: dict[int, dict[str, Any]] = {}
        self.asks: list[list[dict[str, Any]]] = []
        self._numbers: dict[str, int] = {}

    def begun(self) -> list[dict[str, Any]]:
        """The forms that begin a case."""
        found = []
        for pages in DECLARED.pages.values():
            step = begins_in_the_field(pages=pages)
            if step is None or not self.request.actor.has(step.permission):
                continue
            form = self._form(pages, step)
            if form["units"]:
                found.append(form)
        return found

    def waiting(self) -> list[dict[str, Any]]:
        """The records for which a step can be taken in the field, with what they hold now."""
        found: list[dict[str, Any]] = []
        for pages in DECLARED.pages.values():
            steps = [step for step in pages.steps if step.field and step.source]
            for record in self._records(pages, steps)[: MOST_RECORDS - len(found)]:
                allowed = [step for step in allowed_steps(record=record, actor=self.act.actor) if step in steps]
                if allowed:
                    found.append(self._record(pages, record, allowed))
        return found

    def _form(self, pages: CasePages, step: Step) -> dict[str, Any]:
        wanted = units_for(self.request, pages=pages, step=step)
        own = list(wanted.filter(pk__in=self.request.actor.unit_ids))
        units = [*own, *(one for one in wanted[: MOST_UNITS + 1] if one not in own)]
        exact: dict[int, int] = {}
        of_kind: dict[str, list[Unit]] = {}
        for number, unit in enumerate(units[:MOST_UNITS]):
            self.units.setdefault(unit.pk, unit_json(unit=unit))
            if number < MOST_EXACT:
                exact[unit.pk] = self._number(form_for(step=step, unit=unit, act=self.act))
            else:
                of_kind.setdefault(unit.kind, []).append(unit)
        return {
            "page": pages.name,
            "step": step.name,
            "label": str(step.label),
            "units": [unit.pk for unit in units[:MOST_UNITS]],
            "own": own[0].pk if own else None,
            "more": len(units) > MOST_UNITS,
            "exact": exact,
            "kinds": {kind: self._of_kind(step, alike) for kind, alike in of_kind.items()},
        }

    def _of_kind(self, step: Step, units: Sequence[Unit]) -> int:
        """The form that stands for all these units, judged by the two that lie furthest apart; -1 for none."""
        first, last = (form_for(step=step, unit=unit, act=self.act) for unit in (units[0], units[-1]))
        shared = in_common(one=first, other=last)
        return -1 if shared is None else self._number(shared)

    def _number(self, asks: list[dict[str, Any]]) -> int:
        """Where this form stands among those that go along; many units share one."""
        key = json.dumps(asks, sort_keys=True)
        if key not in self._numbers:
            self._numbers[key] = len(self.asks)
            self.asks.append(asks)
        return self._numbers[key]

    def _records(self, pages: CasePages, steps: Sequence[Step]) -> list[Case]:
        """The newest records at which one of these steps may be taken."""
        found: dict[int, Case] = {}
        for step in steps:
            for record in self._at(pages, step):
                found.setdefault(record.pk, record)
        return list(found.values())

    def _at(self, pages: CasePages, step: Step) -> Iterator[Case]:
        actor = self.act.actor
        rows = pages.model.objects.select_related("unit__area", *relations(pages=pages))
        rows = rows.filter(state__in=step.source)
        page = page_of(
            rows=cast(SightedQuerySet, rows),
            sight=actor.sight(permission=step.permission),
            order=pages.order,
            size=MOST_RECORDS,
        )
        if from_the_body_itself not in step.refuse:
            yield from page.rows
            return
        bodies = Unit.objects.filter(own_bodies(actor=actor, permission=step.permission))
        own = set(bodies.values_list("pk", flat=True))
        yield from (record for record in page.rows if record.unit_for(step=step).pk in own)

    def _record(self, pages: CasePages, record: Case, steps: Sequence[Step]) -> dict[str, Any]:
        return {
            **standing_json(pages=pages, record=record),
            "unit": name_of(record.unit),
            "steps": [
                {
                    "step": step.name,
                    "label": str(step.label),
                    "asks": self._number(
                        form_for(step=step, unit=record.unit_for(step=step), act=self.act, record=record)
                    ),
                }
                for step in steps
            ],
        }


def standing_json(*, pages: CasePages, record: Case) -> dict[str, Any]:
    """A record as it stands: its words line by line, and the fingerprint by which the app knows what it has shown."""
    cells = [cell_of(record=record, column=column, pages=pages) for column in (*pages.columns, *pages.details)]
    return {
        "page": pages.name,
        "record": record.pk,
        "kind": str(pages.label),
        "title": str(record),
        "state": str(pages.model.workflow.label(record.state)),
        "url": url_of(record=record),
        "seen": record.fingerprint(),
        "lines": [[cell.label, cell.text] for cell in cells if cell.text],
    }
