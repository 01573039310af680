"""材料下载: stored files are handed out as attachments that a browser saves and does not run. No article.

Photos alone are also shown: what is stored of them is a picture that Anlan wrote or looked through itself.

Who may have a file is the caller's decision (``EvidenceFile.objects.visible_to``).
"""

from __future__ import annotations

from pathlib import Path

from django.http import FileResponse

from anlan.kernel.evidence.file import EvidenceFile
from anlan.kernel.evidence.kinds import JPEG
from anlan.kernel.evidence.storage import open_stored

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}
# A browser shows a picture on a page of its own making, which it lays out by styles in that page.
PICTURE_HEADERS = HEADERS | {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}


def file_response(*, evidence: EvidenceFile, data_dir: str | Path) -> FileResponse:
    """The file under its registered name (RFC 5987, so Chinese names arrive whole).

    Raises ``storage.EvidenceLost`` if the stored bytes are missing or are not those that were handed in.
    """
    return attachment(
        digest=evidence.digest, name=evidence.name, media_type=evidence.media_type, data_dir=data_dir
    )  # fmt: skip


def attachment(*, digest: str, name: str, media_type: str, data_dir: str | Path) -> FileResponse:
    """Stored bytes under that name, to be saved and never shown by the browser.

    Raises ``storage.EvidenceLost`` if the stored bytes are missing or are not those that were handed in.
    """
    stream = open_stored(digest=digest, data_dir=data_dir)
    return FileResponse(stream, as_attachment=True, filename=name, content_type=media_type, headers=HEADERS)


def picture_response(*, digest: str, data_dir: str | Path) -> FileResponse:
    """A stored photo or thumbnail (``evidence.photo``) for the browser to show.

    Raises ``storage.EvidenceLost`` if the stored bytes are missing or are not those that were stored.
    """
    stream = open_stored(digest=digest, data_dir=data_dir)
    return FileResponse(stream, filename=f"{digest[:12]}.jpg", content_type=JPEG.media_type, headers=PICTURE_HEADERS)
