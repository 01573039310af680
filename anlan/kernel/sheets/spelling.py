"""One spelling for what people type: half-width digits and letters, single spaces, nothing that cannot be seen."""

from __future__ import annotations

import re
import unicodedata

INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e"))
# Full-width digits and letters; the punctuation of Chinese text stays as it is.
HALF = {n: n - 0xFEE0 for n in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
# What most cells look like: nothing to be made tidy.
USUAL = r"[!-~\u4e00-\u9fff（）、，。：；《》“”·—]"
TIDY = re.compile(f"{USUAL}*+(?: {USUAL}++)*+")
TEXT = {**INVISIBLE, **HALF}
CODE = {**INVISIBLE, **{n: n - 0xFEE0 for n in range(0xFF01, 0xFF5F)}}
# What stands behind a heading whose column must be filled in.
REQUIRED_SIGN = "*"


def tidy(*, text: str) -> str:
    """A text on one line, without what cannot be seen, with half-width digits and letters. Doing it twice is once."""
    if TIDY.fullmatch(text):
        return text
    text = "".join(_seen(one) for one in unicodedata.normalize("NFC", text.translate(TEXT)))
    return " ".join(text.split())


def compact(*, text: str) -> str:
    """A code or a number as typed, without any space, all of it half-width. Doing it twice is once."""
    return "".join("".join(_seen(one) for one in text.translate(CODE)).split())


def loose(*, text: str) -> str:
    """A heading made comparable: without spaces, signs of being required, and differences of width and case."""
    plain = tidy(text=text).translate(CODE)
    return "".join(plain.split()).strip(REQUIRED_SIGN).casefold()


def same(*, held: object, read: object) -> bool:
    """Whether a cell says what the register holds, apart from spaces and widths that no cell keeps."""
    return held == read or (isinstance(held, str) and tidy(text=held) == read)


def _seen(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Zs", "Zl", "Zp") or character in "\t\n\r\v\f":
        return " "
    return "" if category[0] == "C" else character
