"""Papers: numbered once per body, year and kind, kept by digest, always Chinese; whatever is wrong leaves nothing."""

from __future__ import annotations

import shutil
import uuid
from io import BytesIO
from pathlib import Path

import docx
import pytest
from cast import CITY, COUNTY, NOW, Cast, at, call_the_cast, unit
from django.utils import translation
from test_concurrency import at_once
from word_papers import drafted, issued, read

from anlan.kernel.evidence.file import EvidenceFile
from anlan.kernel.evidence.storage import open_stored, stored_path
from anlan.kernel.installed import installed_pack
from anlan.kernel.ledger.event import Event
from anlan.kernel.ledger.verify import verify
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.papers import issuing
from anlan.kernel.papers.filling import BUILT_IN, TemplateBroken
from anlan.kernel.papers.issued import IssuedPaper, PaperNumber
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.records.door import Overtaken
from anlan.oversight.papers import PAPERS

OCTOBER = {"area": CITY, "month": "2026-10"}


def text_of(row: IssuedPaper, folder: Path) -> str:
    with open_stored(digest=row.digest, data_dir=folder) as stream:
        return read(stream.read()).text


def test_9_3_a_paper_names_body_kind_number_title_date_archive_and_retention(opened: Cast, tmp_path: Path) -> None:
    made = issued(opened.act("city"), "monthly_return", OCTOBER, data_dir=tmp_path, archive_number="2026-安-07")
    text = text_of(made.row, tmp_path)
    for shown in (
        "潮州市安全生产委员会办公室",
        "潮州市安委办月报〔2026〕1号",
        "潮州市2026年10月安全生产履职情况月报",
        "2026年11月23日",
        "（印章）",
        "档号：2026-安-07",
        "保管期限：10年",
        "条款9.3",
    ):
        assert shown in text
    assert "草稿" not in text


def test_numbers_run_by_body_year_and_kind(opened: Cast, tmp_path: Path) -> None:
    city, town = opened.act("city"), opened.act("town")
    assert issued(city, "monthly_return", OCTOBER, data_dir=tmp_path).row.sequence == 1
    assert issued(city, "monthly_return", OCTOBER, data_dir=tmp_path).row.sequence == 2
    assert issued(city, "quarterly_return", {"area": CITY}, data_dir=tmp_path).row.sequence == 1
    own = issued(town, "monthly_return", {"area": "445122100"}, data_dir=tmp_path).row
    assert (own.sequence, own.body.kind) == (1, "town_safety_office")
    later = issued(opened.act("city", now=at("2027-01-04")), "monthly_return", OCTOBER, data_dir=tmp_path).row
    assert (later.year, later.sequence) == (2027, 1)


def test_an_issued_paper_stands_in_the_ledger_with_the_digest_of_its_file(opened: Cast, tmp_path: Path) -> None:
    made = issued(opened.act("city"), "monthly_return", OCTOBER, data_dir=tmp_path)
    event = Event.objects.get(kind="paper.issued")
    assert made.event == event
    assert event.content["files"] == [made.row.digest]
    assert event.answers["number"] == made.row.number
    assert event.clause == "9.3"
    assert EvidenceFile.objects.get(record_type="paper").digest == made.row.digest
    assert stored_path(digest=made.row.digest, data_dir=tmp_path).exists()
    assert verify() == []


def test_two_at_once_get_two_numbers(own_database: None, tmp_path: Path) -> None:
    cast = call_the_cast()
    sweep(now=NOW, pack=installed_pack())
    acts = [cast.act("city") for _ in range(4)]
    results = at_once(*[lambda act=act: issued(act, "monthly_return", OCTOBER, data_dir=tmp_path) for act in acts])
    assert sorted(result.row.sequence for result in results) == [1, 2, 3, 4]
    assert len({result.row.digest for result in results}) == 4
    assert verify() == []


def test_one_form_sent_twice_is_one_paper(own_database: None, tmp_path: Path) -> None:
    cast = call_the_cast()
    sweep(now=NOW, pack=installed_pack())
    act, form = cast.act("city"), uuid.uuid4()
    results = at_once(
        *[lambda: issued(act, "monthly_return", OCTOBER, data_dir=tmp_path, submission=form) for _click in range(3)]
    )
    assert sorted(result.repeated for result in results) == [False, True, True]
    assert IssuedPaper.objects.count() == PaperNumber.objects.get().last == 1


def test_another_officers_form_is_not_answered(opened: Cast, tmp_path: Path) -> None:
    form = uuid.uuid4()
    issued(opened.act("city"), "monthly_return", OCTOBER, data_dir=tmp_path, submission=form)
    with pytest.raises(NotPermitted):
        issued(opened.act("town"), "monthly_return", {"area": "445122100"}, data_dir=tmp_path, submission=form)


