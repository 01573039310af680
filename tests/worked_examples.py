"""Worked examples of duties (职责实例): files that a jurist reads, run on the real kernel, moment by moment.

An example says which unit, what the register says of it, for which period or on which occasion, what happened, and
what has to follow: when it is opened, due, reminded of, late and escalated, and how it ends. Days were worked out by
hand from the clause, the dated numbers and the published working days.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from cast import Cast, at, call_the_cast, treat, unit

from anlan.kernel.declared import DECLARED
from anlan.kernel.ledger.append import Entry, Place, append
from anlan.kernel.obligations.duty import Duty
from anlan.kernel.obligations.obligation import Notice, Obligation
from anlan.kernel.obligations.opening import first_opening
from anlan.kernel.obligations.owed import Owed, open_owed
from anlan.kernel.obligations.parts import versions_met_by
from anlan.kernel.obligations.settling import lock_open, meet
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.people.facts import FactVersion, as_of
from anlan.kernel.people.unit import Unit
from anlan.kernel.transactions import writing
from anlan.policy import Pack
from anlan.policy.periods import parse_label

FOLDER = Path(__file__).parent / "examples"
RECORD = "example"
# What the sweep says by itself; what officers say to one another is not part of an example.
RUNGS = {"reminded": "reminder", "late": "late", "escalated": "escalation", "lettered": "letter"}
SECOND = dt.timedelta(seconds=1)


def examples() -> dict[str, dict[str, Any]]:
    """Every example by file and number, in the order of the files."""
    return {
        f"{path.stem}-{number}-{one['duty']}": one
        for path in sorted(FOLDER.glob("*.yaml"))
        for number, one in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")), start=1)
    }


def moment(value: Any) -> dt.datetime:
    """A day (its first instant) or ``YYYY-MM-DD HH:MM`` on the city's clocks."""
    day, _blank, time = str(value).partition(" ")
    return at(day, time[:5] or "00:00")


def moments(value: Any) -> list[dt.datetime]:
    """None, one or several moments."""
    if value is None:
        return []
    return [moment(one) for one in (value if isinstance(value, list) else [value])]


