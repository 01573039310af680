"""试改: the installed pack with something changed, checked like any pack, used once and kept nowhere."""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from anlan.kernel.installed import load
from anlan.policy import Pack
from anlan.policy.loading import shipped_folder
from anlan.policy.parameters import Parameter, Parameters


def installed_folder() -> Path:
    """Where the files of the installed pack stand."""
    path = Path(settings.ANLAN_PACK)
    return path if path.is_dir() else shipped_folder(name=settings.ANLAN_PACK)


def with_texts(*, texts: Mapping[str, str]) -> Pack:
    """The installed pack with the files named in ``texts`` replaced by these texts.

    Raises PackError with every fault, each with its file and line.
    """
    with tempfile.TemporaryDirectory(prefix="anlan-pack-") as folder:
        copy = Path(folder) / "pack"
        shutil.copytree(installed_folder(), copy, ignore=shutil.ignore_patterns("__pycache__"))
        for file, text in texts.items():
            (copy / file).write_text(text, encoding="utf-8")
        return load(name_or_path=str(copy))


def with_numbers(*, pack: Pack, numbers: Mapping[str, int], on: dt.date) -> Pack:
    """The same pack where the parameters named in ``numbers`` have these values on the day ``on``.

    Only the value in force on that day is another one; a key that has none on that day stays as it is.
    """
    entries = {key: pack.parameters[key] for key in pack.parameters}
    entries |= {key: _with_number(entries[key], number, on) for key, number in numbers.items()}
    return dataclasses.replace(pack, parameters=Parameters(entries=entries))


def _with_number(parameter: Parameter, number: int, on: dt.date) -> Parameter:
    values = tuple(
        item.model_copy(update={"value": number}) if item.covers(day=on) else item for item in parameter.values
    )
    return parameter.model_copy(update={"values": values})
