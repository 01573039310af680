"""Logging in: plain words, no hint at which half was wrong, a pause after repeated failures."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from anlan.kernel.people.officer import Officer
from anlan.web.throttle import Throttle

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # noon in Shanghai
MINUTE = timedelta(minutes=1)


@pytest.fixture
def officer(db: None) -> Officer:
    """An account as the cast has them."""
    return Officer.objects.create_officer(username="town", name="Town officer", password="right password")


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path: Path) -> None:
    """Attempts of one test do not count in another; and passwords are digested quickly."""
    settings.ANLAN_DATA = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch):
    """Set the server's clock."""

    def set_clock(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_clock


def attempt(client: Client, password: str, *, username: str = "town", **extra: str) -> HttpResponse:
    """Send the login form."""
    return client.post("/login/", {"username": username, "password": password}, **extra)


def test_the_right_password_opens_the_page_that_was_asked_for(client: Client, officer: Officer) -> None:
    form = {"username": "town", "password": "right password", "next": "/clauses/3.12/"}
    answer = client.post("/login/", form)
    assert answer.headers["Location"] == "/clauses/3.12/"
    cookie = answer.cookies["anlan_session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_login_leads_to_no_other_site(client: Client, officer: Officer) -> None:
    form = {"username": "town", "password": "right password", "next": "https://elsewhere.invalid/"}
    assert client.post("/login/", form).headers["Location"] == "/"


def test_a_wrong_password_keeps_the_name_and_says_what_happened(client: Client, officer: Officer) -> None:
    text = attempt(client, "wrong").content.decode()
    assert 'value="town"' in text
    assert "用户名与密码不匹配" in text
    assert 'role="alert"' in text
    assert "wrong" not in text


def test_an_unknown_name_gets_the_same_answer_as_a_wrong_password(client: Client, officer: Officer) -> None:
    known = attempt(client, "wrong").content.decode()
    unknown = attempt(client, "wrong", username="nobody").content.decode()
    message = "用户名与密码不匹配，未能登录"
    assert message in known
    assert message in unknown


def test_a_closed_account_does_not_log_in(client: Client, officer: Officer) -> None:
    officer.is_active = False
    officer.save()
    assert attempt(client, "right password").status_code == 200
    assert "_auth_user_id" not in client.session


def test_the_sixth_attempt_waits_even_with_the_right_password(client: Client, officer: Officer, at) -> None:
    for minute in range(5):
        at(NOON + minute * MINUTE)
        assert attempt(client, "wrong").status_code == 200
    at(NOON + 5 * MINUTE)
    refused = attempt(client, "right password")
    assert refused.status_code == 429
    assert "请在 10 分钟后（12:15 起）重试" in refused.content.decode()
    assert 'value="town"' in refused.content.decode()
    at(NOON + 15 * MINUTE)
    assert attempt(client, "right password").status_code == 302


def test_the_pause_is_told_in_english_too(client: Client, officer: Officer, at) -> None:
    client.cookies["django_language"] = "en"
    at(NOON)
    answers = [attempt(client, "wrong").content.decode() for _ in range(6)]
    assert "Try again in 15 minutes, from 12:15 on." in answers[-1]


def test_letter_case_and_width_do_not_start_a_new_count(client: Client, officer: Officer, at) -> None:
    at(NOON)
    for name in ("town", "TOWN", "Ｔown", " town", "town"):
        attempt(client, "wrong", username=name)
    assert attempt(client, "wrong").status_code == 429


def test_another_address_is_not_paused(client: Client, officer: Officer, at) -> None:
    at(NOON)
    for _ in range(6):
        attempt(client, "wrong", REMOTE_ADDR="10.0.0.1")
    assert attempt(client, "right password", REMOTE_ADDR="10.0.0.2").status_code == 302


def test_an_invented_forwarding_header_starts_no_new_count(client: Client, officer: Officer, at) -> None:
    at(NOON)
    for number in range(5):
        attempt(client, "wrong", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
    assert attempt(client, "wrong", HTTP_X_FORWARDED_FOR="203.0.113.9").status_code == 429


def test_behind_our_proxy_its_word_counts(client: Client, officer: Officer, at, settings) -> None:
    settings.ANLAN_BEHIND_PROXY = True
    at(NOON)
    for _ in range(6):
        attempt(client, "wrong", HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.1")
    paused = attempt(client, "right password", HTTP_X_FORWARDED_FOR="198.51.100.2, 203.0.113.1")
    assert paused.status_code == 429
    assert attempt(client, "right password", HTTP_X_FORWARDED_FOR="203.0.113.2").status_code == 302


def test_success_forgets_earlier_slips(client: Client, officer: Officer, at) -> None:
    at(NOON)
    for _ in range(2):
        for _ in range(4):
            attempt(client, "wrong")
        assert attempt(client, "right password").status_code == 302
        client.post("/logout/")


def test_logging_out_needs_a_form_and_says_so(client: Client, officer: Officer) -> None:
    client.force_login(officer)
    assert client.get("/logout/").status_code == 405
    assert "_auth_user_id" in client.session
    page = client.post("/logout/", follow=True).content.decode()
    assert "您已退出登录" in page
    assert "_auth_user_id" not in client.session


def test_attempts_sent_all_at_once_are_all_counted(tmp_path: Path) -> None:
    throttle = Throttle(path=tmp_path / "attempts", failures=5, pause=15 * MINUTE)
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: throttle.attempt(key="k", now=NOON), range(20)))
    assert answers.count(None) == 5


def test_asking_again_does_not_prolong_the_pause(tmp_path: Path) -> None:
    throttle = Throttle(path=tmp_path / "attempts", failures=1, pause=15 * MINUTE)
    assert throttle.attempt(key="k", now=NOON) is None
    for minute in (1, 5, 14):
        assert throttle.attempt(key="k", now=NOON + minute * MINUTE) == NOON + 15 * MINUTE
    assert throttle.attempt(key="k", now=NOON + 15 * MINUTE) is None


def test_a_clock_set_back_locks_nobody_out(tmp_path: Path) -> None:
    throttle = Throttle(path=tmp_path / "attempts", failures=1, pause=15 * MINUTE)
    assert throttle.attempt(key="k", now=NOON + timedelta(days=365)) is None
    assert throttle.attempt(key="k", now=NOON) is None


def test_the_file_of_attempts_holds_no_names(client: Client, officer: Officer, tmp_path: Path) -> None:
    attempt(client, "wrong", REMOTE_ADDR="10.11.12.13")
    content = (tmp_path / "cache" / "login.sqlite3").read_bytes()
    assert b"town" not in content
    assert b"10.11.12.13" not in content
