"""Every address below ``/api/v1/``: JSON throughout, no redirect to the login, the caller's language."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import wraps
from importlib.metadata import version
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, re_path
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

from anlan.kernel.declared import DECLARED
from anlan.web.api import areas, clauses, errors, imports, messages, obligations, papers, staffing, units
from anlan.web.api.authentication import BearerToken, BrowserSession, PerOfficer
from anlan.web.api.records import router_for

View = Callable[..., HttpResponse]


class StrictParser(Parser):
    """JSON as the standard has it: no NaN; and neither NUL nor half of a character, which no database takes."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body's values; whatever is raised here is answered with 400."""
        return self.values_of(text=request.body)

    @staticmethod
    def values_of(*, text: str | bytes) -> Any:
        """The values of a JSON text. Raises ValueError or RecursionError."""
        values = json.loads(text, parse_constant=_refuse_constant)
        json.dumps(values, ensure_ascii=False).encode()
        if any("\0" in text for text in _texts(values)):
            raise ValueError("NUL in a text")
        return values


def _texts(value: Any) -> Iterator[str]:
    """Every text inside, names of fields too."""
    match value:
        case str():
            yield value
        case list():
            for one in value:
                yield from _texts(one)
        case dict():
            yield from value
            for one in value.values():
                yield from _texts(one)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


class Renderer(JSONRenderer):
    """Chinese stays readable."""

    json_dumps_params = {"ensure_ascii": False}


class Interface(NinjaAPI):
    """What it says of itself takes seconds to gather, is read by anybody, and stays the same while the server runs."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._said: dict[tuple[str, str | None], OpenAPISchema] = {}

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The description, gathered once for each language."""
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        asked = (prefix, translation.get_language())
        if asked not in self._said:
            self._said[asked] = super().get_openapi_schema(path_prefix=prefix)
        return self._said[asked]


def build() -> NinjaAPI:
    """The interface with all registers that the modules declare."""
    api = Interface(
        title="Anlan",
        version=version("anlan"),
        description="Who owes what, by when, under which clause. Sight and rules are those of the pages.",
        urls_namespace="api",
        # Its page would load scripts from a network outside.
        docs_url=None,
        auth=[BearerToken(), BrowserSession()],
        throttle=[PerOfficer()],
        parser=StrictParser(),
        renderer=Renderer(),
    )
    for kind, handler in errors.HANDLERS.items():
        api.add_exception_handler(kind, handler)
    api.add_router("/obligations", obligations.router)
    api.add_router("/areas", areas.router)
    api.add_router("/clauses", clauses.router)
    api.add_router("/messages", messages.router)
    api.add_router("", units.router)
    api.add_router("", staffing.router)
    api.add_router("/papers", papers.router)
    api.add_router("/imports", imports.router)
    for pages in DECLARED.pages.values():
        api.add_router(f"/{pages.name}", router_for(pages))
    return api


def for_programs(view: View) -> View:
    """Around each address: the interface itself settles who calls, and answers in the caller's language."""

    @wraps(view)
    def called(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        language = language_of(request)
        with translation.override(language):
            response = view(request, *args, **kwargs)
            if isinstance(response, HttpResponseNotAllowed):
                allowed = response["Allow"]
                response = errors.answer(_("This address is not called this way."), 405)
                response["Allow"] = allowed
        response["Content-Language"] = language
        patch_vary_headers(response, ["Accept-Language", "Authorization", "Cookie"])
        return response

    return login_not_required(csrf_exempt(called))


def language_of(request: HttpRequest) -> str:
    """For a program the first of our languages in Accept-Language; for a page the reader's switch."""
    accepted = request.headers.get("Accept-Language", "") if "Authorization" in request.headers else ""
    for wanted, _weight in parse_accept_lang_header(accepted):
        for code, _name in settings.LANGUAGES:
            if wanted.partition("-")[0] == code.partition("-")[0]:
                return code
    return translation.get_language() or settings.LANGUAGE_CODE


def nowhere(request: HttpRequest) -> HttpResponse:
    """An address that does not exist."""
    return errors.not_found(request, LookupError())


def wrapped(patterns: list[Any]) -> list[URLPattern]:
    """The interface's addresses, each with what holds for all of them."""
    # The root has nothing to show; the description asks for its address.
    views = [nowhere if one.name == "api-root" else one.callback for one in patterns]
    return [
        URLPattern(one.pattern, for_programs(view), one.default_args, one.name)
        for one, view in zip(patterns, views, strict=True)
    ]


API = build()
app_name = "api"
urlpatterns = [*wrapped(API.urls[0]), re_path(r"", for_programs(nowhere))]
