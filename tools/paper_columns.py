"""The columns of the tables in official papers: heading, field of the row, width in mm; together they fill 156 mm."""

from __future__ import annotations

from paper_layout import Columns

COUNTS: Columns = (
    ("应履行", "row.owed", 14),
    ("按期完成", "row.on_time", 15),
    ("逾期完成", "row.late", 15),
    ("未收到材料", "row.open", 18),
    ("其中未到期", "row.not_due", 18),
    ("累计逾期", "row.overdue", 15),
)
LATE: Columns = (
    ("序号", "loop.index", 10),
    ("单位", "row.unit", 34),
    ("事项", "row.title", 41),
    ("条款", "row.clause", 12),
    ("期限", "row.due", 24),
    ("逾期天数", "row.days", 13),
    ("情况", "row.standing", 22),
)
TASKS: Columns = (
    ("序号", "loop.index", 10),
    ("重点任务", "row.what", 52),
    ("条款", "row.clause", 12),
    ("牵头单位", "row.unit", 34),
    ("完成时限", "row.due", 24),
    ("进展", "row.state", 24),
)
OWN_LATE: Columns = tuple(
    (head, field, 75 if field == "row.title" else width) for head, field, width in LATE if field != "row.unit"
)
FATES: Columns = (
    ("应履行", "row.owed", 14),
    ("按期完成", "row.on_time", 15),
    ("逾期完成", "row.late", 15),
    ("逾期未完成", "row.overdue", 18),
    ("未到期", "row.not_due", 14),
    ("按期率", "row.rate", 18),
)
