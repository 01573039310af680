"""The frame around every page: who gets in, what the browser may do, which language, what errors say."""

from __future__ import annotations

import re
from typing import NoReturn

import pytest
from cast import Cast
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.templatetags.static import static
from django.test import Client
from django.urls import include, path

from anlan.kernel.people.officer import Officer

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]

PAGE = """{% extends "base.html" %}{% block title %}T{% endblock %}{% block heading %}Heading{% endblock %}
{% block breadcrumb %}{% include "components/breadcrumb.html" with items=trail %}{% endblock %}
{% block content %}
{% include "components/badge.html" with word="Late" shape="late" %}
{% include "components/time_left.html" with due=request.now words="3 days late" late=True estimated=True %}
{% include "components/empty_state.html" with title="None" text="…" action_url="/new" action_label="Start" %}
{% include "components/pager.html" with next_url="?after=9" first_url="?" %}
{% endblock %}"""


def page(request: HttpRequest) -> HttpResponse:
    """A page as the others are."""
    trail = [{"url": "/", "label": "Home"}, {"label": "Here"}]
    return HttpResponse(engines["django"].from_string(PAGE).render({"trail": trail}, request))


@login_not_required
def failing(request: HttpRequest, kind: str) -> NoReturn:
    """A page that goes wrong."""
    errors = {
        "400": BadRequest("x"),
        "403": PermissionDenied("x"),
        "413": RequestDataTooBig("x"),
        "500": ValueError("telephone 13800138000"),
    }
    raise errors[kind]


urlpatterns = [
    path("areas/", page),
    path("fail/<str:kind>/", failing),
    path("", include("anlan.web.urls")),
]
handler400 = "anlan.web.errors.bad_request"
handler403 = "anlan.web.errors.forbidden"
handler404 = "anlan.web.errors.not_found"
handler500 = "anlan.web.errors.server_error"


@pytest.fixture
def officer() -> Officer:
    """An account as the cast has them."""
    return Officer.objects.create_officer(username="town", name="王值班", password="right password")


@pytest.fixture
def inside(client: Client, officer: Officer) -> Client:
    """A browser that is logged in."""
    client.force_login(officer)
    return client


def test_everything_asks_for_a_login_and_comes_back(client: Client) -> None:
    answer = client.get("/areas/?level=town")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/login/?next=/areas/%3Flevel%3Dtown"


def test_a_fragment_sends_the_whole_window_to_the_login(client: Client) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/areas/"}
    answer = client.get("/areas/", headers=headers)
    assert answer.headers["HX-Redirect"] == "/login/?next=/areas/"
    assert answer.content == b""


def test_the_frame_names_officer_menu_and_place(inside: Client) -> None:
    text = inside.get("/clauses/").content.decode()
    assert "王值班" in text
    assert '<a href="/clauses/" aria-current="page">' in text
    assert '<a href="/areas/"' not in text, "an officer without a post has no territory to look at"
    assert 'action="/clauses/" method="get" role="search"' in text
    assert 'href="#content"' in text
    assert '<main id="content"' in text


def test_the_footer_says_when_data_is_synthetic(inside: Client, settings) -> None:
    assert "虚构" not in inside.get("/areas/").content.decode()
    settings.ANLAN_DEMO = True
    assert "虚构" in inside.get("/areas/").content.decode()


@pytest.mark.parametrize("address", ["/areas/", "/login/", "/fail/500/", "/fail/403/", "/nowhere/"])
def test_no_page_carries_inline_script_or_style(client: Client, officer: Officer, address: str) -> None:
    client.raise_request_exception = False
    if address == "/areas/":
        client.force_login(officer)
    text = client.get(address).content.decode()
    assert "</html>" in text
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
    outside = [url for url in re.findall(r'(?:src|href|action)="([^"]*)"', text) if "//" in url]
    assert outside == []


def test_the_browser_is_told_to_be_strict(inside: Client) -> None:
    headers = inside.get("/areas/").headers
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'"
    )
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cache-Control"] == "private, no-store"


