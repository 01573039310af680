"""What the parts of an Excel file say that its reader does not: marks, faulty cells, how far a table reaches.

The parts are looked through as bytes while they are unpacked, without building a tree: a hundred megabytes in a second
or two. Marks: 保守国家秘密法 (2024), article 22.
"""

from __future__ import annotations

import html
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass, field

from anlan.kernel.evidence.marking import Mark, marking_in
from anlan.kernel.evidence.refusal import UploadRefused

P = rb"(?:\w+:)?"
# A cell that holds something: its reference. <c r="A1" s="2"/> and <c r="A1" s="2"></c> only have a format.
R = rb"\sr\s*=\s*[\"']"
FILLED = re.compile(R + rb"([A-Za-z]{1,3}[0-9]{1,7})[\"'][^>]*(?<!/)>(?!\s*</)")
# The same where every cell of a block begins so, as in nearly all files: what begins with fixed bytes is found sooner.
UNUSUAL = re.compile(rb'<c(?! r=")')
USUAL_FILLED = re.compile(rb'<c r="' + rb"([A-Za-z]{1,3}[0-9]{1,7})\"[^>]*(?<!/)>(?!\s*</)")
PREFIXED = (b":c", b":row", b":f")
DIGITS, LETTERS = string.digits.encode(), string.ascii_letters.encode()
REFERENCE = re.compile(R + rb"([A-Za-z]{1,3})([0-9]{1,7})[\"']")
NUMBERED = rb"row\b[^>]*?" + R + rb"([0-9]{1,7})[\"'][^>]*(?<!/)>"
ROW, USUAL_ROW = re.compile(rb"<" + P + NUMBERED), re.compile(rb"<" + NUMBERED)
BARE = re.compile(rb"<" + P + rb"c(?:\s(?![^>]*\br\s*=)[^>]*)?(?<!/)>")
ERRS = re.compile(rb"\st\s*=\s*[\"']e[\"']")
ERROR = re.compile(rb"<" + P + rb"c\b([^>]*" + ERRS.pattern + rb"[^>]*)>.*?<" + P + rb"v>([^<]*)<", re.DOTALL)
NO_VALUE = rb"(?:<" + P + rb"v\s*/>|<" + P + rb"v>\s*</" + P + rb"v>)?"
UNCOMPUTED = re.compile(
    rb"<" + P + rb"c\b([^>]*(?<!/))>\s*<" + P + rb"f\b(?:[^>]*/>|[^>]*>[^<]*</" + P + rb"f>)\s*" + NO_VALUE
    + rb"\s*</" + P + rb"c>"
)  # fmt: skip
# Every level of 密级 has one of these characters; numbered ones may hide it.
NEEDLES = tuple(one.encode() for one in ("密", "内", "內", "&#"))
# Where a heading of the printed page stands: left, centre, right.
POSITION = re.compile(r"&[LCR]")
TAG = re.compile(rb"<[^>]*>")
BLOCK = re.compile(rb"</" + P + rb"(?:si|c|row|comment|p|oddHeader|oddFooter)>")
MOST_ODD = 100_000
# No text between two ends of a cell is longer; Excel itself ends at 32,767 characters.
MOST_CARRIED = 4_000_000


@dataclass
class Part:
    """What one part said. ``odd`` are cells (row, column; both from 1) with the error that they show, or "" where a
    formula has no computed value. ``rows`` and ``columns`` say how far filled cells reach.
    """

    odd: dict[tuple[int, int], str] = field(default_factory=dict)
    rows: int = 0
    columns: int = 0
    bare: bool = False
    named_rows: int = 0


