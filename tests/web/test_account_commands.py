"""Accounts and tokens from the terminal: real officers with posts, and secrets that are shown once."""

from __future__ import annotations

import datetime as dt
import getpass
import re
import sys
from collections.abc import Callable, Iterator

import pytest
from cast import NOW, TODAY, Cast
from django.test import Client
from django.utils import timezone, translation

from anlan.kernel.ledger.event import Event
from anlan.kernel.people.officer import ApiToken, Officer
from anlan.kernel.people.post import Appointment
from anlan.web import cli

DESK = "445100/safety-committee-office/desk_officer"

type Say = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A terminal set to English, on the day of the tests, in which nobody types."""
    for name in ("LC_ALL", "LC_MESSAGES", "ANLAN_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    with translation.override("en"):
        yield


@pytest.fixture
def anlan(capsys: pytest.CaptureFixture[str]) -> Say:
    """Run a command: exit code, what it printed, what it complained of."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(arguments)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Somebody sits at the keyboard and types these passwords."""

    def types(*passwords: str) -> None:
        answers = iter(passwords)
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
        monkeypatch.setattr(getpass, "getpass", lambda _prompt: next(answers))

    return types


def test_the_first_account_can_log_in_and_holds_its_post(anlan: Say, db: None, client: Client) -> None:
    code, out, _err = anlan("account", "create", "li", "--post", DESK, "--name", "李明")
    assert code == 0
    password = re.findall(r"shown only now: (\S+)", out)[0]
    assert client.login(username="li", password=password)
    held = Appointment.objects.select_related("post", "officer").get()
    assert (held.post.key, held.officer.name, held.since, held.until) == ("desk_officer", "李明", TODAY, None)
    assert not held.officer.synthetic
    entry = Event.objects.get(kind="officer.appointed")
    assert entry.answers == {"officer": held.officer_id, "post": held.post_id}
    assert "李明" not in entry.canonical, "names are personal data"


def test_a_typed_password_is_asked_twice_and_not_printed(anlan: Say, db: None, typed: Callable[..., None]) -> None:
    typed("潮起南海之滨 2026", "潮起南海之滨 2026")
    code, out, _err = anlan("account", "create", "li", "--post", DESK, "--name", "李明")
    assert code == 0
    assert "潮起" not in out
    assert Officer.objects.get(username="li").check_password("潮起南海之滨 2026")


@pytest.mark.parametrize(
    ("passwords", "said"),
    [(("short",), "too short"), (("password1234",), "too common"), (("a good long one", "another"), "not the same")],
)
def test_a_bad_password_makes_no_account(
    anlan: Say, db: None, typed: Callable[..., None], passwords: tuple[str, ...], said: str
) -> None:
    typed(*passwords)
    code, _out, err = anlan("account", "create", "li", "--post", DESK, "--name", "李明")
    assert code == 2
    assert said in err
    assert not Officer.objects.exists()


@pytest.mark.parametrize(
    ("username", "post", "name", "said"),
    [
        ("li ming", DESK, "李明", "A user name has letters"),
        ("li", DESK, " ", "must not be empty"),
        ("li", "desk_officer", "李明", "There is no unit desk_officer."),
        ("li", "445100/nothing/head", "李明", "There is no unit 445100/nothing."),
        ("li", "445100/safety-committee-office/king", "李明", "only: director"),
    ],
)
def test_account_create_refuses_in_one_plain_line(
    anlan: Say, db: None, username: str, post: str, name: str, said: str
) -> None:
    code, _out, err = anlan("account", "create", username, "--post", post, "--name", name)
    assert (code, err.count("\n")) == (2, 1)
    assert said in err
    assert not Officer.objects.exists()


def test_a_name_is_given_once(anlan: Say, db: None) -> None:
    assert anlan("account", "create", "li", "--post", DESK, "--name", "李明")[0] == 0
    code, _out, err = anlan("account", "create", "li", "--post", DESK, "--name", "李鸣")
    assert (code, err) == (2, "There is an account “li” already.\n")