def test_the_first_visit_is_chinese_whatever_the_browser_prefers(client: Client) -> None:
    answer = client.get("/login/", headers={"Accept-Language": "en"})
    assert '<html lang="zh-hans">' in answer.content.decode()
    assert "登录" in answer.content.decode()
    assert answer.headers["Content-Language"] == "zh-hans"


def test_the_switch_changes_the_language_and_stays_on_the_page(client: Client) -> None:
    answer = client.post("/language/", {"language": "en", "next": "/login/?next=/areas/"})
    assert answer.headers["Location"] == "/login/?next=/areas/"
    assert answer.cookies["django_language"]["httponly"]
    assert "User name" in client.get("/login/").content.decode()


def test_the_switch_leads_to_no_other_site(client: Client) -> None:
    answer = client.post("/language/", {"language": "en", "next": "https://elsewhere.invalid/"})
    assert "elsewhere" not in answer.headers["Location"]


def test_an_unknown_language_is_chinese(client: Client) -> None:
    client.cookies["django_language"] = "xx"
    assert "登录" in client.get("/login/").content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("address", "status"),
    [("/fail/400/", 400), ("/fail/403/", 403), ("/nowhere/", 404), ("/fail/413/", 413), ("/fail/500/", 500)],
)
def test_errors_say_what_happened_what_was_kept_and_what_next(
    client: Client, address: str, status: int, language: str
) -> None:
    client.raise_request_exception = False
    client.cookies["django_language"] = language
    answer = client.get(address)
    text = answer.content.decode()
    assert answer.status_code == status
    assert text.count("<dt>") == text.count("<dd>") == 3
    assert "<dd></dd>" not in text
    assert answer.headers["X-Request-ID"] in text
    words = ["发生了什么", "保存情况", "下一步"] if language == "zh-hans" else ["happened", "kept", "do next"]
    assert all(word in text for word in words)
    assert "13800138000" not in text


def test_an_oversized_request_is_refused_unread(inside: Client, settings) -> None:
    settings.REQUEST_MAX_BYTES = 100
    answer = inside.post("/language/", {"language": "x" * 200})
    assert answer.status_code == 413
    assert "没有保存" in answer.content.decode()


def test_a_forged_form_is_refused_in_plain_words(officer: Officer) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/login/", {"username": "town", "password": "right password"})
    assert answer.status_code == 403
    assert "表单已失效" in answer.content.decode()


def test_static_files_are_kept_for_a_year_by_an_address_that_follows_their_content(client: Client) -> None:
    address = static("anlan/anlan.css")
    assert re.fullmatch(r"/static/anlan/anlan\.css\?v=[0-9a-f]{12}", address)
    answer = client.get(address)
    assert answer.status_code == 200
    assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_a_field_ties_label_help_and_errors_to_its_input(rf) -> None:
    class Meeting(forms.Form):
        chair = forms.CharField(label="Chair", help_text="The post, not the person")
        cleared = forms.BooleanField(label="Cleared")
        form = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect, required=False)

    form = Meeting({})
    text = "".join(field.as_field_group() for field in form)
    assert '<label class="form-label" for="id_chair">' in text
    assert 'aria-describedby="id_chair_helptext id_chair_error"' in text
    assert 'aria-invalid="true"' in text
    assert 'id="id_chair_helptext"' in text
    assert 'id="id_chair_error"' in text
    assert 'class="form-check-input is-invalid"' in text
    assert "<legend" in text
    summary = render(rf.get("/"), "components/form_errors.html", {"form": form}).content.decode()
    assert '<a href="#id_chair">Chair</a>' in summary


@pytest.mark.parametrize(
    ("address", "current"),
    [
        ("/", ["/"]),
        ("/regulators/445122/", []),
        ("/units/DEMO-ENTERPRISE-1/", ["/units/DEMO-ENTERPRISE-1/"]),
        ("/units/DEMO-ENTERPRISE-1/asked/", ["/units/DEMO-ENTERPRISE-1/asked/"]),
    ],
)
def test_the_menu_marks_where_the_reader_is_and_nothing_else(cast: Cast, address: str, current: list[str]) -> None:
    client = Client()
    client.force_login(cast.officer("city" if "regulators" in address else "safety"))
    assert [entry["url"] for entry in client.get(address).context["menu"]() if entry["current"]] == current
