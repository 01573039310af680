"""What the server calls for each request."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

from anlan.web.whole_bodies import WholeBody

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.web.settings")

_django = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django, given bodies that are whole or not at all."""
    environ["wsgi.input"] = WholeBody(environ["wsgi.input"], environ.get("CONTENT_LENGTH") or "0")
    return _django(environ, start_response)