@dataclass
class Run:
    """One example under way."""

    example: dict[str, Any]
    pack: Pack
    row: Obligation | None = None
    cast: Cast | None = None
    seen: list[tuple[dt.datetime, bool, bool]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Officers act, and the enterprises of the cast owe; other examples need neither."""
        acted = any("step" in act for act in self.example.get("happens", ()))
        if acted or not Unit.objects.filter(code=self.example["unit"]).exists():
            self.cast = call_the_cast()

    @property
    def unit(self) -> Unit:
        """The unit of the example."""
        return unit(self.example["unit"])

    def facts(self, *, day: dt.date) -> FactVersion:
        """What the register says of the unit on that day."""
        found: FactVersion = DECLARED.facts[self.unit.kind].objects.filter(as_of(day=day)).get(unit=self.unit)
        return found

    def watch(self) -> None:
        """From the example's first day on the duty is watched, and no other opens by itself."""
        Duty.objects.exclude(key=self.example["duty"]).update(next_open_at=None)
        policy = self.pack.duties[self.example["duty"]]
        Duty.objects.filter(key=policy.id).update(enabled=True)
        if "period" in self.example:
            start = parse_label(label=str(self.example["period"])).start
            opens = first_opening(policy=policy, watched_from=start, pack=self.pack)
            Duty.objects.filter(key=policy.id).update(watched_from=start, next_open_at=opens)
        if "standing" in self.example:
            Duty.objects.filter(key=policy.id).update(watched_from=self.example["standing"])

    def find(self) -> Obligation | None:
        """The obligation as the database has it now."""
        rows = Obligation.objects.select_related("duty", "version").filter(
            duty__key=self.example["duty"], unit__code=self.example["unit"]
        )
        if "period" in self.example:
            rows = rows.filter(period=parse_label(label=str(self.example["period"])).start)
        return rows.order_by("id").first()

    def timeline(self) -> list[tuple[dt.datetime, dict[str, Any] | None]]:
        """Every moment to look at, each with the act that falls on it: just before and at what has to follow."""
        expected, found = self.example["expected"], []
        for name in ("opened", *RUNGS):
            for one in moments(expected.get(name)):
                found += [(one - SECOND, None), (one, None)]
        if "occasion" in self.example:
            found.append((moment(self.example["occasion"]["at"]), self.example["occasion"]))
        for act in self.example.get("happens", ()):
            found.append((recorded(act), act))
        return sorted(found, key=lambda one: one[0])

    def go(self) -> dt.datetime:
        """Sweep and act moment by moment, and at every rung of the row's own ladder; returns the last moment."""
        self.watch()
        for now, act in self.timeline():
            self._climb(before=now)
            if act is not None:
                self._act(act, now=now)
            self._sweep(now=now)
        last = self._climb(before=moment(self.example["until"]) if "until" in self.example else None)
        until = moment(self.example["until"]) if "until" in self.example else max(last, now) + dt.timedelta(days=1)
        self._sweep(now=until)
        return until

    def _climb(self, *, before: dt.datetime | None) -> dt.datetime:
        """Sweep at each moment at which the row is to be attended to: what the example leaves out is said there too."""
        last = self.seen[-1][0] if self.seen else moment("2020-01-01")
        while (row := self.find()) is not None and row.attend_at is not None:
            if before is not None and row.attend_at >= before:
                break
            last = max(last, row.attend_at)
            self._sweep(now=last)
        return last

    def _sweep(self, *, now: dt.datetime) -> None:
        sweep(now=now, pack=self.pack)
        self.row = self.find()
        self.seen.append((now, self.row is not None, self.row is not None and self.row.is_late(now=now)))

    def _act(self, act: dict[str, Any], *, now: dt.datetime) -> None:
        if "step" in act:
            row = self.find()
            assert row is not None
            assert self.cast is not None
            answers = {key: value for key, value in act.items() if key not in ("step", "at", "by")}
            treat(self.cast.act(act["by"], now=now), row, act["step"], **answers)
        elif "at" in act:
            self._occasion(act, now=now)
        elif "facts" in act:
            self._register(act)
        else:
            self._happen(act, now=now)

    def _occasion(self, act: dict[str, Any], *, now: dt.datetime) -> None:
        place = Place(unit=self.unit.pk, position=self.unit.position, line=self.unit.line_id)
        with writing():
            event = append(entry=Entry(kind="example.occasion", occurred_on=now.date(), place=place), now=now)
            name = str(self.pack.duties[self.example["duty"]].on)
            owed = Owed(name, self.unit, "example", act.get("due"), RECORD, 1)
            open_owed(owed=[owed], event=event, now=now, pack=self.pack)

    def _register(self, act: dict[str, Any]) -> None:
        """A new version of the unit's facts from that day on."""
        before = self.facts(day=act["day"])
        table = type(before)
        values = {f.attname: getattr(before, f.attname) for f in table._meta.concrete_fields if not f.primary_key}
        table.objects.filter(pk=before.pk).update(valid_to=act["day"])
        table.objects.create(**values | {"valid_from": act["day"], "valid_to": None} | act["facts"])

    def _happen(self, act: dict[str, Any], *, now: dt.datetime) -> None:
        kind, variant, day = act["event"], act.get("form", ""), act["day"]
        record = (RECORD, 1) if "occasion" in self.example else (RECORD, 100 + len(self.seen))
        with writing():
            rows = lock_open(
                kind=kind, variant=variant, units=[self.unit.pk], occurred_on=day, record=record,
                versions=versions_met_by(kind=kind, variant=variant),
            )  # fmt: skip
            place = Place(unit=self.unit.pk, position=self.unit.position, line=self.unit.line_id)
            entry = Entry(
                kind=kind,
                variant=variant,
                occurred_on=day,
                place=place,
                record_type=record[0],
                record_id=record[1],
                counts_for=[self.unit.pk],
            )
            meet(rows=rows, event=append(entry=entry, now=now), pack=self.pack)


def recorded(act: dict[str, Any]) -> dt.datetime:
    """When an act was recorded: as it says, otherwise at six in the evening of its day."""
    if "step" in act:
        return moment(act["at"])
    if "recorded" in act:
        return moment(act["recorded"])
    return moment(f"{act['day']} {'00:00' if 'facts' in act else '18:00'}")


def notices(row: Obligation, kind: str) -> list[dt.datetime]:
    """When the sweep said this about the obligation."""
    return list(
        Notice.objects.filter(obligation=row, kind=kind).order_by("created_at").values_list("created_at", flat=True)
    )
