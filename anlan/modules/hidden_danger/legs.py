"""双报告 (18.7): both legs, owed with the grade or the result of a danger, sent elsewhere, or let go with it."""

from __future__ import annotations

from typing import Any

from anlan.kernel.obligations.releasing import release
from anlan.kernel.records.door import Act, Doing
from anlan.modules.hidden_danger.double_report import TO_REGULATOR, TO_WORKERS, DoubleReport, owed_for

TELLING = ("enterprise",)


def owe_double_report(doing: Doing, *, stage: str) -> None:
    """Open both legs of the stage, each with what it makes the enterprise owe. A public body owes no such report.

    A leg that is open already stays as it is: grading anew opens nothing twice.
    """
    danger = doing.record
    standing = DoubleReport.objects.filter(danger=danger, stage=stage).exclude(state="lapsed")
    open_already = set(standing.values_list("leg", flat=True))
    for report in legs_of(danger=danger, stage=stage, act=doing.act):
        if report.leg not in open_already:
            report.save(force_insert=True)
            doing.owed.append(owed_for(report=report))


def legs_of(*, danger: Any, stage: str, act: Act) -> list[DoubleReport]:
    """Both legs of the stage, not yet written; none for a public body."""
    if danger.unit.kind not in TELLING:
        return []
    made = []
    for leg, receiver in ((TO_REGULATOR, danger.supervisor), (TO_WORKERS, danger.unit)):
        report = DoubleReport(
            danger=danger, stage=stage, leg=leg, unit=danger.unit, position=danger.position, line_id=danger.line_id,
            state=leg, created_at=act.now, opened_on=act.today,
        )  # fmt: skip
        report.send_to(receiver=receiver)
        made.append(report)
    return made


def report_to(*, danger: Any) -> None:
    """A report that is still owed goes to whoever supervises the danger now; what was told before stays told."""
    body = danger.supervisor
    if body is not None:
        left = DoubleReport.objects.filter(danger=danger, leg=TO_REGULATOR, state=TO_REGULATOR)
        left.update(receiver=body, receiver_position=body.position)


def let_go_of_double_report(*, danger: Any) -> None:
    """A danger that is graded as general after all is reported to nobody: what is still owed of both legs lapses."""
    left = DoubleReport.objects.filter(danger=danger, state__in=(TO_REGULATOR, TO_WORKERS, "told"))
    pks, units = list(left.values_list("pk", flat=True)), [danger.unit_id, *left.values_list("receiver_id", flat=True)]
    left.update(state="lapsed")
    release(record_type=DoubleReport.record_type(), records=pks, units=sorted(set(units)))
