"""签名: the signature of whoever was there, drawn with a finger in the app (3.13, 18.8); never required."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.records.workflow import Ask

SIGNATURE = Ask(
    "signature", pgettext_lazy("on the spot", "Signature"), "file", required=False,
    why=_("Of whoever was there; in the app with a finger, elsewhere as a picture. Never required"),
)  # fmt: skip
