"""How the sheets of official papers look, after GB/T 9704-2012 (党政机关公文格式): what the templates are made of.

A4, 37 mm above, 35 mm below, 28 mm on the left, 26 mm on the right, 22 lines of 28 characters in 三号 仿宋 (16 pt on
28 pt), titles in 二号 小标宋 (22 pt), headings in 黑体, page numbers in 四号 宋体, on the right of odd pages and on the
left of even ones. Fonts are named, not embedded; the font table names what stands in for a missing one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

BODY, TITLE, HEADING, LATIN = "仿宋_GB2312", "方正小标宋简体", "黑体", "Times New Roman"
# What stands in where an office's computer lacks the font of the standard, nearest first.
STAND_INS = {
    BODY: "仿宋;FangSong;Noto Serif CJK SC",
    TITLE: "小标宋;华文中宋;Noto Serif CJK SC",
    HEADING: "SimHei;Noto Sans CJK SC",
    "宋体": "SimSun;Noto Serif CJK SC",
}
RED = RGBColor(0xE6, 0x00, 0x12)
LEFT, CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT

type Columns = Sequence[tuple[str, str, float]]


def sheet() -> Any:
    """An empty A4 sheet with the margins, styles, page numbers and fonts of the standard."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    # The number stands 7 mm below the type area; what marks a draft stands above it.
    section.footer_distance, section.header_distance = Mm(25), Mm(20)
    normal = document.styles["Normal"]
    set_font(normal, BODY, 16)
    normal.paragraph_format.space_after = Pt(0)
    exactly(normal.paragraph_format, 28)
    document.settings.odd_and_even_pages_header_footer = True
    for footer, header, side in (
        (section.footer, section.header, RIGHT),
        (section.even_page_footer, section.even_page_header, LEFT),
    ):
        number_pages(footer.paragraphs[0], side)
        mark_draft(header.paragraphs[0])
    name_stand_ins(document)
    return document


def set_font(styled: Any, name: str, size: float) -> None:
    """A font for Chinese, and one for figures and Latin letters."""
    styled.font.name, styled.font.size = LATIN, Pt(size)
    styled.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def exactly(layout: Any, points: float) -> None:
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(points)


def set_closer(document: Any) -> None:
    """Sheets that are filled in and signed stand closer than letters, so that one post fits on one page."""
    document.styles["Normal"].font.size = Pt(14)
    exactly(document.styles["Normal"].paragraph_format, 21)


def number_pages(paragraph: Any, side: Any) -> None:
    """— 1 —, one character from the edge (GB/T 9704-2012, 7.5)."""
    paragraph.alignment = side
    paragraph.paragraph_format.right_indent = Pt(14) if side == RIGHT else None
    paragraph.paragraph_format.left_indent = Pt(14) if side == LEFT else None
    write(paragraph, "— ", font="宋体", size=14)
    run = write(paragraph, "", font="宋体", size=14)
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        element = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            element.text = text
        else:
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)
    write(paragraph, " —", font="宋体", size=14)


def mark_draft(paragraph: Any) -> None:
    paragraph.alignment = CENTRE
    write(paragraph, "{% if draft %}草稿 未编号 不作为正式文件使用{% endif %}", font=HEADING, size=12)


def name_stand_ins(document: Any) -> None:
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/></w:font>'
        for name, others in STAND_INS.items()
    )
    table = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{fonts}</w:fonts>'
    for part in document.part.package.parts:
        if part.partname == "/word/fontTable.xml":
            part._blob = table.encode()


def write(
    paragraph: Any, text: str, *, font: str = BODY, size: float | None = None, colour: RGBColor | None = None
) -> Any:
    run = paragraph.add_run(text)
    set_font(run, font, size or paragraph.part.styles["Normal"].font.size.pt)
    if colour is not None:
        run.font.color.rgb = colour
    return run


def line(document: Any, text: str, *, font: str = BODY, align: Any = LEFT, indent: int = 2) -> Any:
    """One paragraph in the size of the sheet, set in by so many characters."""
    size = document.styles["Normal"].font.size.pt
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.first_line_indent = Pt(size * indent) if indent else None
    write(paragraph, text, font=font, size=size)
    return paragraph


def heading(document: Any, text: str) -> None:
    line(document, text, font=HEADING).paragraph_format.keep_with_next = True


def tag(document: Any, text: str) -> None:
    """A paragraph that only steers the template and leaves nothing behind."""
    document.add_paragraph(text)


@contextmanager
def when(document: Any, condition: str) -> Iterator[None]:
    """What stands in the paper only under a condition."""
    tag(document, f"{{%p if {condition} %}}")
    yield
    tag(document, "{%p endif %}")


def letterhead(document: Any, *, numbered_right: bool = False) -> None:
    """Issuing body, number, the red line, the title (GB/T 9704-2012, 7.2.4–7.2.7, 7.3.1; letters: 10.1)."""
    body = document.add_paragraph()
    body.alignment = CENTRE
    body.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    write(body, "{{ body }}", font=TITLE, size=26, colour=RED)
    number = document.add_paragraph()
    number.alignment = RIGHT if numbered_right else CENTRE
    number.paragraph_format.space_before = Pt(0 if numbered_right else 20)
    write(number, "{{ number }}")
    rule_under(body if numbered_right else number, kind="thickThinSmallGap" if numbered_right else "single")
    title = document.add_paragraph()
    title.alignment = CENTRE
    title.paragraph_format.space_before, title.paragraph_format.space_after = Pt(28), Pt(14)
    exactly(title.paragraph_format, 34)
    write(title, "{{ title }}", font=TITLE, size=22)


