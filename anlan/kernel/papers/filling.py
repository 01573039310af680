"""套用模板: a Word template, filled in. An office may put its own form in place of ours.

A file ``papers/NAME.docx`` in the data folder takes the place of the built-in template of that name. It is outside
input: its expressions run in Jinja's sandbox, an unknown field is a fault and not an empty place, and a filled paper
that has lost its number, title, body or date, or that carries macros or outside content, is refused.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.exceptions import TemplateSyntaxError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from anlan.kernel.evidence.refusal import UploadRefused
from anlan.kernel.evidence.word_document import text_of_docx

BUILT_IN = Path(__file__).resolve().parent / "templates"
# What every paper shows, whatever its form (GB/T 9704-2012, 7).
SHOWN = ("number", "title", "body", "date")
# Characters that no XML document can hold, and those that docxtpl takes for a new paragraph or page.
NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


class TemplateBroken(Exception):
    """A template cannot be used. ``file`` is its path below the data folder (or its own name), ``fault`` says why."""

    def __init__(self, *, file: str, fault: str) -> None:
        super().__init__(f"{file}: {fault}")
        self.file, self.fault = file, fault


def template_path(*, name: str, data_dir: str | Path) -> Path:
    """The office's own template where there is one, otherwise the built-in one."""
    own = Path(data_dir) / "papers" / f"{name}.docx"
    return own if own.exists() else BUILT_IN / f"{name}.docx"


def fill(*, template: str, fields: Mapping[str, Any], data_dir: str | Path, now: dt.datetime) -> bytes:
    """The paper as the bytes of a .docx file. Raises TemplateBroken; the caller has recorded nothing then."""
    path = template_path(name=template, data_dir=data_dir)
    shown = f"papers/{path.name}" if path.parent != BUILT_IN else path.name
    try:
        content = _filled(path=path, fields=fields, now=now)
        text = text_of_docx(content=BytesIO(content))
    except UploadRefused as refusal:
        raise TemplateBroken(file=shown, fault=str(refusal.code)) from refusal
    except TemplateSyntaxError as error:
        raise TemplateBroken(file=shown, fault=f"syntax: {error.message}") from error
    except UndefinedError as error:
        raise TemplateBroken(file=shown, fault=f"unknown field: {error.message}") from error
    except Exception as error:
        # A broken archive, broken XML, a missing part, a forbidden expression: libraries raise what they like.
        raise TemplateBroken(file=shown, fault=f"{type(error).__name__}: {error}"[:300]) from error
    lost = [name for name in SHOWN if _bare(str(fields[name])) not in _bare(text)]
    if lost:
        raise TemplateBroken(file=shown, fault="does not show " + ", ".join(f"{{{{ {name} }}}}" for name in lost))
    return content


def _filled(*, path: Path, fields: Mapping[str, Any], now: dt.datetime) -> bytes:
    document = DocxTemplate(BytesIO(path.read_bytes()))
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    document.render(_safe(fields), jinja_env=environment)
    properties = document.docx.core_properties
    properties.title, properties.author = str(fields["title"])[:255], str(fields["body"])[:255]
    properties.last_modified_by = properties.author
    properties.created = properties.modified = now.astimezone(dt.UTC).replace(tzinfo=None)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _safe(value: Any) -> Any:
    """The same values without characters that would make the file unreadable."""
    if isinstance(value, str):
        # docxtpl writes "{_{" as "{{": with a space between them the words stay as they were typed.
        return NOT_IN_XML.sub("", value.replace("\r\n", "\n")).replace("{_", "{ _").replace("_}", "_ }")
    if isinstance(value, Mapping):
        return {key: _safe(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_safe(one) for one in value]
    return value


def _bare(text: str) -> str:
    """A text without white space and unprintable characters, to be looked for in another."""
    return "".join(_safe(text).split())
