"""Build the Word templates of the papers that Anlan issues.

    .venv/bin/python tools/paper_templates.py     write anlan/kernel/papers/templates/*.docx anew

The results are committed: nothing is built when Anlan is installed. What an office wants different it changes in Word,
in a copy of its own (docs/papers.md).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from danger_templates import DANGER_BUILDERS
from paper_columns import COUNTS, FATES, LATE, TASKS
from paper_layout import (
    facts,
    heading,
    imprint,
    letterhead,
    line,
    recipient,
    rows_of,
    set_closer,
    sheet,
    signatures,
    signed,
    tag,
    when,
)
from supervision_templates import (
    build_letter,
    build_notice,
    build_order_letter,
    build_order_notice,
)

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "anlan" / "kernel" / "papers" / "templates"


def main() -> int:
    """Write every template."""
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    for name, build in BUILDERS.items():
        document = sheet()
        build(document)
        document.save(TEMPLATES / f"{name}.docx")
        print(f"{name}.docx")
    return 0


def build_return(document: Any) -> None:
    """月报、季报."""
    letterhead(document)
    recipient(document)
    line(
        document,
        "现将{{ area }}{{ period }}（{{ since }}至{{ until }}）安全生产履职情况报告如下。统计截至{{ as_of }}。",
    )
    heading(document, "一、总体情况")
    line(
        document,
        "{{ period }}应履行事项{{ total.owed }}项，按期完成{{ total.on_time }}项，逾期完成{{ total.late }}项，"
        "未收到材料{{ total.open }}项，其中未到期{{ total.not_due }}项。已到期事项按期完成率{{ total.rate }}。"
        "截至{{ as_of }}，各期累计逾期{{ total.overdue }}项"
        "{% if confirmed %}，其中已认定未履行{{ confirmed }}项{% endif %}。",
    )
    heading(document, "二、按职责统计")
    with when(document, "duties"):
        rows_of(
            document,
            "row in duties",
            (("职责", "row.title", 48), ("条款", "row.clause", 13), *COUNTS),
            total="total",
        )
    with when(document, "not duties"):
        line(document, "本期没有到期应履行的事项。")
    heading(document, "三、各地区情况")
    area = (("地区", "row.area", 43), *COUNTS, ("按期率", "row.rate", 18))
    rows_of(document, "row in areas", area, total="total")
    heading(document, "四、会议召开情况")
    line(
        document,
        "本期应召开安全生产会议{{ meetings.owed }}次，按期召开{{ meetings.on_time }}次，"
        "逾期召开{{ meetings.late }}次，未收到材料{{ meetings.open }}次，其中未到期{{ meetings.not_due }}次；"
        "本期召开并已登记的会议共{{ meetings.held }}次，党委、政府合并召开的按一次计。",
    )
    heading(document, "五、逾期事项清单")
    with when(document, "late"):
        rows_of(document, "row in late", LATE)
    with when(document, "not late"):
        line(document, "截至{{ as_of }}，没有逾期事项。")
    with when(document, "late_more"):
        line(document, "以上列出最早的{{ late|length }}项，另有{{ late_more }}项，见系统履职事项清单。")
    chapter_on_tasks(document)
    heading(document, "七、其他指标")
    rows_of(document, "row in others", (("指标", "row.name", 96), ("本期数据", "row.value", 60)))
    heading(document, "八、存在问题")
    line(document, "{{ problems or '（由填报单位补充）' }}")
    heading(document, "九、下一步工作")
    line(document, "{{ next_steps or '（由填报单位补充）' }}")
    line(document, "说明：“未收到材料”不等于未履行；未履行须由上级指定人员确认。依据：{{ clause }}。")
    signed(document)
    imprint(document)


def chapter_on_tasks(document: Any) -> None:
    """重点任务: those given to units of the area, as they stand."""
    heading(document, "六、重点任务进展")
    with when(document, "tasks.count"):
        line(
            document,
            "本期在办和办结的重点任务{{ tasks.count }}项，已确认完成{{ tasks.confirmed }}项，"
            "逾期未完成{{ tasks.late }}项。",
        )
        rows_of(document, "row in tasks.listed", TASKS)
    with when(document, "tasks.more"):
        line(document, "以上列出{{ tasks.listed|length }}项，另有{{ tasks.more }}项，见系统重点任务登记。")
    with when(document, "not tasks.count"):
        line(document, "本地区没有已登记的重点任务。")


def build_handover(document: Any) -> None:
    """移交清单."""
    set_closer(document)
    letterhead(document)
    facts(
        document,
        (
            ("单位", "{{ unit }}"),
            ("岗位", "{{ post }}"),
            ("移交人", "{{ outgoing or '（待填）' }}"),
            ("接收人", "{{ incoming or '（待填）' }}"),
            ("监交人", "{{ witness or '（待填）' }}"),
            ("移交日期", "{{ day }}"),
        ),
    )
    line(
        document,
        "职责和权限属于岗位，不随人员变动而消失。以下为截至{{ as_of }}随岗位移交的全部事项。依据：{{ clause }}。",
    )
    heading(document, "一、未完成的履职事项（{{ owed_count }}项，其中逾期{{ late_count }}项）")
    with when(document, "owed"):
        rows_of(
            document,
            "row in owed",
            (
                ("序号", "loop.index", 12),
                ("事项", "row.title", 64),
                ("条款", "row.clause", 14),
                ("期限", "row.due", 26),
                ("状态", "row.standing", 40),
            ),
        )
    with when(document, "not owed"):
        line(document, "没有未完成的履职事项。")
    heading(document, "二、未办结的事项（{{ cases_count }}项）")
    with when(document, "cases"):
        columns = (("类别", "row.register", 66), ("状态", "row.state", 56), ("件数", "row.count", 34))
        rows_of(document, "row in cases", columns)
    with when(document, "not cases"):
        line(document, "没有未办结的事项。")
    heading(document, "三、岗位权限（{{ grants|length }}项）")
    with when(document, "grants"):
        columns = (("权限角色", "row.role", 56), ("范围", "row.territory", 64), ("起始", "row.since", 36))
        rows_of(document, "row in grants", columns)
    with when(document, "not grants"):
        line(document, "该岗位没有系统权限。")
    heading(document, "四、提醒和通知（{{ notices_count }}条）")
    with when(document, "notices"):
        rows_of(document, "row in notices", (("种类", "row.kind", 96), ("条数", "row.count", 60)))
    with when(document, "not notices"):
        line(document, "未完成的事项没有提醒和通知。")
    heading(document, "五、随岗位移交的文件、物品和说明")
    line(document, "{{ remarks or '（无）' }}")
    heading(document, "六、签字")
    signatures(document, ("移交人", "接收人", "监交人"))
    signed(document)
    imprint(document)


def build_diligence(document: Any) -> None:
    """履职尽责情况表: one page per post."""
    set_closer(document)
    letterhead(document)
    facts(
        document,
        (
            ("对象", "{{ subject }}"),
            ("统计期间", "{{ since }}至{{ until }}"),
            ("统计截至", "{{ as_of }}"),
            ("依据", "{{ clause }}"),
        ),
    )
    tag(document, "{%p for sheet in sheets %}")
    heading(document, "{% if sheets|length > 1 %}（{{ loop.index }}）{% endif %}{{ sheet.unit }} {{ sheet.post }}")
    line(document, "任职人：{{ sheet.holders or '（无记录）' }}。统计期间：{{ sheet.since }}至{{ sheet.until }}。")
    line(
        document,
        "该岗位负责的事项{{ sheet.total.owed }}项，按期完成{{ sheet.total.on_time }}项，"
        "逾期完成{{ sheet.total.late }}项，逾期未完成{{ sheet.total.overdue }}项，未到期{{ sheet.total.not_due }}项。"
        "截至{{ as_of }}已到期事项按期完成率{{ sheet.total.rate }}。",
    )
    with when(document, "sheet.duties"):
        duty_columns = (("职责", "row.title", 49), ("条款", "row.clause", 13), *FATES)
        rows_of(document, "row in sheet.duties", duty_columns, total="sheet.total")
    line(
        document,
        "本岗位经办记录{{ sheet.acted_count }}条，以本岗位为责任岗位的记录（含代录）{{ sheet.answered_count }}条。",
    )
    with when(document, "sheet.acts"):
        act_columns = (
            ("记录种类", "row.kind", 76),
            ("本岗位经办", "row.acted", 40),
            ("责任岗位（含代录）", "row.answered", 40),
        )
        rows_of(document, "row in sheet.acts", act_columns)
    with when(document, "sheet.entries"):
        entry_columns = (
            ("日期", "row.day", 28),
            ("事项", "row.what", 62),
            ("条款", "row.clause", 18),
            ("台账序号", "row.seq", 22),
            ("录入", "row.recorded", 26),
        )
        rows_of(document, "row in sheet.entries", entry_columns)
    with when(document, "sheet.entries_more"):
        line(document, "以上为最近的{{ sheet.entries|length }}条，另有{{ sheet.entries_more }}条，见系统台账。")
    tag(document, "{%p if not loop.last %}")
    document.add_page_break()
    tag(document, "{%p endif %}")
    tag(document, "{%p endfor %}")
    line(
        document,
        "说明：逾期未完成指尚未收到材料，不等于未履行；未到期的不计入按期率。本表各数与系统页面一致，台账序号可供核查。",
    )
    with when(document, "remarks"):
        line(document, "{{ remarks }}")
    signed(document)
    imprint(document)


BUILDERS = {
    "return": build_return,
    "supervision_notice": build_notice,
    "supervision_letter": build_letter,
    "order_notice": build_order_notice,
    "order_letter": build_order_letter,
    "handover": build_handover,
    "diligence": build_diligence,
    **DANGER_BUILDERS,
}

if __name__ == "__main__":
    sys.exit(main())
