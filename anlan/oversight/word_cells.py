"""What the Word files of risk points have in common (17.4): words in a font for Chinese, the four colours printed."""

from __future__ import annotations

from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor

from anlan.kernel.papers.filling import NOT_IN_XML

# The four colours as printed, and black or white to write on them.
PRINTED = {
    "red": ("C4161C", "FFFFFF"),
    "orange": ("E87400", "000000"),
    "yellow": ("F2C500", "000000"),
    "blue": ("1F6FBF", "FFFFFF"),
}
ON_WALLS = "Noto Sans CJK SC"


def write_cell(
    cell: Any, text: str, *, size: float, ink: str = "000000", bold: bool = False, fill: str = "", font: str = ON_WALLS
) -> None:
    """Write a cell's only paragraph; ``size`` in points, ``ink`` and ``fill`` as six hexadecimal digits."""
    write_run(cell.paragraphs[0], text, size=size, ink=ink, bold=bold, font=font)
    if fill:
        cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="{fill}"/>'))


def write_run(
    paragraph: Any, text: str, *, size: float, font: str, latin: str = "", ink: str = "000000", bold: bool = False
) -> None:
    """Add words to a paragraph; ``font`` is that of the Chinese ones, ``latin`` of the others where it differs."""
    run = paragraph.add_run(NOT_IN_XML.sub("", text))
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, latin or font
    run.font.color.rgb = RGBColor.from_string(ink)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
