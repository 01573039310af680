"""拒收: why a file is not taken. Every message says what happened, what was kept (nothing), and what to do
now.

No article: these are product rules, except the refusal of marked papers, which follows 保守国家秘密法
(2024), article 22 (a carrier of state secrets bears a mark), and GB/T 9704-2012, 7.2.2 (where and how the
mark stands on an official paper).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    # Exists in the type stubs only.
    from django.utils.functional import _StrPromise

# Keys are stable: pages, the API and tests speak of refusals by them.
MESSAGES: dict[str, _StrPromise] = {
    "not_cleared": _(
        "You did not confirm that the file is not classified and is cleared for this network. Nothing was "
        "stored. Confirm it if it is so; otherwise record the facts without the file."
    ),
    "empty": _("The file is empty. Nothing was stored. Open it on your computer, save it again, and send that."),
    "too_large": _(
        "The file is larger than {limit} MB. Nothing was stored. Send only the pages that are needed, or "
        "smaller pictures."
    ),
    "name_missing": _("The file has no name. Nothing was stored. Give it a name and send it again."),
    "name_too_long": _(
        "The file's name is longer than {limit} characters. Nothing was stored. Shorten the name and send it again."
    ),
    "name_has_path": _(
        "The file's name contains a path (a slash or a backslash). Nothing was stored. Rename the file "
        "without it and send it again."
    ),
    "name_has_control": _(
        "The file's name contains invisible control characters. Nothing was stored. Type the name anew and "
        "send it again."
    ),
    "name_has_direction": _(
        "The file's name contains a character that reverses the reading direction, which can hide what the "
        "file is. Nothing was stored. Type the name anew and send it again."
    ),
    "kind_not_accepted": _(
        "Files of this kind are not accepted. Nothing was stored. Send a PDF, a Word document (.docx), a JPEG or a PNG."
    ),
    "disguised": _(
        "The name ends in {named}, but the content is not of that kind (it looks like: {found}). Nothing "
        "was stored. Save the file in the kind its name says and send it again."
    ),
    "two_files_in_one": _(
        "A second file is hidden inside this one. Nothing was stored. Print or export the document anew as "
        "PDF and send that."
    ),
    "damaged": _(
        "The file is damaged and cannot be checked. Nothing was stored. Open it on your computer, save or "
        "export it anew, and send that."
    ),
    "encrypted": _(
        "The file is protected by a password or by restrictions, so it cannot be checked. Nothing was "
        "stored. Save a copy without protection and send that."
    ),
    "active_content": _(
        "The PDF contains a program, a form that sends data, or a command that starts something. Nothing "
        "was stored. Print it anew as PDF and send that."
    ),
    "embedded_files": _(
        "Other files are attached inside this document, and they cannot be checked. Nothing was stored. "
        "Remove them, or print the document as PDF, and send each file by itself."
    ),
    "macros": _(
        "The document contains macros (programs). Nothing was stored. Save it as an ordinary Word document "
        "(.docx) or print it as PDF."
    ),
    "outside_content": _(
        "The document loads, or may load, content from outside itself when it is opened. Nothing was "
        "stored. Print it as PDF and send that."
    ),
    "too_complex": _(
        "The file unpacks to far more than a document of its size should, so it cannot be checked. Nothing "
        "was stored. Print it anew as PDF, or send fewer pages."
    ),
    "marked_name": _(
        "The file's name bears the mark “{found}”. Marked papers may not be put on this network. Nothing "
        "was stored. Record the facts without the file, and tell your unit's confidentiality officer where "
        "the file has been."
    ),
    "marked_text": _(
        "The document bears the mark “{found}”. Marked papers may not be put on this network. Nothing was "
        "stored. Record the facts without the file, and tell your unit's confidentiality officer where the "
        "file has been."
    ),
    "not_a_photo": _(
        "This is no photo as JPEG or PNG, whatever its name says (it looks like: {found}). Nothing was stored. Send "
        "photos as the camera saves them."
    ),
    "heic": _(
        "This photo is saved as HEIC (HEIF), which cannot be read here. Nothing was stored. On an iPhone choose "
        "Settings, Camera, Formats, “Most Compatible”; on other phones switch the format HEIF or “high efficiency” off "
        "in the camera's settings; then take the photo anew. Or choose it in the field app, which turns it into JPEG "
        "where the phone's browser can read it."
    ),
    "photo_damaged": _(
        "The photo is damaged, or it did not arrive whole. Nothing was stored. Choose it again, or take it anew."
    ),
    "photo_too_many_pixels": _(
        "The photo has more than {limit} million pixels. Nothing was stored. Take it with an ordinary resolution."
    ),
    "photo_from_future": _(
        "By its own date the photo was taken at {taken}, which is still to come: the clock of the phone is wrong. "
        "Nothing was stored. Set the clock right and take the photo anew."
    ),
    "sheet_kind": _(
        "This is no Excel file of the kind .xlsx, whatever its name says. Nothing was stored. Open it in Excel or WPS, "
        "save it as “Excel workbook (.xlsx)”, and send that."
    ),
    "sheet_old": _(
        "This is an Excel file of the old kind (.xls). Nothing was stored. Open it in Excel or WPS, save it as “Excel "
        "workbook (.xlsx)”, and send that."
    ),
    "sheet_protected": _(
        "The file is protected by a password, so it cannot be read. Nothing was stored. Remove the password in Excel "
        "or WPS, save the file, and send it again."
    ),
    "sheet_macros": _(
        "The file contains macros (programs). Nothing was stored. Save it as an ordinary workbook (.xlsx) and send "
        "that."
    ),
    "sheet_damaged": _(
        "The file is damaged, or it did not arrive whole. Nothing was stored. Open it on your computer, save it again, "
        "and send that."
    ),
    "sheet_too_large": _(
        "The file is larger than {limit} MB. Nothing was stored. Divide its rows among several files, and leave out "
        "pictures."
    ),
    "sheet_too_complex": _(
        "The file unpacks to far more than a table of its size should. Nothing was stored. Copy the rows into the "
        "template and send that."
    ),
    "sheet_odd": _(
        "More than {limit} cells show errors, or hold formulas without a result. Nothing was stored. Open the file in "
        "Excel, let it compute, save it, and send it again."
    ),
    "sheet_none": _("There is no worksheet in the file. Nothing was stored. Use the template."),
    "sheet_rows": _(
        "The worksheet “{sheet}” is filled down to row {row}; at most {limit} rows are taken at once. Nothing was "
        "stored. Delete what stands far below the table, or divide its rows among several files."
    ),
    "sheet_far_cells": _(
        "The worksheet “{sheet}” reaches to row {row} and column {column}: something stands far away from the table. "
        "Nothing was stored. Delete what stands outside the table and send the file again."
    ),
    "disk_full": _(
        "The server's disk is full. Nothing was stored. Keep the file, tell the system administrator, and "
        "send it later."
    ),
    "cannot_write": _(
        "The server could not write the file. Nothing was stored. Keep the file, tell the system "
        "administrator, and send it later."
    ),
}


class UploadRefused(Exception):
    """A file was not taken. ``code`` is a key of ``MESSAGES``; ``message`` is lazy text for the officer.

    ``message`` may quote the mark that was found: show it to the officer, keep it out of logs.
    """

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.message = format_lazy(MESSAGES[code], **details) if details else MESSAGES[code]
