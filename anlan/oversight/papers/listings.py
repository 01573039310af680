"""挂牌督办通知书、摘牌通知、督办升级文书: what whoever lists a danger writes about it (19.8–19.11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.declared import DECLARED
from anlan.kernel.papers.paper import Content, Paper
from anlan.kernel.records.door import Act
from anlan.kernel.records.workflow import Ask
from anlan.oversight.papers.dangers import record_asked, refused
from anlan.oversight.papers.gathering import PUBLIC, day_words
from anlan.rules import listings

LISTING, RUNG = "listing", "rung"
JOINED = ("receiver", "danger", "danger__supervisor", "danger__responsible", "danger__found_by")
# 19.9–19.11: the title of each rung's paper, and what its number is called.
RUNGS = {
    listings.REMINDER: "关于限期治理重大事故隐患的提醒函",
    listings.TALK: "关于重大事故隐患治理工作的约谈通知书",
    listings.EXPOSURE: "关于曝光未按期治理重大事故隐患单位的公告",
    listings.ACCOUNTABILITY: "关于重大事故隐患治理不力问责的建议",
}


def _of_the_danger(one: Any, act: Act) -> dict[str, Any]:
    """What every paper about a listing says of its danger (重大事故隐患挂牌督办通知书)."""
    danger = one.danger
    return {
        "ask_before": int(act.pack.parameters.value(key="listing.ask_before_days", on=act.today).value),
        "level": str(one.get_level_display()),
        "unit": one.unit.name_zh,
        "place": danger.place,
        "what": danger.what,
        "basis": danger.basis or "—",
        "finder": danger.finder,
        "found": day_words(danger.found_on),
        "responsible": danger.responsible.name_zh if danger.responsible else "—",
        "supervisor": danger.supervisor.name_zh if danger.supervisor else "—",
        "requirements": one.requirements,
        "interim": one.interim,
        "due": day_words(one.due_day),
        "report_days": one.report_days,
        "acceptance": one.acceptance or "由督办单位组织现场复查验收",
        "listed": day_words(one.listed_on),
        "notice_number": one.number or "—",
        "progress": one.progress or "—",
        "percent": one.percent,
    }


def _notice(about: Mapping[str, str], act: Act) -> Content:
    one = record_asked(about, act, name=LISTING, joined=JOINED)
    if one.state != "listed":
        raise refused(_("Only a danger that stands on the list gets this notice."))
    rows = type(one).objects.filter(pk=one.pk)
    return Content(
        title=f"关于对{one.unit.name_zh}重大事故隐患实施{_of_the_danger(one, act)['level']}挂牌督办的通知",
        recipient=one.unit.name_zh,
        about={LISTING: str(one.pk)},
        addressee=one.unit,
        issuer=one.receiver,
        fields=_of_the_danger(one, act),
        keep=lambda number: rows.update(number=number),
    )


def _delisting(about: Mapping[str, str], act: Act) -> Content:
    one = record_asked(about, act, name=LISTING, joined=JOINED)
    if one.state not in ("delisted", "published"):
        raise refused(_("Only a danger that was taken off the list gets this paper."))
    rows = type(one).objects.filter(pk=one.pk)
    return Content(
        title=f"关于{one.unit.name_zh}重大事故隐患摘牌的通知",
        recipient=one.unit.name_zh,
        about={LISTING: str(one.pk)},
        addressee=one.unit,
        issuer=one.receiver,
        fields={
            **_of_the_danger(one, act),
            "evaluated": day_words(one.evaluated_on),
            "evaluator": str(one.get_evaluated_by_display()),
            "evaluation": one.evaluation,
            "accepted": day_words(one.danger.ended_on),
            "delisted": day_words(one.delisted_on),
        },
        keep=lambda number: rows.update(delisting_number=number),
    )


def _progress(about: Mapping[str, str], act: Act) -> Content:
    one = record_asked(about, act, name=LISTING, joined=JOINED)
    rungs = DECLARED.pages[RUNG].model.objects.filter(listing=one.pk).order_by("id")
    return Content(
        title=f"{one.unit.name_zh}重大事故隐患挂牌督办进展情况",
        recipient="",
        about={LISTING: str(one.pk)},
        fields={
            **_of_the_danger(one, act),
            "state": str(one.workflow.label(one.state)),
            "late_days": max((act.today - one.due_day).days, 0) if one.state in ("listed", "applied") else 0,
            "extended": one.extended_days,
            "rungs": [
                {
                    "kind": str(rung.get_kind_display()),
                    "number": rung.number or "—",
                    "day": rung.done_on.isoformat() if rung.done_on else "—",
                    "state": str(rung.workflow.label(rung.state)),
                }
                for rung in rungs
            ],
        },
    )


def _rung(about: Mapping[str, str], act: Act) -> Content:
    rung = record_asked(about, act, name=RUNG, joined=("listing", *(f"listing__{name}" for name in JOINED)))
    if rung.state == "declined":
        raise refused(_("This rung was not confirmed; there is nothing to write."))
    rows = type(rung).objects.filter(pk=rung.pk)
    accountable = rung.kind == listings.ACCOUNTABILITY
    return Content(
        title=RUNGS[rung.kind],
        recipient="" if accountable else rung.unit.name_zh,
        about={RUNG: str(rung.pk)},
        addressee=None if accountable else rung.unit,
        issuer=rung.receiver,
        fields={
            **_of_the_danger(rung.listing, act),
            "kind": str(rung.get_kind_display()),
            "facts": rung.facts,
            "demands": rung.demands,
            "exposure": rung.kind == listings.EXPOSURE,
            "accountability": accountable,
            "talk": rung.kind == listings.TALK,
        },
        keep=lambda number: rows.update(number=number),
    )


def _paper(name: str, label: Any, kind: str, code: str, clause: str, takes: str, build: Any, **more: Any) -> Paper:
    return Paper(
        name=name, label=label, kind=kind, code=code, clause=clause, template=name, issuers=PUBLIC, takes=(takes,),
        build=build, **more,
    )  # fmt: skip


LISTING_NOTICE = _paper(
    "listing_notice", gettext_lazy("Notice of listed supervision"), "挂牌督办通知书", "挂牌", "19.8", LISTING, _notice
)
DELISTING_NOTICE = _paper(
    "delisting_notice", gettext_lazy("Notice of delisting"), "摘牌通知", "摘牌", "19.8", LISTING, _delisting
)
LISTING_PROGRESS = _paper(
    "listing_progress", gettext_lazy("Progress of a listed danger"), "督办情况", "督办情况", "19.8", LISTING, _progress
)
LADDER_PAPER = _paper(
    "ladder_paper",
    gettext_lazy("Paper of a rung of the ladder"),
    "督办升级文书",
    "督升",
    "19.9",
    RUNG,
    _rung,
    asks=(
        Ask("place_and_time", gettext_lazy("Place and time"), "text", required=False,
            why=gettext_lazy("Of a talk: who comes when and where")),
    ),
)  # fmt: skip
