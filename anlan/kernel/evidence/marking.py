"""密级标志: classification marks, found as they stand on official papers and in file names.

保守国家秘密法 (2024), article 22: carriers of state secrets, electronic files too, bear a mark. GB/T
9704-2012, 7.2.2: the mark and its term stand alone on the second line of the first page (``机密★1年``).
内部 is no state secret, yet papers so marked do not leave their office.

A mark is a mark by its place, not by its word: 商业秘密, 保守秘密, 内部管理 and 内部控制 in running text
are no marks.

What this cannot see: marks inside pictures and scanned pages, stamps drawn as graphics, text in fonts
without a character map, and secrets that bear no mark. This is why the officer is also asked, for every
file, whether it is cleared for this network.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LEVEL = "(?P<level>绝密|机密|秘密|内部)"
STAR = "[★☆✩✭✮✯⭐*∗]"
HAN = "\u3400-\u9fff"
NUMBER = "[0-9一二三四五六七八九十]{1,4}"
TERM = f"(?:长期|永久|启用前|{NUMBER}(?:年|个月|月|天|日)(?:[0-9]{{1,2}}月[0-9]{{1,2}}日)?前?)"
# A paper's own words about who may hold it, which are marks, and about how, which only go with them.
HOLDERS = "(?:仅?供?内部(?:资料|文件|材料|使用|参考|传阅|刊物|发行|掌握)|注意保存)"
FORBIDDING = "(?:不得|严禁|禁止|请勿)(?:外传|复制|复印|转发|扩散|翻印)"
MANNERS = f"(?:注意保密|妥善保[管存]|{FORBIDDING}|[阅会]后(?:收回|退回|销毁))"
BETWEEN = "[,、;:。.·()|/—-]*"

STARRED = re.compile(f"(?<![{HAN}]){LEVEL}{STAR}")
# Text taken out of a PDF may glue the mark to what stands before it; a star and a term leave no doubt.
STARRED_WITH_TERM = re.compile(f"{LEVEL}[★☆✩✭✮✯⭐](?:长期|永久|启用前|{NUMBER})")
ALONE = re.compile(
    f"(?:[0-9]{{5,8}})?(?:(?:密级|秘级|秘密等级|保密等级|保密级别):?)?{LEVEL}级?{STAR}?{TERM}?(?:特急|加急|平急|急件|指人专办)?"
)
PAPER = re.compile(f"(?:{MANNERS}{BETWEEN})*{HOLDERS}{BETWEEN}(?:(?:{HOLDERS}|{MANNERS}){BETWEEN})*")
TOKEN = re.compile(f"[0-9]*{LEVEL}[级件]?(?:{TERM}|[0-9]+)?")

# 。 and , stay: a sentence that ends in 秘密。 at the top of a line is no mark.
EDGES = "()[]{}<>《》〈〉【】〔〕「」『』\"'“”‘’:-—_|★☆✩✭✮✯⭐*∗"
TRADITIONAL = str.maketrans("絕機祕內級資長傳", "绝机秘内级资长传")
GAPS = re.compile(r"(?<=[绝机秘内])\s+(?=[密部])")
PIECES = re.compile(r"\t+|\s{3,}")
SEPARATORS = re.compile(f"[^0-9A-Za-z{HAN}★☆*]+")


@dataclass(frozen=True)
class Mark:
    """One mark. ``level`` is 绝密, 机密, 秘密 or 内部; ``found`` is the mark as it was read, at most 40
    characters.
    """

    level: str
    found: str


def marking_in(*, text: str) -> Mark | None:
    """The first mark in a document's text, or None. Lines matter: give each paragraph and table cell its own.

    Spaces between the characters, full-width forms and traditional characters make no difference.
    """
    for line in text.splitlines():
        # In headers, tabs and wide gaps part the left from the right: each piece may be a mark of its own.
        pieces = PIECES.split(line)
        for piece in (line, *pieces) if len(pieces) > 1 else pieces:
            mark = _mark_of_line(_compact(piece))
            if mark:
                return mark
    return None


def marking_in_name(*, name: str) -> Mark | None:
    """The mark in a file's name, or None. The ending is not looked at.

    In a name a mark is a part by itself (``会议纪要(内部).pdf``, ``机密-名单.docx``), or is followed by a
    star.
    """
    stem = _legible(name).rpartition(".")[0] or _legible(name)
    stem = GAPS.sub("", stem)
    starred = STARRED.search(stem) or STARRED_WITH_TERM.search(stem)
    if starred:
        return Mark(level=starred["level"], found=stem[:40])
    for token in SEPARATORS.split(stem):
        alone = TOKEN.fullmatch(token)
        if alone:
            return Mark(level=alone["level"], found=token[:40])
        if PAPER.fullmatch(token):
            return Mark(level="内部", found=token[:40])
    return None


def _mark_of_line(line: str) -> Mark | None:
    starred = STARRED.search(line) or STARRED_WITH_TERM.search(line)
    if starred:
        return Mark(level=starred["level"], found=line[starred.start() : starred.start() + 40])
    bare = line.strip(EDGES)
    alone = ALONE.fullmatch(bare)
    if alone:
        return Mark(level=alone["level"], found=bare[:40])
    if PAPER.fullmatch(bare):
        return Mark(level="内部", found=bare[:40])
    return None


def _compact(line: str) -> str:
    """The line without spaces."""
    return re.sub(r"\s+", "", _legible(line))


def _legible(text: str) -> str:
    """Compatible forms made one (full-width digits, brackets), simplified, without invisible characters."""
    plain = unicodedata.normalize("NFKC", text).translate(TRADITIONAL)
    return "".join(character for character in plain if unicodedata.category(character) != "Cf")
