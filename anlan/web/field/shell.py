"""The frame of the app: a page with nothing of anybody in it, its scripts under one version, and its service worker."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from anlan.web.field.words import words

FOLDER = Path(__file__).resolve().parent.parent / "static" / "anlan" / "field"
# Loaded by their own addresses: the worker by the browser, the other by the page of the login.
NOT_OF_THE_APP = ("worker", "forget")
STYLES = ("vendor/tabler.min.css", "anlan/anlan.css", "anlan/field/field.css", "anlan/favicon.svg")
ICONS = (("anlan/field/icon-192.png", "192x192"), ("anlan/field/icon-512.png", "512x512"))
# The place of the phone, asked for by a button; nothing else of a device's sensors.
SENSORS = "camera=(), microphone=(), geolocation=(self), payment=(), usb=(), browsing-topics=()"
A_YEAR = 365 * 24 * 60 * 60


@lru_cache(maxsize=1)
def version() -> str:
    """One digest over everything that the app is made of: scripts that import one another have the same."""
    digest = hashlib.sha256()
    for file in sorted(FOLDER.iterdir()):
        digest.update(file.name.encode() + file.read_bytes())
    for name in STYLES:
        digest.update(static(name).encode())
    return digest.hexdigest()[:12]


def _scripts() -> dict[str, str]:
    """The app's scripts by name, with their addresses."""
    names = sorted(file.stem for file in FOLDER.glob("*.js") if file.stem not in NOT_OF_THE_APP)
    return {name: reverse("field_file", args=[version(), name]) for name in names}


@login_not_required
@require_safe
def field_shell(request: HttpRequest) -> HttpResponse:
    """The app's one page. It is the same for everybody: who is logged in, the app asks for by itself."""
    context = {"words": json.dumps(words(), ensure_ascii=False), "app": _scripts()["app"], "styles": STYLES}
    # Rendered without the request: no context processor puts anything of an officer into a page that is kept.
    response = HttpResponse(render_to_string("field/shell.html", context))
    response.headers["X-Field-Version"] = version()
    response.headers["Permissions-Policy"] = SENSORS
    return response


@login_not_required
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker, told which files make up the app. Any change of them makes it another worker."""
    shell = {
        "version": version(),
        "page": reverse("field"),
        "files": [*_scripts().values(), *(static(name) for name in STYLES)],
    }
    source = (FOLDER / "worker.js").read_text(encoding="utf-8")
    response = HttpResponse(f"const SHELL = {json.dumps(shell)};\n{source}", content_type="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@login_not_required
@require_safe
def app_file(request: HttpRequest, *, version: str, name: str) -> HttpResponse:
    """One script of the app. Its version stands in the path, so that what it imports beside it has the same."""
    addresses = _scripts()
    if name not in addresses:
        raise Http404(name)
    response = HttpResponse((FOLDER / f"{name}.js").read_bytes(), content_type="text/javascript")
    if addresses[name] == request.path:
        patch_cache_control(response, public=True, immutable=True, max_age=A_YEAR)
    return response


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to install the app."""
    described = {
        "name": pgettext("name of the app", "Anlan in the field"),
        "short_name": pgettext("menu", "Field app"),
        "description": _("Patrols, checks and dangers, also without network"),
        "id": reverse("field"),
        "start_url": reverse("field"),
        "scope": reverse("field"),
        "display": "standalone",
        "background_color": "#f5f7f8",
        "theme_color": "#0b5563",
        "icons": [
            {"src": static(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes in ICONS
            for purpose in ("any", "maskable")
        ],
    }
    response = JsonResponse(described, content_type="application/manifest+json")
    response.headers["Cache-Control"] = "no-cache"
    return response
