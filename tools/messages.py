"""The Chinese catalogue of the interface: extract what is to be translated, compile, check.

    .venv/bin/python tools/messages.py extract   bring django.po up to date with the code (needs gettext)
    .venv/bin/python tools/messages.py compile   write the .mo files that Anlan reads (needs only Babel)
    .venv/bin/python tools/messages.py check     every visible string has its Chinese (needs gettext)

Extraction runs in a copy of the source, so that a check changes nothing in the clone.
"""

import argparse
import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "anlan"
LANGUAGE = "zh_Hans"
CATALOGUE = Path("locale") / LANGUAGE / "LC_MESSAGES" / "django.po"

# How a new catalogue begins; gettext's own beginning has no plural form of Chinese and asks to be filled in.
HEADER = """\
# The Simplified Chinese of Anlan's interface.
msgid ""
msgstr ""
"Project-Id-Version: Anlan\\n"
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"""

# What stands for a value in a string: %(name)s, %s, {name}.
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w*\}")
# What gettext and its kin are called in the code.
GETTEXT = re.compile(r"_|n?p?gettext(_lazy)?")
CREATION_DATE = re.compile(r'^"POT-Creation-Date: .*\n', re.MULTILINE)


def read_catalogue(path: Path) -> Catalog:
    """The catalogue in the file `path`."""
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def compile_catalogues() -> None:
    """Write each .po of the package as .mo, unless the .mo is newer. Fuzzy translations stay out."""
    for po in sorted(PACKAGE.glob("locale/*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if mo.is_file() and mo.stat().st_mtime_ns > po.stat().st_mtime_ns:
            continue
        catalogue = read_catalogue(po)
        with mo.open("wb") as file:
            write_mo(file, catalogue)


def calls_within_f_strings(source: str) -> Iterator[str]:
    """Each gettext call inside an f-string, as a line of its own: xgettext takes f-strings for plain text."""
    for outer in ast.walk(ast.parse(source)):
        if isinstance(outer, ast.JoinedStr):
            for node in ast.walk(outer):
                if isinstance(node, ast.Call) and GETTEXT.fullmatch(ast.unparse(node.func)):
                    yield ast.unparse(node)


def under_known_names(source: str) -> str:
    """The source with gettext called by a name that xgettext knows, where it was imported under another."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for one in node.names:
                if one.asname not in (None, "_"):
                    source = re.sub(rf"\b{one.asname}\(", f"{one.name}(", source)
    return source


def extract_into(folder: Path) -> Path:
    """Copy the source into `folder`, extract there, and return the refreshed catalogue's path."""
    if shutil.which("xgettext") is None:
        sys.exit("GNU gettext is not installed (xgettext). On Debian and Ubuntu: sudo apt install gettext")
    copy = folder / "anlan"
    for source in PACKAGE.rglob("*"):
        wanted = source.suffix in {".py", ".html", ".txt"} or source == PACKAGE / CATALOGUE
        if wanted and source.is_file() and "vendor" not in source.parts:
            target = copy / source.relative_to(PACKAGE)
            target.parent.mkdir(parents=True, exist_ok=True)
            text = source.read_text(encoding="utf-8")
            if source.suffix == ".py":
                text = under_known_names(text)
                text += "\n" + "\n".join(calls_within_f_strings(text))
            target.write_text(text, encoding="utf-8")
    if not (copy / CATALOGUE).is_file():
        (copy / CATALOGUE).parent.mkdir(parents=True, exist_ok=True)
        (copy / CATALOGUE).write_text(HEADER, encoding="utf-8")
    # Without settings: extraction reads files only, and must work while the code does not start.
    environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    command = [str(Path(sys.executable).with_name("django-admin")), "makemessages", "--locale", LANGUAGE]
    command += ["--no-obsolete", "--no-wrap", "--add-location", "file"]
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"The strings could not be extracted:\n{done.stdout}{done.stderr}")
    return copy / CATALOGUE


def extract() -> None:
    """Bring the committed catalogue up to date; leave it alone when only its date would change."""
    with tempfile.TemporaryDirectory(prefix="anlan-messages-") as folder:
        fresh = extract_into(Path(folder)).read_text(encoding="utf-8")
    committed = PACKAGE / CATALOGUE
    old = committed.read_text(encoding="utf-8") if committed.is_file() else ""
    if CREATION_DATE.sub("", fresh) == CREATION_DATE.sub("", old):
        print("The catalogue is up to date.")
        return
    committed.parent.mkdir(parents=True, exist_ok=True)
    committed.write_text(fresh, encoding="utf-8")
    print(f"Written: {committed.relative_to(ROOT)}")


def texts(value: str | tuple[str, ...] | list[str] | None) -> list[str]:
    """The forms of one message: one, or one per grammatical number."""
    return [value or ""] if value is None or isinstance(value, str) else list(value)


def faults_of(message: Message) -> Iterator[str]:
    """What is wrong with the translation of one message."""
    translations = texts(message.string)
    if not all(text.strip() for text in translations):
        yield "has no translation"
        return
    if message.fuzzy:
        yield "has a translation marked fuzzy: check it, then remove the mark"
    # Chinese has one form, which must carry what the English plural carries.
    wanted = Counter(PLACEHOLDER.findall(texts(message.id)[-1]))
    for text in translations:
        found = Counter(PLACEHOLDER.findall(text))
        if found != wanted:
            yield f"has the placeholders {sorted(found)} in Chinese and {sorted(wanted)} in English"


def check() -> int:
    """Print what is wrong with the Chinese of the interface; return how many faults there are."""
    with tempfile.TemporaryDirectory(prefix="anlan-messages-") as folder:
        catalogue = read_catalogue(extract_into(Path(folder)))
    faults = 0
    for message in catalogue:
        if not message.id:
            continue
        for fault in faults_of(message):
            places = ", ".join(sorted({place for place, _line in message.locations})) or "?"
            print(f"{places}: {texts(message.id)[0]!r} {fault}")
            faults += 1
    return faults


def main() -> int:
    """Run the step that the command line names."""
    parser = argparse.ArgumentParser(description="The Chinese catalogue of the interface.")
    parser.add_argument("step", choices=["extract", "compile", "check"])
    step = parser.parse_args().step
    if step == "compile":
        compile_catalogues()
    elif step == "extract":
        extract()
    elif faults := check():
        print(f"Translations: {faults} to mend (`make messages` brings the catalogue up to date).")
        return 1
    else:
        print("Translations: complete.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