def column_number(*, letters: str) -> int:
    """The number of a column, from 1: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def mark_of(*, text: str) -> Mark | None:
    """The mark that a cell or a heading bears. 内部 alone in a cell is a word of the table, no mark of the paper."""
    mark = marking_in(text=text)
    if mark and mark.level == "内部" and len(mark.found) <= len("内部"):
        return None
    return mark


class Scanner:
    """Looks through one XML part, block by block. ``sheet``: the part is a worksheet, so its cells are looked at."""

    def __init__(self, *, sheet: bool) -> None:
        self.sheet, self.part, self._carried = sheet, Part(), b""

    def feed(self, *, block: bytes) -> None:
        """The next bytes. Raises UploadRefused: ``marked_text``, ``sheet_damaged``, ``sheet_odd``."""
        if not self._carried and block[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise UploadRefused("sheet_damaged")
        block = self._carried + block
        # What lies before the end of a cell is looked at; one that is not complete yet waits for the next block.
        ends = [found.end() for found in BLOCK.finditer(block, max(0, len(block) - 70_000))]
        cut = ends[-1] if ends else 0
        if not cut and len(block) > MOST_CARRIED:
            cut = block.rfind(b">") + 1
        self._look(block[:cut])
        self._carried = block[cut:]

    def close(self) -> Part:
        """The end of the part."""
        self._look(self._carried)
        self._carried = b""
        if self.part.bare:
            self.part.rows = max(self.part.rows, self.part.named_rows)
        return self.part

    def _look(self, text: bytes) -> None:
        # One byte is found at the speed of the memory, and most parts have none of these.
        if b"!" in text and (b"<!DOCTYPE" in text or b"<!ENTITY" in text):
            raise UploadRefused("sheet_damaged")
        _refuse_marks(text)
        if self.sheet:
            self._look_at_cells(text)

    def _look_at_cells(self, text: bytes) -> None:
        part = self.part
        plain = b":" not in text or not any(one in text for one in PREFIXED)
        usual = plain and UNUSUAL.search(text) is None
        filled = (USUAL_FILLED if usual else FILLED).findall(text)
        if filled:
            # Apart by translation: a loop over a million cells takes longer than all the patterns.
            cells = b" ".join(filled)
            columns, rows = set(cells.translate(None, DIGITS).split()), set(cells.translate(None, LETTERS).split())
            part.columns = max(part.columns, *(column_number(letters=one.decode().upper()) for one in columns))
            part.rows = max(part.rows, *map(int, rows))
        named = (USUAL_ROW if plain else ROW).findall(text)
        if named:
            part.named_rows = max(part.named_rows, *map(int, named))
        part.bare = part.bare or (not usual and BARE.search(text) is not None)
        if (b'"e"' in text or b"'" in text) and ERRS.search(text):
            for found in ERROR.finditer(text):
                self._note(found[1], found[2].decode(errors="replace")[:20])
        if b"<f" in text or not plain:
            for found in UNCOMPUTED.finditer(text):
                self._note(found[1], "")

    def _note(self, attributes: bytes, shown: str) -> None:
        place = REFERENCE.search(attributes)
        if place:
            # Whatever is not noted would be read as empty, so there is no stopping half-way.
            if len(self.part.odd) >= MOST_ODD:
                raise UploadRefused("sheet_odd", limit=f"{MOST_ODD:,}")
            self.part.odd[(int(place[2]), column_number(letters=place[1].decode().upper()))] = shown


def _suspect(text: bytes) -> Iterator[bytes]:
    """The blocks in which one of the characters of a mark stands: few, so that the others are not cut out at all."""
    end = 0
    for needle in sorted(place for one in NEEDLES for place in _places(one, text)):
        if needle < end:
            continue
        first, at = end, needle
        while (at := text.rfind(b"</", end, at)) >= 0:
            if closed := BLOCK.match(text, at):
                first = closed.end()
                break
        after = BLOCK.search(text, needle)
        end = after.end() if after else len(text)
        yield text[first : after.start() if after else end]


def _places(needle: bytes, text: bytes) -> Iterator[int]:
    at = -1
    while (at := text.find(needle, at + 1)) >= 0:
        yield at


def _refuse_marks(text: bytes) -> None:
    for block in _suspect(text):
        # The runs of one cell are one text; elsewhere each element is a line of its own.
        for between in (b"", b"\n"):
            said = html.unescape(TAG.sub(between, block).decode(errors="replace"))
            mark = mark_of(text=POSITION.sub("\n", said))
            if mark:
                raise UploadRefused("marked_text", found=mark.found)
