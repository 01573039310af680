"""Forms of other systems (3.29), made up for the tests: no real system's form is known here."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from cast import NOW, TODAY, Cast
from examples_of_orders import CITY_OFFICE, COUNTY_OFFICE
from examples_of_relations import go, make

from anlan.kernel.declared import DECLARED
from anlan.kernel.installed import installed_pack
from anlan.kernel.records.door import Act
from anlan.kernel.sheets.importing import HandedIn, confirm, hand_in
from anlan.kernel.sheets.sheet_import import SheetImport
from anlan.kernel.sheets.working import Worker
from anlan.modules.upward_form.cases import UpwardForm

# What somebody copies out of Excel: a title, then the headings.
COPIED = (
    "省系统风险点导入表（虚构）\t\t\t\t\t\n"
    "序号\t企业名称\t统一社会信用代码\t风险点编码\t风险点名称*\t对象\t颜色\t填报单位\t备注"
)
MEANINGS = ("row", "list:unit", "sheet:unit", "sheet:code", "sheet:name", "sheet:kind", "sheet:colour", "fixed", "")
FIXED = {7: "潮州市应急管理局（演示）"}


def enter(act: Act, title: str = "风险点导入表", of: str = CITY_OFFICE, **answers: object) -> UpwardForm:
    """Enter a form by its copied headings."""
    given: dict[str, object] = {"title": title, "system": "省系统（虚构）", "register": "riskpoint", "head": COPIED}
    record = make(act, UpwardForm, of, **given | answers).record
    assert isinstance(record, UpwardForm)
    return record


def explain(
    act: Act, form: UpwardForm, meanings: tuple[str, ...] = MEANINGS, fixed: Mapping[int, str] = FIXED
) -> UpwardForm:
    """Say what each heading means."""
    rows = [
        {"place": str(place), "means": means, "fixed": fixed.get(place, "")} for place, means in enumerate(meanings)
    ]
    go(act, form, "explain", headings=rows)
    return UpwardForm.objects.get(pk=form.pk)  # type: ignore[no-any-return]


def translate(act: Act, form: UpwardForm, **words: str) -> UpwardForm:
    """Say how the other system writes values: ``colour__red="重大风险"``."""
    rows = [{"code": name.replace("__", ":"), "word": word} for name, word in words.items()]
    go(act, form, "translate", words=rows)
    return UpwardForm.objects.get(pk=form.pk)  # type: ignore[no-any-return]


def some_forms(cast: Cast) -> None:
    """One of the city in use, one of a county that is only entered, and one that is used no longer."""
    city = cast.act("city")
    explain(city, enter(city))
    enter(cast.act("office"), "县区用表", COUNTY_OFFICE)
    gone = enter(city, "旧表")
    go(city, gone, "end", reason="换了新表")


EXAMPLES: dict[str, Callable[[Cast], None]] = {"upwardform": some_forms}


def rows_of(answer: Any) -> list[tuple[Any, ...]]:
    """The rows of a workbook that was given out."""
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
    return list(book.active.iter_rows(values_only=True))


def file_of(*rows: tuple[Any, ...]) -> bytes:
    """A workbook of these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


Taken = Callable[..., SheetImport]


@pytest.fixture
def taken(cast: Cast, tmp_path: Path) -> Taken:
    """Hand a file in, and import it where nothing is wrong with it; ``between`` is done before the load."""

    def run(
        content: bytes, *, name: str = "riskpoint", username: str = "city", between: Callable[[], object] | None = None
    ) -> SheetImport:
        act, worker = cast.act(username), Worker(clock=lambda: NOW, pack=installed_pack(), data_dir=tmp_path)
        file = HandedIn("x.xlsx", BytesIO(content), True, "update", TODAY, "en")
        hand_in(sheet=DECLARED.sheets[name], file=file, act=act, submission=uuid.uuid4(), data_dir=tmp_path)
        job = worker.work_once()
        assert job is not None
        if job.good and not job.bad:
            confirm(job=job, whole=True, act=act)
            if between is not None:
                between()
            job = worker.work_once()
            assert job is not None
        return job

    return run
