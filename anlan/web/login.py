"""Logging in and out."""

from __future__ import annotations

import math
import unicodedata
from datetime import datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import forms, views
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from anlan.web.middleware import Request
from anlan.web.throttle import Throttle


def client_address(*, request: HttpRequest) -> str:
    """The visitor's address: what our own proxy saw, where there is one; never what the visitor claims."""
    if settings.ANLAN_BEHIND_PROXY:
        seen = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if seen:
            return seen
    return str(request.META.get("REMOTE_ADDR", ""))


class LoginForm(forms.AuthenticationForm):
    """User name and password. Says what went wrong in plain words, but not which of the two was wrong."""

    error_messages = {
        "invalid_login": gettext_lazy(
            "This user name and password do not belong together. Nobody was logged in. "
            "Check both, also capital letters, and try again."
        ),
        "inactive": gettext_lazy("This account is closed. Ask your administrator."),
    }

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["password"].label = _("Password")

    def clean(self) -> dict[str, Any]:
        """Check the password, unless too many attempts have failed."""
        request = cast(Request, self.request)
        throttle = Throttle(
            path=settings.ANLAN_DATA / "cache" / "login.sqlite3",
            failures=settings.LOGIN_FAILURES,
            pause=timedelta(minutes=settings.LOGIN_PAUSE_MINUTES),
        )
        key = self._throttle_key(request)
        until = throttle.attempt(key=key, now=request.now)
        if until is not None:
            raise ValidationError(_paused(until=until, now=request.now), code="paused")
        cleaned = super().clean()
        throttle.forget(key=key)
        return cleaned

    def _throttle_key(self, request: Request) -> str:
        """One user name from one address, digested: the file of attempts holds no names."""
        name = unicodedata.normalize("NFKC", self.cleaned_data.get("username", "")).casefold()
        who = f"{name}\n{client_address(request=request)}"
        return salted_hmac("anlan.login", who, algorithm="sha256").hexdigest()


def _paused(*, until: datetime, now: datetime) -> str:
    minutes = max(1, math.ceil((until - now).total_seconds() / 60))
    wait = ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    return _(
        "Too many failed attempts with this user name. The password was not checked. "
        "Try again in %(wait)s, from %(time)s on."
    ) % {"wait": wait, "time": timezone.localtime(until).strftime("%H:%M")}


class LoginView(views.LoginView):
    """The login page. Keeps the user name when it refuses."""

    form_class = LoginForm
    template_name = "login.html"
    redirect_authenticated_user = True

    def form_invalid(self, form: forms.AuthenticationForm) -> HttpResponse:
        """The page again; 429 while attempts are paused, so that programs understand it too."""
        response = super().form_invalid(form)
        if form.has_error("__all__", "paused"):
            response.status_code = 429
        return response


class LogoutView(views.LogoutView):
    """Logging out, by POST only, so that no link of a stranger can do it."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """End the session and say so on the login page. What a phone has not sent yet stays on it, for its officer."""
        response = super().post(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache"'
        messages.success(request, _("You are logged out."))
        return response
