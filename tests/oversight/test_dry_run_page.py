"""Trying a change on a page: the city's committee office alone, nothing stored, what was typed is kept."""

from __future__ import annotations

from typing import Any

import pytest
from cast import NOW, TOWN_DUTY, Cast
from django.utils import timezone, translation
from pages import browser, text_of

from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.duty import DutyVersion
from anlan.oversight.dry_run_page import reason_words
from anlan.policy.problems import Problem, Where, gettext_noop

ADDRESS = f"/duties/{TOWN_DUTY}/dry-run/"


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock stands at the moment of the tests."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def sent(cast: Cast, **changes: str) -> Any:
    """Send the page's form as it is shown, with these fields changed; ``old`` becomes ``new`` in the text."""
    client = browser(cast, "city")
    form = client.get(ADDRESS).context["form"]
    data = {field.html_name: str(field.initial) for field in form}
    if "old" in changes:
        assert changes["old"] in data["text"]
        data["text"] = data["text"].replace(changes.pop("old"), changes.pop("new")).replace("\n", "\r\n")
    return client.post(ADDRESS, data | changes)


def test_3_12_a_changed_duty_is_shown_by_area_and_stored_nowhere(opened: Cast) -> None:
    events, versions = Event.objects.count(), DutyVersion.objects.count()
    answer = sent(opened, old="level: town", new="level: [town, county]")
    assert answer.status_code == 200
    ((one, lines),) = answer.context["changes"]
    assert (one.change.units.newly, one.change.units.no_longer) == (6, 0)
    assert sum(line.units.after for line, _level in lines) == 98
    page = text_of(answer.content.decode())
    assert "Together 1104 obligations (1104 acts, 0 reviews) → 1176 obligations (1176 acts, 0 reviews) a year." in page
    assert "Raoping County County or district 0 2 2 0" in page
    assert "level: [town, county]" in page
    assert (Event.objects.count(), DutyVersion.objects.count()) == (events, versions)
    assert "Nothing would change" in text_of(sent(opened).content.decode())


def test_a_changed_number_is_tried_for_every_duty_that_uses_it(opened: Cast) -> None:
    form = browser(opened, "city").get(ADDRESS).context["form"]
    number = next(field for field in form if "obligation.remind_before" in str(field.help_text))
    answer = sent(opened, **{number.html_name: "9"})
    changes = {one.change.key: one for one, _lines in answer.context["changes"]}
    assert set(changes) == set(opened.act("city").pack.duties)
    (rule,) = changes[TOWN_DUTY].rule
    assert (rule.before[:14], rule.after[:14]) == ("5 working days", "9 working days")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("every: month", "every: fortnight", "Line 9, town-monthly-meeting.every: "),
        ("level: town", "level: hamlet", "&#x27;hamlet&#x27; is not one of city"),
        ("level: town", "height: 12", "keeps no fact named &#x27;height&#x27;"),
        (
            "level: town",
            "vertical: perhaps",
            "the fact &#x27;vertical&#x27; cannot be compared with &#x27;perhaps&#x27;",
        ),
        ("level: town", "dedicated_officers: {gte: many}", "there is no parameter many"),
        ("meeting.held", "meeting.dreamt", "no module declares the event &#x27;meeting.dreamt&#x27;"),
        ("accountable: head", "accountable: {", "is not valid YAML"),
        ("grace: obligation.recording_grace", "grace: no.such.number", "there is no parameter no.such.number"),
        ('clause: "3.12"', 'clause: "99.9"', "there is no clause 99.9"),
    ],
)
def test_a_fault_stands_at_the_text_with_what_was_typed(opened: Cast, old: str, new: str, said: str) -> None:
    answer = sent(opened, old=old, new=new)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert new in page.replace("&quot;", '"')
    assert "changes" not in answer.context


@pytest.mark.parametrize("number", ["-1", "100001", "1.5", "many", ""])
def test_a_number_that_is_none_is_refused(opened: Cast, number: str) -> None:
    answer = sent(opened, number_0=number)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["number_0"]


def test_a_text_without_end_is_refused(opened: Cast) -> None:
    assert sent(opened, text="- " * 20_000).status_code == 422
    assert sent(opened, text="[" * 19_000).status_code == 422
    assert sent(opened, text="").status_code == 422


@pytest.mark.parametrize("username", ["county", "town", "officer", "safety", "stranger", "auditor"])
def test_nobody_else_may_try(opened: Cast, username: str) -> None:
    client = browser(opened, username)
    assert client.get(ADDRESS).status_code == 403
    assert client.post(ADDRESS, {"text": "x"}).status_code == 403
    assert "dry-run" not in client.get(f"/duties/{TOWN_DUTY}/").content.decode()


def test_a_duty_that_does_not_exist_cannot_be_tried(opened: Cast) -> None:
    client = browser(opened, "city")
    assert client.get("/duties/no-such-duty/dry-run/").status_code == 404
    assert f'href="{ADDRESS}"' in client.get(f"/duties/{TOWN_DUTY}/").content.decode()


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("every: month", "every: quarter", "every"),
        ("[standing_committee, government_executive, study]", "[study]", "met_by"),
    ],
)
def test_3_12_what_the_start_would_refuse_is_refused_here(opened: Cast, old: str, new: str, key: str) -> None:
    answer = sent(opened, old=old, new=new)
    assert answer.status_code == 422
    assert f"{TOWN_DUTY}.{key}" in answer.content.decode()


def test_why_a_change_is_refused_is_said_in_the_readers_language() -> None:
    problem = Problem(
        where=Where(file="duties.yaml", line=3, key="duties.t.line"),
        reason=gettext_noop("there is no line %(line)s", line="x"),
    )
    with translation.override("zh-hans"):
        assert reason_words(reason=problem.reason) == "没有条线x"
    assert str(problem) == "duties.yaml:3 duties.t.line: there is no line x"
    assert reason_words(reason="is not valid YAML: …") == "is not valid YAML: …"
