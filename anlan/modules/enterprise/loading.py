"""What an import of the register asks the database, and how it writes: set by set, a fact version for each change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.obligations.moving import move_unit
from anlan.kernel.people.area import Area
from anlan.kernel.people.unit import Line, Unit
from anlan.kernel.roles import P
from anlan.kernel.sheets.bulk import fresh_uuids, insert_many, reserve_ids, update_many
from anlan.kernel.sheets.declaring import Compared, Fault, Judged, Loading, Numbered
from anlan.kernel.sheets.spelling import same
from anlan.modules.enterprise.cases import Enterprise
from anlan.modules.enterprise.facts import EnterpriseFacts
from anlan.modules.enterprise.known import Held, held_among, known_later
from anlan.modules.enterprise.particulars import ASKED, COLUMNS, FIELDS
from anlan.modules.enterprise.writing import derived, other_representative, size_limits

DEFAULTS = {name: FIELDS[name].get_default() for name in ASKED}
# Facts that other registers note, and an import carries on as they are.
OWN = {*COLUMNS, "id", "unit", "kind", "valid_from", "valid_to", "source"}
OTHERS = tuple(one.name for one in EnterpriseFacts._meta.concrete_fields if one.name not in OWN)
# The columns in their order, taken at once.
columns_of = itemgetter(*COLUMNS)


def check(*, rows: Sequence[Numbered], loading: Loading) -> Iterator[Fault]:
    """What the register and the reader's territory have against a row."""
    sight = loading.act.actor.sight(permission=P.ENTERPRISE_IMPORT)
    seen = {code for code, lo in Area.objects.values_list("code", "lo") if sight.covers(position=lo)}
    held = held_among(rows=rows)
    later = known_later(held=held, day=loading.as_of)
    for number, values in rows:
        if values["area"] not in seen:
            yield Fault(number, "area", _("This area is not within your territory."), values["area"])
        one = held.get(values["credit_code"])
        if one is None:
            continue
        if one.area not in seen:
            # Whoever may not see the entry learns only that there is one.
            yield Fault(number, "credit_code", _("This enterprise is registered outside your territory."))
        elif one.closed_on is not None:
            text = _("This enterprise was struck off on %(day)s.") % {"day": one.closed_on}
            yield Fault(number, "credit_code", text, values["credit_code"])
        elif one.unit in later:
            text = _("The register already knows something newer, of %(day)s. Give the file a later day.")
            yield Fault(number, "credit_code", text % {"day": later[one.unit]}, values["credit_code"])


def compare(*, rows: Sequence[Numbered], loading: Loading) -> list[Compared]:
    """Whether a row is new, says something else than the register, or the same; and what it would overwrite."""
    held = held_among(rows=rows)
    limits = size_limits(pack=loading.act.pack, on=loading.as_of)
    found: list[Compared] = []
    for _number, values in rows:
        one = held.get(values["credit_code"])
        if one is None:
            found.append(("new", ""))
            continue
        wanted = _wanted(values=values, held=one, loading=loading, limits=limits)
        differing = [
            (name, one.values[name]) for name, value in wanted.items() if not same(held=one.values[name], read=value)
        ]
        if values["area"] != one.area:
            differing.append(("area", one.area))
        found.append(("changed", repr(differing)) if differing else ("same", ""))
    return found


def _wanted(*, values: Mapping[str, Any], held: Held | None, loading: Loading, limits: Any) -> dict[str, Any]:
    """The columns as they are to be: what the file does not have stays, what it leaves empty is not known."""
    wanted = {"name": values["name"]}
    for name in ASKED:
        if name in loading.columns:
            value = values.get(name)
            wanted[name] = DEFAULTS[name] if value is None else value
        else:
            wanted[name] = DEFAULTS[name] if held is None else held.values[name]
    return wanted | derived(values=wanted, limits=limits)


def load(*, rows: Sequence[Judged], loading: Loading) -> None:
    """Write new enterprises and what has changed of known ones."""
    areas = {area.code: area for area in Area.objects.all()}
    new = [values for _number, values, verdict in rows if verdict == "new"]
    _found(rows=new, areas=areas, loading=loading)
    changed = [row for row in rows if row[2] == "changed"]
    held = held_among(rows=changed)
    _change(rows=[(values, held[values["credit_code"]]) for _number, values, _verdict in changed], loading=loading)
    for _number, values, _verdict in changed:
        if values["area"] != held[values["credit_code"]].area:
            move_unit(unit=Unit.objects.get(pk=held[values["credit_code"]].unit), to=areas[values["area"]])


