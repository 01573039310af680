"""Changing one's own password: an account is handed over with a password that somebody else has seen."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpResponse
from django.utils.translation import gettext as _


class PasswordView(PasswordChangeView):
    """The old password once, the new one twice. Other sessions of the account end."""

    template_name = "password.html"
    success_url = "/"

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Say that it was done."""
        text = _("The password was changed. Other places where you were logged in are logged out.")
        messages.success(self.request, text)
        return super().form_valid(form)
