"""What ties enterprises to others: commitments, procedures, sites, supervision, licences, contracts, facilities."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

from cast import NOW, TODAY, Cast, unit
from examples_of_enterprises import FIRST, SECOND

from anlan.kernel.people.acting import actor_for
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Appointment, Post
from anlan.kernel.records.door import Act, Outcome, begin, take
from anlan.kernel.records.record import Case
from anlan.modules.commitment import Commitment
from anlan.modules.enterprise import Contract, Licence
from anlan.modules.facility import Facility
from anlan.modules.procedure import Procedure
from anlan.modules.site import Site
from anlan.modules.union_supervision import UnionSupervision

CODE_1, CODE_2 = "91000000DEM0000019", "91000000DEM000002C"
# A right code that no entry of the cast's register has.
STRANGE_CODE = "91000000DEM000003F"
PERSON = "无名氏"
TEXT = "我单位郑重承诺：遵守安全生产法律法规，落实主体责任。"


def day(text: str) -> dt.date:
    """A day as tests write it."""
    return dt.date.fromisoformat(text)


def make(act: Act, model: type[Case], code: str, **answers: object) -> Outcome:
    """Begin a record of an enterprise."""
    return begin(model=model, unit=unit(code), answers=answers, act=act, submission=uuid.uuid4())


def go(act: Act, record: Case, step: str, **answers: object) -> Outcome:
    """Take a step of a record, as the database has it now."""
    held = type(record).objects.select_related("unit").get(pk=record.pk)
    return take(record=held, step=record.workflow.step(step), answers=answers, act=act)


def chair_of_the_union(cast: Cast, code: str = FIRST) -> Act:
    """The head of the trade union of an enterprise about to act."""
    post = Post.objects.get(unit__code=code, key="union_chair")
    officer, _made = Officer.objects.get_or_create(
        username=f"union-{code}"[:30], defaults={"name": "工会负责人", "synthetic": True}
    )
    Appointment.objects.get_or_create(post=post, officer=officer, defaults={"since": day("2026-07-01")})
    return Act(actor=actor_for(officer=officer, on=TODAY), now=NOW, pack=cast.act("safety").pack)


def commit(act: Act, code: str = FIRST, on: str = "2026-11-20", signatory: str = PERSON, text: str = TEXT) -> Outcome:
    """Publish a commitment."""
    return make(act, Commitment, code, occurred_on=day(on), signatory=signatory, text=text)


def adopt(
    act: Act, title: str, code: str = FIRST, since: str = "2026-11-01", kind: str = "operating", covers: str = "窑炉工"
) -> Outcome:
    """Enter an operating procedure, or rules of the enterprise."""
    return make(act, Procedure, code, kind=kind, title=title, covers=covers, version="2026", occurred_on=day(since))


def enter_site(act: Act, name: str, cap: int = 9, code: str = FIRST) -> Outcome:
    """Enter a site with its cap."""
    return make(act, Site, code, name=name, cap=cap, basis="本企业安全评估")


def count(act: Act, site: Case, counted: int, step: str = "count", at: dt.datetime = NOW) -> Outcome:
    """Count the people on a site, or note that they were reduced."""
    return go(act, site, step, counted=counted, counted_at=at)


def supervise(act: Act, looked_at: str, opinion: str = "", code: str = FIRST) -> Outcome:
    """Record a supervision by the trade union."""
    return make(
        act, UnionSupervision, code, occurred_on=day("2026-11-20"), body="union", matter="both", looked_at=looked_at,
        opinion=opinion,
    )  # fmt: skip


def enter_licence(
    act: Act, code: str, kind: str, number: str = "A1", since: str = "2025-01-01", until: str | None = "2028-01-01"
) -> Outcome:
    """Enter a licence of an enterprise."""
    return make(
        act, Licence, code, kind=kind, number=number, issued_by="演示发证机关(虚构)", valid_from=day(since),
        valid_until=day(until) if until else None,
    )  # fmt: skip


def contract(act: Act, subject: str, code: str = FIRST, **known: object) -> Outcome:
    """Enter a contract; what is not given is a place let to the second enterprise, for which no licence is needed."""
    answers: dict[str, object] = {
        "kind": "place", "subject": subject, "credit_code": CODE_2, "name": "", "needed": "none",
        "certificate_number": "", "certificate_until": None, "begins_on": day("2026-11-01"),
        "ends_on": day("2027-10-31"), "agreement_on": day("2026-10-30"),
    }  # fmt: skip
    return make(act, Contract, code, **answers | known)


def enter_facility(act: Act, name: str, code: str = FIRST) -> Outcome:
    """Enter a facility."""
    return make(act, Facility, code, name=name, place="")


def note_stage(
    act: Act, facility: Case, phase: str, since: str, until: str | None, who: str = "演示设计院(虚构)"
) -> Outcome:
    """Note a stage of a facility."""
    return go(
        act, facility, "note_stage", phase=phase, who=who, credit_code="", role="项目负责人", occurred_on=day(since),
        until=day(until) if until else None,
    )  # fmt: skip


def some_commitments(cast: Cast) -> None:
    """One of each enterprise of the cast, and an earlier one that was replaced."""
    commit(cast.act("safety"), on="2026-10-20")
    commit(cast.act("principal"))
    commit(cast.act("stranger"), code=SECOND)


def some_procedures(cast: Cast) -> None:
    """Two of the first enterprise, one of the second."""
    adopt(cast.act("safety"), "窑炉安全操作规程")
    adopt(cast.act("safety"), "叉车安全操作规程", since="2026-10-01")
    adopt(cast.act("stranger"), "印刷机安全操作规程", code=SECOND)


def some_sites(cast: Cast) -> None:
    """Two sites of the first enterprise, one of them over its cap, and one of the second."""
    over = enter_site(cast.act("safety"), "施釉车间").record
    count(cast.act("safety"), over, 12)
    enter_site(cast.act("safety"), "烧成车间")
    enter_site(cast.act("stranger"), "印刷车间", code=SECOND)


def some_supervisions(cast: Cast) -> None:
    """Two by the union of the first enterprise, one by that of the second."""
    union = chair_of_the_union(cast)
    supervise(union, "施釉车间防尘设施", opinion="防尘罩破损，应更换")
    supervise(union, "劳动防护用品发放")
    supervise(chair_of_the_union(cast, SECOND), "消防通道", code=SECOND)


def some_licences(cast: Cast) -> None:
    """Two of the first enterprise, one of the second, one without a term."""
    enter_licence(cast.act("safety"), FIRST, "special_equipment_use", "梯11")
    enter_licence(cast.act("safety"), FIRST, "pollution", "P1", until=None)
    enter_licence(cast.act("stranger"), SECOND, "construction", "D1")


def some_contracts(cast: Cast) -> None:
    """Two of the first enterprise, one of the second."""
    contract(cast.act("safety"), "东厂房二楼")
    contract(cast.act("safety"), "屋面防水工程", kind="project", credit_code="", name="演示施工队(虚构)")
    contract(cast.act("stranger"), "仓库", code=SECOND, credit_code=CODE_1)


def some_facilities(cast: Cast) -> None:
    """Two of the first enterprise, one of the second, with stages."""
    first = enter_facility(cast.act("safety"), "隧道窑").record
    enter_facility(cast.act("safety"), "天然气管道")
    note_stage(cast.act("safety"), first, "design", "2019-03-01", "2019-08-31")
    note_stage(cast.act("safety"), first, "build", "2019-10-01", "2020-05-31", who="演示建筑公司(虚构)")
    other = enter_facility(cast.act("stranger"), "仓库", code=SECOND).record
    note_stage(cast.act("stranger"), other, "operate", "2020-01-01", None, who="演示包装有限公司(虚构)")


EXAMPLES: dict[str, Callable[[Cast], None]] = {
    "commitment": some_commitments,
    "procedure": some_procedures,
    "site": some_sites,
    "unionsupervision": some_supervisions,
    "licence": some_licences,
    "contract": some_contracts,
    "facility": some_facilities,
    "stage": some_facilities,
}
# A later commitment replaces the one before it; a count above the cap, or no opinion to answer, decides the state.
SET_BY_OTHERS = {
    ("commitment", "replaced"): ("commitment", "sign"),
    ("site", "over"): ("site", "count"),
    ("stage", "noted"): ("facility", "note_stage"),
}
