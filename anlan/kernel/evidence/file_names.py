"""文件名: the name a file is registered and handed out under. A product rule; no article.

The name never becomes a path on the server (files are stored by digest), but it does on the computers of
those who download the file, and it is read on pages and in the ledger.
"""

from __future__ import annotations

import unicodedata

from anlan.kernel.evidence.refusal import UploadRefused

# Product default.
LONGEST = 150

# Embeddings, overrides and isolates: they show "cod.exe" as "exe.doc".
DIRECTION = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# They show nothing and mean nothing in a name; a name that differs only by them would look the same.
INVISIBLE = str.maketrans("", "", "\u00ad\u200b\u200c\u200d\u2060\ufeff")
# Windows does not allow them in names.
REPLACED = str.maketrans('<>:"|?*', "_" * 7)
CONTROL = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"})


def clean_name(*, name: str) -> str:
    """The name in one spelling (NFC), single spaces, nothing invisible. Cleaning twice changes nothing.

    Raises UploadRefused: ``name_missing``, ``name_too_long`` (more than 150 characters), ``name_has_path``,
    ``name_has_control``, ``name_has_direction``.
    """
    if DIRECTION & set(name):
        raise UploadRefused("name_has_direction")
    if "/" in name or "\\" in name:
        raise UploadRefused("name_has_path")
    visible = unicodedata.normalize("NFC", name.translate(INVISIBLE))
    if any(unicodedata.category(character) in CONTROL for character in visible):
        raise UploadRefused("name_has_control")
    cleaned = " ".join(visible.translate(REPLACED).split()).strip(". ")
    if not cleaned:
        raise UploadRefused("name_missing")
    if len(cleaned) > LONGEST:
        raise UploadRefused("name_too_long", limit=LONGEST)
    return cleaned