def _found(*, rows: Sequence[Mapping[str, Any]], areas: Mapping[str, Area], loading: Loading) -> None:
    line = Line.objects.get(code="general").pk
    day, now = loading.as_of, loading.act.now
    limits = size_limits(pack=loading.act.pack, on=day)
    ids = reserve_ids(model=Unit, count=len(rows))
    wanted = [_wanted(values=values, held=None, loading=loading, limits=limits) for values in rows]
    seats = [areas[values["area"]] for values in rows]
    insert_many(
        model=Unit,
        columns=(
            "id", "code", "name_zh", "name_en", "short_zh", "short_en", "kind", "area_id", "position", "line_id",
            "opened_on",
        ),
        rows=(
            (
                pk, values["credit_code"], values["name"], values["name"], values["name"][:60], values["name"],
                "enterprise", seat.pk, seat.lo, line, min(day, one["established_on"] or day),
            )
            for pk, values, one, seat in zip(ids, rows, wanted, seats, strict=True)
        ),
    )  # fmt: skip
    insert_many(
        model=Enterprise,
        columns=(
            "unit_id", "position", "line_id", "state", "submission", "created_at", "credit_code", "name",
            "known_since", *COLUMNS,
        ),
        rows=(
            (
                pk, seat.lo, line, "operating", token, now, values["credit_code"], values["name"], day,
                *columns_of(one),
            )
            for pk, token, values, one, seat in zip(ids, fresh_uuids(count=len(ids)), rows, wanted, seats, strict=True)
        ),
    )  # fmt: skip
    _note(units=ids, wanted=wanted, extra=[{} for _one in ids], loading=loading)


def _note(
    *, units: Sequence[int], wanted: Sequence[Mapping[str, Any]], extra: Sequence[Mapping[str, Any]], loading: Loading
) -> None:
    """A fact version for each unit from the file's day on; ``extra`` are facts that other registers note."""
    defaults = {one.name: one.get_default() for one in EnterpriseFacts._meta.concrete_fields if one.name in OTHERS}
    insert_many(
        model=EnterpriseFacts,
        columns=("unit_id", "kind", "valid_from", "source", *COLUMNS, *OTHERS),
        rows=(
            (
                unit, "enterprise", loading.as_of, loading.source, *columns_of(one),
                *(more.get(name, default) for name, default in defaults.items()),
            )
            for unit, one, more in zip(units, wanted, extra, strict=True)
        ),
    )  # fmt: skip


def noted_anew(*, held: Held, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What an import changes of the facts that other registers note."""
    known, named = held.values["legal_representative"], wanted["legal_representative"]
    return {"committed": False} if other_representative(known=known, named=named) else {}


def _change(*, rows: Sequence[tuple[Mapping[str, Any], Held]], loading: Loading) -> None:
    """End the versions that hold where the new ones begin, and let the entries say what is known now."""
    if not rows:
        return
    units = [one.unit for _values, one in rows]
    limits = size_limits(pack=loading.act.pack, on=loading.as_of)
    wanted = [_wanted(values=values, held=one, loading=loading, limits=limits) for values, one in rows]
    present = {
        version["unit_id"]: version
        for version in EnterpriseFacts.objects.filter(unit__in=units, valid_to=None).values("id", "unit_id", *OTHERS)
    }
    update_many(
        model=EnterpriseFacts,
        key=("id",),
        columns=("valid_to",),
        rows=((version["id"], loading.as_of) for version in present.values()),
    )
    extra = [
        present.get(one.unit, {}) | noted_anew(held=one, wanted=want)
        for (_values, one), want in zip(rows, wanted, strict=True)
    ]
    _note(units=units, wanted=wanted, extra=extra, loading=loading)
    update_many(
        model=Enterprise,
        key=("id",),
        columns=("name", "known_since", *COLUMNS),
        rows=(
            (one.pk, values["name"], loading.as_of, *(want[name] for name in COLUMNS))
            for (values, one), want in zip(rows, wanted, strict=True)
        ),
    )
    renamed = [(one.unit, values["name"]) for values, one in rows if values["name"] != one.values["name"]]
    update_many(
        model=Unit,
        key=("id",),
        columns=("name_zh", "name_en", "short_zh", "short_en"),
        rows=((unit, name, name, name[:60], name) for unit, name in renamed),
    )