def test_a_crash_between_number_and_register_uses_no_number(
    opened: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(**_: object) -> None:
        raise OSError("power failure")

    with monkeypatch.context() as broken:
        broken.setattr(issuing, "append", crash)
        with pytest.raises(OSError, match="power"):
            issued(opened.act("city"), "monthly_return", OCTOBER, data_dir=tmp_path)
    assert not IssuedPaper.objects.exists()
    assert not PaperNumber.objects.exists()
    assert issued(opened.act("city"), "monthly_return", OCTOBER, data_dir=tmp_path).row.sequence == 1


def test_a_void_paper_keeps_its_number_and_says_why(opened: Cast, tmp_path: Path) -> None:
    act = opened.act("city")
    row = issued(act, "monthly_return", OCTOBER, data_dir=tmp_path).row
    issuing.declare_void(row=row, paper=PAPERS["monthly_return"], reason="数据有误", act=act)
    row.refresh_from_db()
    assert (row.state, row.void_reason) == ("void", "数据有误")
    assert issued(act, "monthly_return", OCTOBER, data_dir=tmp_path).row.sequence == 2
    with pytest.raises(Overtaken):
        issuing.declare_void(row=row, paper=PAPERS["monthly_return"], reason="again", act=act)
    assert Event.objects.filter(kind="paper.voided").count() == 1


@pytest.mark.parametrize("username", ["county", "officer", "reviewer", "safety", "stranger", "auditor"])
def test_only_a_body_with_the_power_issues(opened: Cast, tmp_path: Path, username: str) -> None:
    assert issuing.bodies_for(actor=opened.actor(username), paper=PAPERS["monthly_return"]) == {}
    with pytest.raises(NotPermitted):
        issued(
            opened.act(username), "monthly_return", {"area": COUNTY}, data_dir=tmp_path,
            body=unit("445122/safety-committee-office"),
        )  # fmt: skip
    assert not IssuedPaper.objects.exists()


def test_nobody_issues_for_a_body_of_another_place(opened: Cast, tmp_path: Path) -> None:
    other = unit("445122/safety-committee-office")
    with pytest.raises(NotPermitted):
        issued(opened.act("city"), "monthly_return", OCTOBER, data_dir=tmp_path, body=other)


def test_9_2_a_town_office_issues_under_both_of_its_seals(opened: Cast) -> None:
    bodies = issuing.bodies_for(actor=opened.actor("town"), paper=PAPERS["monthly_return"])
    assert [body.code for body in bodies] == ["445122100/town-safety-office", "445122100/town-safety-committee-office"]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_papers_are_chinese_whatever_the_reader_reads(opened: Cast, tmp_path: Path, language: str) -> None:
    with translation.override(language):
        for name, about in (
            ("monthly_return", {"area": CITY}),
            ("quarterly_return", {"area": COUNTY}),
            ("supervision_notice", {"unit": "445122102/town-government"}),
        ):
            text = drafted(opened.act("city"), name, about, data_dir=tmp_path).text
            assert [word for word in text.split() if word.isascii() and any(c.isalpha() for c in word)] == []
        assert translation.get_language() == language


def test_signs_of_xml_and_of_templates_stay_as_they_were_typed(opened: Cast, tmp_path: Path) -> None:
    odd = '<w:p>&amp; "甲" {{ 7*7 }} {% raw %} </w:t> \x0b\x07]]>'
    shown = drafted(opened.act("city"), "monthly_return", OCTOBER, data_dir=tmp_path, problems=odd)
    assert '<w:p>&amp; "甲" {{ 7*7 }} {% raw %} </w:t> ]]>' in shown.text
    assert "49" not in next(line for line in shown.lines if "甲" in line)


def test_a_long_text_arrives_whole_with_its_paragraphs(opened: Cast, tmp_path: Path) -> None:
    long = "\r\n".join(["隐患排查不彻底，" * 60] * 4)
    shown = drafted(opened.act("city"), "monthly_return", OCTOBER, data_dir=tmp_path, next_steps=long)
    assert long.replace("\r\n", "\n") in shown.text


def own_template(folder: Path, name: str, content: bytes) -> None:
    (folder / "papers").mkdir()
    (folder / "papers" / f"{name}.docx").write_bytes(content)


def worded(*lines: str) -> bytes:
    """A Word file with these paragraphs."""
    document, file = docx.Document(), BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(file)
    return file.getvalue()


WHOLE = ("{{ body }}", "{{ number }}", "{{ title }}", "{{ date }}")


def test_an_office_puts_its_own_form_in_place(opened: Cast, tmp_path: Path) -> None:
    own_template(tmp_path, "return", worded(*WHOLE, "我市自用格式：共{{ total.owed }}项"))
    text = text_of(issued(opened.act("city"), "monthly_return", OCTOBER, data_dir=tmp_path).row, tmp_path)
    assert "我市自用格式" in text
    assert "潮州市安委办月报〔2026〕1号" in text


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"not a Word file", "BadZipFile"),
        (b"", "BadZipFile"),
        (worded(*WHOLE, "{% if %}"), "syntax"),
        (worded(*WHOLE, "{{ no_such_field }}"), "unknown field"),
        (worded("{{ body }}", "{{ title }}", "{{ date }}"), r"does not show \{\{ number \}\}"),
        (worded(*WHOLE, "{{ ''.__class__.__mro__ }}"), "SecurityError|unknown field|unsafe"),
        (worded(*WHOLE, "{{ title.nothing() }}"), "unknown field"),
    ],
)
def test_a_broken_template_is_refused_and_uses_no_number(
    opened: Cast, tmp_path: Path, content: bytes, fault: str
) -> None:
    own_template(tmp_path, "return", content)
    with pytest.raises(TemplateBroken, match=fault) as refused:
        issued(opened.act("city"), "monthly_return", OCTOBER, data_dir=tmp_path)
    assert refused.value.file == "papers/return.docx"
    assert not IssuedPaper.objects.exists()
    shutil.rmtree(tmp_path / "papers")
    assert issued(opened.act("city"), "monthly_return", OCTOBER, data_dir=tmp_path).row.sequence == 1


def test_every_paper_has_its_template_and_is_cited(pack: object) -> None:
    assert {paper.template for paper in PAPERS.values()} <= {path.stem for path in BUILT_IN.glob("*.docx")}
    # Papers with the same code share one series of numbers, so that no number of a body occurs twice.
    series = {(paper.code, paper.series or paper.name) for paper in PAPERS.values()}
    assert len(series) == len({paper.code for paper in PAPERS.values()})
