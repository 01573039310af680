"""Hidden dangers in every stage of their life (18.8, 19.1, 19.4), as people enter and carry them on."""

from __future__ import annotations

import datetime as dt

from cast import TODAY, Cast, unit
from examples_of_dangers import FIRST, SECOND, accept, find, fresh, general, major, plan, rectify, step

from anlan.modules.hidden_danger import HiddenDanger


def dangers_of_all_stages(cast: Cast) -> None:
    """One in each stage that a row of the workbook can say, with everything that a form lets through."""
    _in_hand(cast)
    _put_right(cast)
    _of_others(cast)


def _in_hand(cast: Cast) -> None:
    safety, principal = cast.act("safety"), cast.act("principal")
    find(safety, what="１号窑  煤气阀\u200b漏气", place="窑\u3000炉", measure="fenced")
    find(safety, what="=叉车未年检")
    general(safety, find(safety, what="由专人整改"))
    longer = find(safety, what="已延期")
    general(safety, longer)
    step(safety, longer, "ask_time", wanted_day="2026-12-20", reason="等  配件")
    step(principal, longer, "give_time", due_day="2026-12-18", remark="")
    waiting = find(safety, what="申请延期")
    general(safety, waiting)
    step(safety, waiting, "ask_time", wanted_day="2026-12-20", reason="等配件")
    both = find(safety, what="重大，有依据也有理由")
    major(safety, both, criterion="GM8-04", reason="停产  才能治理")
    planned = find(safety, what="重大，已定方案")
    major(safety, planned, reason="ＡＢ　类")
    plan(safety, planned)
    lowered = find(safety, what="降为一般")
    major(safety, lowered)
    step(cast.act("officer"), lowered, "regrade_general", due_day="2026-12-04", category="", reason="经核实 不构成重大")
    raised = find(safety, what="升为重大")
    general(safety, raised)
    step(safety, raised, "regrade_major", criterion="GM8-04", reason="", category="",
         supervisor=str(unit("445122/emergency").pk))  # fmt: skip


def _put_right(cast: Cast) -> None:
    safety, principal = cast.act("safety"), cast.act("principal")
    find(safety, what="灭火器被遮挡", put_right="已清理\r\n已画线")
    for what in ("待复查", "被退回", "已验收"):
        danger = find(safety, what=what)
        general(safety, danger)
        step(safety, danger, "rectify", occurred_on="2026-11-23", result="第１步：断电\r\n\r\n第２步：更换")
    sent_back = HiddenDanger.objects.get(what="被退回")
    step(principal, sent_back, "send_back", reason="仍有缺口", due_day="2026-12-08")
    accept(principal, HiddenDanger.objects.get(what="已验收"))
    numbered = find(safety, what="省系统有编号")
    HiddenDanger.objects.filter(pk=numbered.pk).update(upward_number="GD2026-77")


def _of_others(cast: Cast) -> None:
    find(cast.act("stranger"), SECOND, what="配电箱门缺失", place="车间")
    supervised = find(cast.act("officer"), what="监管部门查出", source="public")
    general(cast.act("officer"), supervised)
    rectify(cast.act("safety"), supervised)
    accept(cast.act("officer"), supervised)
    find(cast.act("officer"), "445122100/town-government", what="会议室疏散门上锁", place="三楼")


def dangers_of_which_no_row_can_speak(cast: Cast) -> list[str]:
    """Merged, dismissed, put right before it was found, a grade without what belongs to it: what each of them says.

    Two more that can be given out, and two that read like one of these.
    """
    safety = cast.act("safety")
    other = find(safety, what="另一处")
    step(safety, find(safety, what="并入另一处"), "merge", into=str(other.pk))
    step(safety, find(safety, what="不是隐患"), "dismiss", reason="误报")
    # As the finding of a record that was itself withdrawn.
    HiddenDanger.objects.filter(pk=find(safety, what="随记录撤回").pk).update(state="dismissed")
    for what in ("一般，无期限", "重大，无依据"):
        general(safety, find(safety, what=what))
    HiddenDanger.objects.filter(what="一般，无期限").update(due_day=None)
    HiddenDanger.objects.filter(what="重大，无依据").update(grade="major")
    early = find(safety, what="发现前已消除")
    step(safety, early, "fix_on_the_spot", put_right="已关", occurred_on=TODAY - dt.timedelta(days=3))
    assert fresh(early).ended_on is not None
    for _twice in range(2):
        find(safety, what="两条同名", place=FIRST)
    find(safety, what="两条同名 ", place=FIRST)
    return ["并入另一处", "不是隐患", "随记录撤回", "一般，无期限", "重大，无依据", "发现前已消除"]
