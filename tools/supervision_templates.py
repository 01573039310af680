"""Word templates of what a body writes to remind, order and ask: notices and letters (docs/papers.md)."""

from __future__ import annotations

from typing import Any

from paper_columns import OWN_LATE
from paper_layout import facts, imprint, letterhead, line, recipient, rows_of, signed, when


def _standing(whom: str) -> str:
    """How the late rows stand: of what was returned or confirmed nobody says that nothing was received."""
    return (
        "{% if nothing_count == late_count %}，尚未收到" + whom + "的材料"
        "{% elif nothing_count %}，其中{{ nothing_count }}项尚未收到" + whom + "的材料{% endif %}"
        "{% if returned_count %}，{{ returned_count }}项已退回、待补充{% endif %}"
        "{% if confirmed_count %}，{{ confirmed_count }}项已认定未履行{% endif %}："
    )


def build_notice(document: Any) -> None:
    """督办通知: a body reminds one below it of what is late."""
    letterhead(document)
    recipient(document)
    line(
        document,
        "根据{{ clause }}，截至{{ as_of }}，以下{{ late_count }}项安全生产履职事项已经逾期" + _standing("你单位"),
    )
    rows_of(document, "row in late", OWN_LATE)
    more_than_listed(document)
    line(document, "请你单位于{{ deadline }}前办理并报送材料；确已办理的，请及时补录。逾期仍未办理的，将按规定督办。")
    with when(document, "requirements"):
        line(document, "{{ requirements }}")
    line(document, "说明：“未收到材料”不等于未履行。对本通知有异议的，可向联系人说明情况。")
    signed(document)
    imprint(document)


def build_letter(document: Any) -> None:
    """函: to a body that answers to its own superior (垂直管理) nobody gives orders; it is asked."""
    letterhead(document, numbered_right=True)
    recipient(document)
    line(
        document,
        "根据{{ clause }}，截至{{ as_of }}，以下{{ late_count }}项安全生产履职事项已经逾期" + _standing("贵单位"),
    )
    rows_of(document, "row in late", OWN_LATE)
    more_than_listed(document)
    line(document, "请贵单位予以支持，于{{ deadline }}前函复办理情况。")
    with when(document, "requirements"):
        line(document, "{{ requirements }}")
    line(document, "特此致函。")
    signed(document)
    imprint(document)


def build_order_notice(document: Any) -> None:
    """督办通知: a unit is told in writing what was ordered of it."""
    letterhead(document)
    recipient(document)
    line(document, "根据{{ clause }}，现将以下事项交由你单位办理：")
    ordered(document)
    line(document, "请你单位于{{ due }}前办理完毕并反馈办理情况。")
    with when(document, "requirements"):
        line(document, "{{ requirements }}")
    signed(document)
    imprint(document)


def build_order_letter(document: Any) -> None:
    """函: a body that answers to its own superior is asked for its part."""
    letterhead(document, numbered_right=True)
    recipient(document)
    line(document, "根据{{ clause }}，有以下安全生产事项商请贵单位办理：")
    ordered(document)
    line(document, "请贵单位予以支持，于{{ due }}前函复办理情况。")
    with when(document, "requirements"):
        line(document, "{{ requirements }}")
    line(document, "特此致函。")
    signed(document)
    imprint(document)


def ordered(document: Any) -> None:
    facts(
        document,
        (
            ("事项", "{{ what }}"),
            ("期限", "{{ due }}"),
            ("来源", "{{ source }}"),
            ("交办", "{{ ordered_by }}"),
            ("文号", "{{ order_number or '（无）' }}"),
            ("主题", "{{ subject }}"),
            ("日期", "{{ received }}"),
        ),
    )
    with when(document, "text"):
        line(document, "{{ text }}")


def more_than_listed(document: Any) -> None:
    with when(document, "late_more"):
        line(document, "以上列出最早的{{ late|length }}项，另有{{ late_more }}项，见系统履职事项清单。")
