"""风险分级管控清单 as a Word file (18.4): A4 across, the heading row on every page, in the fonts of GB/T 9704-2012."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm

from anlan.kernel.records.door import Act
from anlan.oversight.word_cells import PRINTED, write_cell, write_run

TITLE, HEADING, BODY, LATIN = "方正小标宋简体", "黑体", "仿宋_GB2312", "Times New Roman"
# Millimetres, in the order of the columns; together what A4 across leaves between its margins.
WIDTHS = (16, 22, 17, 24, 16, 27, 15, 14, 16, 18, 48, 19, 21)
MARGIN, COLOUR = 12, 6


def list_document(
    *, unit: str, act: Act, headings: Sequence[str], rows: Sequence[Sequence[str]], colours: Sequence[str],
    figures: Sequence[tuple[str, int]], total: int,
) -> BytesIO:  # fmt: skip
    """The list as the bytes of a .docx file; ``colours`` shade the column of the colour, row by row."""
    document = Document()
    _lay_out(document)
    title = "风险分级管控清单"
    _line(document, title, size=22, font=TITLE)
    _line(document, f"编制单位：{unit}    编制日期：{act.today:%Y年%m月%d日}", size=12)
    counts = "，".join(f"{words}{number}个" for words, number in figures)
    _line(document, f"风险点{total}个：{counts}", size=12)
    if total > len(rows):
        _line(document, f"本表列出前{len(rows)}个，其余见系统导出的电子表格。", size=12)
    table = document.add_table(rows=1 + len(rows), cols=len(headings))
    table.style, table.autofit = "Table Grid", False
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = Mm(width)
    for number, row in enumerate(table.rows):
        _fill(row, headings if number == 0 else rows[number - 1], colour=colours[number - 1] if number else "")
    _line(document, "编制：                审核：                批准：                （盖章）", size=12, below=True)
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = f"{title} {unit}"[:255], unit[:255], unit[:255]
    properties.created = properties.modified = act.now.astimezone(dt.UTC).replace(tzinfo=None)
    file = BytesIO()
    document.save(file)
    file.seek(0)
    return file


def _lay_out(document: Any) -> None:
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(MARGIN)
    section.footer_distance = Mm(6)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for before, field in (("第", "PAGE"), ("页 共", "NUMPAGES")):
        write_run(footer, before, size=9, font=BODY, latin=LATIN)
        footer._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="{field}"/>'))
    write_run(footer, "页", size=9, font=BODY, latin=LATIN)


def _fill(row: Any, cells: Sequence[str], *, colour: str) -> None:
    """One row: the first (without a colour) is repeated on each page; none is broken over two."""
    properties = row._tr.get_or_add_trPr()
    properties.append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
    if not colour:
        properties.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    for number, (cell, words, width) in enumerate(zip(row.cells, cells, WIDTHS, strict=True)):
        cell.width = Mm(width)
        fill, ink = PRINTED[colour] if colour and number == COLOUR else ("", "000000")
        write_cell(cell, words, size=8.5 if colour else 9, font=BODY if colour else HEADING, ink=ink, fill=fill)


def _line(document: Any, words: str, *, size: float, font: str = BODY, below: bool = False) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Mm(2)
    if below:
        paragraph.paragraph_format.space_before = Mm(6)
    write_run(paragraph, words, size=size, font=font, latin=LATIN)
