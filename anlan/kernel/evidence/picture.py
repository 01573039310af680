"""Pictures (JPEG, PNG): really opened, so that only pictures are stored as pictures. No article; a product
rule.

What a picture shows is not read: a photographed paper bears its mark unseen.
"""

from __future__ import annotations

import struct
from typing import BinaryIO

from PIL import Image

from anlan.kernel.evidence.kinds import JPEG, Kind
from anlan.kernel.evidence.refusal import UploadRefused

# A small copy proves as much as the whole picture: the decoder reads the same bytes to their end.
SMALL = (64, 64)
UNREADABLE = (OSError, SyntaxError, ValueError, IndexError, KeyError, EOFError, struct.error)


def check_picture(*, content: BinaryIO, kind: Kind) -> None:
    """Opens a JPEG or PNG. Raises UploadRefused: ``damaged``, ``too_complex`` (Pillow's limit of pixels)."""
    form = "JPEG" if kind is JPEG else "PNG"
    try:
        content.seek(0)
        with Image.open(content, formats=(form,)) as picture:
            picture.verify()
        if form == "JPEG":
            # Verifying checks every block of a PNG, but only the head of a JPEG.
            content.seek(0)
            with Image.open(content, formats=(form,)) as picture:
                picture.draft("L", SMALL)
                picture.load()
    except Image.DecompressionBombError as error:
        raise UploadRefused("too_complex") from error
    except UNREADABLE as error:
        raise UploadRefused("damaged") from error
