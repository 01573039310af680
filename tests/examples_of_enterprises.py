"""Records of enterprises: entries in the register, and what enterprises record about themselves (article 6)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

from cast import TODAY, Cast, unit

from anlan.kernel.people.area import Area
from anlan.kernel.records.door import Act, Outcome, begin, take
from anlan.modules.enterprise import Enterprise
from anlan.modules.enterprise.asking import QUESTIONS
from anlan.modules.enterprise.particulars import ASKED, FIELDS
from anlan.policy import Pack

OFFICE = "445122100/town-safety-office"
# Right check digits, of a division that no registry has.
CODES = ("91000000DEM000003F", "91000000DEM000004J", "91000000DEM000005M", "91000000DEM000006Q", "91000000DEM000007U")
FIRST, SECOND = "DEMO-ENTERPRISE-1", "DEMO-ENTERPRISE-2"


def particulars(**known: object) -> dict[str, object]:
    """The answers of the register's form: what is not given is not known."""
    return {name: FIELDS[name].get_default() for name in ASKED} | {"industry": "3074"} | known


def register(act: Act, credit_code: str, name: str, day: str = "2026-11-01", **known: object) -> Outcome:
    """Register an enterprise with the office of the cast's town."""
    office = unit(OFFICE)
    answers = particulars(**known) | {"credit_code": credit_code, "name": name, "basis": ""}
    answers |= {"area": str(office.area_id), "occurred_on": dt.date.fromisoformat(day)}
    return begin(model=Enterprise, unit=office, answers=answers, act=act, submission=uuid.uuid4())


def entry(code: str) -> Enterprise:
    """The register's entry of a unit."""
    return Enterprise.objects.select_related("unit", "unit__area").get(unit__code=code)


def change(act: Act, code: str, day: str, step: str = "change", **known: object) -> Outcome:
    """Change what is known of an enterprise from that day on."""
    held = entry(code)
    answers = {name: getattr(held, name) for name in ASKED} | known
    answers |= {"occurred_on": dt.date.fromisoformat(day), "basis": ""}
    return take(record=held, step=Enterprise.workflow.step(step), answers=answers, act=act)


def move(act: Act, code: str, area: str) -> Outcome:
    """Enter a new seat."""
    answers = {"area": str(Area.objects.get(code=area).pk), "address": ""}
    return take(record=entry(code), step=Enterprise.workflow.step("move"), answers=answers, act=act)


def asked(question: str, answer: str, pack: Pack) -> set[str]:
    """The units that the list shows when it is asked that."""
    one = next(item for item in QUESTIONS if item.name == question)
    return set(Enterprise.objects.filter(one.asks(answer, TODAY, pack)).values_list("unit__code", flat=True))


def some_enterprises(cast: Cast) -> None:
    """Two more enterprises in the register, beside those of the cast."""
    register(cast.act("town"), CODES[0], "演示食品有限公司(虚构)", employees=120)
    register(cast.act("town"), CODES[1], "演示印刷有限公司(虚构)", industry="2319")


EXAMPLES: dict[str, Callable[[Cast], None]] = {"enterprise": some_enterprises}
