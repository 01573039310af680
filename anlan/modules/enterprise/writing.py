"""What the steps of the register write: the unit, what is known of it now, and a fact version for each change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from anlan.kernel.people.area import Area
from anlan.kernel.people.facts import note
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.modules.enterprise.facts import EnterpriseFacts
from anlan.modules.enterprise.founding import found_enterprise, found_posts
from anlan.modules.enterprise.particulars import ASKED, FIELDS
from anlan.policy import Pack
from anlan.policy.classification import industry_named
from anlan.rules import enterprises as rules

NO_TEXT = ("", None)


def size_limits(*, pack: Pack, on: dt.date) -> Any:
    """The limits of size classes in force on that day; of days before the first that are known, those."""
    first = min(one.valid_from or dt.date.min for one in pack.parameters.history(key="enterprise.size"))
    return pack.parameters.value(key="enterprise.size", on=max(on, first)).value


def derived(*, values: Mapping[str, Any], limits: Any) -> dict[str, Any]:
    """What follows from the other columns: section, size class by these limits, the union of the tags."""
    industry = industry_named(code=values["industry"])
    size = rules.size_class(
        industry=values["industry"],
        people=values["employees"] or None,
        revenue=values["revenue"],
        assets=values["assets"],
        limits=limits,
    )
    tags = (values["hazard_policy"], values["hazard_law"], values["hazard_licence"])
    return {"section": industry.section if industry else "", "size": size, "high_hazard": any(tags)}


def values_of(*, answers: Mapping[str, Any], held: Any = None) -> dict[str, Any]:
    """The asked columns as they are kept: what was not asked stays as it is held, or empty."""
    values = {}
    for name in ASKED:
        field = FIELDS[name]
        if name in answers:
            value = answers[name]
            values[name] = field.get_default() if value in NO_TEXT else value
        else:
            values[name] = getattr(held, name) if held is not None else field.get_default()
    if values["industry"]:
        # A suggestion chosen from the list carries its name behind the code.
        values["industry"] = str(values["industry"]).split()[0]
    return values


def write_registration(doing: Doing) -> None:
    """Found the unit with its posts, and keep what is known of it from that day on."""
    record, answers, act = doing.record, doing.answers, doing.act
    day: dt.date = answers["occurred_on"]
    area = Area.objects.get(pk=int(answers["area"]))
    values = values_of(answers=answers)
    values |= derived(values=values, limits=size_limits(pack=act.pack, on=day))
    opened = min(day, values["established_on"] or day)
    unit = found_enterprise(code=answers["credit_code"], name=answers["name"], area=area, opened_on=opened)
    found_posts(unit=unit, party=bool(values["party_secretary"]), on=act.today)
    _keep(record=record, unit=unit, values=values)
    record.credit_code, record.name = answers["credit_code"], answers["name"]
    record.known_since = day
    record.save(force_insert=True)
    EnterpriseFacts.objects.create(
        unit=unit, kind=unit.kind, valid_from=day, source=_source(day=day, basis=answers["basis"]), **values
    )


def _keep(*, record: Any, unit: Unit, values: Mapping[str, Any]) -> None:
    record.unit, record.position, record.line_id = unit, unit.position, unit.line_id
    for name, value in values.items():
        setattr(record, name, value)


def write_change(doing: Doing) -> None:
    """Keep what is otherwise from that day on; what is known already is not said again."""
    record, answers, act = doing.record, doing.answers, doing.act
    day: dt.date = answers["occurred_on"]
    values = values_of(answers=answers, held=record)
    values |= derived(values=values, limits=size_limits(pack=act.pack, on=day))
    changed = {name: value for name, value in values.items() if getattr(record, name) != value}
    if not changed:
        return
    source = _source(day=day, basis=answers["basis"])
    changes_hands = other_representative(known=record.legal_representative, named=values["legal_representative"])
    follows = {"committed": False} if changes_hands else {}
    note(table=EnterpriseFacts, unit=record.unit, since=day, until=None, values=changed | follows, source=source)
    for name, value in changed.items():
        setattr(record, name, value)
    # A correction of an earlier day leaves what holds now as new as its latest change.
    record.known_since = max(record.known_since, day)
    record.save(update_fields=[*changed, "known_since"])


def other_representative(*, known: str, named: str) -> bool:
    """6.19: whether a legal representative who was known gives way to another, whose commitment is owed anew."""
    return bool(known and named and known != named)


def write_name(doing: Doing) -> None:
    """A new name holds for the unit and for its entry."""
    name = doing.answers["name"]
    doing.record.name = name
    doing.record.save(update_fields=["name"])
    Unit.objects.filter(pk=doing.record.unit_id).update(
        name_zh=name, name_en=name, short_zh=name[:60], short_en=name[:120]
    )


def write_standstill(doing: Doing) -> None:
    """The enterprise stops or resumes work: while it stands still, no periodic duty opens for it."""
    working = doing.step.target == "operating"
    day: dt.date = doing.answers["occurred_on"]
    source = _source(day=day, basis=doing.answers["basis"])
    values = {"operating": working}
    note(table=EnterpriseFacts, unit=doing.record.unit, since=day, until=None, values=values, source=source)


def open_posts(doing: Doing) -> None:
    """Give an imported enterprise the posts that accounts are opened for."""
    record = doing.record
    found_posts(unit=record.unit, party=bool(record.party_secretary), on=doing.act.today)


def _source(*, day: dt.date, basis: str) -> str:
    """Where a fact comes from, as its version keeps it: official papers cite it in Chinese."""
    with override("zh-hans"):
        words = _("Register of enterprises %(day)s") % {"day": day}
    return f"{words}（{basis}）"[:200] if basis else words
