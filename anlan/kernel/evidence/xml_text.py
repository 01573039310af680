"""Text of the XML parts inside documents, read as a stream without building a tree.

No document type declaration is let through, so no entity is ever expanded or fetched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError, XMLParser

from anlan.kernel.evidence.refusal import UploadRefused

DEEPEST = 500
BREAKS = {"br": "\n", "cr": "\n", "tab": "\t"}
# Elements whose attributes the caller judges: what a package's parts are, and what they point to.
DECLARATIONS = frozenset({"Default", "Override", "Relationship"})


@dataclass
class Part:
    """What one XML part says: its lines, and its declarations as (element, attributes)."""

    lines: list[str] = field(default_factory=list)
    declarations: list[tuple[str, dict[str, str]]] = field(default_factory=list)


@dataclass
class _Paragraph:
    """Text shown, and text deleted under change tracking, which still is in the file."""

    shown: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)


class _Lines:
    """Receives the parser's calls. A paragraph may hold a text box that holds paragraphs, so they are a
    stack.
    """

    def __init__(self) -> None:
        self.part = Part()
        self.paragraphs: list[_Paragraph] = []
        self.open: list[str] = []
        self.text: list[str] = []

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        raise UploadRefused("outside_content")

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.rpartition("}")[2]
        self._loose_text()
        self.open.append(name)
        if len(self.open) > DEEPEST:
            raise UploadRefused("too_complex")
        if name in DECLARATIONS:
            self.part.declarations.append((name, dict(attributes)))
        elif name == "p":
            self.paragraphs.append(_Paragraph())
        elif name in BREAKS and self.paragraphs:
            self.paragraphs[-1].shown.append(BREAKS[name])
        elif name == "textpath":
            # The words of a watermark.
            self.part.lines.append(attributes.get("string", ""))

    def data(self, text: str) -> None:
        self.text.append(text)

    def end(self, tag: str) -> None:
        name = self.open[-1]
        if self.paragraphs and name == "t":
            self.paragraphs[-1].shown.append("".join(self.text))
            self.text.clear()
        elif self.paragraphs and name == "delText":
            self.paragraphs[-1].deleted.append("".join(self.text))
            self.text.clear()
        self._loose_text()
        self.open.pop()
        if name == "p":
            paragraph = self.paragraphs.pop()
            self.part.lines += ["".join(paragraph.shown), "".join(paragraph.deleted)]

    def _loose_text(self) -> None:
        """Outside paragraphs (properties, chart labels) each element's text is a line; inside, it is a
        field code.
        """
        if self.text and not self.paragraphs:
            self.part.lines.append("".join(self.text))
        self.text.clear()


def read_part(*, content: bytes) -> Part:
    """The lines and declarations of one part. Raises UploadRefused: ``damaged``, ``too_complex``,
    ``outside_content`` (a document type declaration, which no office program writes and which can name
    files elsewhere).
    """
    lines = _Lines()
    parser = XMLParser(target=lines)
    try:
        parser.feed(content)
        parser.close()
    except (ParseError, ValueError, LookupError) as error:
        raise UploadRefused("damaged") from error
    return lines.part