def rule_under(paragraph: Any, *, kind: str) -> None:
    border(paragraph, f'<w:bottom w:val="{kind}" w:sz="12" w:space="6" w:color="E60012"/>')


def border(paragraph: Any, sides: str) -> None:
    """Rules around a paragraph, at the place that the order of its properties asks for."""
    borders = f"<w:pBdr {nsdecls('w')}>{sides}</w:pBdr>"
    paragraph._p.get_or_add_pPr().insert_element_before(
        parse_xml(borders), "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr", "w:pPrChange"
    )


def recipient(document: Any) -> None:
    tag(document, "{%p if recipient %}")
    line(document, "{{ recipient }}：", indent=0)
    tag(document, "{%p endif %}")


def signed(document: Any) -> None:
    """Body and day at the end, where the seal goes; then contact (GB/T 9704-2012, 7.3.5, 7.3.6)."""
    tag(document, "{%p if signer %}")
    line(document, "签发人：{{ signer }}").paragraph_format.space_before = Pt(14)
    tag(document, "{%p endif %}")
    for text in ("{{ body }}（印章）", "{{ date }}"):
        paragraph = line(document, text, align=RIGHT, indent=0)
        paragraph.paragraph_format.right_indent = Pt(64)
        paragraph.paragraph_format.keep_together = True
        paragraph.paragraph_format.keep_with_next = text != "{{ date }}"
        paragraph.paragraph_format.space_before = Pt(28) if text != "{{ date }}" else None
    tag(document, "{%p if contact %}")
    line(document, "（联系人及电话：{{ contact }}）")
    tag(document, "{%p endif %}")


def imprint(document: Any) -> None:
    """抄送、档号、保管期限、印发机关和日期 (版记; GB/T 9704-2012, 7.4): it stands together, on one page.

    Paragraphs between rules, not a table: a table may break between its rows, whatever they say.
    """
    document.add_paragraph()
    tag(document, "{%p if copied_to %}")
    between_rules(document, "抄送：{{ copied_to }}")
    tag(document, "{%p endif %}")
    between_rules(document, "档号：{{ archive_number or '（归档时编）' }}\t保管期限：{{ retention }}")
    between_rules(document, "{{ body }}\t{{ date }}印发").paragraph_format.keep_with_next = False


def between_rules(document: Any, text: str) -> Any:
    """A line of the imprint, a rule above and below it; what follows a tab stands on the right."""
    paragraph = document.add_paragraph()
    layout = paragraph.paragraph_format
    layout.keep_together = layout.keep_with_next = True
    layout.tab_stops.add_tab_stop(Mm(156), WD_TAB_ALIGNMENT.RIGHT)
    write(paragraph, text, size=14)
    rule = 'w:val="single" w:sz="6" w:space="1" w:color="000000"'
    sides = "".join(f"<w:{side} {rule}/>" for side in ("top", "bottom", "between"))
    border(paragraph, sides)
    return paragraph


def rows_of(document: Any, loop: str, columns: Columns, *, total: str = "") -> None:
    """A table with one row per item of ``loop``; a column is (heading, field, width in mm). Headings repeat."""
    table = grid(document, [width for _head, _field, width in columns])
    headings = table.add_row()
    for cell, (head, _field, _width) in zip(headings.cells, columns, strict=True):
        put(cell, head, font=HEADING, align=CENTRE)
    headings._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    put(table.add_row().cells[0], f"{{%tr for {loop} %}}")
    for cell, (_head, field, width) in zip(table.add_row().cells, columns, strict=True):
        put(cell, f"{{{{ {field} }}}}", align=LEFT if width >= 30 else CENTRE)
    put(table.add_row().cells[0], "{%tr endfor %}")
    if total:
        item = loop.partition(" in ")[0]
        for cell, (_head, field, _width) in zip(table.add_row().cells, columns, strict=True):
            put(cell, f"{{{{ {field.replace(f'{item}.', f'{total}.')} }}}}", font=HEADING, align=CENTRE)
    finish(document, table)


def facts(document: Any, rows: Sequence[tuple[str, str]]) -> None:
    """A table of two columns: what, and its value."""
    table = grid(document, [36, 120])
    for name, value in rows:
        cells = table.add_row().cells
        put(cells[0], name, font=HEADING, align=CENTRE)
        put(cells[1], value)
    finish(document, table)


def signatures(document: Any, names: Sequence[str]) -> None:
    """A line to sign for each, with the day."""
    table = grid(document, [36, 70, 50])
    for name in names:
        cells = table.add_row().cells
        for cell, text in zip(cells, (name, "（签字）", "　　年　　月　　日"), strict=True):
            put(cell, text, font=HEADING if text == name else BODY, align=CENTRE, height=34)
    finish(document, table)


def grid(document: Any, widths: Sequence[float]) -> Any:
    table = document.add_table(rows=0, cols=len(widths))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    sides = "".join(f'<w:{side} w:w="57" w:type="dxa"/>' for side in ("left", "right"))
    table._tbl.tblPr.append(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>"))
    return table


def put(cell: Any, text: str, *, font: str = BODY, align: Any = LEFT, height: float = 18) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = align
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.AT_LEAST
    paragraph.paragraph_format.line_spacing = Pt(height)
    write(paragraph, text, font=font, size=10.5)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def finish(document: Any, table: Any) -> None:
    """Column widths hold in each cell too, no row breaks over two pages, and a little air follows."""
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, column in zip(row.cells, table.columns, strict=True):
            cell.width = column.width
    exactly(document.add_paragraph().paragraph_format, 10)
