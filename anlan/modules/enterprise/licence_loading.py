"""What an import of licences asks the database, and how it writes (6.16)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.people.unit import Unit
from anlan.kernel.roles import P
from anlan.kernel.sheets.bulk import fresh_uuids, insert_many, update_many
from anlan.kernel.sheets.declaring import UPDATE, Compared, Fault, Judged, Loading, Numbered
from anlan.kernel.sheets.spelling import compact, same
from anlan.modules.enterprise.cases import Enterprise
from anlan.modules.enterprise.licence_kinds import SAFETY
from anlan.modules.enterprise.licences import Licence, note_licensed
from anlan.rules.licences import renew_by

COMPARED = ("issued_by", "valid_from", "valid_until")
Key = tuple[str, str, str]


def _key(values: Mapping[str, Any]) -> Key:
    return values["credit_code"], values["kind"], values["number"]


def entries_among(*, rows: Sequence[Numbered] | Sequence[Judged]) -> dict[str, Enterprise]:
    """The entries of the enterprises that these rows name, by credit code."""
    codes = {row[1]["credit_code"] for row in rows}
    return {one.credit_code: one for one in Enterprise.objects.filter(credit_code__in=codes).select_related("unit")}


def licences_among(*, entries: Mapping[str, Enterprise]) -> dict[Key, Licence]:
    """The licences that stand for these enterprises. A number typed with spaces is the same number."""
    codes = {one.unit_id: code for code, one in entries.items()}
    standing = Licence.objects.filter(unit__in=list(codes)).exclude(state="withdrawn").order_by("id")
    found: dict[Key, Licence] = {}
    for one in standing:
        key = (codes[one.unit_id], one.kind, compact(text=one.number))
        # Of two spellings of one number the one in use is meant.
        if key not in found or found[key].state != "valid":
            found[key] = one
    return found


def check(*, rows: Sequence[Numbered], loading: Loading) -> Iterator[Fault]:
    """What the registers and the reader's territory have against a row."""
    sight = loading.act.actor.sight(permission=P.ENTERPRISE_IMPORT)
    entries = entries_among(rows=rows)
    licences = licences_among(entries=entries)
    for number, values in rows:
        code, entry = values["credit_code"], entries.get(values["credit_code"])
        if entry is None:
            text = _("No enterprise is registered under this code. Register it, or import it, first.")
            yield Fault(number, "credit_code", text, code)
        elif not sight.covers(position=entry.position, unit=entry.unit_id, line=entry.line_id):
            # Whoever may not see the entry learns only that there is one.
            yield Fault(number, "credit_code", _("This enterprise is registered outside your territory."))
        elif entry.unit.closed_on is not None:
            text = _("This enterprise was struck off on %(day)s.") % {"day": entry.unit.closed_on}
            yield Fault(number, "credit_code", text, code)
        elif (held := licences.get(_key(values))) is not None:
            yield from _against(number=number, values=values, held=held, loading=loading)


def _against(*, number: int, values: Mapping[str, Any], held: Licence, loading: Loading) -> Iterator[Fault]:
    """What the licence as it stands has against a row about it."""
    if held.state == "revoked":
        text = _("This licence was revoked or cancelled on %(day)s; a file does not revive it.")
        yield Fault(number, "number", text % {"day": held.revoked_on}, held.number)
        return
    wanted = _wanted(values=values, held=held, loading=loading)
    until, before = wanted["valid_until"], held.valid_until
    if until is not None and until < wanted["valid_from"]:
        yield Fault(number, "valid_from", _("The term ends before it begins. Check both days."), f"{until}")
    elif loading.mode == UPDATE and until is not None and before is not None and until < before:
        # Mostly the file is the older one. Whoever knows better withdraws the licence and enters it anew.
        text = _("The register knows a later end of this term, %(day)s; a file does not shorten it.")
        yield Fault(number, "valid_until", text % {"day": before}, f"{until}")


def _wanted(*, values: Mapping[str, Any], held: Licence | None, loading: Loading) -> dict[str, Any]:
    """The columns as they are to be: what the file does not have stays, what it leaves empty is no term."""
    wanted = {name: values[name] for name in COMPARED if name in loading.columns}
    return {name: wanted[name] if name in wanted else getattr(held, name, None) for name in COMPARED}


def compare(*, rows: Sequence[Numbered], loading: Loading) -> list[Compared]:
    """Whether a row is a new licence, says something else than the register, or the same."""
    licences = licences_among(entries=entries_among(rows=rows))
    found: list[Compared] = []
    for _number, values in rows:
        held = licences.get(_key(values))
        if held is None:
            found.append(("new", ""))
            continue
        wanted = _wanted(values=values, held=held, loading=loading)
        differing = [
            (name, getattr(held, name)) for name in COMPARED if not same(held=getattr(held, name), read=wanted[name])
        ]
        found.append(("changed", repr(differing)) if differing else ("same", ""))
    return found


def load(*, rows: Sequence[Judged], loading: Loading) -> None:
    """Write new licences and what has changed of known ones, and note until when each enterprise is licensed."""
    act = loading.act
    months = int(act.pack.parameters.value(key="licence.safety", on=act.today).value["renew_before_months"])
    entries = entries_among(rows=rows)
    licences = licences_among(entries=entries)
    new, changed = [], []
    for _number, values, _verdict in rows:
        held, unit = licences.get(_key(values)), entries[values["credit_code"]].unit
        wanted = _wanted(values=values, held=held, loading=loading)
        wanted["renew_by"] = renew_by(valid_until=wanted["valid_until"], months=months)
        if held is None:
            new.append((unit, values, wanted))
        else:
            changed.append((held.pk, *(wanted[name] for name in (*COMPARED, "renew_by"))))
    _enter(new=new, loading=loading)
    update_many(model=Licence, key=("id",), columns=(*COMPARED, "renew_by"), rows=changed)
    safety = {values["credit_code"] for _number, values, _verdict in rows if values["kind"] in SAFETY}
    for code in sorted(safety):
        note_licensed(unit=entries[code].unit)


def _enter(*, new: Sequence[tuple[Unit, Mapping[str, Any], Mapping[str, Any]]], loading: Loading) -> None:
    entered_on: dt.date = loading.as_of
    insert_many(
        model=Licence,
        columns=(
            "unit_id", "position", "line_id", "state", "submission", "created_at", "kind", "number", "entered_on",
            *COMPARED, "renew_by",
        ),
        rows=(
            (
                unit.pk, unit.position, unit.line_id, "valid", token, loading.act.now, values["kind"],
                values["number"], entered_on, *(wanted[name] for name in (*COMPARED, "renew_by")),
            )
            for token, (unit, values, wanted) in zip(fresh_uuids(count=len(new)), new, strict=True)
        ),
    )  # fmt: skip