def test_nobody_works_for_real_in_the_demonstration(anlan: Say, cast: Cast) -> None:
    code, _out, err = anlan("account", "create", "li", "--post", DESK, "--name", "李明")
    assert code == 2
    assert "holds the demonstration" in err


def test_a_token_is_shown_once_and_opens_the_api(anlan: Say, cast: Cast, client: Client) -> None:
    code, out, _err = anlan("token", "town", "--label", "nightly import", "--days", "30")
    assert code == 0
    token = out.splitlines()[0]
    assert "until 2026-12-23 09:00" in out
    row = ApiToken.objects.get()
    assert row.expires_at == NOW + dt.timedelta(days=30)
    assert token not in row.digest
    assert client.get("/api/v1/meeting/", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    assert anlan("token", "town", "--list")[1] == "nightly import  until 2026-12-23 09:00\n"
    entry = Event.objects.get(kind="token.created")
    assert entry.record_id == cast.officer("town").pk
    assert row.digest not in entry.canonical


def test_a_revoked_token_opens_nothing(anlan: Say, cast: Cast, client: Client) -> None:
    token = anlan("token", "town", "--label", "x")[1].splitlines()[0]
    assert anlan("token", "town", "--revoke", "x")[:2] == (0, "“x” counts no longer.\n")
    assert client.get("/api/v1/meeting/", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert anlan("token", "town", "--list")[1] == ""
    assert Event.objects.filter(kind="token.revoked").count() == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nobody", "--label", "x"), "There is no account “nobody”."),
        (("town",), "Say what the token is for"),
        (("town", "--label", "x", "--days", "0"), "--days must be from 1 to 366."),
        (("town", "--label", "x", "--days", "367"), "--days must be from 1 to 366."),
        (("town", "--label", "x", "--days", "soon"), "invalid int value"),
        (("town", "--revoke", "x"), "town has no token “x”."),
    ],
)
def test_token_refuses_in_one_plain_line(anlan: Say, cast: Cast, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = anlan("token", *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err
    assert not ApiToken.objects.exists()


def test_a_label_means_one_token_of_an_officer(anlan: Say, cast: Cast) -> None:
    assert anlan("token", "town", "--label", "x")[0] == anlan("token", "city", "--label", "x")[0] == 0
    code, _out, err = anlan("token", "town", "--label", "x")
    assert code == 2
    assert "“x” is taken" in err


def test_a_closed_account_gets_no_token(anlan: Say, cast: Cast) -> None:
    Officer.objects.filter(username="town").update(is_active=False)
    assert "is closed" in anlan("token", "town", "--label", "x")[2]


def test_an_address_is_given_with_the_account_and_changed_later(anlan: Say, db: None) -> None:
    assert anlan("account", "create", "li", "--post", DESK, "--name", "李明", "--email", "li@example.gov.cn")[0] == 0
    assert Officer.objects.get(username="li").email == "li@example.gov.cn"
    code, out, _err = anlan("account", "email", "li", "--email", "ming@example.gov.cn")
    assert (code, out) == (0, "The daily digest of li goes to ming@example.gov.cn.\n")
    assert anlan("account", "email", "li", "--none")[:2] == (0, "li is sent no e-mail.\n")
    assert Officer.objects.get(username="li").email == ""
    entries = Event.objects.filter(kind="officer.email")
    assert [entry.answers["address"] for entry in entries.order_by("seq")] == [True, False]
    assert "example.gov.cn" not in "".join(entry.canonical for entry in entries), "addresses are personal data"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nobody", "--email", "a@example.gov.cn"), "There is no account “nobody”."),
        (("town", "--email", "nobody"), "is not an e-mail address"),
        (("town", "--email", "a@example.gov.cn\nBcc: b@example.gov.cn"), "is not an e-mail address"),
        (("town", "--email", "李明@example.gov.cn"), "is not an e-mail address"),
        (("town",), "one of the arguments"),
    ],
)
def test_a_wrong_address_is_refused(anlan: Say, cast: Cast, arguments: tuple[str, ...], said: str) -> None:
    code, _out, err = anlan("account", "email", *arguments)
    assert code == 2
    assert said in err
    assert Officer.objects.get(username="town").email == ""
