"""Word templates about hidden dangers: ledger, acceptance, listing, delisting, progress, rungs (docs/papers.md)."""

from __future__ import annotations

from typing import Any

from paper_layout import facts, heading, imprint, letterhead, line, recipient, rows_of, signatures, signed, when

LEDGER = (
    ("编号", "row.number", 18),
    ("单位", "row.unit", 22),
    ("发现日期", "row.found", 17),
    ("隐患内容", "row.what", 30),
    ("等级", "row.grade", 12),
    ("五落实", "row.five", 43),
    ("状态", "row.state", 14),
)
OF_A_LISTING = (
    ("督办级别", "{{ level }}"),
    ("单位", "{{ unit }}"),
    ("部位", "{{ place }}"),
    ("隐患内容", "{{ what }}"),
    ("定级依据", "{{ basis }}"),
    ("发现单位、日期", "{{ finder }}，{{ found }}"),
    ("治理责任人", "{{ responsible }}"),
    ("督办部门", "{{ supervisor }}"),
)


def build_ledger(document: Any) -> None:
    """隐患台账: the month's dangers of an area."""
    letterhead(document)
    line(
        document,
        "{{ area }}{{ period }}共发现事故隐患{{ total }}项，其中重大隐患{{ major }}项；"
        "截至{{ as_of }}已销号{{ ended }}项，超过整改期限{{ late }}项。",
    )
    with when(document, "rows"):
        for title, columns in (("一、发现与治理", LEDGER), ("二、管控、双报告与销号", SECOND)):
            heading(document, title)
            rows_of(document, "row in rows", columns)
    with when(document, "not rows"):
        line(document, "本月没有登记事故隐患。")
    with when(document, "more"):
        line(document, "以上列出最近的{{ rows|length }}项，另有{{ more }}项，见系统隐患登记。")
    signed(document)
    imprint(document)


SECOND = (
    ("编号", "row.number", 18),
    ("部位", "row.place", 18),
    ("来源", "row.source", 18),
    ("类别", "row.category", 16),
    ("定级依据", "row.basis", 26),
    ("管控措施", "row.control", 20),
    ("双报告", "row.double", 22),
    ("销号日期", "row.ended", 18),
)


def build_acceptance(document: Any) -> None:
    """验收意见书: a major danger was re-checked on the spot."""
    letterhead(document)
    recipient(document)
    line(document, "你单位报告整改完成的重大事故隐患，经现场复查验收，意见如下：")
    facts(
        document,
        (
            ("隐患编号", "{{ number }}"),
            ("部位", "{{ place }}"),
            ("隐患内容", "{{ what }}"),
            ("定级依据", "{{ basis }}"),
            ("治理情况", "{{ result }}"),
            ("整改完成", "{{ rectified }}"),
            ("现场复查", "{{ accepted }}"),
            ("验收意见", "{{ remark }}"),
            ("双报告情况", "{{ double }}"),
        ),
    )
    with when(document, "opinion"):
        line(document, "{{ opinion }}")
    signatures(document, ("复查人员", "复查人员", "被查单位"))
    signed(document)
    imprint(document)


def build_listing_notice(document: Any) -> None:
    """挂牌督办通知书."""
    letterhead(document)
    recipient(document)
    line(document, "根据{{ clause }}，决定对下列重大事故隐患实施{{ level }}挂牌督办：")
    facts(
        document,
        (
            *OF_A_LISTING,
            ("治理要求", "{{ requirements }}"),
            ("治理期间管控", "{{ interim }}"),
            ("治理期限", "{{ due }}"),
            ("进展报告", "每{{ report_days }}日报告一次"),
            ("验收方式", "{{ acceptance }}"),
        ),
    )
    line(
        document,
        "不能按期完成治理的，应当在期限届满{{ ask_before }}个工作日前说明理由并申请延期。"
        "治理完成后，由你单位自行评估并申请摘牌。",
    )
    line(document, "隐患排除前或者排除过程中无法保证安全的，应当立即撤出作业人员，停产停业或者停止使用。")
    signed(document)
    imprint(document)


def build_delisting_notice(document: Any) -> None:
    """摘牌通知."""
    letterhead(document)
    recipient(document)
    line(document, "{{ listed }}挂牌督办的重大事故隐患已经消除，根据{{ clause }}，决定予以摘牌：")
    facts(
        document,
        (
            *OF_A_LISTING,
            ("挂牌文号", "{{ notice_number }}"),
            ("企业自评", "{{ evaluated }}，{{ evaluator }}：{{ evaluation }}"),
            ("现场复查", "{{ accepted }}，隐患已消除"),
            ("摘牌日期", "{{ delisted }}"),
        ),
    )
    signed(document)
    imprint(document)


def build_listing_progress(document: Any) -> None:
    """督办情况."""
    letterhead(document)
    facts(
        document,
        (
            *OF_A_LISTING,
            ("挂牌日期、文号", "{{ listed }}，{{ notice_number }}"),
            ("治理期限", "{{ due }}{% if extended %}（已延期{{ extended }}日）{% endif %}"),
            ("状态", "{{ state }}{% if late_days %}，逾期{{ late_days }}日{% endif %}"),
            ("完成进度", "{{ percent }}%"),
            ("最新进展", "{{ progress }}"),
        ),
    )
    with when(document, "rungs"):
        heading(document, "督办升级情况")
        columns = (
            ("措施", "row.kind", 40),
            ("文号", "row.number", 56),
            ("日期", "row.day", 30),
            ("状态", "row.state", 30),
        )
        rows_of(document, "row in rungs", columns)
    signed(document)
    imprint(document)


def build_ladder_paper(document: Any) -> None:
    """提醒、约谈、曝光、问责建议."""
    letterhead(document)
    recipient(document)
    line(
        document,
        "{% if accountability %}根据{{ clause }}，现就{{ unit }}重大事故隐患治理不力提出问责建议，"
        "由有权机关依规依纪依法决定。"
        "{% elif exposure %}根据{{ clause }}，现对未按期治理重大事故隐患的单位予以公开曝光。"
        "{% else %}你单位挂牌督办的重大事故隐患逾期未完成治理，根据{{ clause }}，现予以{{ kind }}。{% endif %}",
    )
    facts(document, (*OF_A_LISTING, ("治理期限", "{{ due }}"), ("事实", "{{ facts }}"), ("要求", "{{ demands }}")))
    with when(document, "place_and_time"):
        line(document, "时间、地点：{{ place_and_time }}")
    with when(document, "exposure"):
        line(document, "隐患消除并经验收后，曝光予以终止。")
    signed(document)
    imprint(document)


DANGER_BUILDERS = {
    "danger_ledger": build_ledger,
    "danger_acceptance": build_acceptance,
    "listing_notice": build_listing_notice,
    "delisting_notice": build_delisting_notice,
    "listing_progress": build_listing_progress,
    "ladder_paper": build_ladder_paper,
}
