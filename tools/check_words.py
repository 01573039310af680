"""Look through the files of the repository for words that do not belong to the product.

What may not stand in any file: a path of one person's machine, the number of an entry of an issue tracker
(the next reader has no such tracker; say what it was about), an address from which packages are downloaded,
and marks of an unfinished merge.

    .venv/bin/python tools/check_words.py [file …]    without files: all that Git would commit
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

RULES = {
    "a path of one machine": re.compile(r"""(?:^|[\s"'`(=:,])/(?:home|root|Users|work|mnt)/\w""", re.MULTILINE),
    "the number of an issue": re.compile(r"\b(?:[Ii]ssues?|PR) #?\d+\b|(?:^|[\s(])#\d+\b(?!;)", re.MULTILINE),
    "an address of a package download": re.compile(
        r'"resolved"\s*:|(?:extra-)?index-url\s*[= ]\s*\S*:/|registry\s*=\s*"?http'
        r"|https?://[^\s\"')]+\.(?:whl|tgz|tar\.gz|crate|deb)\b"
    ),
    "a mark of an unfinished merge": re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE),
}

# Colours, digests and published texts carry such signs by right.
EXEMPT = {
    "the number of an issue": ("*.css", "*.svg", "*.txt", "package-lock.json"),
}


def repository_files() -> list[Path]:
    """Every file that Git holds or would hold."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    answer = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return [ROOT / name for name in answer.stdout.split("\0") if name]


def findings_in(path: Path) -> Iterator[str]:
    """What one file holds that it may not, as lines for the reader."""
    try:
        text = path.read_text(encoding="utf-8")
    except (UnicodeDecodeError, IsADirectoryError, FileNotFoundError):
        # A picture, a folder, a file deleted but not yet from Git: no words to read.
        return
    for name, pattern in RULES.items():
        if any(path.match(exempt) for exempt in EXEMPT.get(name, ())):
            continue
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            yield f"{path}:{line}: {name}: {match.group().strip()!r}"


def main() -> int:
    """Print the findings; 1 when there are any."""
    this = Path(__file__).resolve()
    named = [Path(name).resolve() for name in sys.argv[1:]]
    files = [path for path in named or repository_files() if path != this]
    findings = [finding for path in files for finding in findings_in(path)]
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
