"""上报表样 (3.29): the headings of another system's form as they are copied out of Excel, and what each may mean."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from io import StringIO

from anlan.rules.likeness import likeness

# Below this a suggestion would be a guess: whoever enters the form says it instead.
LEAST_ALIKE = 0.45
# How other systems write what is known here by another word: their heading, ours.
ALSO: Mapping[str, tuple[str, ...]] = {
    "企业名称": ("单位", "企业", "名称"),
    "单位名称": ("单位", "企业", "名称"),
    "统一社会信用代码": ("统一社会信用代码或单位代码",),
    "社会信用代码": ("统一社会信用代码或单位代码", "统一社会信用代码"),
    "隐患描述": ("发现情况",),
    "隐患内容": ("发现情况",),
    "排查时间": ("发现日期",),
    "排查日期": ("发现日期",),
    "整改完成时间": ("整改完成日期",),
    "整改措施": ("整改情况",),
    "隐患编号": ("省系统编号",),
    "风险点编码": ("代码",),
    "风险点编号": ("代码",),
}


def read_rows(*, text: str) -> list[list[str]]:
    """The rows that were copied: cells apart by tabs, as Excel copies them; without any tab each line is one heading.

    The last row is that of the headings. Empty rows, and empty cells behind the last one that says something, are left
    out.
    """
    # Whatever ends a line, and separators that only look like one.
    text = "\n".join(text.splitlines())
    if "\t" not in text:
        found = [line.strip() for line in text.splitlines() if line.strip()]
        return [found] if found else []
    rows = [[" ".join(cell.split()) for cell in row] for row in _cells(text)]
    while_said = [row[: max((place for place, cell in enumerate(row, 1) if cell), default=0)] for row in rows]
    return [row for row in while_said if row]


def _cells(text: str) -> list[list[str]]:
    """The cells as Excel quotes them; a quote that never closes is a sign like others."""
    try:
        return list(csv.reader(StringIO(text), delimiter="\t", strict=True))
    except csv.Error:
        return list(csv.reader(StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE))


def suggested(
    *, headings: Sequence[str], offered: Sequence[tuple[str, str]], also: Mapping[str, tuple[str, ...]] = ALSO
) -> list[str]:
    """The code of what each heading most likely means, by its words; empty where nothing reads alike.

    ``offered`` are code and words of everything a heading may mean, ``also`` other words for the same. Nothing is
    suggested twice: where two headings read like one thing, the one that is more like it gets it.
    """
    pairs = []
    for place, heading in enumerate(headings):
        plain = heading.strip("* \u3000").casefold()
        for rank, (code, words) in enumerate(offered):
            alike = max(likeness(one=said, other=words) for said in (plain, *also.get(plain, ())))
            if alike >= LEAST_ALIKE:
                pairs.append((-alike, rank, place, code))
    found, taken = [""] * len(headings), set[str]()
    for _alike, _rank, place, code in sorted(pairs):
        if not found[place] and code not in taken:
            found[place] = code
            taken.add(code)
    return found
